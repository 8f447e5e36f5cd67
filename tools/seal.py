# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this machine lets a rehearsal have no network but loopback, and the words before a command that do it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from tools.places import CHECKOUT

LAUNCHER = (sys.executable, "-I", str(CHECKOUT / "tools" / "rehearsal" / "sealed.py"))


@dataclass(frozen=True)
class Seal:
    """Without words there is none, for this reason."""

    words: tuple[str, ...]
    reason: str = ""

    def beside(self, process: int) -> tuple[str, ...]:
        """What puts a command where a process is that was started with the words."""
        return (*self.words, "--beside", str(process)) if self.words else ()

    def __str__(self) -> str:
        if self.words:
            return "This rehearsal has no network but its own loopback: only the simulator can be reached."
        return (
            f"This machine does not allow a network namespace ({self.reason}). So only Python is kept from the network: "
            "any other program that the inventory starts, such as curl in a lookup, can reach it."
        )


def seal(launcher: tuple[str, ...] = LAUNCHER) -> Seal:
    """Try it with a program that does nothing."""
    try:
        tried = subprocess.run([*launcher, sys.executable, "-I", "-c", ""], capture_output=True, text=True, check=False)
    except OSError as error:
        return Seal((), str(error))
    if tried.returncode:
        return Seal((), (tried.stderr.strip().splitlines() or ["no reason given"])[-1])
    return Seal(launcher)
