# SPDX-License-Identifier: GPL-3.0-or-later
"""Try so many tasks of so many modules, and make the smallest task of each fault."""
from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.trust.inputs.laws import failure_of, faults_of
from tests.trust.inputs.specs import module_names, size_of, spec_of
from tests.trust.inputs.tasks import tasks

SAME_FOR_ALL = 6        # so many options count for every module besides its own, since each has those of the tenant
COMMON = {"database": None, "deadline": None, "suppress_health_check": list(HealthCheck), "report_multiple_bugs": False,
          "print_blob": False}


@dataclass
class Summary:
    seed: int
    tried: Counter = field(default_factory=Counter)         # by module
    ends: Counter = field(default_factory=Counter)          # how the tasks ended
    objections: Counter = field(default_factory=Counter)    # what services refused as bad, which a module might have
    faults: dict = field(default_factory=dict)              # kind -> (fault, task)

    def told(self):
        faults = [f"{fault}\n    {task}" for fault, task in self.faults.values()]
        return {"tried": sum(self.tried.values()), "failed": len(faults), "seed": self.seed, "modules": len(self.tried),
                "ends": dict(self.ends), "objections": dict(self.objections), "faults": faults}


def shares(count, modules=()):
    """{module: tasks}, at least ``count`` in all, more for those with more options."""
    sizes = {name: SAME_FOR_ALL + size_of(spec_of(name).own) for name in modules or module_names()}
    whole = sum(sizes.values())
    return {name: -(-count * size // whole) for name, size in sizes.items()}


def campaign(place, shares, number, smallest=True):
    summary = Summary(number)
    for module, count in shares.items():
        _tried(place, module, count, summary)
        if smallest:
            _shrink(place, module, count, summary)
    return summary


def outcome_of(place, task):
    arguments = {**(place.with_secret if task.signs_in_otherwise else place.with_tokens), **task.arguments}
    tried = place.tried(task.module, arguments, task.check)
    return tried, faults_of(task, tried, place.secrets)


def _tried(place, module, count, summary):
    @_generated(module, count, summary.seed, Phase.generate)
    def each(task):
        tried, faults = outcome_of(place, task)
        summary.tried[module] += 1
        summary.ends[_end(tried)] += 1
        if objection := re.search(r"[^;]*answered 400 [^(]*", failure_of(tried) or ""):
            summary.objections[f"{module}: {objection[0]}"] += 1
        for fault in faults:
            summary.faults.setdefault(fault.kind, (fault, task))
    each()


def _shrink(place, module, count, summary):
    for kind in [kind for kind, (fault, _task) in summary.faults.items() if fault.module == module]:
        _smallest(place, module, count, summary, kind)


def _smallest(place, module, count, summary, kind):
    """The same tasks once more, up to the one with the fault, which is then made smaller as long as it has it."""
    @_generated(module, count, summary.seed, Phase.generate, Phase.shrink)
    def each(task):
        found = next((fault for fault in outcome_of(place, task)[1] if fault.kind == kind), None)
        if found:
            summary.faults[kind] = (found, task)
            raise Seen(str(found))
    try:
        each()
    except Seen:
        pass


class Seen(AssertionError):
    """A task has the fault that is looked for."""


def _generated(module, count, number, *phases):
    def made(test):
        rated = settings(max_examples=count, phases=phases, **COMMON)(given(tasks(module))(test))
        return seed(zlib.crc32(f"{number} {module}".encode()))(rated)
    return made


def _end(tried):
    if not tried.code:
        return "done" if tried.writes else "nothing to do"
    return "refused before any call" if not tried.exchanges else "refused after a look" if not tried.writes else "failed"
