# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests that run the code: unit tests, ansible-test, molecule."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tools import documented, results
from tools.bench import Bench, looked_at, without_warning
from tools.environments import PYTHON
from tools.journal import Failed, Journal
from tools.places import CACHE, CHECKOUT, HOME
from tools.simulated import SAMPLE, access, simulator

# ansible-test fetches a script that installs pip, unless it is there already. Python brings what is needed for it.
# ensurepip has a process of its own because it sets environment variables for pip that would outlast it.
GET_PIP = """\
import subprocess, sys
subprocess.run([sys.executable, "-m", "ensurepip"], check=True)
asked = [word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")]
sys.exit(subprocess.run([sys.executable, "-m", "pip", "install", "--upgrade", *asked]).returncode)
"""


def unit(journal: Journal) -> str:
    said = Bench("run", journal).run("python", "-m", "pytest", "-n", "2", "--quiet")
    return looked_at(sum(map(int, re.findall(r"(\d+) passed", said))), "tests")


def end_to_end(journal: Journal) -> str:
    said = Bench("run", journal).run("python", "-m", "pytest", "-n", "2", "--quiet", "tests/end_to_end")
    return looked_at(sum(map(int, re.findall(r"(\d+) passed", said))), "tests")


def sanity(journal: Journal) -> str:
    bench = Bench("run", journal)
    ignored = sorted(path.name for path in bench.collection.glob("tests/sanity/ignore*"))
    if ignored:
        raise Failed(f"tests/sanity holds {', '.join(ignored)}; mend what it ignores instead")
    put_get_pip(bench.programs)
    said = bench.run("ansible-test", "sanity", "--local", "--python", PYTHON, "--color", "no")
    return looked_at(len(re.findall(r'^Running sanity test "', said, re.MULTILINE)), "sanity tests")


def put_get_pip(programs: Path) -> None:
    """Lay the script where ansible-test looks for it, under the name of the pip that this version wants."""
    source = next(programs.parent.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py"))
    cache = HOME / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in re.findall(r"\bpip='([\d.]+)'", source.read_text(encoding="utf-8")):
        (cache / f"get_pip_{version.replace('.', '_')}.py").write_text(GET_PIP, encoding="utf-8")


@dataclass(frozen=True)
class Seen:
    """What a run of all targets left behind."""

    targets: int
    results: list[dict[str, Any]]
    processes: Counter[str]  # of each module


@dataclass(frozen=True)
class Way:
    """One of the two ways in which a module runs: as an action in Ansible's own process, or as an ordinary module."""

    name: str
    in_process: bool

    def go(self, bench: Bench) -> Seen:
        """Run every target on new simulators: the sample's cloud, and the public one for what no other cloud has."""
        folder = CACHE / "integration" / self.name
        shutil.rmtree(folder, ignore_errors=True)
        with (
            simulator(bench.programs, folder / "simulator", bench.environ, "--inventory", SAMPLE) as ready,
            simulator(bench.programs, folder / "simulator-public", bench.environ, "--inventory", SAMPLE, "--cloud", "AzureCloud") as public,
        ):
            self._configure(bench.collection / "tests" / "integration", ready, public, folder)
            # Each way with a home of its own, where ansible-test puts keys.
            home = folder / "home"
            home.mkdir(parents=True)
            words = ("integration", "--local", "--continue-on-error", "--python", PYTHON, "--color", "no")
            said = bench.run("ansible-test", *words, HOME=str(home))
        without_warning(said, self.name)
        targets = re.findall(r"^Running \S+ integration test (?:role|script)", said, re.MULTILINE)
        processes = Counter(path.stem.removeprefix("AnsiballZ_") for path in folder.glob("remote/**/AnsiballZ_*.py"))
        return Seen(len(targets), results.read(folder / "results.jsonl"), processes)

    def _configure(self, integration: Path, ready: dict[str, Any], public: dict[str, Any], folder: Path) -> None:
        settings = {**access(ready), "simulator": ready, "simulator_public": public, "secops_in_process": self.in_process}
        # JSON is YAML too.
        (integration / "integration_config.yml").write_text(json.dumps(settings, indent=2), encoding="utf-8")
        # A module that has a process of its own leaves its file behind: so it can be seen which had one.
        lines = (
            "[defaults]",
            f"callback_plugins = {CHECKOUT / 'tools' / 'callbacks'}",
            "keep_remote_files = true",
            f"remote_tmp = {folder / 'remote'}",
            "[secops_record]",
            f"path = {folder / 'results.jsonl'}",
        )
        (integration / "integration.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _gone(journal: Journal, way: Way) -> Seen:
    own = journal.beside(way.name)
    try:
        return way.go(Bench("run", own))
    finally:
        journal.write(f"--- {way.name}\n{own.gist()}\n")


def integration(journal: Journal) -> str:
    """Every target both ways; what the tasks return must be the same."""
    bench = Bench("run", journal)
    looked_at(len(list(bench.collection.glob("tests/integration/targets/*"))), "targets")
    # Beside each other, each with a copy of the collection and simulators of its own.
    with ThreadPoolExecutor() as pool:
        inside, ordinary = pool.map(partial(_gone, journal), (Way("in-process", True), Way("ordinary", False)))
    looked_at(len(inside.results), "results")
    if difference := results.first_difference(inside.results, ordinary.results):
        raise Failed(f"in-process and ordinary runs differ at {difference}")
    if undocumented := documented.differences(inside.results, documented.returned(bench)):
        raise Failed("results and documentation differ: " + "; ".join(undocumented))
    ours = {path.stem for path in bench.collection.glob("plugins/action/*.py")}
    if alike := sorted(name for name in ours & ordinary.processes.keys() if inside.processes[name] >= ordinary.processes[name]):
        raise Failed(f"{', '.join(alike)} never ran in Ansible's own process")
    return looked_at(min(inside.targets, ordinary.targets), "targets, both ways")


def molecule(journal: Journal) -> str:
    """Every scenario, each on a new simulator."""
    bench = Bench("run", journal)
    scenarios = sorted(path.parent.name for path in bench.collection.glob("extensions/molecule/*/molecule.yml"))
    for name in scenarios:
        folder = CACHE / "molecule" / name
        with simulator(bench.programs, folder, bench.environ, "--inventory", SAMPLE):
            said = bench.run("molecule", "test", "--scenario-name", name, SECOPS_READY=str(folder / "ready.json"))
        without_warning(said, name)
    return looked_at(len(scenarios), "scenarios")
