# SPDX-License-Identifier: GPL-3.0-or-later
"""One running simulator: its world, and what was asked of it from outside the clouds."""
from __future__ import annotations

import asyncio
import copy
import logging
from dataclasses import dataclass, field

from tests.simulator.exchanges import Exchanges
from tests.simulator.faults import Faults
from tests.simulator.identity.keys import Keys
from tests.simulator.throttling import Throttling
from tests.simulator.world import World

log = logging.getLogger("simulator")


@dataclass
class Simulation:
    world: World
    origins: dict = field(default_factory=dict)         # service name -> "https://127.0.0.1:PORT"
    latency_ms: int = 0
    keys: Keys = field(default_factory=Keys)
    # of the issuer that federated credentials trust
    external_keys: Keys = field(default_factory=lambda: Keys("external issuer"))
    faults: Faults = field(default_factory=Faults)
    throttling: Throttling = field(default_factory=Throttling)
    exchanges: Exchanges = field(default_factory=Exchanges)
    breaches: list = field(default_factory=list)
    snapshots: dict = field(default_factory=dict)
    ending: asyncio.Event = field(default_factory=asyncio.Event)         # nothing is delayed any more

    def breach(self, call, status, problems):
        """The simulator answered what the published contract does not allow, or failed to answer."""
        found = {"api": call.api, "method": call.method, "path": call.path, "version": call.version, "status": status,
                 "problems": [str(problem) for problem in problems]}
        self.breaches.append(found)
        log.error("breach: %(method)s %(path)s -> %(status)s: %(problems)s", found)

    def snapshot(self, name):
        self.snapshots[name] = copy.deepcopy(self.world)

    def restore(self, name):
        self.world = copy.deepcopy(self.snapshots[name])
