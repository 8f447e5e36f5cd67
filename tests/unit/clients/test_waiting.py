# SPDX-License-Identifier: GPL-3.0-or-later
"""What each client does when a service is busy, cuts the connection, answers nonsense, or has more than one page."""
from __future__ import annotations

import dataclasses

import jwt
import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Failure, Refusal, ServiceError, Unreachable
from ansible_collections.multitenant.secops.plugins.module_utils._patience import LOOK, WAIT, judge
from ansible_collections.multitenant.secops.plugins.module_utils._ready_tokens import claims_of
from ansible_collections.multitenant.secops.plugins.module_utils._steps import Step

from tests.unit.clients.task import SUBSCRIPTION, Task, cloud_on, definitions, nobody_listens, organization, subscriptions
from tests.unit.simulator.small_estate import AWAY


def machines(clients):
    return clients.defender.items("/api/machines")


READS = {"graph": organization, "arm": subscriptions}
WRITES = {"graph": Step("POST", "/invitations", {}),
          "arm": Step("POST", f"{SUBSCRIPTION}/providers/Microsoft.OperationalInsights/register"),
          "defender": Step("POST", "/api/machines/x/isolate", {})}
PAGES = {"graph": "/v1.0/organization", "arm": "/subscriptions", "defender": "/api/machines"}
EVERY = pytest.mark.parametrize("service", ["graph", "arm", "defender"])


def fault(sim, service, do, method="GET", **match):
    sim.control("POST", "/faults", {"match": {"api": service, "method": method, **match}, "do": do})


def read(service):
    return READS.get(service, machines)


def served(sim, service):
    """Defender for Endpoint has no machines in the simulator yet: the service's own answer is a fault's."""
    if service == "defender":
        fault(sim, "defender", {"body": '{"value": [{"id": "m"}]}'})


def writing(service):
    return lambda clients: getattr(clients, service).write(WRITES[service])


@EVERY
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_waits_as_long_as_it_is_told(sim, service, status):
    fault(sim, service, {"status": status, "headers": {"Retry-After": "9"}}, nth=1, count=2)
    served(sim, service)
    task = Task(sim)
    assert task.run(read(service)) and (task.patience.retries, task.clock.time, task.patience.waited_seconds) == (2, 18, 18)


@EVERY
@pytest.mark.parametrize("do", [{"status": 429}, {"status": 503, "body": "<html>busy</html>"}, {"reset": True}, {"truncate": True},
                                {"body": "<html>Welcome to our network</html>"},
                                {"body": '{"value": [', "headers": {"Content-Type": "text/plain"}},
                                {"status": 200, "body": ""}, {"body": "null"}, {"body": "[1]"}])
def test_a_read_without_a_clear_answer_is_repeated_at_growing_intervals(sim, service, do):
    if do == {"truncate": True} and service == "defender":
        do = {**do, "body": '{"value": []}'}
    fault(sim, service, do, nth=1, count=3)
    served(sim, service)
    task = Task(sim)
    # aiohttp itself asks once more after a connection that was cut, where asking twice does no harm.
    times = 1 if "reset" in do and service != "graph" else 3
    assert task.run(read(service)) and (task.patience.retries, task.clock.time) == (times, 2 ** times - 1)


@EVERY
@pytest.mark.parametrize("body, got", [("", "status 200 without a body"), ("[1]", "status 200 with JSON that is no object"),
                                       ("<html>Welcome</html>", "status 200 with a body that is not JSON")])
def test_a_fragment_of_an_answer_is_never_an_absence(sim, service, body, got):
    fault(sim, service, {"status": 200, "body": body})
    told = Task(sim).refused(read(service), Unreachable)
    assert got in told and "html" not in told


@EVERY
def test_a_token_that_is_not_taken_any_more_is_had_anew_at_once(sim, service):
    fault(sim, service, {"status": 401, "code": "InvalidAuthenticationToken"}, nth=1)
    served(sim, service)
    before, task = sim.simulation.exchanges.by_api["identity"], Task(sim)
    assert task.run(read(service)) and task.clock.time == 0
    tokens = [each for each in sim.simulation.exchanges.tail if each["path"].endswith("/token")]
    assert len(tokens[-2:]) == 2 and sim.simulation.exchanges.by_api["identity"] - before >= 2


@EVERY
def test_a_token_that_is_never_taken_is_had_anew_once_only(sim, service):
    fault(sim, service, {"status": 401, "code": "InvalidAuthenticationToken", "message": "No."})
    before = sim.simulation.exchanges.by_api[service]
    assert "answered 401 InvalidAuthenticationToken" in Task(sim).refused(read(service), ServiceError)
    assert sim.simulation.exchanges.by_api[service] == before + 2


@EVERY
def test_a_read_gives_up_when_the_time_is_over(sim, service):
    fault(sim, service, {"status": 503, "code": "serviceNotAvailable", "message": "Busy."})
    task = Task(sim, timeout=20)
    assert "answered 503 serviceNotAvailable 'Busy.' (request id " in task.refused(read(service), ServiceError)
    assert 10 < task.clock.time <= 20


@pytest.mark.parametrize("work", [organization, subscriptions, definitions, machines])
@pytest.mark.parametrize("host", ["", "https://nobody.invalid"])
def test_a_service_without_a_connection_is_given_up_after_half_a_minute(sim, work, host):
    address = host or nobody_listens()
    cloud = dataclasses.replace(cloud_on(sim), graph=address, arm=address, arm_audience=address, defender=address)
    token = jwt.encode({"aud": address, "tid": AWAY, "exp": 2 ** 33}, "no service sees this, so nobody checks it")
    task = Task(sim, timeout=300, interval=2, cloud=cloud, given={"access_tokens": [token]})
    assert "gave no answer" in task.refused(work, Unreachable)
    assert task.clock.time == task.patience.waited_seconds == 30 and task.patience.retries == 4


