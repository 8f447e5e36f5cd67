# SPDX-License-Identifier: GPL-3.0-or-later
"""The work that is put to the test: every run of a module that a playbook makes over the sample estate, with its arguments.

What is recorded once, on a simulator of its own, is played again on others: where the addresses and the secret of the one simulator stood,
those of the other are put.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.demo import linked_collection
from tools.simulated import SAMPLE, simulator, variables

ROOT = Path(__file__).resolve().parents[2]
SITE, OFFBOARD = ROOT / "playbooks" / "site.yml", ROOT / "playbooks" / "offboard.yml"
REMOVE_ALL = ("-e", "secops_offboard=all", "-e", "secops_offboard_confirmed=all", *(
    word for name in ("external_access_delete_guests", "external_access_end_assignments", "sentinel_defender_delete_workspace",
                      "sentinel_defender_end_protection") for word in ("-e", f"{name}=true")))
OF_A_SIMULATOR = ("arm", "defender", "ca_file", "client_secret")


@dataclass(frozen=True)
class Run:
    """One module, as one task of one host runs it."""

    host: str
    task: str
    module: str
    arguments: dict

    def __str__(self):
        return f"{self.host}: {self.module} ({self.task})"

    @property
    def reads_only(self):
        return self.module.endswith("_info")


def recorded(folder, plays=((SITE, ()), (OFFBOARD, REMOVE_ALL)), inventory=SAMPLE, cloud="AzureUSGovernment"):
    """Play these playbooks, one after the other, and give the runs that they made."""
    file = folder / "trace.jsonl"
    file.unlink(missing_ok=True)
    arguments = ("--inventory", inventory, "--cloud", cloud)
    with simulator(Path(sys.executable).parent, folder / "simulator", os.environ, *arguments) as ready:
        for playbook, options in plays:
            _play(playbook, options, inventory, ready, file, folder)
        marks = _marks(ready)
    text = file.read_text(encoding="utf-8")
    for name, value in marks.items():
        text = text.replace(json.dumps(value)[1:-1], f"<{name}>")
    return text


def runs_of(text, ready):
    """The recorded runs, on the simulator with this ready data."""
    for name, value in _marks(ready).items():
        text = text.replace(f"<{name}>", json.dumps(value)[1:-1])
    return [Run(**{key: line[key] for key in ("host", "task", "module", "arguments")}) for line in map(json.loads, text.splitlines())]


def _marks(ready):
    found = {**ready, "client_secret": ready["tenants"][0]["client_secret"]}
    return {name: found[name] for name in OF_A_SIMULATOR}


def _play(playbook, options, inventory, ready, file, folder):
    extra = {**variables(ready), "secops_poll_interval_seconds": 0.05, "secops_wait_timeout_seconds": 300}
    program = Path(sys.executable).with_name("ansible-playbook")
    command = [program, playbook, "--inventory", inventory, "--extra-vars", json.dumps(extra), *options]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AZURE_", "SECOPS_"))},
        "ANSIBLE_COLLECTIONS_PATH": str(linked_collection()), "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callbacks"),
        "ANSIBLE_LOCALHOST_WARNING": "false", "SECOPS_RECORD_TRACE": str(file)}
    run = subprocess.run([str(word) for word in command], env=environ, capture_output=True, text=True, cwd=folder, check=False)
    if run.returncode:
        raise RuntimeError(f"{playbook.name} failed:\n{run.stdout}{run.stderr}")
