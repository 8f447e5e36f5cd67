# SPDX-License-Identifier: GPL-3.0-or-later
"""Small plays for one module each, tests/trust/scenes/MODULE.yml, that together make every call that the module can make.

``runs`` are runs of modules in their order, each one module with its arguments; ``cloud``, and ``defaults`` (arguments of the scene's own
module) may stand beside it. Other modules only prepare. Between them stand commands to the simulator: {tell: [name, arguments...]}.
A word in angle brackets stands for an id of the estate: <tenant>, <subscription>, <second subscription>, <managing tenant>.
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.trust.trace import Run

FOLDER = Path(__file__).with_name("scenes")
HOST, CLOUD = "Northfleet", "AzureUSGovernment"


@dataclass(frozen=True)
class Tell:
    """A command to the simulator."""

    name: str
    arguments: tuple


@dataclass(frozen=True)
class Scene:
    module: str
    cloud: str
    content: dict

    def acts(self, ready):
        """Its runs and commands, on the simulator with this ready data."""
        tenant = next(found for found in ready["tenants"] if found["name"] == HOST)
        text = json.dumps(self.content)
        for name, value in _marks(ready, tenant).items():
            text = text.replace(f"<{name}>", value)
        content = json.loads(text)
        return [self._act(name, given, content, _access(ready, tenant)) for act in content["runs"] for name, given in act.items()]

    def _act(self, name, given, content, access):
        if name == "tell":
            return Tell(given[0], tuple(given[1:]))
        own = content.get("defaults", {}) if name == self.module else {}
        return Run(HOST, f"scene {self.module}", name, {**access, **own, **given})


def scenes():
    """{module: its scene}"""
    return {file.stem: _scene(file) for file in sorted(FOLDER.glob("*.yml"))}


def _scene(file):
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Scene(file.stem, content.get("cloud", CLOUD), content)


def _marks(ready, tenant):
    subscriptions = tenant["subscription_ids"]
    return {"tenant": tenant["tenant_id"], "managing tenant": ready["managing_tenant_id"], "subscription": subscriptions[0],
            "second subscription": subscriptions[-1]}


def _access(ready, tenant):
    return {"tenant": tenant["tenant_id"], "managing_tenant": ready["managing_tenant_id"], "cloud_environment": ready["arm"],
            "ca_bundle": ready["ca_file"], "client_id": tenant["client_id"], "secret": tenant["client_secret"],
            "wait_timeout_seconds": 60, "poll_interval_seconds": 0.05, "_ansible_check_mode": False, "_ansible_diff": False}
