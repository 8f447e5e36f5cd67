# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator in a process of its own, with a line to it: so that who tries a module may fork, and both cores work."""
from __future__ import annotations

import copy
import logging
import multiprocessing
import os
import signal
from dataclasses import dataclass
from functools import partial

from tests.simulator.running import world_from
from tests.simulator.server import Server
from tests.simulator.simulation import Simulation
from tests.trust import judged, rights
from tests.trust.portrait import fingerprint_of, portrait_of

FORK = multiprocessing.get_context("fork")


@dataclass
class Hold:
    """A rule of the simulator's faults: at the nth call the calling process is held; its call is answered, and waits for it."""

    pid: int
    nth: int
    seen: int = 0
    struck: int = 0
    match = {}
    do = {}

    def strikes(self, call):
        self.seen += 1
        if self.seen == self.nth:
            os.kill(self.pid, signal.SIGSTOP)
            self.struck += 1
        return False


@dataclass
class Kill:
    """A rule of the simulator's faults: at the nth call a process is killed, before or after the service has done its work."""

    pid: int
    nth: int
    when: str
    seen: int = 0
    struck: int = 0
    match = {}

    @property
    def do(self):
        """What the process had sent besides, and nobody had read yet, comes to nothing."""
        return {"reset": True, "when": self.when if self.seen == self.nth else "before"}

    def strikes(self, call):
        self.seen += 1
        if self.seen == self.nth:
            os.kill(self.pid, signal.SIGKILL)
            self.struck += 1
        return self.seen >= self.nth


class Simulated:
    """Commands are sent as (name, arguments); each is a function below that starts with ``do_``."""

    def __init__(self, source, cloud, clock):
        self._line, other = FORK.Pipe()
        self._process = FORK.Process(target=_serve, args=(source, cloud, clock, other), daemon=True)
        self._process.start()
        other.close()
        self.clock = clock
        self.ready = self._line.recv()

    def tell(self, name, *arguments):
        self._line.send((name, arguments))
        failed, answer = self._line.recv()
        if failed:
            raise RuntimeError(f"the simulator could not {name}: {answer}")
        return answer

    def stop(self):
        """The breaches of contract that it found in its own answers."""
        breaches = self.tell("breaches")
        self._line.send(None)
        self._process.join()
        return breaches


def _serve(source, cloud, clock, line):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)       # it says so of each connection that was cut on purpose
    world = world_from(source, cloud)
    _retime(world, clock)
    simulation = Simulation(world)
    server = Server(simulation)
    server.start()
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)       # it finds an answer that is cut off on purpose worth a line
    line.send(server.ready())
    commands = Commands(simulation, clock, judged.watch())
    while (command := line.recv()) is not None:
        name, arguments = command
        try:
            line.send((False, server.between_calls(partial(getattr(commands, f"do_{name}"), *arguments))))
        except Exception as problem:
            line.send((True, repr(problem)))
    server.stop()


def _retime(world, clock):
    world.clock = clock
    for tenant in world.tenants.values():
        tenant.directory.clock = tenant.azure.clock = clock
    for subscription in world.subscriptions.values():
        subscription.store.clock = clock


class Commands:
    def __init__(self, simulation, clock, judgements):
        self.simulation, self.clock, self.judgements, self.moments = simulation, clock, judgements, {}

    def do_snapshot(self, name):
        self.simulation.snapshot(name)
        self.moments[name] = self.clock.waited.value

    def do_restore(self, name):
        """The world as it was, at the time that it then was."""
        self.simulation.restore(name)
        self.clock.waited.value = self.moments[name]

    def do_until(self, name, seconds):
        """Let so many seconds have passed since a snapshot."""
        self.clock.waited.value = max(self.clock.waited.value, self.moments[name] + seconds)

    def do_forget(self, name):
        del self.simulation.snapshots[name], self.moments[name]

    def do_faults(self, described):
        self.simulation.faults.clear()
        for each in described:
            self.simulation.faults.add(each)

    def do_kill(self, pid, nth, when):
        self.simulation.faults.rules[:] = [Kill(pid, nth, when)]

    def do_hold(self, pid, nth):
        self.simulation.faults.rules[:] = [Hold(pid, nth)]

    def do_struck(self):
        return [rule.struck for rule in self.simulation.faults.rules]

    def do_replication(self, default_ms, rules):
        self.simulation.world.replication.default_ms, self.simulation.world.replication.rules = default_ms, copy.deepcopy(rules)

    def do_set(self, name, value):
        setattr(self.simulation.world, name, value)

    def do_settings(self, values):
        """Settings of every tenant; None takes one away."""
        for tenant in self.simulation.world.tenants.values():
            merged = {**tenant.settings, **values}
            tenant.settings = {name: value for name, value in merged.items() if value is not None}

    def do_fingerprint(self):
        return fingerprint_of(self.simulation.world)

    def do_portrait(self):
        return portrait_of(self.simulation.world)

    def do_count(self):
        return self.simulation.exchanges.count

    def do_exchanges(self, since):
        """The exchanges after the first ``since``, as far as they are kept."""
        kept = self.simulation.exchanges
        return list(kept.tail)[-(kept.count - since):] if kept.count > since else []

    def do_advance(self, seconds):
        self.clock.advance(seconds)

    def do_grant(self, given):
        rights.grant(self.simulation.world, given)

    def do_judgements(self):
        """Those since the last time that it was asked."""
        found = list(self.judgements)
        self.judgements.clear()
        return found

    def do_breaches(self):
        return list(map(str, self.simulation.breaches))
