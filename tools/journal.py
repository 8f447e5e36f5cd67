# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step's commands say: kept in a file, and shown at once where somebody is waiting for it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.places import CHECKOUT


class Failed(Exception):
    """A step that did not do what it is for."""


class Journal:
    def __init__(self, path: Path, *, echo: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.echo = echo
        path.write_text("", encoding="utf-8")

    def beside(self, name: str) -> Journal:
        """One of its own for a part of a step that runs while other parts do; quiet, or their lines would be mixed."""
        return Journal(self.path.with_name(f"{self.path.stem}-{name}.log"), echo=False)

    def write(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(text)
        if self.echo:
            sys.stdout.write(text)
            sys.stdout.flush()

    def run(self, *command: str | Path, cwd: Path = CHECKOUT, env: Mapping[str, str] | None = None, launcher: Sequence[str] = ()) -> str:
        """Run a command to its end and return what it said; Failed when it exits with anything but 0.

        The launcher's words go before the command, unseen.
        """
        words = [str(word) for word in command]
        self.write(f"$ {shlex.join(words)}\n")
        status, said = self._follow([*launcher, *words], cwd, env)
        if status:
            raise Failed(f"{Path(words[0]).name} exited with status {status}")
        return said

    def answer(self, *command: str | Path, cwd: Path = CHECKOUT, env: Mapping[str, str] | None = None, launcher: Sequence[str] = ()) -> str:
        """What a command answers, which is for a program to read, without what it says on the side."""
        words = [str(word) for word in command]
        self.write(f"$ {shlex.join(words)}\n")
        ran = subprocess.run([*launcher, *words], cwd=cwd, env=env, text=True, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        self.write(ran.stderr)
        if ran.returncode:
            self.write(ran.stdout)
            raise Failed(f"{Path(words[0]).name} exited with status {ran.returncode}")
        return ran.stdout

    def _follow(self, words: Sequence[str], cwd: Path, env: Mapping[str, str] | None) -> tuple[int, str]:
        lines = []
        with subprocess.Popen(
            words,
            cwd=cwd,
            env=env,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            for line in process.stdout or ():
                lines.append(line)
                self.write(line)
        return process.returncode, "".join(lines)

    def gist(self, lines: int = 60) -> str:
        """The end, and what is called an error before it."""
        said = self.path.read_text(encoding="utf-8").splitlines()
        before = [line for line in said[:-lines] if re.match(r"\W*(?:error|fatal)\b", line, re.IGNORECASE)]
        return "\n".join((before[-lines:]) + said[-lines:])
