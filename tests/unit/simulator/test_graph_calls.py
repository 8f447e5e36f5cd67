# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a call through Graph, whatever area it is for."""
from __future__ import annotations

import pytest

from tests.simulator import seed
from tests.simulator.graph import organization
from tests.simulator.running import Breached
from tests.unit.simulator.small_estate import AWAY, HOME, simulated


@pytest.fixture(scope="module")
def sim():
    with simulated() as found:
        for number in range(25):
            seed.add_person(found.world.tenants[AWAY], f"person.n{number:02}@secondary.onmicrosoft.us")
        yield found


def error_of(response):
    error = response.json()["error"]
    assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}
    assert response.headers["request-id"] == error["innerError"]["request-id"]
    return response.status_code, error["code"], error["message"]


def test_tokens_that_are_not_accepted(sim):
    def tried(token):
        return error_of(sim.client.get(f"{sim.ready['graph']}/v1.0/organization", headers={"Authorization": token} if token else {}))
    good = sim.token("graph")
    wanted = {"": "Access token is empty.", "Basic x": "Access token is empty.",
              "Bearer x": "IDX14100: JWT is not well formed, there are no dots (.).",
              f"Bearer {good[:-6]}AAAAAA": "Access token validation failure. Invalid signature.",
              f"Bearer {sim.token('arm')}": "Access token validation failure. Invalid audience."}
    assert {token: tried(token) for token in wanted} == {
        token: (401, "InvalidAuthenticationToken", message) for token, message in wanted.items()}


def test_a_token_expires():
    with simulated() as sim:
        token = sim.token("graph")
        sim.control("POST", "/clock", {"advance_seconds": 3600})
        assert error_of(sim.call("graph", "GET", "/v1.0/organization", token=token)) == (
            401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), [
    ("GET", "/v1.0/organisation", None, 400, "BadRequest"),
    ("GET", "/v2.0/organization", None, 400, "BadRequest"),
    ("GET", "/beta/organization", None, 400, "BadRequest"),
    ("PUT", "/v1.0/groups", {}, 405, "Request_BadRequest"),
    ("GET", "/v1.0/users?$nonsense=1", None, 400, "BadRequest"),
    ("GET", "/v1.0/users?$select=nonsense", None, 400, "BadRequest"),
    ("GET", "/v1.0/users?$filter=displayName is 'x'", None, 400, "BadRequest"),
    ("GET", "/v1.0/users?$top=1000", None, 400, "Request_BadRequest"),
    ("GET", "/v1.0/users?$top=0", None, 400, "Request_BadRequest"),
    ("GET", "/v1.0/users?$skiptoken=rubbish", None, 400, "Directory_ExpiredPageToken"),
    ("POST", "/v1.0/groups", {"displayName": "x", "nonsense": 1}, 400, "Request_BadRequest"),
    ("POST", "/v1.0/groups", {"displayName": 5, "mailEnabled": False, "mailNickname": "x", "securityEnabled": True}, 400,
     "Request_BadRequest"),
    ("POST", "/v1.0/groups", {"displayName": "x"}, 400, "Request_BadRequest"),
    ("PATCH", "/v1.0/policies/crossTenantAccessPolicy", {"allowedCloudEndpoints": []}, 400, "Request_BadRequest"),
])
def test_the_contract_is_kept(sim, method, path, body, status, code):
    assert error_of(sim.call("graph", method, path, json=body))[:2] == (status, code)


def test_a_body_must_be_json(sim):
    def sent(text, kind):
        return error_of(sim.call("graph", "POST", "/v1.0/groups", content=text, headers={"Content-Type": kind}))[:2]
    assert sent("{", "application/json") == (400, "Request_BadRequest")
    assert sent("{}", "text/plain") == (400, "RequestBodyRead")


def test_what_one_cloud_lacks_another_has():
    with simulated(cloud="AzureCloud") as sim:
        body = {"allowedCloudEndpoints": ["microsoftonline.us"]}
        response = sim.call("graph", "PATCH", "/v1.0/policies/crossTenantAccessPolicy", json=body)
        assert response.status_code != 400