@EVERY
def test_a_read_does_not_wait_for_longer_than_its_time(sim, service):
    fault(sim, service, {"status": 429, "headers": {"Retry-After": "3600"}})
    task = Task(sim)
    task.refused(read(service), ServiceError)
    assert task.clock.time == 0


@EVERY
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412])
def test_a_refusal_is_final(sim, service, status):
    fault(sim, service, {"status": status, "code": "No", "message": "Not you."})
    task = Task(sim)
    assert f"answered {status} No 'Not you.' (request id " in task.refused(read(service), ServiceError)
    assert task.patience.retries == 0


@EVERY
@pytest.mark.parametrize("do, verdict", [({"reset": True}, LOOK), ({"reset": True, "when": "after"}, LOOK), ({"status": 503}, LOOK),
                                         ({"status": 429}, WAIT)])
def test_a_post_is_sent_once_and_what_is_unclear_is_looked_after(sim, service, do, verdict):
    fault(sim, service, do, method="POST")
    before = sim.simulation.exchanges.by_api[service]
    with pytest.raises((ServiceError, Unreachable)) as caught:
        Task(sim).run(writing(service))
    assert judge("POST", caught.value) == verdict
    assert sim.simulation.exchanges.by_api[service] == before + 1


@EVERY
@pytest.mark.parametrize("do", [{"reset": True}, {"truncate": True}, {"status": 503}])
def test_a_post_before_which_the_sign_in_failed_was_never_sent(sim, service, do):
    sim.control("POST", "/faults", {"match": {"api": "identity", "method": "POST"}, "do": do})
    with pytest.raises((ServiceError, Unreachable)) as caught:
        Task(sim).run(writing(service))
    assert judge("POST", caught.value) == WAIT


@EVERY
def test_a_read_only_client_sends_no_write(sim, service):
    before = sim.simulation.exchanges.count
    assert "read-only client" in Task(sim, read_only=True).refused(writing(service), Failure)
    assert sim.simulation.exchanges.count == before + 1       # the cloud's metadata


def pages_of(sim, service, *links):
    """The first pages of a list, each with the link to the next."""
    name = "nextLink" if service == "arm" else "@odata.nextLink"
    for number, link in enumerate(links, 1):
        fault(sim, service, {"body": f'{{"value": [{{"id": "page {number}"}}], "{name}": "{link}"}}'}, count=1)


@EVERY
def test_every_page_is_read_with_its_whole_address(sim, service):
    address = f"{sim.ready[service]}{PAGES[service]}?api-version=2020-01-01&$skiptoken=a%2Fb+c%3D%3D" if service == "arm" else \
        f"{sim.ready[service]}{PAGES[service]}?$skiptoken=a%2Fb+c%3D%3D"
    pages_of(sim, service, address, address)
    fault(sim, service, {"body": '{"value": [{"id": "last"}]}'})
    assert [found["id"] for found in Task(sim).run(read(service))] == ["page 1", "page 2", "last"]
    assert [exchange["query"].get("$skiptoken") for exchange in list(sim.simulation.exchanges.tail)[-3:]] == [None, "a/b c==", "a/b c=="]


@EVERY
@pytest.mark.parametrize("link", ["https://elsewhere.example/next", "http://{host}/next", "https://{host}.elsewhere.example/next",
                                  "https://{host}@elsewhere.example/next",
                                  "https://[{host}/next", "https://elsewhere.example:port/next"])
def test_a_next_page_elsewhere_is_not_asked_for(sim, service, link):
    pages_of(sim, service, link.format(host=sim.ready[service].removeprefix("https://")))
    before = sim.simulation.exchanges.by_api[service]
    assert "sent a next page on another host" in Task(sim).refused(read(service), Refusal)
    assert sim.simulation.exchanges.by_api[service] == before + 1


def test_a_real_list_of_many_pages(sim):
    async def groups(clients):
        for number in range(3):
            await clients.graph.write(Step("POST", "/groups", {
                "displayName": f"g{number}", "mailEnabled": False, "mailNickname": f"g{number}", "securityEnabled": True}))
        return await clients.graph.items("/groups", {"$top": "2", "$select": "displayName"})
    assert sorted(found["displayName"] for found in Task(sim).run(groups)) == ["g0", "g1", "g2"]


def test_documented_throttling_is_waited_out(sim):
    sim.control("PUT", "/throttling", {"on": True, "scale": 0.004})
    task = Task(sim, timeout=300)

    async def sleep(seconds):
        task.clock.time += seconds
        sim.world.clock.advance(seconds)
    task.patience._sleep = sleep

    async def often(clients):
        return [await subscriptions(clients) for _time in range(4)]
    assert len(task.run(often)) == 4 and task.patience.retries > 0


def test_defender_is_reached_at_its_own_origin_with_a_token_of_its_own(sim):
    served(sim, "defender")
    before = sim.simulation.exchanges.by_api["defender"]

    async def work(clients):
        found = await machines(clients)
        token = await clients.credential.get_token(clients.cloud.defender_scope)
        return found, token.token
    found, token = Task(sim).run(work)
    assert found == [{"id": "m"}] and sim.simulation.exchanges.by_api["defender"] == before + 1
    assert (claims_of(token)["aud"], claims_of(token)["tid"]) == (sim.ready["defender"], AWAY)


def test_defender_of_a_cloud_that_has_none(sim):
    task = Task(sim, cloud=dataclasses.replace(cloud_on(sim), defender=""))
    assert task.refused(machines, Refusal).endswith("set the option endpoints.defender.")
