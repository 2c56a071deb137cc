"""Puts the built-in rules into a wheel as they are once they are read and compiled.

See `channelrules.knowledge.prepared` and `channelrules.inference.ahead`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PREPARE = """
import sys
from pathlib import Path
from channelrules.inference.ahead import MODULE
from channelrules.inference.ahead_source import source_ahead
from channelrules.knowledge.builtin import PREPARED
from channelrules.knowledge.loader import load_knowledge
from channelrules.knowledge.prepared import prepared
knowledge, folder = load_knowledge(Path(sys.argv[1]), trusted=True), Path(sys.argv[2])
(folder / PREPARED).write_bytes(prepared(knowledge))
(folder / f"{MODULE}.py").write_text(source_ahead(knowledge), encoding="utf-8")
"""
_MADE = "channelrules-ahead-"


class PreparedRules(BuildHookInterface[Any]):
    """Prepares the rules; an editable install reads them anew each time, and has none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files, and have them put beside the modules of the package."""
        if version == "editable":
            return
        folder = Path(tempfile.mkdtemp(prefix=_MADE))
        # With hashes of texts that are the same each time, so that the same files make the same wheel.
        # Whoever builds in isolation has put what the hook needs on the path of this process, and only there.
        path = os.pathsep.join([str(Path(self.root, "src")), *sys.path])
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": path}
        command = [sys.executable, "-c", _PREPARE, str(Path(self.root, "rules")), str(folder)]
        subprocess.run(command, check=True, env=environment)  # noqa: S603 - Python itself, on files of ours
        for file in folder.iterdir():
            build_data["force_include"][str(file)] = f"channelrules/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - the hook's own
        """Leave nothing behind."""
        for folder in {Path(file).parent for file in build_data["force_include"]}:
            if folder.name.startswith(_MADE):
                shutil.rmtree(folder)
