# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs of the same at the same time: one is held right after each of its calls, the other one runs to its end, the first goes on.

Where the thing has a natural key both leave what one would have left. Where the service gives the ids there may be twins: then a later
run says so, names both, and takes nothing away.
"""
from __future__ import annotations

import re

from tests.trust.crashes import WITHOUT_NATURAL_KEY
from tests.trust.portrait import ID, differences
from tests.trust.verdict import ended_well, spoken_well

NAME = "overlap"
TWINS = re.compile(r"\b(two|2|several|more than one)\b", re.I)


def points(run, unbroken):
    return [f"held after call {nth}" for nth in range(1, unbroken.calls + 1)]


def attempt(stage, run, point, unbroken):
    first, second = stage.overlapping(run, int(point.rsplit(" ", 1)[1]))
    problems = [each for ended, which in ((first, "the run that was held"), (second, "the other run"))
                for each in (spoken_well(ended, which))]
    if problems:
        return problems
    stage.settle()
    before = stage.tell("portrait")
    third, _calls = stage.run(run)
    stage.settle()
    after = stage.tell("portrait")
    if run.module in WITHOUT_NATURAL_KEY and third.result and third.result.get("failed"):
        told = len(set(ID.findall(third.result["msg"]))) >= 2 or TWINS.search(third.result["msg"])
        silent = [] if told else [f"the twins are not named: {third.result['msg']}"]
        return silent + differences(before, after)
    return ended_well(third, "a later run") or differences(unbroken.portrait, after)
