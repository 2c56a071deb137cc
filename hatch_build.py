"""Puts the built-in rules into a wheel as they are once they are read, see `channelrules.knowledge.prepared`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PREPARE = """
import sys
from pathlib import Path
from channelrules.knowledge.loader import load_knowledge
from channelrules.knowledge.prepared import prepared
Path(sys.argv[2]).write_bytes(prepared(load_knowledge(Path(sys.argv[1]), trusted=True)))
"""


class PreparedRules(BuildHookInterface[Any]):
    """Prepares the rules; an editable install reads them anew each time, and has none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the file, and have it put beside the modules of the package."""
        if version == "editable":
            return
        file = Path(tempfile.mkdtemp(), "_prepared")
        # With hashes of texts that are the same each time, so that the same files make the same wheel.
        # Whoever builds in isolation has put what the hook needs on the path of this process, and only there.
        path = os.pathsep.join([str(Path(self.root, "src")), *sys.path])
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": path}
        command = [sys.executable, "-c", _PREPARE, str(Path(self.root, "rules")), str(file)]
        subprocess.run(command, check=True, env=environment)  # noqa: S603 - Python itself, on files of ours
        build_data["force_include"][str(file)] = "channelrules/_prepared"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - the hook's own
        """Leave nothing behind."""
        for file in build_data["force_include"]:
            if Path(file).name == "_prepared":
                Path(file).unlink()
                Path(file).parent.rmdir()
