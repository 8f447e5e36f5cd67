# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own clients, unmodified, against the simulator: does it behave as they expect the clouds to?"""

from __future__ import annotations

import re
from pathlib import Path

from tools.bench import Bench, looked_at
from tools.environments import environment
from tools.journal import Journal
from tools.places import CACHE
from tools.simulated import SAMPLE, simulator

LIBRARIES = ("azure-identity", "msgraph-sdk", "azure-mgmt-managedservices")
VERSION = "from importlib.metadata import version; import sys; print(', '.join(f'{name} {version(name)}' for name in sys.argv[1:]))"


def clients(journal: Journal) -> str:
    bench = Bench("run", journal)
    azure_cli = environment("clients", journal)
    folder = CACHE / "clients"
    with simulator(bench.programs, folder, bench.environ, "--inventory", SAMPLE):
        tried = {"SIMULATOR_READY": str(folder / "ready.json"), "AZ_PROGRAM": str(azure_cli / "az")}
        said = bench.run("python", "-m", "pytest", "--quiet", "tests/clients", **tried)
    number = looked_at(sum(map(int, re.findall(r"(\d+) passed", said))), "tests")
    return f"{number} of {_versions(bench.programs, journal, *LIBRARIES)}, {_versions(azure_cli, journal, 'azure-cli')}"


def _versions(programs: Path, journal: Journal, *names: str) -> str:
    return journal.answer(programs / "python", "-c", VERSION, *names).strip()
