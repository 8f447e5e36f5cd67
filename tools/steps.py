# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps that run in lanes beside each other, and what is said about them."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.journal import Failed, Journal
from tools.places import CHECKOUT, LOGS


@dataclass(frozen=True)
class Step:
    """A name, and a function that does the work and returns in a few words how much it did."""

    name: str
    work: Callable[[Journal], str]


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    words: str

    def __str__(self) -> str:
        return f"{'ok' if self.passed else 'FAILED':8}{self.name:14}{self.seconds:7.1f} s   {self.words}"


def run_lanes(lanes: Sequence[Sequence[Step]], *, echo: bool) -> list[Outcome]:
    """Run every step whatever the others do; say each outcome when it is known."""
    outcomes: list[Outcome] = []
    lock = threading.Lock()

    def follow(lane: Sequence[Step]) -> None:
        for step in lane:
            outcome, journal = run_step(step, echo=echo)
            with lock:
                outcomes.append(outcome)
                print(outcome, flush=True)
                if not outcome.passed and not echo:
                    print(f"--- from {journal.path.relative_to(CHECKOUT)}\n{journal.gist()}\n---", flush=True)

    threads = [threading.Thread(target=follow, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def run_step(step: Step, *, echo: bool) -> tuple[Outcome, Journal]:
    journal = Journal(LOGS / f"{step.name}.log", echo=echo)
    started = time.monotonic()
    try:
        passed, words = True, step.work(journal)
    except Failed as failure:
        passed, words = False, str(failure)
    except Exception:  # a mistake of a step's own is a failed step, not the end of its lane
        journal.write(traceback.format_exc())
        passed, words = False, "broke down"
    return Outcome(step.name, passed, time.monotonic() - started, words), journal


def closing_line(outcomes: Sequence[Outcome]) -> str:
    passed = sum(outcome.passed for outcome in outcomes)
    return f"steps: {passed} passed, {len(outcomes) - passed} failed"
