# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects by kind and id, as an eventually consistent service shows them.

What is written is the truth at once, and becomes visible to readers when it has replicated. Objects are plain dicts that nobody
changes after they were put: a change is a new dict, put under the same id. So reads need no copies.
"""
from __future__ import annotations

import bisect
import re
import zlib
from dataclasses import dataclass, field


@dataclass
class Replication:
    """How long a write takes to become visible. Rules: {"kind": regex, "reads": "get"|"list"|"both", "ms": n, "jitter_ms": n}."""
    default_ms: int = 0
    rules: list = field(default_factory=list)
    reader: str = ""

    def delay_ms(self, kind, id, read):
        for rule in self.rules:
            if rule.get("reads", "both") in ("both", read) and re.search(rule.get("kind", ""), kind):
                return rule.get("ms", 0) + self._jitter(rule.get("jitter_ms", 0), kind, id)
        return self.default_ms

    def longest_ms(self):
        return max([self.default_ms, *(rule.get("ms", 0) + rule.get("jitter_ms", 0) for rule in self.rules)])

    def _jitter(self, most_ms, kind, id):
        """The same reader always waits the same time for the same object; another reader, asking another replica, waits another."""
        if not most_ms:
            return 0
        return zlib.crc32(f"{self.reader} {kind} {id}".encode()) % (most_ms + 1)


class Store:
    def __init__(self, clock, replication):
        self.clock = clock
        self.replication = replication
        self._kinds = {}
        self._planned = []        # writes that take place later: (seconds since 1970, kind, id, thing or None), soonest first

    def put(self, kind, id, thing):
        """Write a whole object (a dict that is not changed afterwards) and return it."""
        self._settle()
        self._write(kind, id, thing, self.clock.seconds())
        return thing

    def delete(self, kind, id):
        """Take an object away; True when there was one."""
        there = self.truth(kind, id) is not None
        if there:
            self._write(kind, id, None, self.clock.seconds())
        return there

    def plan(self, kind, id, thing, when):
        """Write an object, or None to take it away, when the clock gets there: an access that starts or ends by itself."""
        bisect.insort(self._planned, (when.timestamp(), kind, id, thing), key=lambda entry: entry[0])

    def unplan(self, kind, id):
        """Drop what was planned for an object."""
        self._planned = [entry for entry in self._planned if entry[1:3] != (kind, id)]

    def replicated(self, kind, id, by_kind, by_id=None):
        """Has another service, which reads as `by_kind`, heard of the object yet? Its rules of replication decide."""
        self._settle()
        versions = self._kinds.get(kind, {}).get(id)
        return bool(versions) and self._seen(versions, by_kind, by_id or id, "get") is not None

    def get(self, kind, id):
        """The object as this reader sees it by its id, or None."""
        self._settle()
        versions = self._kinds.get(kind, {}).get(id)
        return self._seen(versions, kind, id, "get") if versions else None

    def list(self, kind):
        """The objects of a kind as this reader sees them in a list, in the order in which they were first written."""
        self._settle()
        found = (self._seen(versions, kind, id, "list") for id, versions in self._kinds.get(kind, {}).items())
        return [thing for thing in found if thing is not None]

    def truth(self, kind, id):
        """The object as it was last written, replicated or not: for what a service decides where it is written, such as uniqueness."""
        self._settle()
        versions = self._kinds.get(kind, {}).get(id)
        return versions[-1][1] if versions else None

    def truths(self, kind):
        self._settle()
        return [versions[-1][1] for versions in self._kinds.get(kind, {}).values() if versions[-1][1] is not None]

    def entries(self, kind):
        """(id, object) of everything of a kind, as it was last written."""
        self._settle()
        return [(id, versions[-1][1]) for id, versions in self._kinds.get(kind, {}).items() if versions[-1][1] is not None]

    def kinds(self):
        self._settle()
        return list(self._kinds)

    def _settle(self):
        """Do what was planned for the time until now."""
        while self._planned and self._planned[0][0] <= self.clock.seconds():
            moment, kind, id, thing = self._planned.pop(0)
            self._write(kind, id, thing, moment)

    def _write(self, kind, id, thing, now):
        ids = self._kinds.setdefault(kind, {})
        if not self.replication.default_ms and not self.replication.rules:
            if thing is None:
                ids.pop(id, None)
            else:
                ids[id] = [(0, thing)]      # seen by all at once, also should replication be slowed down later
            return
        versions = ids.setdefault(id, [])
        versions.append((now, thing))
        settled = now - self.replication.longest_ms() / 1000
        while len(versions) > 1 and versions[1][0] <= settled:
            del versions[0]

    def _seen(self, versions, kind, id, read):
        if not self.replication.default_ms and not self.replication.rules:
            return versions[-1][1]
        horizon = self.clock.seconds() - self.replication.delay_ms(kind, id, read) / 1000
        for written, thing in reversed(versions):
            if written <= horizon:
                return thing
        return None
