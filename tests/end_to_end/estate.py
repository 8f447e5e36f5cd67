# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample estate on a simulator of its own, and ansible-playbook over it."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.contracts.exchanges import exchange_problems
from tools import results
from tools.demo import linked_collection
from tools.places import CHECKOUT
from tools.simulated import SAMPLE, variables

SITE = CHECKOUT / "playbooks" / "site.yml"
OFFBOARD = CHECKOUT / "playbooks" / "offboard.yml"
# Those that keep something; the others only read.
MODULES = {path.stem for path in (CHECKOUT / "plugins" / "modules").glob("*.py") if "\n  state:\n" in path.read_text(encoding="utf-8")}
WITH_ALL = [word for name in ("external_access_delete_guests", "external_access_end_assignments", "sentinel_defender_delete_workspace",
                              "sentinel_defender_end_protection") for word in ("-e", f"{name}=true")]
# What a removal leaves, since other things may use it or the service keeps it for a while: see docs/removal.md.
LEFT = ("Register resource provider", "Create resource group")
RECOVERED = "Recover workspace law-secops, deleted less than 14 days ago, with its data"


@dataclass
class Estate:
    ready: dict
    folder: Path
    exchanges: Path

    def play(self, playbook, *options, inventory=SAMPLE):
        """Run a playbook; {host: sentences of the steps taken, in order}. A failure or a warning is an error."""
        recorded = self.folder / "results.jsonl"
        recorded.unlink(missing_ok=True)
        extra = {**variables(self.ready), "secops_poll_interval_seconds": 0.05, "secops_wait_timeout_seconds": 20}
        command = [
            Path(sys.executable).with_name("ansible-playbook"), playbook, "--inventory", inventory, "--extra-vars", json.dumps(extra),
            *options]
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AZURE_", "SECOPS_"))},
            "ANSIBLE_COLLECTIONS_PATH": str(linked_collection()), "ANSIBLE_CALLBACK_PLUGINS": str(CHECKOUT / "tools" / "callbacks"),
            "ANSIBLE_LOCALHOST_WARNING": "false", "SECOPS_RECORD_RESULTS": str(recorded)}
        run = subprocess.run([str(word) for word in command], env=environ, capture_output=True, text=True, cwd=self.folder, check=False)
        self.said = run.stdout + run.stderr
        assert run.returncode == 0, self.said
        assert "[WARNING]" not in self.said, self.said
        self.results = results.read(recorded)
        return results.steps(self.results)

    def requests_reported(self):
        """How many requests the modules of the last run say that they sent."""
        return sum(result.get("requests", 0) for record in self.results for result in record["result"].get("results", [record["result"]]))

    def exchanged(self, since=0):
        """The recorded exchanges, from the wire."""
        lines = self.exchanges.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines[since:]]

    def used(self):
        """The modules that took a step in the last run."""
        return {record["module"].rpartition(".")[2] for record in self.results
                if any(result.get("steps") for result in results.each(record["result"]))}

    def assert_within_contract(self, beta=()):
        """Nothing was refused, no beta was asked but where this says, and each exchange is what Microsoft publishes of the cloud."""
        exchanges = self.exchanged()
        assert {exchange["api"] for exchange in exchanges} >= {"graph", "arm", "identity", "metadata"}
        for exchange in exchanges:
            what = f"{exchange['method']} {exchange['path']} -> {exchange['status']}"
            assert exchange["status"] < 400 or exchange["status"] == 404, what
            assert exchange.get("version") != "beta" or exchange["path"].startswith(beta), what
            if exchange["api"] in ("graph", "arm"):     # sign-in and metadata have no published contract as data
                problems = [str(problem) for problem in exchange_problems(exchange, self.ready["cloud"]) if problem.level == "E"]
                assert not problems, f"{what}: {problems}"


def made_again(foretold):
    """What a first run would do, as foretold where all was taken out again: a workspace is recovered instead of made anew."""
    return ["Create workspace law-secops" if step == RECOVERED else step for step in foretold if not step.startswith("Set sku")]


def inventory_of(hosts, folder, variables=None):
    """The sample inventory with these hosts, as {group: names}; ``variables`` are those that have the sample's, by default all."""
    (folder / "host_vars").mkdir(parents=True)
    every = [host for names in hosts.values() for host in names]
    for name in ("group_vars", *(f"host_vars/{host}.yml" for host in (every if variables is None else variables))):
        (folder / name).symlink_to(SAMPLE / name)
    groups = {group: {"hosts": dict.fromkeys(names, {})} for group, names in hosts.items()}
    (folder / "hosts.yml").write_text(yaml.safe_dump({"all": {"children": groups}}), encoding="utf-8")
    return folder
