# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m tests.simulator: the simulator until SIGTERM."""
from __future__ import annotations

import argparse
import contextlib
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

HOUR_MS = 3_600_000
SAMPLE = Path(__file__).parents[2] / "playbooks" / "inventories" / "sample"


def parser():
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description="Microsoft's clouds on loopback.")
    parser.add_argument("--inventory", default=str(SAMPLE), metavar="DIR", help="Ansible inventory that describes the tenants")
    parser.add_argument("--port", type=between(0, 65535), default=0, help="port of Azure Resource Manager; 0 picks one")
    parser.add_argument("--ready", metavar="FILE", help="JSON written once all services listen")
    parser.add_argument("--record", metavar="FILE", help="every exchange as JSON lines")
    parser.add_argument("--cloud", default="AzureUSGovernment", choices=list(CLOUDS), help="whose rules and schema to follow")
    parser.add_argument("--latency-ms", type=between(0, HOUR_MS), default=0, metavar="N", help="delay of every answer")
    parser.add_argument("--replication-ms", type=between(0, HOUR_MS), default=0, metavar="N", help="time until a write is seen by reads")
    return parser


def arguments(given=None):
    return parser().parse_args(given)


def between(least, most):
    def whole_number(text):
        if not text.strip().lstrip("+-").isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return int(text)
    return whole_number


class Unusable(Exception):
    """An argument that turned out to be of no use."""


def main(given=None):
    """The exit status; a wrong argument ends the program as argparse does."""
    options = arguments(given)
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        return _run(_simulation(options), options, ended)
    except Unusable as problem:
        return parser().error(str(problem))


def _simulation(options):
    try:
        simulation = Simulation(world_from(options.inventory, options.cloud), latency_ms=options.latency_ms)
    except (NoTenants, Unreadable) as problem:
        raise Unusable(f"argument --inventory: cannot build a world from {options.inventory}: {problem}") from problem
    simulation.world.replication.default_ms = options.replication_ms
    if options.record:
        with _written("--record", options.record):
            simulation.exchanges.record_to(options.record)
    return simulation


@contextlib.contextmanager
def _written(option, path):
    try:
        yield
    except OSError as problem:
        raise Unusable(f"argument {option}: cannot write {path}: {problem.strerror}") from problem


def _run(simulation, options, ended):
    try:
        server = Server(simulation, options.port)
    except OSError as problem:
        raise Unusable(f"argument --port: cannot listen on port {options.port} of {HOST}: {problem.strerror}") from problem
    server.start()
    try:
        _announce(server.ready(), options)
        ended.wait()
    finally:
        server.stop()
    for breach in simulation.breaches:
        print(f"breach: {breach['method']} {breach['path']} -> {breach['status']}: {'; '.join(breach['problems'])}", file=sys.stderr)
    return 1 if simulation.breaches else 0


def _announce(ready, options):
    if options.ready:
        with _written("--ready", options.ready):
            write_ready(options.ready, ready)
    print(f"Simulating {options.cloud} with {len(ready['tenants'])} tenants at {ready['arm']} (control: {ready['control']})", flush=True)


if __name__ == "__main__":
    sys.exit(main())
