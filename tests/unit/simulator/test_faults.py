# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand, throttling, latency."""
from __future__ import annotations

import httpx
import pytest

from tests.unit.simulator.small_estate import HOME, simulated

SUBSCRIPTIONS = "/subscriptions?api-version=2022-12-01"
GROUP = {"displayName": "x", "mailEnabled": False, "mailNickname": "x", "securityEnabled": True}


@pytest.fixture
def sim():
    with simulated() as found:
        yield found


def fault(sim, do, **match):
    sim.control("POST", "/faults", {"match": match, "do": do})


def test_a_refusal_in_each_services_words(sim):
    later = {"status": 503, "code": "serviceNotAvailable", "message": "Later.", "headers": {"Retry-After": "3"}}
    fault(sim, later, path="^/(organization|subscriptions)")
    graph, arm = sim.call("graph", "GET", "/v1.0/organization"), sim.call("arm", "GET", SUBSCRIPTIONS)
    for response in (graph, arm):
        assert (response.status_code, response.headers["retry-after"]) == (503, "3")
        assert response.json()["error"]["code"] == "serviceNotAvailable"
    assert "innerError" in graph.json()["error"] and "innerError" not in arm.json()["error"]


@pytest.mark.parametrize(("match", "statuses"), [
    ({}, [500] * 4), ({"nth": 2}, [200, 500, 200, 200]), ({"count": 2}, [500, 500, 200, 200]),
    ({"nth": 2, "count": 2}, [200, 500, 500, 200]),
    ({"method": "POST"}, [200] * 4), ({"api": "arm"}, [200] * 4), ({"path": "/users"}, [200] * 4)])
def test_which_calls_are_struck(sim, match, statuses):
    fault(sim, {"status": 500}, **{"api": "graph"} | match)
    assert [sim.call("graph", "GET", "/v1.0/organization").status_code for _unused in range(4)] == statuses
    sim.control("DELETE", "/faults")
    assert sim.call("graph", "GET", "/v1.0/organization").status_code == 200


def test_a_sign_in_can_be_struck(sim):
    fault(sim, {"status": 429, "code": "temporarily_unavailable", "message": "AADSTS90055: Later."}, api="identity", path="token")
    response = sim.sign_in("graph")
    assert (response.status_code, response.json()["error"]) == (429, "temporarily_unavailable")


def test_an_answer_that_is_no_json(sim):
    fault(sim, {"status": 200, "body": "<html>gateway</html>", "headers": {"Content-Type": "text/html"}}, api="graph")
    response = sim.call("graph", "GET", "/v1.0/organization")
    assert (response.status_code, response.text, response.headers["content-type"]) == (200, "<html>gateway</html>", "text/html")


@pytest.mark.parametrize("effect", ["reset", "truncate"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer(sim, effect, when):
    fault(sim, {effect: True, "when": when}, api="graph", method="POST")
    with pytest.raises(httpx.TransportError):
        sim.call("graph", "POST", "/v1.0/groups", json=GROUP)
    written = [found["displayName"] for found in sim.world.tenants[HOME].directory.list("groups")]
    assert written.count("x") == (0 if (effect, when) == ("reset", "before") else 1)


def test_an_error_after_the_work_was_done(sim):
    fault(sim, {"status": 504, "when": "after"}, api="graph", method="POST")
    assert sim.call("graph", "POST", "/v1.0/groups", json=GROUP).status_code == 504
    assert [found["displayName"] for found in sim.world.tenants[HOME].directory.list("groups")] == ["x"]


def test_a_late_answer(sim):
    fault(sim, {"delay_ms": 60_000}, api="graph")
    with pytest.raises(httpx.ReadTimeout):
        sim.call("graph", "GET", "/v1.0/organization", timeout=0.1)


@pytest.mark.parametrize("rule", [{}, {"do": {}}, {"do": {"nonsense": 1}}, {"match": {"nonsense": 1}, "do": {"status": 500}},
                                  {"match": {"path": "("}, "do": {"status": 500}}, {"do": {"meanwhile": "nonsense"}}])
def test_a_rule_that_is_none(sim, rule):
    assert sim.client.post(f"{sim.ready['control']}/faults", json=rule).status_code == 400


def test_limits_are_kept_when_switched_on(sim):
    sim.control("PUT", "/throttling", {"on": True, "scale": 0.01})
    token = sim.token("arm")
    statuses = [sim.call("arm", "GET", SUBSCRIPTIONS, token=token) for _unused in range(4)]
    assert [response.status_code for response in statuses] == [200, 200, 429, 429]
    last = statuses[-1]
    assert last.json()["error"]["code"] == "SubscriptionRequestsThrottled" and int(last.headers["retry-after"]) > 0
    sim.control("POST", "/clock", {"advance_seconds": int(last.headers["retry-after"])})
    assert sim.call("arm", "GET", SUBSCRIPTIONS, token=token).status_code == 200


def test_graphs_limits_say_whose_they_are(sim):
    sim.control("PUT", "/throttling", {"on": True, "scale": 0.0002})
    response = sim.call("graph", "GET", "/v1.0/organization")
    assert (response.status_code, response.headers["x-ms-throttle-information"]) == (429, "ResourceUnitLimitExceeded")
    assert response.headers["x-ms-throttle-scope"].endswith(f"{sim.client_id}/{HOME}")


def test_latency_is_every_answers():
    with simulated(latency_ms=60_000) as sim:
        with pytest.raises(httpx.ReadTimeout):
            sim.client.get(f"{sim.ready['arm']}/metadata/endpoints?api-version=2022-09-01", timeout=0.1)
        assert sim.control("GET", "/health")["status"] == "ok"


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_that_never_comes(sim, when):
    fault(sim, {"silence": True, "when": when}, api="graph", method="POST")
    with pytest.raises(httpx.ReadTimeout):
        sim.call("graph", "POST", "/v1.0/groups", json=GROUP, timeout=0.5)
    written = [found["displayName"] for found in sim.world.tenants[HOME].directory.list("groups")]
    assert written.count("x") == (0 if when == "before" else 1)


def test_time_passes_meanwhile(sim):
    fault(sim, {"meanwhile": "aged"}, api="graph", nth=1)
    token = sim.token("graph")
    assert [sim.call("graph", "GET", "/v1.0/organization", token=token).status_code for _unused in range(2)] == [200, 401]
    assert sim.call("graph", "GET", "/v1.0/organization", token=sim.sign_in("graph").json()["access_token"]).status_code == 200
