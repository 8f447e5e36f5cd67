# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python the Makefile's commands run on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHOOSER = Path(__file__).resolve().parents[3] / "tools" / "python.sh"


class Machine:
    """Folders of programs, in the order of PATH; none of the real machine's Pythons is among them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path: list[Path] = []
        essentials = self._folder("essentials")
        for name in ("sh", "tr"):
            (essentials / name).symlink_to(str(shutil.which(name)))

    def _folder(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir(parents=True, exist_ok=True)
        if made not in self.path:
            self.path.insert(-1 if self.path else 0, made)
        return made

    def program(self, folder: str, name: str, script: str) -> None:
        self.script(self._folder(folder) / name, script)

    def script(self, file: Path, script: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def choose(self, **environ: str) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": ":".join(map(str, self.path)), "HOME": str(self.folder / "home"), **environ}
        return subprocess.run([CHOOSER, "-c", "print(6 * 7)"], env=environ, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


DEAD = "echo 'command not found' >&2; exit 127"
ALIVE = f'exec "{sys.executable}" "$@"'


def test_a_dead_name_is_passed_over_for_a_later_folder_with_the_same_name(machine: Machine) -> None:
    machine.program("shims", "python3.13", DEAD)
    machine.program("real", "python3.13", ALIVE)
    assert machine.choose().stdout == "42\n"


def test_dead_names_alone_are_a_sentence_and_no_traceback(machine: Machine) -> None:
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        machine.program("shims", name, DEAD)
    chosen = machine.choose()
    assert (chosen.returncode, chosen.stdout) == (2, "")
    assert "PYTHON=/path" in chosen.stderr


def test_a_name_that_answers_without_a_version_is_not_taken(machine: Machine) -> None:
    machine.program("odd", "python3.13", "exit 0")
    machine.program("real", "python3.12", ALIVE)
    assert machine.choose().stdout == "42\n"


def test_the_newest_comes_first_wherever_it_lies(machine: Machine, tmp_path: Path) -> None:
    machine.program("first", "python3.11", f"touch {tmp_path}/asked; {ALIVE}")
    machine.program("second", "python3.13", ALIVE)
    assert machine.choose().stdout == "42\n"
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(("root", "environ"), [("pyenv", {"PYENV_ROOT": "pyenv"}), ("home/.pyenv", {})])
def test_versions_of_pyenv_count_after_path(machine: Machine, tmp_path: Path, root: str, environ: dict[str, str]) -> None:
    machine.program("shims", "python3.12", DEAD)
    machine.script(tmp_path / root / "versions" / "3.12.1" / "bin" / "python3.12", ALIVE)
    assert machine.choose(**{name: str(tmp_path / value) for name, value in environ.items()}).stdout == "42\n"


def test_the_one_named_is_taken(machine: Machine) -> None:
    machine.program("first", "python3.13", DEAD)
    assert machine.choose(PYTHON=sys.executable).stdout == "42\n"


def test_the_one_named_is_not_replaced_when_it_does_not_work(machine: Machine) -> None:
    machine.program("real", "python3.13", ALIVE)
    chosen = machine.choose(PYTHON="/nowhere/python3")
    assert (chosen.returncode, chosen.stdout) == (2, "")
    assert "/nowhere/python3" in chosen.stderr
