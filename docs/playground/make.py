"""Builds the playground: a folder for the site, and the same as one HTML file that opens from a disk.

``python docs/playground/make.py [FOLDER]``, the folder being ``docs/_build/playground`` where none is given. It takes
Pyodide, TypeScript and esbuild from npm (``npm ci``, once), the project's own wheel, and the pure Python packages that
the library needs as they are installed here.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from channelrules.faces.playground import Playground
from channelrules.faces.playground.typescript import protocol_as_typescript
from channelrules.report.html import ACCENT, environment

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent.parent
NPM: Final = HERE / "node_modules"
DEFAULT: Final = ROOT / "docs" / "_build" / "playground"
ONE_FILE: Final = "whim-or-asset.html"

# What the library imports, and what only reading people's files needs, which is fetched when the first one is opened.
CORE: Final = ("attrs", "babel", "cattrs", "jinja2", "markupsafe", "tomli_w", "tomlkit", "typing_extensions")
FILES: Final = (
    "click",
    "et_xmlfile",
    "icalendar",
    "openpyxl",
    "python_dateutil",
    "recurring_ical_events",
    "six",
    "tzdata",
    "x_wr_timezone",
    "xlrd",
)

# Babel knows 1,000 locales; the library speaks three.
LOCALES: Final = re.compile(r"babel/locale-data/(root|en|it|ko)\.dat")
# Exports write the names of months in more.
LOCALES_OF_EXPORTS: Final = re.compile(r"babel/locale-data/(de|es|fr|pt)\.dat")
LEFT_OUT: Final = re.compile(
    r"babel/(locale-data/|messages/)"
    r"|channelrules/(portfolio|faces/(cli|mcp))"
    r"|(.*/)?tests?/|.*\.(so|pyi|typed|c|h|exe)$|(.*\.dist-info|bin|\.\.)/|.*__pycache__/"
)

# A script has no address of its own to be told by, and what Pyodide imports in Node is never imported here.
PYODIDE: Final = ("--define:import.meta.url=self.location.href", "--external:node:*", "--external:ws")

# Of the standard library: what needs sockets, processes, a terminal or a screen, and what develops programs.
STANDARD_OUT: Final = re.compile(
    r"(_aix_support|_android|_apple|_ios|_osx_support|_pydatetime|_pyio|_pyrepl|_sysconfigdata_\w+|antigravity|argparse|bdb|cProfile|cmd|code|compileall"
    r"|concurrent/(interpreters|futures/(interpreter|process))|configparser|ctypes|curses|dbm|doctest|ensurepip|filecmp|fileinput|ftplib|getpass|gettext|http|importlib/_bootstrap\w*|idlelib|imaplib"
    r"|mailbox|modulefinder|multiprocessing|netrc|nturl2path|optparse|pdb|pickletools|plistlib|poplib|profile|profiling|pstats"
    r"|pty|py_compile|pyclbr|pydoc|pydoc_data|rlcompleter|runpy|sched|shelve|smtplib|socketserver|sqlite3|symtable|tabnanny"
    r"|tarfile|test|this|timeit|tkinter|trace|tracemalloc|tty|turtle|unittest|urllib/(request|robotparser)|venv|wave"
    r"|webbrowser|wsgiref|xml/sax|xml/dom/(minidom|pulldom|expatbuilder)|xmlrpc|zipapp|mimetypes|logging/(config|handlers)"
    r"|asyncio/(__main__|proactor_events|tools|windows_\w+)|email/(?!charset|encoders|errors|utils|__init__)\w+"
    r"|encodings/(?!__init__|aliases|ascii|cp437|cp949|cp1252|euc_kr|idna|latin_1|mac_roman|punycode|raw_unicode|unicode_escape|utf_)\w+"
    r")(/|\.)"
)
# Of those, what the packages that read files import: it travels with them.
STANDARD_OF_FILES: Final = re.compile(r"(gettext|mimetypes|tarfile)\.py")

READ_BY_NOBODY: Final = re.compile(r"(?!_?pyodide/).*\.py")


def main() -> None:
    """Build it, and print what it weighs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    folder = parser.parse_args().folder
    build(folder)
    for file in sorted(folder.iterdir()):
        sys.stdout.write(f"{file.stat().st_size:>10,}  {file.name}\n")


