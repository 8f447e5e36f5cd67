# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands for Azure CLI in docs/getting_started.md, as they stand there, as far as an application and no person may give them."""
from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "getting_started.md").read_text(encoding="utf-8")
OWNER, ACCESS_ADMINISTRATOR = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"


def command(beginning):
    """The one command of the page's shell blocks that begins so, without the lines' breaks."""
    blocks = "\n".join(re.findall(r"^```shell\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)).replace("\\\n", " ")
    [found] = [line for line in blocks.splitlines() if line.startswith(beginning)]
    return found


@pytest.fixture
def control(ready):
    with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"]), base_url=ready["control"]) as client:
        assert client.post("/snapshot", json={"name": "before the consent"}).status_code == 200
        yield client
        assert client.post("/restore", json={"name": "before the consent"}).status_code == 200


@pytest.fixture
def shell(ready, away, az, tmp_path):
    """Run a command of the page in the managed tenant, where the files lie as in a checkout; what it prints."""
    (tmp_path / "docs").symlink_to(CHECKOUT / "docs", target_is_directory=True)
    az("login", "--service-principal", "--username", away["client_id"], "--password", away["client_secret"], "--tenant", away["tenant_id"])
    here = {"SUBSCRIPTION_ID": away["subscription_ids"][0], "https://graph.microsoft.us": ready["graph"]}
    environ = {**az.environ, "APP": away["client_id"], "PATH": f"{Path(os.environ['AZ_PROGRAM']).parent}:{os.environ['PATH']}"}

    def run(beginning):
        words = command(beginning)
        for name, value in here.items():
            words = words.replace(name, value)
        ran = subprocess.run(["bash", "-euc", words], env=environ, cwd=tmp_path, text=True, stdin=subprocess.DEVNULL, capture_output=True,
                             check=False, timeout=120)
        assert ran.returncode == 0 and "ERROR" not in ran.stderr, ran.stderr
        return ran.stdout
    return run


def test_the_list_to_consent_to_is_found_by_name_and_its_number_is_told(away, control, shell, tmp_path):
    shell("az ad sp show --id 00000003")
    [asked] = json.loads((tmp_path / "permissions.json").read_text(encoding="utf-8"))
    [names] = re.findall(r"`(\[.*?\])`", (CHECKOUT / "docs" / "consent" / "graph.jmespath").read_text(encoding="utf-8"), re.DOTALL)
    assert asked["resourceAppId"] == "00000003-0000-0000-c000-000000000000"
    assert {access["type"] for access in asked["resourceAccess"]} == {"Role"}
    assert len({access["id"] for access in asked["resourceAccess"]}) == len(json.loads(names)) > 10
    wish = {"tenant": away["tenant_id"], "graph": json.loads(names), "defender": []}
    assert control.put("/grants", json=wish).status_code == 200
    assert shell("az rest --method get --resource").strip() == str(len(asked["resourceAccess"]))


def test_the_roles_are_made_and_assigned(away, control, shell):
    scope = f"/subscriptions/{away['subscription_ids'][0]}"
    administrator = [{"scope": scope, "role": OWNER}, {"scope": "/", "role": ACCESS_ADMINISTRATOR}]
    assert control.put("/grants", json={"tenant": away["tenant_id"], "azure": administrator}).status_code == 200
    shell("sed ")
    made = json.loads(shell("az role definition create"))
    assert made["assignableScopes"] == [scope] and "Microsoft.SecurityInsights/onboardingStates/write" in made["permissions"][0]["actions"]
    assert json.loads(shell('az role assignment create --assignee "$APP" --role "Multi'))["roleDefinitionId"].endswith(made["name"])
    shell('az role assignment create --assignee "$APP" --role Contributor')
    granted = control.get("/grants", params={"tenant": away["tenant_id"]}).json()[away["tenant_id"]]["azure"]
    assert {"scope": scope, "role": made["name"]} in granted and {"scope": "/providers/Microsoft.aadiam", "role": CONTRIBUTOR} in granted
