# SPDX-License-Identifier: GPL-3.0-or-later
"""What defender_role reads before it decides: the role, which assignment is meant, and whether the tenant knows a permission."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _defender_role as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal, ServiceError

from tests.unit.find.test_lighthouse_offer import GROUP, Clients, Service
from tests.unit.plan.cases import want_of

ROOT = "/roleManagement/defender"
READ = "microsoft.xdr/secops/securitydata/read"
ROLE = {"id": "role-1", "displayName": "SOC responder", "rolePermissions": [{"allowedResourceActions": [READ]}]}
ACTIONS = f"{ROOT}/resourceNamespaces/microsoft.xdr/resourceActions"


class Refusing(Service):
    """A catalogue that is answered with an error."""

    def __init__(self, status):
        super().__init__({}, {})
        self.status = status

    async def items(self, path, query=None, absent=()):
        if "resourceNamespaces" in path:
            raise ServiceError("Microsoft Graph", self.status, "Some", "No.")
        return await super().items(path, query, absent)


def clients(roles=(ROLE,), assignments=(), beta=None, cloud="AzureCloud"):
    made = Clients()
    made.cloud = CLOUDS[cloud]
    made.graph_beta = beta or Service({}, {
        f"{ROOT}/roleDefinitions": list(roles), f"{ROOT}/roleAssignments": list(assignments),
        f"{ROOT}/resourceNamespaces": [{"id": "microsoft.xdr"}], ACTIONS: [{"name": READ}]})
    return made


def held(name, principals=(GROUP["id"],), **scopes):
    return {"id": f"id of {name}", "displayName": name, "roleDefinitionId": "role-1", "principalIds": list(principals), **scopes}


def found(made, **options):
    return asyncio.run(resource.find(made, want_of(resource, {"name": "SOC responder", "groups": ["Azure SecOps"], **options})))


@pytest.mark.parametrize("assignments, options, mine, others", [
    ([held("SOC responder", ["someone"]), held("Equal")], {}, "SOC responder", ["Equal"]),
    ([held("Equal"), held("Other", ["someone"])], {}, "Equal", ["Other"]),
    ([held("Equal", appScopeIds=["/MDE"])], {}, None, ["Equal"]),
    ([held("Equal", appScopeIds=["/MDE"])], {"scopes": ["/mde"]}, "Equal", []),
    ([held("Equal"), held("Night")], {"assignment": "Night"}, "Night", ["Equal"]),
    ([held("Equal")], {"groups": []}, None, ["Equal"]),
    ([{**held("SOC responder"), "roleDefinitionId": "role-2"}], {}, None, []),
])
def test_the_assignment_is_that_of_the_name_or_an_equal_one(assignments, options, mine, others):
    have = found(clients(assignments=assignments), **options)
    assert (have["assignment"] and have["assignment"]["name"], have["_others"]) == (mine, others)


@pytest.mark.parametrize("scopes, shown", [
    ({}, ["/"]), ({"appScopeIds": None, "directoryScopeIds": None}, ["/"]), ({"appScopeIds": ["/"], "directoryScopeIds": None}, ["/"]),
    ({"appScopeIds": None, "directoryScopeIds": ["/"]}, ["/"]), ({"appScopeIds": ["/MDE"], "directoryScopeIds": ["/"]}, ["/MDE"]),
    ({"appScopeIds": [], "directoryScopeIds": ["/unit"]}, ["/unit"]),
])
def test_either_kind_of_scope_may_be_answered_as_null(scopes, shown):
    assert found(clients(assignments=[held("SOC responder", **scopes)]))["assignment"]["scopes"] == shown


@pytest.mark.parametrize("permission", ["microsoft.xdr/secops/securitydata/reed", "microsoft.xdr/configuration/*"])
def test_a_permission_that_the_tenant_does_not_know_is_refused(permission):
    with pytest.raises(Refusal, match=rf"^permissions names what .+{READ}"):
        found(clients(), permissions=[READ, permission])


@pytest.mark.parametrize("permission", [READ.upper(), "microsoft.xdr/secops/*/read", "microsoft.xdr/secops/*"])
def test_a_permission_is_known_in_any_case_and_with_a_star(permission):
    found(clients(roles=()), permissions=[permission])


@pytest.mark.parametrize("status", [400, 403, 404])
def test_without_a_catalogue_the_service_decides(status):
    found(clients(beta=Refusing(status)), permissions=["microsoft.xdr/anything"])


def test_a_catalogue_that_fails_is_a_failure():
    with pytest.raises(ServiceError):
        found(clients(beta=Refusing(500)), permissions=["microsoft.xdr/anything"])


def test_the_catalogue_is_read_for_what_is_new_alone():
    made = clients()
    found(made, permissions=[READ])
    assert ACTIONS not in made.graph_beta.asked


def test_two_roles_of_a_name_are_told_apart_by_nobody():
    with pytest.raises(Refusal, match="2 Microsoft Defender roles are named 'SOC responder'"):
        found(clients(roles=[ROLE, {**ROLE, "id": "role-2"}]))


def test_where_there_are_no_roles_nothing_is_asked():
    have = found(SimpleNamespace(tenant="t", cloud=CLOUDS["AzureUSGovernment"]), state="absent")
    assert "id" not in have
