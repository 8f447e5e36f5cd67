# SPDX-License-Identifier: GPL-3.0-or-later
"""The walk along a trace on which every run of another kind is tried under every fault."""
from __future__ import annotations

import argparse
import importlib
import json
import random
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from ansible_collections.multitenant.secops.plugins.module_utils._options import TENANT

from tests.trust import judging
from tests.trust.faults import FAULTS, SERVICES, WEATHERS, Fault, Struck, faults_for
from tests.trust.portrait import differences
from tests.trust.stage import stage
from tests.trust.trace import ROOT, Run, recorded

HURRIED_SECONDS = 0.4           # an answer that never comes is waited for so long
POLL_SECONDS = 5                # few questions while it waits, since nothing hangs on their number
AGED_SECONDS = 7200
LATER_SECONDS = 8 * 3600        # all worlds are compared at one time, since some things begin and end by themselves
MOST_WAITING_SECONDS = 4 * 300
NAMED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|'[^']*'|[^/]+@[^/]+", re.I)
OF_A_RUN = 4                    # a share takes no more points of one run
OF_A_KIND = 2                   # so many calls of one kind in a module's runs are struck


@dataclass(frozen=True)
class Point:
    """One run of the trace under one fault at one of its calls; 0 for what holds for the whole run."""

    run: int
    fault: str
    call: int

    def __str__(self):
        return f"{self.run}:{self.fault}:{self.call}"

    @classmethod
    def named(cls, text):
        run, fault, call = text.split(":")
        return cls(int(run), fault, int(call))


@dataclass
class Unbroken:
    """What a run does when nothing is wrong."""

    exchanges: list
    answer: str
    fingerprint: str
    portrait: dict
    converged: bool


