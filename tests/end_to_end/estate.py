# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample estate on a simulator of its own, and ansible-playbook over it."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools import results
from tools.demo import linked_collection
from tools.places import CHECKOUT
from tools.simulated import SAMPLE, variables

SITE = CHECKOUT / "playbooks" / "site.yml"
OFFBOARD = CHECKOUT / "playbooks" / "offboard.yml"


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