def build(folder: Path) -> None:
    """Make the page in a folder, which is emptied first, and the one file in it."""
    bring_npm()
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    stripped = without_docs(
        {
            "stdlib": standard_library(lambda name: not STANDARD_OUT.match(name)),
            "core": {**wheel(), **installed(CORE)},
            "files": {**installed(FILES), **more_locales(), **standard_library(STANDARD_OF_FILES.fullmatch)},
        }
    )
    parts = {
        "wasm": packed((NPM / "pyodide" / "pyodide.asm.wasm").read_bytes()),
        "stdlib": packed(as_zip(stripped["stdlib"])),
        "core": packed(bundle(stripped["core"])),
        "files": packed(bundle(stripped["files"])),
    }
    texts = {
        "lock": lock(),
        "page": script("main.ts"),
        "worker": script("worker.ts"),
        "style": style(),
        "index": (HERE / "index.html").read_text(encoding="utf-8"),
    }
    as_site(folder, parts, texts)
    as_one_file(folder / ONE_FILE, parts, texts)


# --- the parts ---


def bring_npm() -> None:
    """Install what the lock file names, where it is not there yet."""
    wanted, there = HERE / "package-lock.json", NPM / ".package-lock.json"
    if not there.exists() or there.stat().st_mtime < wanted.stat().st_mtime:
        run("npm", "ci", "--ignore-scripts")
    (HERE / "src" / "protocol.ts").write_text(protocol_as_typescript(), encoding="utf-8")
    run("node", NPM / "typescript" / "bin" / "tsc", "-p", HERE)


