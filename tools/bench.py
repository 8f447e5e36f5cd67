# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment's programs and a copy of the collection to use them on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tools.environments import clean_environ, environment
from tools.journal import Failed, Journal
from tools.places import CACHE
from tools.tree import collections_path, tree


def looked_at(number: int, what: str) -> str:
    """So many things, in words; a check that looked at nothing has failed."""
    if not number:
        raise Failed(f"looked at no {what}")
    return f"{number} {what}"


def without_warning(said: str, where: str) -> None:
    """Ansible goes on after a warning; a test does not."""
    if warnings := re.findall(r"^\[(?:DEPRECATION )?WARNING\].*$", said, re.MULTILINE):
        raise Failed(f"{where}: {warnings[0]}")


class Bench:
    def __init__(self, purpose: str, journal: Journal) -> None:
        self.programs = environment(purpose, journal)
        # A copy for each step: what one of them leaves behind must not be what another one reads.
        self.collection = tree(journal.path.stem)
        self.journal = journal
        self.environ = clean_environ(self.programs, ANSIBLE_COLLECTIONS_PATH=str(collections_path(self.collection)))

    def run(self, program: str, *arguments: str | Path, **environ: str) -> str:
        return self.journal.run(self.programs / program, *arguments, cwd=self.collection, env={**self.environ, **environ})

    def answer(self, program: str, *arguments: str | Path) -> str:
        return self.journal.answer(self.programs / program, *arguments, cwd=self.collection, env=self.environ)


def prepare(purpose: str) -> Callable[[Journal], str]:
    """A step of its own for what is made once, so that the steps after it show their own time."""
    return lambda journal: f"{environment(purpose, journal).parent.relative_to(CACHE)} is ready"
