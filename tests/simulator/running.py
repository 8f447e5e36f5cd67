# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator within a test: `with running(world_or_inventory) as ready: ...`"""
from __future__ import annotations

import contextlib

from tests.simulator.estate import estate_of
from tests.simulator.inventory import hosts_of
from tests.simulator.seed import world_of
from tests.simulator.server import Server
from tests.simulator.simulation import Simulation
from tests.simulator.world import World


class Breached(AssertionError):
    """The simulator answered what the published contract does not allow."""


def world_from(source, cloud="AzureUSGovernment"):
    """A World as it is, one from an Estate, or one from an inventory's path."""
    if isinstance(source, World):
        return source
    if not hasattr(source, "tenants"):
        source = estate_of(hosts_of(source), cloud)
    return world_of(source, cloud)


@contextlib.contextmanager
def running(source, cloud="AzureUSGovernment", port=0, latency_ms=0, replication_ms=0, record=None, breaches_allowed=False):
    """Yield the ready data of a simulator on free ports, with the simulation under "simulation"; its breaches fail the test."""
    simulation = Simulation(world_from(source, cloud), latency_ms=latency_ms)
    simulation.world.replication.default_ms = replication_ms
    if record:
        simulation.exchanges.record_to(record)
    server = Server(simulation, port)
    server.start()
    try:
        yield {**server.ready(), "simulation": simulation}
    finally:
        server.stop()
    if simulation.breaches and not breaches_allowed:
        raise Breached("\n".join(map(str, simulation.breaches[:5])))
