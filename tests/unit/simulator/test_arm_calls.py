# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a call through Azure Resource Manager, whatever area it is for."""
from __future__ import annotations

import pytest

from tests.simulator import seed
from tests.simulator.arm import subscriptions
from tests.simulator.running import Breached
from tests.unit.simulator.small_estate import AWAY, AWAY_SUBSCRIPTION, HOME, HOME_SUBSCRIPTION, simulated

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
SCOPE = f"/subscriptions/{AWAY_SUBSCRIPTION}"
GROUP = f"{SCOPE}/resourcegroups/rg-test"
ONE_WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-test?api-version=2023-09-01"
WORKSPACES = f"{SCOPE}/providers/Microsoft.OperationalInsights/workspaces?api-version=2023-09-01"


@pytest.fixture
def sim():
    with simulated() as found:
        yield found


def error_of(response):
    assert all(response.headers[f"x-ms-{kind}request-id"] for kind in ("", "correlation-", "routing-"))
    return response.status_code, response.json()["error"]["code"]


def test_tokens_that_are_not_accepted(sim):
    def tried(token):
        headers = {"Authorization": token} if token else {}
        response = sim.client.get(f"{sim.ready['arm']}/subscriptions?api-version=2022-12-01", headers=headers)
        assert sim.ready["authority"] in response.headers["www-authenticate"]
        return error_of(response)
    assert tried("") == (401, "AuthenticationFailed")
    assert tried("Bearer x") == (401, "InvalidAuthenticationToken")
    assert tried(f"Bearer {sim.token('graph')}") == (401, "InvalidAuthenticationTokenAudience")
    token = sim.token("arm")
    sim.control("POST", "/clock", {"advance_seconds": 3600})
    assert tried(f"Bearer {token}") == (401, "ExpiredAuthenticationToken")


def test_another_tenants_subscription(sim):
    response = sim.call("arm", "GET", f"/subscriptions/{AWAY_SUBSCRIPTION}?api-version=2022-12-01", HOME)
    assert error_of(response) == (401, "InvalidAuthenticationTokenTenant")
    assert f"{sim.ready['authority']}/{AWAY}" in response.headers["www-authenticate"]


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", f"/subscriptions/{HOME}?api-version=2022-12-01", 404, "SubscriptionNotFound"),
    ("GET", "/subscriptions", 400, "MissingApiVersionParameter"),
    ("GET", "/subscriptions?api-version=2099-01-01", 400, "InvalidApiVersionParameter"),
    ("GET", f"{SCOPE}/resourcegroups?api-version=tomorrow", 400, "InvalidApiVersionParameter"),
    ("GET", f"{SCOPE}/providers/Microsoft.OperationalInsights/workspaces?api-version=1999-01-01", 400, "NoRegisteredProviderFound"),
    ("GET", f"{SCOPE}/providers/Microsoft.Nonsense/things?api-version=2020-01-01", 404, "InvalidResourceType"),
    ("PUT", f"{GROUP}?api-version=2021-04-01", 400, "InvalidRequestContent"),
    ("GET", f"{GROUP}?api-version=2021-04-01&nonsense=1", 400, "InvalidQueryParameter"),
    ("GET", WORKSPACES, 409, "MissingSubscriptionRegistration"),
])
def test_what_is_refused_whoever_asks(sim, method, path, status, code):
    body = {"location": 5} if method == "PUT" else None
    assert error_of(sim.call("arm", method, path, AWAY, json=body)) == (status, code)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1"])
def test_what_is_no_json(sim, number):
    text, headers = f'{{"location": "usgovvirginia", "properties": {{"retentionInDays": {number}}}}}', {"Content-Type": "application/json"}
    response = sim.call("arm", "PUT", ONE_WORKSPACE, AWAY, content=text, headers=headers)
    assert error_of(response) == ((409, "MissingSubscriptionRegistration") if number == "1" else (400, "InvalidRequestContent"))


def test_unknown_versions_name_the_known_ones(sim):
    response = sim.call("arm", "GET", WORKSPACES.replace("2023-09-01", "1999-01-01"), AWAY)
    assert "2022-10-01" in response.json()["error"]["message"]


def test_a_role_at_a_group_of_any_letters_counts_there(sim):
    group = f"{SCOPE}/resourceGroups/ümläut"
    assert sim.call("arm", "PUT", f"{group}?api-version=2021-04-01", AWAY, json={"location": "usgovvirginia"}).status_code == 201
    sim.control("PUT", "/grants", {"tenant": AWAY, "azure": [{"scope": group, "role": READER}]})
    assert sim.call("arm", "GET", f"{group}?api-version=2021-04-01", AWAY).status_code == 200
    denied = sim.call("arm", "DELETE", f"{group}?api-version=2021-04-01", AWAY)
    assert error_of(denied) == (403, "AuthorizationFailed") and group in denied.json()["error"]["message"]


