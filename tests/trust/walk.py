# SPDX-License-Identifier: GPL-3.0-or-later
"""The walk over a trace: before each run of a module the world is kept, every trial goes back to it, and then the run is made for good.

A trial is a module of this package with `NAME`, `points(run, unbroken)` (texts that say what to try, the same in every walk) and
`attempt(stage, run, point, unbroken)` (problems in words; none when all is well). What is tried is chosen from outside: everything, a share
with a seed, or one point by its name. Several processes may share a walk, each taking the runs whose turn it is.
"""
from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from tests.trust.process import Ended
from tests.trust.stage import stage


@dataclass(frozen=True)
class Unbroken:
    """How a run ends that nothing disturbs."""

    ended: Ended
    calls: int
    portrait: dict

    @property
    def steps(self):
        return self.ended.result.get("steps", [])


@dataclass
class Tally:
    """How often was tried what, and what went wrong."""

    tried: Counter = field(default_factory=Counter)
    problems: list = field(default_factory=list)

    def add(self, other):
        self.tried += other.tried
        self.problems += other.problems
        return self


@dataclass(frozen=True)
class Share:
    """Which points are tried: on the average so many of a whole walk, each trial getting its part; the seed says which."""

    seed: int
    of_a_hundred: float = 100

    def takes(self, point):
        return self.of_a_hundred >= 100 or random.Random(f"{self.seed} {point}").random() * 100 < self.of_a_hundred


@dataclass(frozen=True)
class Only:
    """One point, by its full name."""

    point: str

    def takes(self, point):
        return point == self.point


def walk(trace, trials, chosen, turn=(0, 1), done=None, on_problem=print):
    """A Tally. ``turn`` (i, n): of n processes this is the ith. ``done`` keeps what was tried before, so that a walk can go on."""
    tally = Tally()
    with stage(trace) as here:
        for number, run in enumerate(here.runs):
            if number % turn[1] == turn[0] and not run.reads_only:
                tally.add(_tried(here, number, run, trials, chosen, done, on_problem))
            ended, _calls = here.run(run)
            if not ended.result or ended.result.get("failed"):
                raise RuntimeError(f"{run} fails by itself: {ended.result or ended.err}")
    return tally


def _tried(here, number, run, trials, chosen, done, on_problem):
    tally = Tally()
    with here.back_to(f"before {number}") as back:
        unbroken = None
        for trial in trials:
            unbroken = unbroken or _unbroken(here, run, back)
            for point in trial.points(run, unbroken):
                name = f"{trial.NAME} {number} {run.module} {point}"
                if not chosen.takes(name) or (done is not None and not done.begin(name)):
                    continue
                back()
                problems = trial.attempt(here, run, point, unbroken)
                tally.tried[trial.NAME] += 1
                for problem in problems:
                    tally.problems.append(f"{name} ({run}): {problem}")
                    on_problem(tally.problems[-1])
                if done is not None and not problems:
                    done.end(name)
    return tally


def _unbroken(here, run, back):
    ended, calls = here.run(run)
    here.settle()
    found = Unbroken(ended, calls, here.tell("portrait"))
    back()
    return found


class Done:
    """Points that were tried and held, kept in a file of one name a line."""

    def __init__(self, path):
        self._path = path
        self._names = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()

    def begin(self, name):
        return name not in self._names

    def end(self, name):
        with self._path.open("a", encoding="utf-8") as file:
            file.write(name + "\n")
