# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m tests.simulator: the simulator until SIGTERM."""
from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from tests.simulator.clouds import CLOUDS
from tests.simulator.estate import NoTenants
from tests.simulator.inventory import Unreadable
from tests.simulator.running import world_from
from tests.simulator.server import HOST, Server, write_ready
from tests.simulator.simulation import Simulation

SAMPLE = Path(__file__).parents[2] / "playbooks" / "inventories" / "sample"


def arguments(given=None):
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description="Microsoft's clouds on loopback.")
    parser.add_argument("--inventory", default=str(SAMPLE), metavar="DIR", help="Ansible inventory that describes the tenants")
    parser.add_argument("--port", type=int, default=0, help="port of Azure Resource Manager; 0 picks one")
    parser.add_argument("--ready", metavar="FILE", help="JSON written once all services listen")
    parser.add_argument("--record", metavar="FILE", help="every exchange as JSON lines")
    parser.add_argument("--cloud", default="AzureUSGovernment", choices=list(CLOUDS), help="whose rules and schema to follow")
    parser.add_argument("--latency-ms", type=int, default=0, metavar="N", help="delay of every answer")
    parser.add_argument("--replication-ms", type=int, default=0, metavar="N", help="time until a write is seen by reads")
    return parser.parse_args(given)


def main(given=None):
    options = arguments(given)
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        simulation = Simulation(world_from(options.inventory, options.cloud), latency_ms=options.latency_ms)
    except (NoTenants, Unreadable) as problem:
        print(f"Cannot build a world from {options.inventory}: {problem}.", file=sys.stderr)
        return 2
    simulation.world.replication.default_ms = options.replication_ms
    if options.record:
        simulation.exchanges.record_to(options.record)
    return _run(simulation, options, ended)


def _run(simulation, options, ended):
    try:
        server = Server(simulation, options.port)
    except OSError as problem:
        print(f"Cannot listen on port {options.port} of {HOST}: {problem.strerror}.", file=sys.stderr)
        return 2
    server.start()
    ready = server.ready()
    if options.ready:
        write_ready(options.ready, ready)
    print(f"Simulating {options.cloud} with {len(ready['tenants'])} tenants at {ready['arm']} (control: {ready['control']})", flush=True)
    ended.wait()
    server.stop()
    for breach in simulation.breaches:
        print(f"breach: {breach['method']} {breach['path']} -> {breach['status']}: {'; '.join(breach['problems'])}", file=sys.stderr)
    return 1 if simulation.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