def test_each_permission_decides(sim):
    sim.control("PUT", "/grants", {"tenant": AWAY, "graph": ["Group.Read.All"]})
    new = {"displayName": "x", "mailEnabled": False, "mailNickname": "x", "securityEnabled": True}
    assert sim.call("graph", "GET", "/v1.0/groups", AWAY).status_code == 200
    denied = (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    assert error_of(sim.call("graph", "POST", "/v1.0/groups", AWAY, json=new)) == denied
    sim.control("PUT", "/grants", {"tenant": AWAY, "graph": ["Group.Create", "User.Read.All"]})
    assert error_of(sim.call("graph", "GET", "/v1.0/groups", AWAY)) == denied
    assert sim.call("graph", "POST", "/v1.0/groups", AWAY, json=new).status_code == 201


def test_every_answer_is_traceable(sim):
    response = sim.call("graph", "GET", "/v1.0/organization", headers={"client-request-id": "mine"})
    assert response.headers["client-request-id"] == "mine" and response.headers["request-id"]
    assert "ServerInfo" in response.headers["x-ms-ags-diagnostic"]
    sim.control("POST", "/clock", {"advance_seconds": 86400})
    later = sim.call("graph", "GET", "/v1.0/organization")
    assert later.headers["date"] != response.headers["date"]


def pages(sim, path, **options):
    response = sim.call("graph", "GET", path, AWAY, **options)
    while True:
        body = response.json()
        yield body
        if "@odata.nextLink" not in body:
            return
        assert body["@odata.nextLink"].startswith(f"{sim.ready['graph']}/v1.0/")
        response = sim.call("graph", "GET", body["@odata.nextLink"].removeprefix(sim.ready["graph"]), AWAY, **options)


def test_pages_follow_each_other(sim):
    found = list(pages(sim, "/v1.0/users?$top=10&$select=displayName,userPrincipalName"))
    people = [person for page in found for person in page["value"]]
    assert [len(page["value"]) for page in found] == [10, 10, 6] and len({person["userPrincipalName"] for person in people}) == 26
    assert all(set(person) == {"displayName", "userPrincipalName"} for person in people)


@pytest.mark.parametrize("query", ["$filter=userType ne 'Guest'", "$count=true", "$search=\"displayName:n1\"",
                                   "$filter=endswith(mail,'us')",
                                   "$filter=startswith(displayName,'Person')&$orderby=displayName"])
def test_advanced_queries_need_their_header(sim, query):
    assert error_of(sim.call("graph", "GET", f"/v1.0/users?{query}", AWAY))[:2] == (400, "Request_UnsupportedQuery")
    eventual = query if "$count" in query else f"{query}&$count=true"
    body = sim.call("graph", "GET", f"/v1.0/users?{eventual}", AWAY, headers={"ConsistencyLevel": "eventual"}).json()
    assert body["@odata.count"] == len(body["value"]) > 0


def batch(sim, *requests, tenant=HOME):
    return sim.call("graph", "POST", "/v1.0/$batch", tenant, json={"requests": list(requests)})


def test_a_batch_is_as_many_calls(sim):
    answers = batch(sim, {"id": "1", "method": "GET", "url": "/organization?$select=id"}, {"id": "2", "method": "GET", "url": "/nonsense"},
                    {"id": "3", "method": "GET", "url": "/organization", "dependsOn": ["2"]},
                    {"id": "4", "method": "GET", "url": "/organization", "dependsOn": ["1"]},
                    {"id": "5", "method": "GET", "url": f"{sim.ready['graph']}/v1.0/organization"}).json()["responses"]
    assert {answer["id"]: answer["status"] for answer in answers} == {"1": 200, "2": 400, "3": 424, "4": 200, "5": 400}
    assert answers[0]["body"]["value"] == [{"id": HOME}]


@pytest.mark.parametrize("requests", [
    [], [{"id": "1", "method": "GET"}], [{"id": "a", "method": "GET", "url": "/x"}, {"id": "A", "method": "GET", "url": "/x"}],
    [{"id": "1", "method": "POST", "url": "/groups", "body": {}}], [{"id": str(n), "method": "GET", "url": "/x"} for n in range(21)],
    [{"id": "1", "method": "GET", "url": "/x", "dependsOn": ["2"]}]])
def test_a_malformed_batch(sim, requests):
    assert error_of(batch(sim, *requests))[:2] == (400, "BadRequest")


def test_an_answer_outside_the_contract_fails_the_simulator(monkeypatch):
    monkeypatch.setattr(organization, "organization", lambda _call: {"id": HOME, "displayName": 5})
    with pytest.raises(Breached, match="displayName"):
        with simulated() as sim:
            assert sim.call("graph", "GET", "/v1.0/organization").status_code == 200
            assert sim.control("GET", "/health")["breaches"] == 1


def test_a_handler_that_fails_is_a_breach(monkeypatch):
    monkeypatch.setattr(organization, "organization", lambda _call: 1 / 0)
    with simulated(breaches_allowed=True) as sim:
        assert error_of(sim.call("graph", "GET", "/v1.0/organization"))[0] == 500
        assert "ZeroDivisionError" in str(sim.control("GET", "/breaches"))