class Sweep:
    def __init__(self, stage):
        self.stage, self.tell = stage, stage.tell
        self.runs = [_prepared(run) for run in with_twins(stage.runs)]
        self._known, self._kinds = Counter(), set()

    def walk(self, wanted, judged):
        """Along the trace; ``wanted(points)`` chooses among the points of a run, ``judged(point, wrong)`` is told of each."""
        for number, run in enumerate(self.runs):
            if not wanted.more(number):
                return
            self.tell("snapshot", "before")
            ended, exchanges, _elapsed = self._run(run)
            points = wanted(run, self._points(number, run, exchanges))
            if points:
                with self.stage.back_to("after"):
                    self._try(run, ended, exchanges, points, judged)

    def _points(self, number, run, exchanges):
        """The points of calls of a kind that was not struck often enough before."""
        points = [Point(number, fault.name, call.number) for call in self._calls(run, exchanges) for fault in faults_for(call)]
        return points + [Point(number, name, 0) for name in self._weathers(run, exchanges)]

    def _calls(self, run, exchanges):
        changes = writes_something(exchanges)
        for call in calls_of(exchanges):
            kind = (run.module, run.arguments.get("state"), changes, call.api, call.method, kind_of(call.path), call.status)
            if call.is_sign_in:
                kind = (run.module.removesuffix("_info"), call.api)
            self._known[kind] += 1
            if self._known[kind] <= (1 if call.is_sign_in or run.reads_only else OF_A_KIND):
                yield call

    def _weathers(self, run, exchanges):
        kind = (run.module, tuple(sorted({(each["method"], kind_of(each["path"])) for each in exchanges})))
        if kind in self._kinds:
            return []
        self._kinds.add(kind)
        return WEATHERS if writes_something(exchanges) else [name for name in WEATHERS if "lag" in name]

    def _try(self, run, ended, exchanges, points, judged):
        unbroken = self._unbroken(run, ended, exchanges)
        for point in points:
            self.tell("restore", "before")
            judged(point, self._judge(run, point, unbroken), run)

    def _unbroken(self, run, ended, exchanges):
        wrong = judging.of_an_end(judging.WELL, ended)
        if wrong:
            raise AssertionError(f"{run} fails though nothing is wrong: {wrong}")
        self.stage.settle()
        again, _exchanges, _elapsed = self._run(run)
        self.tell("until", "before", LATER_SECONDS)
        fingerprint, portrait = self.tell("fingerprint"), self.tell("portrait")
        converged = not again.result.get("changed") and not again.result.get("failed")
        return Unbroken(exchanges, judging.answer_of(ended.result), fingerprint, portrait, converged)

    def _run(self, run, faults=(), answer_seconds=None):
        since, began = self.tell("count"), self.stage.clock.monotonic()
        ended, _calls = self.stage.run(run, faults, **({"answer_seconds": answer_seconds} if answer_seconds else {}))
        return ended, self.tell("exchanges", since), self.stage.clock.monotonic() - began

    def _judge(self, run, point, unbroken):
        """All that is wrong at a point."""
        wrong, ended, exchanges = self._struck(run, point, unbroken)
        if wrong:
            return wrong
        if ended.result.get("failed"):      # what has written nothing has left the world as it was
            return self._again(run, unbroken) if writes_something(exchanges) else []
        told = judging.answer_of(ended.result)
        if told != unbroken.answer and point.fault != "written_meanwhile":
            wrong.append(f"it tells another outcome: {judging.apart(told, unbroken.answer)}")
        return wrong + self._other_world(unbroken, "it ended well, yet the world differs")

    def _other_world(self, unbroken, words):
        self.tell("until", "before", LATER_SECONDS)
        if self.tell("fingerprint") == unbroken.fingerprint:
            return []
        return [f"{words}: {text[:400]}" for text in differences(unbroken.portrait, self.tell("portrait"))]

    def _struck(self, run, point, unbroken):
        if point.fault in WEATHERS:
            return self._in_weather(run, WEATHERS[point.fault], unbroken)
        fault: Fault = FAULTS[point.fault]
        call = calls_of(unbroken.exchanges)[point.call - 1]
        ended, exchanges, elapsed = self._run(run, [fault.rule(call)], HURRIED_SECONDS if fault.silent else None)
        wrong = judging.of_an_end(fault.ends(call), ended)
        wrong += judging.of_the_cost(ended.result, len(exchanges), elapsed, AGED_SECONDS if point.fault == "token_expired" else 0,
                                     "reset" in fault.do(call))
        unclear = fault.do(call).get("when") == "after" or "truncate" in fault.do(call)
        wrong += judging.of_the_writes(judging.writes_of(unbroken.exchanges), judging.writes_of(exchanges), not unclear)
        if elapsed > MOST_WAITING_SECONDS + AGED_SECONDS * (point.fault == "token_expired"):
            wrong.append(f"it waited {elapsed:.0f} seconds")
        return wrong, ended, exchanges

    def _in_weather(self, run, weather, unbroken):
        for name, value in weather.world.items():
            self.tell("set", name, value)
        self.tell("settings", weather.settings)
        self.tell("replication", weather.replication[0], list(weather.replication[1]))
        ended, exchanges, elapsed = self._run(run)
        for name in weather.world:
            self.tell("set", name, {"fail": 0, "polls": 1, "retry_after_seconds": 1, "operation_seconds": 60}[name])
        self.tell("settings", dict.fromkeys(weather.settings))
        wrong = judging.of_an_end(weather.ends, ended) + judging.of_the_cost(ended.result, len(exchanges), elapsed)
        wrong += judging.of_the_writes(judging.writes_of(unbroken.exchanges), judging.writes_of(exchanges), True)
        self.stage.settle()
        self.tell("replication", 0, [])
        return wrong, ended, exchanges

    def _again(self, run, unbroken):
        """The next run, after all has settled, ends where an unbroken one ends, and the one after it has nothing to do."""
        self.stage.settle()
        ended, _exchanges, _elapsed = self._run(run)
        wrong = [f"the next run: {text}" for text in judging.of_an_end(judging.WELL, ended)]
        if wrong:
            return wrong
        wrong = self._other_world(unbroken, "after the next run")
        third, _exchanges, _elapsed = self._run(run) if wrong else (None, None, None)
        if third and unbroken.converged and (third.result or {}).get("changed", True):
            wrong.append(f"the third run still changes something: {(third.result or {}).get('steps')}")
        return wrong


def with_twins(runs):
    """Each module's runs; after the first one of a module the same once more, when all is there, and the twin that only reads it."""
    known = set()
    for run in runs:
        yield run
        if run.module in known or run.reads_only or run.arguments.get("state") == "absent":
            continue
        known.add(run.module)
        twin = f"{run.module}_info"
        yield replace(run, task=f"once more {run.task}")
        if (ROOT / "plugins" / "modules" / f"{twin}.py").exists():
            yield Run(run.host, f"look after {run.task}", twin, _arguments_of(twin, run.arguments))


def _arguments_of(twin, arguments):
    """Those of a module's arguments that its twin takes, too."""
    resource = importlib.import_module(f"ansible_collections.multitenant.secops.plugins.module_utils._{twin.removesuffix('_info')}")
    taken = {*TENANT, *resource.INFO_OPTIONS}
    return {key: value for key, value in arguments.items() if key in taken or key.startswith("_ansible")}


