# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed right before, and right after, each single request: the same run made again ends where an unbroken one would have ended."""
from __future__ import annotations

from tests.trust.portrait import differences
from tests.trust.verdict import ended_well

NAME = "crash"
# What can be made twice, since only the service gives it an id: made again at once, before the first is seen, there would be two.
WITHOUT_NATURAL_KEY = {"pim_group", "access_review", "access_package", "connected_organization", "conditional_access_policy"}
REPLICATION_MS = 400


def points(run, unbroken):
    later = ("settled",) if run.module in WITHOUT_NATURAL_KEY else ("settled", "at once")
    return [f"{when} call {nth}, {again}" for nth in range(1, unbroken.calls + 1) for when in ("before", "after") for again in later]


def attempt(stage, run, point, unbroken):
    call, again = point.split(", ")
    when, _call, nth = call.split(" ")
    stage.tell("replication", REPLICATION_MS, [])
    ended = stage.killed(run, int(nth), when)
    if not ended.killed:
        return [f"it was not killed, but ended with {ended.result or ended.err}"]
    if again == "settled":
        stage.settle()
    second, _calls = stage.run(run)
    problems = ended_well(second, "made again after it was killed")
    stage.settle()
    return problems or differences(unbroken.portrait, stage.tell("portrait"))
