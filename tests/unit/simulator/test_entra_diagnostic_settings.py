# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnostic settings of Microsoft Entra: who may write them, and what they hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulator.arm import entra_diagnostic_settings
from tests.simulator.estate import estate_of
from tests.simulator.graph.builtin_roles import IDS
from tests.simulator.seed import world_of
from tests.unit.simulator.azure_client import GROUP, ROLES, SUB, refused
from tests.unit.simulator.tenant_client import AWAY, ESTATE, SAILOR

SETTINGS = "/providers/microsoft.aadiam/diagnosticSettings"
ONE = f"{SETTINGS}/secops"
SCOPE = "/providers/Microsoft.aadiam"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"
VERSION = "2017-04-01"
ALL = entra_diagnostic_settings.CATEGORIES


@pytest.fixture
def away(estate):
    """The managed tenant with a workspace; its application has no right to the tenant's own settings, as in a real one."""
    azure = estate.fresh().with_group().registered("Microsoft.OperationalInsights")
    azure.finished(azure.put(WORKSPACE, {"location": "usgovvirginia"}))
    return azure


@pytest.fixture
def granted(away):
    roles = [{"scope": SUB, "role": ROLES["Owner"]}, {"scope": SCOPE, "role": ROLES["Contributor"]}]
    away.control("PUT", "/grants", {"tenant": AWAY, "azure": roles})
    return away


def body(*categories, off=()):
    logs = [{"category": name, "enabled": name not in off} for name in categories or ALL]
    return {"properties": {"workspaceId": WORKSPACE, "logs": logs}}


@pytest.mark.parametrize(("method", "path", "verb"), [
    ("GET", SETTINGS, "read"), ("GET", ONE, "read"), ("PUT", ONE, "write"), ("DELETE", ONE, "delete"),
    ("GET", SETTINGS + "Categories", "read")])
def test_no_role_of_a_subscription_reaches_them(away, method, path, verb):
    answer = away.ask(method, path, body() if method == "PUT" else None, version=VERSION)
    error = refused(answer, 403, "AuthorizationFailed", f"/{verb}'")
    assert "microsoft.aadiam/diagnosticSettings" in error["message"] and path in error["message"]


def test_a_role_at_their_own_scope_does(granted):
    assert granted.put(ONE, body(), version=VERSION).status_code == 200
    assert {log["category"] for log in granted.get(ONE, version=VERSION).json()["properties"]["logs"]} == set(ALL)
    assert [found["name"] for found in granted.values(SETTINGS, version=VERSION)] == ["secops"]
    assert [granted.delete(ONE, version=VERSION).status_code for _twice in range(2)] == [200, 204]
    assert granted.values(SETTINGS, version=VERSION) == []


def test_a_security_administrator_needs_no_azure_role_there(away):
    sailor = away.signed_in(SAILOR)
    refused(sailor.get(SETTINGS, version=VERSION), 403, "AuthorizationFailed")
    away.tenant.directory.put("roleAssignments", "1", {"id": "1", "principalId": away.person(SAILOR),
                                                       "roleDefinitionId": IDS["Security Administrator"]})
    assert sailor.values(SETTINGS, version=VERSION) == []
    refused(sailor.put(ONE, body(), version=VERSION), 403, "LinkedAuthorizationFailed", "sharedKeys")


def test_all_off_is_accepted_and_not_there(granted):
    assert granted.put(ONE, body("AuditLogs", off=["AuditLogs"]), version=VERSION).status_code == 200
    refused(granted.get(ONE, version=VERSION), 404, "ResourceNotFound")
    assert granted.values(SETTINGS, version=VERSION) == []


def test_only_categories_that_there_are(granted):
    refused(granted.put(ONE, {"properties": {"workspaceId": WORKSPACE, "logs": [{"category": "Administrative", "enabled": True}]}},
                        version=VERSION), 400, "InvalidRequestContent", "Administrative")
    assert [found["name"] for found in granted.values(SETTINGS + "Categories", version=VERSION)] == list(ALL)


def test_belongs_to_the_tenant_of_the_token(granted, estate):
    granted.put(ONE, body("AuditLogs"), version=VERSION)
    home = estate.other(ESTATE.managing_id)
    home.control("PUT", "/grants", {"tenant": ESTATE.managing_id, "azure": [{"scope": SCOPE, "role": ROLES["Contributor"]}]})
    assert home.values(SETTINGS, version=VERSION) == []


def test_an_inventory_can_tell_that_the_role_was_granted():
    told = {"secops_tenant_id": AWAY, "secops_simulated_azure_roles": [{"scope": SCOPE, "role": "Contributor"}]}
    [read] = estate_of([("northfleet", ["secondary"], told)], "AzureUSGovernment").tenants
    granted = replace(ESTATE.tenants[1], azure_roles=read.azure_roles)
    world = world_of(replace(ESTATE, tenants=[ESTATE.tenants[0], granted]))
    scopes = {found["properties"]["scope"] for found in world.tenants[AWAY].azure.truths("roleAssignments")}
    assert scopes == {SUB, SCOPE}
    with pytest.raises(ValueError, match="no built-in role"):
        world_of(replace(ESTATE, tenants=[replace(granted, azure_roles=[{"scope": SCOPE, "role": "Keeper"}])]))