def run(program: str, *arguments: str | Path) -> None:
    """Run a program here; what it says is shown where it fails.

    Raises:
        SystemExit: it is not there, or it failed.
    """
    found = shutil.which(program)
    if found is None:
        raise SystemExit(f"{program} is needed to build the playground: apt-get install nodejs npm")
    ran = subprocess.run([found, *map(str, arguments)], cwd=HERE, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if ran.returncode:
        raise SystemExit(f"{program} {' '.join(map(str, arguments))}\n{ran.stdout}{ran.stderr}")


def script(name: str) -> str:
    """Return a TypeScript module with all that it imports as one script."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.js"
        options = ["--bundle", "--minify", "--charset=utf8", "--target=es2022", "--format=iife", "--log-level=error"]
        esbuild = NPM / "@esbuild" / f"{'linux' if sys.platform == 'linux' else sys.platform}-x64" / "bin" / "esbuild"
        program = str(esbuild) if esbuild.exists() else "npx"
        before = [] if esbuild.exists() else ["esbuild"]
        run(program, *before, HERE / "src" / name, *options, *PYODIDE, f"--outfile={out}")
        return out.read_text(encoding="utf-8")


def wheel() -> dict[str, bytes]:
    """Return the files of the project's own wheel that the page can use."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "-q", "-n", "-w", "--outdir", folder, str(ROOT)]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - Python itself
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as opened:
            return {name: opened.read(name) for name in opened.namelist() if kept(name)}


def installed(names: tuple[str, ...]) -> dict[str, bytes]:
    """Return the files of packages as they are installed here."""
    return dict(_installed(names))


def _installed(names: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        for file in metadata.files(name) or ():
            if kept(file.as_posix()):
                yield file.as_posix(), Path(str(file.locate())).read_bytes()


def more_locales() -> dict[str, bytes]:
    """Return what Babel knows of the languages that exports come in, beyond the three of the page."""
    found = [each for each in metadata.files("babel") or () if LOCALES_OF_EXPORTS.fullmatch(each.as_posix())]
    return {each.as_posix(): Path(str(each.locate())).read_bytes() for each in found}


def kept(path: str) -> bool:
    """Return whether a file of a package travels."""
    return bool(LOCALES.fullmatch(path)) or not LEFT_OUT.match(path)


def bundle(files: Mapping[str, bytes]) -> bytes:
    """Return files as one: the length of an index in four bytes, the index as JSON, and their contents in its order."""
    ordered = sorted(files.items())
    index = json.dumps([(path, len(content)) for path, content in ordered]).encode()
    return len(index).to_bytes(4, "big") + index + b"".join(content for _, content in ordered)


def standard_library(wanted: Callable[[str], object]) -> dict[str, bytes]:
    """Return the files of Python's standard library whose paths are wanted."""
    with zipfile.ZipFile(NPM / "pyodide" / "python_stdlib.zip") as whole:
        return {name: whole.read(name) for name in whole.namelist() if name[-1] != "/" and wanted(name)}


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip that Python imports from, stored: the whole is compressed at once, which is smaller."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in sorted(files.items()):
            opened.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def without_docs(bundles: Mapping[str, Mapping[str, bytes]]) -> dict[str, dict[str, bytes]]:
    """Return bundles with modules that have no comments and docstrings; Pyodide reads its own, and keeps them."""
    made: dict[str, dict[str, bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, files in bundles.items():
            for path in filter(READ_BY_NOBODY.fullmatch, files):
                file = Path(folder, name, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(files[path])
        run("node", HERE / "strip.mjs", folder)
        for name, files in bundles.items():
            below = Path(folder, name)
            made[name] = {
                path: (below / path).read_bytes() if (below / path).exists() else files[path] for path in files
            }
    return made


def style() -> str:
    """Return the style of the report, which what the library prints is made for, with that of the page over it."""
    report = environment().get_template("report.css.j2").render(accent=ACCENT, running="")
    return f"@layer report {{\n{report}\n}}\n{(HERE / 'style.css').read_text(encoding='utf-8')}"


def spoken() -> dict[str, Any]:
    """Return the words of the page in every language: it is there before the library is."""
    playground = Playground()

    def answer(lang: str) -> Any:
        return json.loads(playground.call("language", json.dumps({"lang": lang})))["answer"]

    return {each["value"]: answer(each["value"]) for each in answer("en")["languages"]}


def lock() -> str:
    """Return Pyodide's own lock file without its packages: none is ever loaded."""
    found = json.loads((NPM / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    return json.dumps({"info": found["info"], "packages": {}})


def packed(content: bytes) -> bytes:
    """Return bytes compressed, the same each time."""
    return gzip.compress(content, 9, mtime=0)


# --- the two forms ---


def as_site(folder: Path, parts: Mapping[str, bytes], texts: Mapping[str, str]) -> None:
    """Write the folder: files whose names bear their digest, the page, and the worker that keeps them for offline."""
    urls = {}
    for name, content in parts.items():
        # Not named .gz: some servers would say that it is compressed, and browsers would unpack it before we do.
        urls[name] = write(folder, f"{name}.bin", content)
    worker = write(folder, "worker.bin", packed(texts["worker"].encode()))
    page = write(folder, "page.js", texts["page"].encode())
    sheet = write(folder, "page.css", texts["style"].encode())
    setting = {
        "parts": {name: {"url": url} for name, url in urls.items()},
        "worker": {"url": worker},
        "lock": texts["lock"],
        "spoken": spoken(),
        "offline": "offline.js",
    }
    policy = policy_of("'self' 'wasm-unsafe-eval'", "'self'", worker="'self' blob:", connect="'self'")
    head = f'<link rel="stylesheet" href="{sheet}">\n<script type="module" src="{page}"></script>'
    html = filled(texts["index"], policy=policy, head=head, setting=setting)
    (folder / "index.html").write_text(html, encoding="utf-8")
    kept_files = ["./", page, sheet, worker, *urls.values()]
    version = hashlib.sha256(html.encode()).hexdigest()[:12]
    offline = script("offline.ts").replace('"FILES"', json.dumps(kept_files)).replace("VERSION", version)
    (folder / "offline.js").write_text(offline, encoding="utf-8")


def write(folder: Path, name: str, content: bytes) -> str:
    """Write a file under a name that bears the digest of its content; return the name."""
    stem, _, suffix = name.rpartition(".")
    named = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    (folder / named).write_bytes(content)
    return named


def as_one_file(file: Path, parts: Mapping[str, bytes], texts: Mapping[str, str]) -> None:
    """Write the page with all that it needs inside it; its policy names its script and its style by their digests."""
    setting = {
        "parts": {name: {"base64": base64.b64encode(content).decode()} for name, content in parts.items()},
        "worker": {"base64": base64.b64encode(packed(texts["worker"].encode())).decode()},
        "lock": texts["lock"],
        "spoken": spoken(),
        "offline": None,
    }
    page = texts["page"].replace("</script", r"<\/script")
    own = digest(texts["style"])
    policy = policy_of(f"'{digest(page)}' blob: 'wasm-unsafe-eval'", f"'{own}'", worker="blob:", connect="'none'")
    head = f'<style>{texts["style"]}</style>\n<script type="module">{page}</script>'
    file.write_text(filled(texts["index"], policy=policy, head=head, setting=setting), encoding="utf-8")


def policy_of(script: str, style: str, *, worker: str, connect: str) -> str:
    """Return the policy of a page: what is not named in it is forbidden."""
    allowed = {
        "default-src": "'none'",
        "script-src": script,
        "worker-src": worker,
        "connect-src": connect,
        "style-src": style,
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{what} {sources}" for what, sources in allowed.items())


def digest(text: str) -> str:
    """Return what a policy calls a script or a style that stands in the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def filled(index: str, *, policy: str, head: str, setting: object) -> str:
    """Return the page with its policy, its script and style, and what the script has to know."""
    data = json.dumps(setting).replace("<", r"\u003c")
    for name, value in (("policy", policy), ("head", head), ("setting", data)):
        index = index.replace(f"<!--{name}-->", value)
    return index


if __name__ == "__main__":
    main()
