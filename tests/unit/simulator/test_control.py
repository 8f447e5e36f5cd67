# SPDX-License-Identifier: GPL-3.0-or-later
"""The address outside the clouds."""
from __future__ import annotations

import json

import pytest

from tests.simulator.clock import moment
from tests.unit.simulator.small_estate import AWAY, AWAY_SUBSCRIPTION, HOME, OPERATOR, simulated

GROUP = {"displayName": "x", "mailEnabled": False, "mailNickname": "x", "securityEnabled": True}


@pytest.fixture
def sim():
    with simulated() as found:
        yield found


def test_a_world_is_put_back(sim):
    def names():
        return [found["displayName"] for found in sim.call("graph", "GET", "/v1.0/groups").json()["value"]]
    before = names()
    sim.control("POST", "/snapshot", {"name": "clean"})
    sim.call("graph", "POST", "/v1.0/groups", json=GROUP)
    sim.control("PUT", "/licences", {"tenant": HOME, "licences": []})
    assert names() == [*before, "x"]
    for _unused in range(2):
        sim.control("POST", "/restore", {"name": "clean"})
        assert names() == before and sim.control("GET", "/licences")[HOME] == ["AAD_PREMIUM_P2"]
        sim.call("graph", "POST", "/v1.0/groups", json=GROUP)
    assert sim.client.post(f"{sim.ready['control']}/restore", json={"name": "other"}).status_code == 404


def test_time_moves_on(sim):
    before = sim.control("GET", "/clock")
    after = sim.control("POST", "/clock", {"advance_seconds": 3600})
    assert after["offset_seconds"] == 3600 and (moment(after["now"]) - moment(before["now"])).total_seconds() >= 3600
    assert sim.client.post(f"{sim.ready['control']}/clock", json={"advance_seconds": -1}).status_code == 400


def test_grants_are_what_was_put(sim):
    reader = {"scope": f"/subscriptions/{AWAY_SUBSCRIPTION}", "role": "acdd72a7-3385-48ef-bd42-f606fba81ae7"}
    wish = {"graph": ["Group.Read.All"], "defender": [], "azure": [reader]}
    assert sim.control("PUT", "/grants", {"tenant": AWAY, **wish}) == {AWAY: wish}
    found = sim.control("GET", "/grants")
    assert found[AWAY] == wish and "Group.ReadWrite.All" in found[HOME]["graph"]
    response = sim.client.put(f"{sim.ready['control']}/grants", json={"tenant": AWAY, "graph": ["Nonsense.All"]})
    assert response.status_code == 400 and "Nonsense.All" in response.text


def test_replication_slows_reads_until_time_moves(sim):
    sim.control("PUT", "/replication", {"rules": [{"kind": "^groups$", "ms": 60_000}]})
    id = sim.call("graph", "POST", "/v1.0/groups", json=GROUP).json()["id"]
    assert sim.call("graph", "GET", f"/v1.0/groups/{id}").status_code == 404
    sim.control("POST", "/clock", {"advance_seconds": 60})
    assert sim.call("graph", "GET", f"/v1.0/groups/{id}").status_code == 200


def test_settings_and_people(sim):
    assert sim.control("PUT", "/settings", {"tenant": AWAY, "settings": {"allowInvitesFrom": "none"}})[AWAY]["allowInvitesFrom"] == "none"
    sim.control("POST", "/people", {"tenant": AWAY, "address": "new.person@secondary.onmicrosoft.us"})
    assert sim.call("graph", "GET", "/v1.0/users/new.person@secondary.onmicrosoft.us", AWAY).json()["displayName"] == "New Person"


def test_exchanges_are_counted_and_recorded_from_the_wire(tmp_path):
    file = tmp_path / "exchanges.jsonl"
    with simulated(record=file) as sim:
        sim.call("graph", "GET", "/v1.0/organization?$select=id")
        sim.call("arm", "GET", "/subscriptions?api-version=2022-12-01")
        found = sim.control("GET", "/exchanges?tail=1")
        assert (found["count"], found["by_api"]) == (4, {"identity": 2, "graph": 1, "arm": 1}) and len(found["tail"]) == 1
        secret = sim.secret
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [record["api"] for record in records] == ["identity", "graph", "identity", "arm"]
    graph = records[1]
    assert {name: graph[name] for name in ("cloud", "version", "method", "path", "query", "request_body", "status")} == {
        "cloud": "AzureUSGovernment", "version": "v1.0", "method": "GET", "path": "/v1.0/organization", "query": {"$select": "id"},
        "request_body": None, "status": 200}
    assert graph["response_body"]["value"] == [{"id": HOME}] and records[3]["version"] == "2022-12-01"
    text = file.read_text(encoding="utf-8")
    assert secret not in text and "eyJ" not in text and records[0]["request_body"]["grant_type"] == "client_credentials"


@pytest.mark.parametrize(("method", "path", "body", "status"), [
    ("GET", "/nonsense", None, 404), ("PATCH", "/faults", {}, 405), ("PUT", "/licences", {"tenant": HOME, "licences": ["E5"]}, 400),
    ("PUT", "/grants", {"tenant": "nobody.example"}, 404), ("PUT", "/operations", {"nonsense": 1}, 400), ("POST", "/clock", None, 400),
    ("POST", "/device-codes/AAAAAAAAA/decline", None, 404), ("PUT", "/applications", {"name": "x"}, 400)])
def test_what_it_does_not_do(sim, method, path, body, status):
    assert sim.client.request(method, sim.ready["control"] + path, json=body).status_code == status


@pytest.mark.parametrize(("wrong", "told"), [
    ({"certificates": ["-----BEGIN CERTIFICATE-----\nbm90\n-----END CERTIFICATE-----\n"]}, "certificates[0] is no certificate in PEM"),
    ({"certificates": ["nonsense"]}, "certificates[0] is no certificate in PEM"),
    ({"certificates": [7]}, "certificates[0] is no certificate in PEM"),
    ({"certificates": "nonsense"}, "certificates must be a list"),
    ({"secrets": ["nonsense"]}, "secrets[0] must hold value, expires"),
    ({"federated": [{"issuer": "x"}]}, "federated[0] must hold issuer, subject, audiences"),
    ({"enabled": "no"}, "enabled is 'no'")])
def test_an_application_keeps_what_it_signs_in_with_when_something_else_makes_no_sense(sim, wrong, told):
    response = sim.client.put(f"{sim.ready['control']}/applications", json={"secrets": [], **wrong})
    assert response.status_code == 400 and told in response.json()["error"]
    assert sim.sign_in("graph").status_code == 200 and sim.simulation.breaches == []


def test_defender_takes_tokens_of_its_own_audience(sim):
    assert sim.call("defender", "GET", "/api/nonsense").status_code == 404
    assert sim.call("defender", "GET", "/api/nonsense", token=sim.token("graph")).status_code == 401


def test_only_a_person_of_the_tenant_approves_a_code(sim):
    begin = f"{sim.ready['authority']}/{AWAY}/oauth2/v2.0/devicecode"
    asked = sim.client.post(begin, data={"client_id": sim.client_id, "scope": "openid"}).json()
    approve = f"{sim.ready['control']}/device-codes/{asked['user_code']}/approve"
    assert sim.client.post(approve, json={"user": OPERATOR}).status_code == 404
    assert sim.control("GET", "/device-codes")[0]["state"] == "pending"
