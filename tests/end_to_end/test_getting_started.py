# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/getting_started.md as a new user follows it: its inventory, and an application that may do what it says and nothing else."""
from __future__ import annotations

import json
import os
import re
import sys
import uuid
from pathlib import Path

import pytest

from tests.end_to_end.estate import OFFBOARD, SITE, Estate
from tests.end_to_end.plain import arm, client_of
from tools.places import CHECKOUT
from tools.simulated import simulator, tenants

PAGE = (CHECKOUT / "docs" / "getting_started.md").read_text(encoding="utf-8")
FILES = re.compile(r"^`estate/([\w/.]+)`.*?^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSENT = CHECKOUT / "docs" / "consent"


@pytest.fixture
def written(tmp_path):
    """The inventory, written as the page says."""
    folder = tmp_path / "estate"
    for name, content in FILES.findall(PAGE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def granted(tmp_path, written):
    """The estate of this inventory, in which the application has the consents and roles of the page."""
    exchanges = tmp_path / "exchanges.jsonl"
    words = ("--inventory", written, "--record", exchanges)
    with simulator(Path(sys.executable).parent, tmp_path / "simulator", os.environ, *words) as ready:
        with client_of(ready) as client:
            for tenant in tenants(ready):
                _grant(client, ready, tenant)
        yield Estate(ready, tmp_path, exchanges)


def _grant(client, ready, tenant):
    [names] = re.findall(r"`(\[.*?\])`", (CONSENT / "graph.jmespath").read_text(encoding="utf-8"), re.DOTALL)
    subscriptions = [f"/subscriptions/{id}" for id in tenant["subscription_ids"]]
    wish = {"tenant": tenant["tenant_id"], "graph": json.loads(names), "defender": [],
            "azure": [{"scope": scope, "role": _custom_role(client, ready, tenant, subscriptions)} for scope in subscriptions]}
    assert client.put(f"{ready['control']}/grants", json=wish).status_code == 200


def _custom_role(client, ready, tenant, subscriptions):
    """Make the role of the page in the tenant, with what the application may do before; its GUID."""
    role, guid = json.loads((CONSENT / "azure_role.json").read_text(encoding="utf-8")), str(uuid.uuid4())
    properties = {"roleName": role["Name"], "description": role["Description"], "type": "CustomRole", "assignableScopes": subscriptions,
                  "permissions": [{"actions": role["Actions"], "notActions": []}]}
    path = f"{subscriptions[0]}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
    arm(client, ready, tenant, "PUT", path, "2022-04-01", {"properties": properties})
    return guid


def test_what_the_page_has_granted_is_enough_and_the_run_tells_what_is_left(granted, written):
    done = granted.play(SITE, inventory=written)
    assert set(done) == {"harborwatch", "northfleet"} and all(done.values())
    left = [step for record in granted.results for each in record["result"].get("results", [record["result"]])
            for step in each.get("human_steps", [])]
    assert any("/providers/Microsoft.aadiam" in step for step in left) and any("Microsoft Defender XDR" in step for step in left), left
    taking_out = re.search(r"offboard -i estate (-e \S+)\n", PAGE)[1].split()
    taken = granted.play(OFFBOARD, *taking_out, "-e", "secops_offboard_confirmed=northfleet", inventory=written)
    assert taken["northfleet"]
