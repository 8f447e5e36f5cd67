# SPDX-License-Identifier: GPL-3.0-or-later
"""What sentinel_automation_rule reads: the rule that is meant, and whether Microsoft Sentinel may run its playbooks."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_automation_rule as resource
from ansible_collections.multitenant.secops.plugins.module_utils._azure import deterministic_id
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal, ServiceError
from ansible_collections.multitenant.secops.plugins.module_utils._sentinel import sentinel_of, workspace_of

from tests.unit.plan.cases import MANAGING, TENANT, want_of

SUB = "/subscriptions/11111111-1111-4111-8111-111111111111"
GROUP = f"{SUB}/resourceGroups/rg-playbooks"
PLAYBOOK = f"{GROUP}/providers/Microsoft.Logic/workflows/isolate"
WISH = {"subscription_id": SUB.rpartition("/")[2], "resource_group": "rg-secops", "workspace": "law-secops", "name": "Isolate",
        "actions": [{"type": "RunPlaybook", "order": 1, "playbook": PLAYBOOK}]}
RULES = f"{sentinel_of(WISH)}/automationRules"
ASSIGNED = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments"
CONTRIBUTOR = "f4c81013-99ee-4d62-a7ee-b3f1f648599a"


def rule(name, called="Isolate"):
    return {"name": name, "properties": {"displayName": called, "order": 1, "actions": [], "triggeringLogic": {
        "isEnabled": True, "triggersOn": "Incidents", "triggersWhen": "Created"}}}


def assignment(scope=GROUP, role=CONTRIBUTOR):
    return {"properties": {"scope": scope, "roleDefinitionId": f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{role.upper()}"}}


def found(lists, principal=True, **options):
    asked = []

    async def answered(path, query=None, absent=()):
        asked.append(path)
        answer = lists.get(path, [])
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def principals(path, query=None, absent=()):
        asked.append(path)
        if isinstance(principal, Exception):
            raise principal
        return {"id": "5"} if principal else None

    async def expected(what, read):
        return await read()
    clients = SimpleNamespace(cloud=CLOUDS["AzureUSGovernment"], expected=expected, foretells=False, arm=SimpleNamespace(items=answered),
                              graph=SimpleNamespace(get=principals))
    return asyncio.run(resource.find(clients, want_of(resource, {**WISH, **options}))), asked


def service(status, code):
    return ServiceError("Azure Resource Manager", status, code, "no")


@pytest.mark.parametrize(("assigned", "may"), [
    ([], False), ([assignment()], True), ([assignment(SUB)], True), ([assignment(f"{PLAYBOOK}2")], False), ([assignment(PLAYBOOK)], True),
    ([assignment(role="acdd72a7-3385-48ef-bd42-f606fba81ae7")], False), ([assignment("/")], True),
    (service(404, "ResourceGroupNotFound"), False),
])
def test_whether_the_playbook_may_be_run(assigned, may):
    have, _asked = found({ASSIGNED: assigned})
    assert have["_unrunnable"] == ([] if may else [PLAYBOOK])


def test_without_sentinels_principal_nothing_can_be_run():
    have, asked = found({}, principal=False)
    assert have["_unrunnable"] == [PLAYBOOK]
    assert ASSIGNED not in asked


def test_what_may_not_be_read_is_not_told():
    assert found({ASSIGNED: service(403, "AuthorizationFailed")})[0]["_unrunnable"] == []
    assert found({}, principal=service(403, "Authorization_RequestDenied"))[0]["_unrunnable"] == []
    with pytest.raises(ServiceError):
        found({ASSIGNED: service(400, "BadRequest")})


def test_a_playbook_of_another_tenant_cannot_be_looked_at():
    have, asked = found({}, actions=[{**WISH["actions"][0], "playbook_tenant": MANAGING}])
    assert (have["_unrunnable"], asked) == ([], [RULES])
    assert found({ASSIGNED: []}, actions=[{**WISH["actions"][0], "playbook_tenant": TENANT.upper()}])[0]["_unrunnable"] == [PLAYBOOK]


def test_nothing_is_asked_about_a_rule_that_goes():
    assert found({RULES: [rule("1")]}, state="absent")[1] == [RULES]


def test_the_rule_that_is_meant():
    own = deterministic_id("automationRule", workspace_of(WISH), "Isolate")
    assert found({RULES: [rule("1", "Other"), rule("2")]})[0]["_rule"]["name"] == "2"
    assert found({RULES: [rule("2"), rule(own.upper())]})[0]["_rule"]["name"] == own.upper()
    with pytest.raises(Refusal, match="2 automation rules are called 'Isolate': 2, 3"):
        found({RULES: [rule("3"), rule("2")]})
