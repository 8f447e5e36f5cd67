# SPDX-License-Identifier: GPL-3.0-or-later
"""Where runs of modules are tried: a simulated world that can be set back, and modules struck or killed at any of their calls."""
from __future__ import annotations

import contextlib

from tests.trust.clock import SharedClock
from tests.trust.process import SHORT_SECONDS, Started
from tests.trust.simulated import Simulated
from tests.trust.trace import runs_of
from tools.simulated import SAMPLE

SETTLING_SECONDS = 600


class Breached(AssertionError):
    """The simulator answered what the published contract does not allow."""


class Stage:
    def __init__(self, simulated, trace):
        self.simulated, self.clock, self.tell = simulated, simulated.clock, simulated.tell
        self.runs = runs_of(trace, simulated.ready)

    def run(self, run, faults=(), answer_seconds=SHORT_SECONDS):
        """How the module ended, and how many calls it made; with faults as the simulator's control address takes them."""
        self.tell("faults", list(faults))
        before = self.tell("count")
        ended = Started(run, self.clock, answer_seconds=answer_seconds).begin().ended()
        calls = self.tell("count") - before
        self.tell("faults", [])
        return ended, calls

    def killed(self, run, nth, when):
        """The module killed right before (or right after) the service does the work of its nth call."""
        started = Started(run, self.clock)
        self.tell("kill", started.pid, nth, when)
        ended = started.begin().ended()
        self.tell("faults", [])
        return ended

    def overlapping(self, run, nth):
        """How two runs of the same end, of which the first is held at its nth call until the second one has ended."""
        first = Started(run, self.clock)
        self.tell("hold", first.pid, nth)
        held = first.begin().held()
        self.tell("faults", [])
        second = Started(run, self.clock).begin().ended()
        if held:
            first.go_on()
        return first.ended(), second

    def settle(self):
        """Let all that was written be seen by everybody."""
        self.clock.advance(SETTLING_SECONDS)

    @contextlib.contextmanager
    def back_to(self, name):
        """Whatever happens within, the world is afterwards what it was."""
        self.tell("snapshot", name)
        try:
            yield lambda: self.tell("restore", name)
        finally:
            self.tell("restore", name)
            self.tell("forget", name)


@contextlib.contextmanager
def stage(trace, source=SAMPLE, cloud="AzureUSGovernment"):
    simulated = Simulated(source, cloud, SharedClock())
    try:
        yield Stage(simulated, trace)
    finally:
        breaches = simulated.stop()
    if breaches:
        raise Breached("\n".join(breaches[:5]))