def test_azure_roles_decide(sim):
    def put():
        return sim.call("arm", "PUT", f"{GROUP}?api-version=2021-04-01", AWAY, json={"location": "usgovvirginia"})
    sim.control("PUT", "/grants", {"tenant": AWAY, "azure": [{"scope": SCOPE, "role": READER}]})
    denied = put()
    assert error_of(denied) == (403, "AuthorizationFailed")
    message = denied.json()["error"]["message"]
    assert "'Microsoft.Resources/subscriptions/resourceGroups/write'" in message and sim.client_id in message and GROUP in message
    sim.control("PUT", "/grants", {"tenant": AWAY, "azure": [{"scope": SCOPE, "role": CONTRIBUTOR}]})
    assert put().status_code == 201
    assignment = f"{SCOPE}/providers/Microsoft.Authorization/roleAssignments/{AWAY}?api-version=2022-04-01"
    body = {"properties": {"roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{READER}", "principalId": AWAY}}
    assert error_of(sim.call("arm", "PUT", assignment, AWAY, json=body)) == (403, "AuthorizationFailed")


def test_a_role_on_a_group_reaches_no_further(sim):
    sim.call("arm", "PUT", f"{GROUP}?api-version=2021-04-01", AWAY, json={"location": "usgovvirginia"})
    sim.control("PUT", "/grants", {"tenant": AWAY, "azure": [{"scope": GROUP, "role": READER}]})
    assert sim.call("arm", "GET", f"{GROUP}?api-version=2021-04-01", AWAY).status_code == 200
    other = GROUP.replace("rg-test", "rg-tester")
    assert error_of(sim.call("arm", "GET", f"{other}?api-version=2021-04-01", AWAY)) == (403, "AuthorizationFailed")


def test_roles_come_through_groups_of_groups(sim):
    tenant = sim.world.tenants[AWAY]
    sim.control("PUT", "/grants", {"tenant": AWAY, "azure": []})
    principal = next(found for found in tenant.directory.list("servicePrincipals") if found["appId"] == sim.client_id)
    for name in ("inner", "outer"):
        tenant.directory.put("groups", name, {"id": name})
    tenant.directory.put("groups/inner/members", principal["id"], {"id": principal["id"]})
    tenant.directory.put("groups/outer/members", "inner", {"id": "inner"})
    assert error_of(sim.call("arm", "GET", f"{GROUP}?api-version=2021-04-01", AWAY)) == (403, "AuthorizationFailed")
    seed.assign(tenant, SCOPE, "outer", READER, "Group")
    assert error_of(sim.call("arm", "GET", f"{GROUP}?api-version=2021-04-01", AWAY)) == (404, "ResourceGroupNotFound")


@pytest.mark.parametrize("polls", [0, 1, 3])
def test_a_long_operation_takes_so_many_polls(sim, polls):
    sim.control("PUT", "/operations", {"polls": polls, "retry_after_seconds": 7})
    sim.call("arm", "PUT", f"{GROUP}?api-version=2021-04-01", AWAY, json={"location": "usgovvirginia"})
    response = sim.call("arm", "DELETE", f"{GROUP}?api-version=2021-04-01", AWAY)
    asked = 0
    while "location" in response.headers:
        assert (response.status_code, response.headers["retry-after"]) == (202, "7")
        response = sim.call("arm", "GET", response.headers["location"].removeprefix(sim.ready["arm"]), AWAY)
        asked += 1
    assert (response.status_code, asked) == (200, polls)
    assert error_of(sim.call("arm", "GET", f"{GROUP}?api-version=2021-04-01", AWAY)) == (404, "ResourceGroupNotFound")


def test_an_operation_of_another_subscription_is_not_shown(sim):
    sim.call("arm", "PUT", f"{GROUP}?api-version=2021-04-01", AWAY, json={"location": "usgovvirginia"})
    location = sim.call("arm", "DELETE", f"{GROUP}?api-version=2021-04-01", AWAY).headers["location"].removeprefix(sim.ready["arm"])
    assert error_of(sim.call("arm", "GET", location.replace(AWAY_SUBSCRIPTION, HOME_SUBSCRIPTION), HOME)) == (404, "ResourceNotFound")


def test_the_callers_request_id_comes_back(sim):
    headers = {"x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "true"}
    assert sim.call("arm", "GET", "/subscriptions?api-version=2022-12-01", headers=headers).headers["x-ms-client-request-id"] == "mine"


def test_an_answer_outside_the_contract_fails_the_simulator(monkeypatch):
    monkeypatch.setattr(subscriptions, "described", lambda *_: {"subscriptionId": 5})
    with pytest.raises(Breached, match="subscriptionId"):
        with simulated() as sim:
            assert sim.call("arm", "GET", "/subscriptions?api-version=2022-12-01").status_code == 200