def _prepared(run):
    return replace(run, arguments={**run.arguments, "poll_interval_seconds": POLL_SECONDS})


def calls_of(exchanges):
    return [Struck(number, each["api"], each["method"], each["path"], each["status"]) for number, each in enumerate(exchanges, 1)]


def kind_of(path):
    """A path in which names do not matter: of an address of Azure's, every second part is a name."""
    parts = NAMED.sub("*", path).split("/")
    namespaces = [place for place, part in enumerate(parts) if part.lower() == "providers"]
    for place in namespaces:
        for name in range(place + 3, len(parts), 2):
            if name - 1 not in namespaces and name not in namespaces:
                parts[name] = "*"
    if "resourceGroups" in parts:
        parts[parts.index("resourceGroups") + 1:parts.index("resourceGroups") + 2] = ["*"]
    return "/".join(parts)


def writes_something(exchanges):
    return any(each["method"] not in judging.READS and each["api"] in SERVICES for each in exchanges)


class Wanted:
    """Which points are tried: of one shard, not yet done, a share or a number of them, or just those that ``only(run, point)`` names.

    ``most`` points are spread over the walk by taking few of each run.
    """

    def __init__(self, seed, share=None, shard=(1, 1), done=(), only=None, most=None, last=None):
        self._random, self._share, self._done, self._only = random.Random(seed), share, set(done), only
        (self._part, self._parts), self._most, self._last = shard, most, last
        self._seen = 0

    def more(self, number):
        """Whether anything is wanted of this run or of a later one."""
        return self._most != 0 and (self._last is None or number <= self._last)

    def __call__(self, run, points):
        mine = [point for point in points if self._wants(run, point)]
        if self._most is None:
            return mine
        chosen = self._random.sample(mine, min(len(mine), self._most, OF_A_RUN))
        self._most -= len(chosen)
        return sorted(chosen, key=points.index)

    def _wants(self, run, point):
        self._seen += 1
        if self._only:
            return self._only(run, point)
        mine = self._seen % self._parts == self._part - 1
        lucky = self._share is None or self._random.random() < self._share
        return mine and lucky and str(point) not in self._done


def named(points):
    """For ``Wanted``: the points of these names, and the last run that has one."""
    points = set(points)
    return (lambda _run, point: str(point) in points), max(Point.named(each).run for each in points)


def sweep(trace, seed, share=None, shard=(1, 1), done_file=None, notice=print, **wanted):
    """Try the points of a trace; the summary. ``done_file`` keeps what was tried, for the next time."""
    summary = {"points": 0, "failed": 0, "seed": seed, "by_fault": Counter(), "failures": []}
    done = _done(done_file)
    began = time.monotonic()

    def judged(point, wrong, run):
        summary["points"] += 1
        summary["by_fault"][point.fault] += 1
        if wrong:
            summary["failed"] += 1
            summary["failures"].append(str(point))
            notice(f"FAILED {run} under {point.fault} at call {point.call}\n  " + "\n  ".join(wrong)
                   + f"\n  again: python -m tests.trust.faults --only {point}")
        if done_file:
            with done_file.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"point": str(point), "wrong": wrong}) + "\n")

    with stage(trace) as here:
        Sweep(here).walk(Wanted(seed, share, shard, done, **wanted), judged)
    summary["seconds"] = round(time.monotonic() - began, 1)
    summary["points_per_second"] = round(summary["points"] / summary["seconds"], 2)
    return {**summary, "by_fault": dict(summary["by_fault"])}


def _done(file):
    if not file or not file.exists():
        return []
    return [line["point"] for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()) if not line["wrong"]]


def command():
    parser = argparse.ArgumentParser(prog="python -m tests.trust.faults")
    parser.add_argument("--share", type=float, help="the part of all points to try, such as 0.01")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--shard", default="1/1", help="such as 1/2")
    parser.add_argument("--trace", type=Path, help="a recorded trace; it is recorded to there when it does not exist")
    parser.add_argument("--done", type=Path, help="the file of points that are done")
    parser.add_argument("--only", nargs="+", default=[], help="just these points")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="secops-trust-") as folder:
        file = given.trace or Path(folder, "trace.txt")
        if not file.exists():
            file.write_text(recorded(Path(folder)), encoding="utf-8")
        trace = file.read_text(encoding="utf-8")
    part, _slash, parts = given.shard.partition("/")
    only, last = named(given.only) if given.only else (None, None)
    summary = sweep(trace, given.seed, given.share, (int(part), int(parts)), given.done, only=only, last=last)
    print(json.dumps(summary, indent=1))
    return 1 if summary["failed"] else 0
