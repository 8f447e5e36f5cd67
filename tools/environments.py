# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments: one for each purpose, Python and ansible-core; made once, made again when what they hold changes."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import venv
from pathlib import Path

from tools.journal import Failed, Journal
from tools.places import CACHE, CHECKOUT, HOME

PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
# The newest ansible-core that runs on each Python, and the Pythons each ansible-core runs on.
NEWEST_CORE = {"3.11": "2.19", "3.12": "2.21", "3.13": "2.21"}
PYTHONS_OF_CORE = {
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13"),
    "2.21": ("3.12", "3.13"),
}
CONTENTS = {
    "run": ("requirements.txt", "tools/requirements/test.txt"),
    "lint": ("tools/requirements/lint.txt",),
    "importer": ("tools/requirements/importer.txt",),
    "clients": ("tools/requirements/clients.txt",),
}
WITHOUT_ANSIBLE = ("clients",)
SETTINGS = ("ANSIBLE_", "ARM_", "AZURE_", "IDENTITY_", "MSI_", "PYTHON", "SECOPS_", "VIRTUAL_ENV")
_LOCKS = {purpose: threading.Lock() for purpose in CONTENTS}


def core() -> str:
    """The ansible-core asked for with CORE, else the newest for this Python."""
    wanted = os.environ.get("CORE") or NEWEST_CORE[PYTHON]
    if PYTHON not in PYTHONS_OF_CORE.get(wanted, ()):
        fitting = ", ".join(version for version, pythons in PYTHONS_OF_CORE.items() if PYTHON in pythons)
        raise Failed(f"CORE={wanted} cannot be tested with Python {PYTHON}; choose one of {fitting}, or another Python with PYTHON=/path")
    return wanted


def environment(purpose: str, journal: Journal) -> Path:
    """The environment's folder of programs; made first where it is missing or out of date."""
    folder = CACHE / "venv" / f"{purpose}-py{PYTHON}-core{core()}"
    files = [CHECKOUT / name for name in CONTENTS[purpose]]
    mark = folder / "made-from"
    wanted = _fingerprint(files)
    with _LOCKS[purpose]:
        if not mark.exists() or mark.read_text(encoding="utf-8") != wanted:
            _make(folder, [] if purpose in WITHOUT_ANSIBLE else [f"ansible-core=={core()}.*"], files, journal)
            mark.write_text(wanted, encoding="utf-8")
    return folder / "bin"


def _fingerprint(files: list[Path]) -> str:
    parts = [sys.executable, sys.version, core(), *(file.read_text(encoding="utf-8") for file in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _make(folder: Path, packages: list[str], files: list[Path], journal: Journal) -> None:
    journal.write(f"making {folder.relative_to(CHECKOUT)}\n")
    venv.create(folder, clear=True, symlinks=True, with_pip=True)
    # Compiling the Microsoft Graph SDK takes longer than installing it, and hardly any of it is ever imported.
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-compile")
    wanted = [word for file in files for word in ("--requirement", str(file))]
    journal.run(folder / "bin" / "python", "-m", "pip", "install", *quiet, *packages, *wanted)


def clean_environ(programs: Path, **more: str) -> dict[str, str]:
    """What a tool gets to see: its own home and programs, nothing that the caller's shell has set for Ansible or for Azure."""
    _make_home()
    theirs = {name: value for name, value in os.environ.items() if not _is_setting(name)}
    return {**theirs, "HOME": str(HOME), "PATH": clean_path(programs), "NO_COLOR": "1", **more}


def _is_setting(name: str) -> bool:
    """What opens a vault is kept: an inventory's owner has given it."""
    return name.startswith(SETTINGS) and not name.startswith("ANSIBLE_VAULT_")


def clean_path(programs: Path) -> str:
    """The environment's programs before the caller's, without shims: ansible-test runs every Python that it finds a name for."""
    theirs = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(folder).name != "shims"]
    return os.pathsep.join(dict.fromkeys([str(programs), *theirs, "/usr/bin", "/bin"]))


def _make_home() -> None:
    """An empty home, but for the user's settings of pip (ansible-test drops environment variables, and pip reads its files)."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name in (".config/pip", ".pip"):
        theirs = Path.home() / name
        ours = HOME / name
        if theirs.is_dir() and not ours.exists() and not ours.is_symlink():
            ours.parent.mkdir(parents=True, exist_ok=True)
            ours.symlink_to(theirs)
