# SPDX-License-Identifier: GPL-3.0-or-later
"""make demo and make rehearse: foretell, set up, and set up again an estate of tenants on the simulator."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools import results
from tools.bench import looked_at, without_warning
from tools.environments import clean_environ, environment
from tools.journal import Failed, Journal
from tools.places import CACHE, CHECKOUT, COLLECTION, LOGS
from tools.seal import seal
from tools.simulated import SAMPLE, simulator, variables

PLAYBOOK = "multitenant.secops.site"
# The first is taken where the inventory names none of them.
CLOUDS = ("AzureUSGovernment", "AzureUSGovernmentDoD", "AzureCloud", "AzureChinaCloud")
PASSES = {
    "foretell": ("What would change (check mode)", ("--check",)),
    "run": ("The set-up", ()),
    "again": ("The set-up once more: nothing may change", ()),
}


class Rehearsal:
    """An inventory, and what three passes over it on one simulator did."""

    def __init__(self, inventory: Path, options: list[str], journal: Journal) -> None:
        self.inventory = inventory
        self.options = options
        self.journal = journal
        self.folder = CACHE / "rehearsal" / journal.path.stem
        self.programs = environment("run", journal)
        self.seal = seal()
        self.steps: dict[str, dict[str, list[str]]] = {}
        self.said = ""

    def go(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        exchanges = self.folder / "exchanges.jsonl"
        exchanges.unlink(missing_ok=True)
        self.journal.write(f"{self.seal}\n")
        cloud = self._cloud()
        arguments = ("--inventory", self.inventory, "--record", exchanges, "--cloud", cloud)
        with simulator(self.programs, self.folder / "simulator", self._environ(), *arguments, launcher=self.seal.words) as ready:
            extra = self.folder / "variables.json"
            extra.write_text(json.dumps(variables(ready), indent=2), encoding="utf-8")
            for name, (title, words) in PASSES.items():
                self.journal.write(f"\n=== {title}\n")
                self.steps[name] = self._play(name, extra, words, ready["pid"])
                self.journal.write(sentences(self.steps[name]))
        self.journal.write("\n=== What was said to the clouds and what they said, against the published contracts\n")
        check = ("-m", "tests.contracts.check", exchanges, "--cloud", cloud)
        self.journal.run(self.programs / "python", *check, env=self._environ())

    def _cloud(self) -> str:
        """The cloud that the inventory names, where it names one."""
        command = (self.programs / "ansible-inventory", "--inventory", self.inventory, "--list")
        hosts = json.loads(self.journal.answer(*command, env=self._environ(), launcher=self.seal.words))["_meta"]["hostvars"].values()
        named = {host.get("secops_cloud_environment") for host in hosts} & set(CLOUDS)
        if len(named) > 1:
            raise Failed(f"a rehearsal is of one cloud, the inventory names {', '.join(sorted(named))}; rehearse them one after the other")
        return named.pop() if named else CLOUDS[0]

    def _play(self, name: str, extra: Path, words: tuple[str, ...], simulator_pid: int) -> dict[str, list[str]]:
        recorded = self.folder / f"{name}.jsonl"
        recorded.unlink(missing_ok=True)
        command = ["ansible-playbook", PLAYBOOK, "--inventory", self.inventory, "--extra-vars", f"@{extra}", *words, *self.options]
        environ, launcher = self._environ(SECOPS_RECORD_RESULTS=str(recorded)), self.seal.beside(simulator_pid)
        self.said += self.journal.run(self.programs / command[0], *command[1:], env=environ, launcher=launcher)
        return results.steps(results.read(recorded))

    def _environ(self, **more: str) -> dict[str, str]:
        """In which Python reaches nothing but this machine, sealed or not: see tools/rehearsal/sitecustomize.py."""
        return clean_environ(
            self.programs,
            PYTHONPATH=str(CHECKOUT / "tools" / "rehearsal"),
            ANSIBLE_COLLECTIONS_PATH=str(linked_collection()),
            ANSIBLE_CALLBACK_PLUGINS=str(CHECKOUT / "tools" / "callbacks"),
            ANSIBLE_LOCALHOST_WARNING="false",
            **more,
        )

    def faults(self) -> list[str]:
        foretold, done, again = (self.steps[name] for name in PASSES)
        found = [f"{host} did not take the steps that check mode foretold" for host in sorted(done) if foretold.get(host) != done[host]]
        found += [f"{host} changed again: {steps[0]}" for host, steps in sorted(again.items()) if steps]
        return found if done else ["no tenant was set up"]

    def summary(self) -> str:
        lines = ["", f"{'tenant':20} {'foretold':>9} {'done':>6} {'again':>6}"]
        for host in sorted(self.steps["run"]):
            foretold, done, again = (len(self.steps[name].get(host, [])) for name in PASSES)
            lines.append(f"{host:20} {foretold:9} {done:6} {again:6}")
        folder = self.folder.relative_to(CHECKOUT)
        lines += [
            "",
            f"Each step, in words:          {folder}/run.jsonl",
            f"Each request and its answer:  {folder}/exchanges.jsonl",
            f"Your own estate:              make rehearse INVENTORY=path/to/inventory (start from {SAMPLE.relative_to(CHECKOUT)})",
            "What the steps are:           README.md and docs/",
        ]
        return "\n".join(lines)


def sentences(steps: dict[str, list[str]]) -> str:
    lines = [line for host in sorted(steps) for line in (host, *(f"  - {step}" for step in steps[host] or ["nothing to do"]))]
    return "\n".join(lines) + "\n"


def linked_collection() -> Path:
    """A folder in which Ansible finds the checkout as the collection that it is."""
    root = CACHE / "collections"
    link = root / COLLECTION
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink() or link.resolve() != CHECKOUT:
        link.unlink(missing_ok=True)
        link.symlink_to(CHECKOUT, target_is_directory=True)
    return root


def rehearse(inventory: Path, options: list[str], journal: Journal) -> Rehearsal:
    rehearsal = Rehearsal(inventory, options, journal)
    rehearsal.go()
    journal.write(rehearsal.summary() + "\n")
    if faults := rehearsal.faults():
        raise Failed("; ".join(faults))
    return rehearsal


def step(journal: Journal) -> str:
    rehearsal = rehearse(SAMPLE, [], journal)
    without_warning(rehearsal.said, PLAYBOOK)
    return looked_at(sum(map(len, rehearsal.steps["run"].values())), "steps foretold and done, none the second time")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make rehearse", description=__doc__)
    parser.add_argument("--inventory", default=str(SAMPLE), help="the inventory of the estate; default the sample estate")
    parser.add_argument("options", nargs="*", help="options for ansible-playbook, after --")
    asked = parser.parse_args(arguments)
    inventory = Path(asked.inventory).expanduser().resolve()
    if not asked.inventory or not inventory.exists():
        print(f"There is no inventory {asked.inventory!r}; name one that exists: make rehearse INVENTORY=path", file=sys.stderr)
        return 2
    try:
        rehearse(inventory, asked.options, Journal(LOGS / "rehearsal.log", echo=True))
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
