# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: rules say which calls are struck, and how.

{"match": {"api", "method", "path": regex, "nth", "count"}, "do": {"status", "code", "message", "headers", "body", "delay_ms", "reset",
"truncate", "silence", "when": "before"|"after", "meanwhile": "written"|"aged"}}: from the nth call that matches on (default the first),
count calls are struck (default one when nth is given, else all). ``meanwhile.py`` tells what happens right before the work is done.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.simulator.meanwhile import HAPPENINGS

MATCHES = {"api", "method", "path", "nth", "count"}
EFFECTS = {"status", "code", "message", "headers", "body", "delay_ms", "reset", "truncate", "silence", "meanwhile", "when"}


@dataclass
class Rule:
    match: dict
    do: dict
    seen: int = 0
    struck: int = 0

    def strikes(self, call):
        if not self._fits(call):
            return False
        self.seen += 1
        first = self.match.get("nth", 1)
        count = self.match.get("count", 1 if "nth" in self.match else None)
        if self.seen < first or (count is not None and self.seen >= first + count):
            return False
        self.struck += 1
        return True

    def _fits(self, call):
        wish = self.match
        return (wish.get("api", call.api) == call.api and wish.get("method", call.method).upper() == call.method
                and bool(re.search(wish.get("path", ""), call.path, re.I)))


@dataclass
class Faults:
    rules: list = field(default_factory=list)

    def add(self, described):
        unknown = set(described) - {"match", "do"} | set(described.get("match", {})) - MATCHES | set(described.get("do", {})) - EFFECTS
        if unknown or not described.get("do"):
            raise ValueError(f"a fault has match ({', '.join(sorted(MATCHES))}) and do ({', '.join(sorted(EFFECTS))})"
                             + (f", not {', '.join(sorted(unknown))}" if unknown else ""))
        if described["do"].get("meanwhile", "written") not in HAPPENINGS:
            raise ValueError(f"meanwhile is one of {', '.join(HAPPENINGS)}")
        try:
            re.compile(described.get("match", {}).get("path", ""))
        except re.error as problem:
            raise ValueError(f"path is no regular expression: {problem}") from problem
        self.rules.append(Rule(described.get("match", {}), described["do"]))

    def clear(self):
        self.rules.clear()

    def strike(self, call):
        """What the first rule that strikes this call does, or None."""
        return next((rule.do for rule in self.rules if rule.strikes(call)), None)
