# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud is discovered from every shape of metadata that Azure Resource Manager publishes, over TLS that is always checked."""
from __future__ import annotations

import json
import ssl

import httpx
import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _clouds
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import cloud_of, from_metadata
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Failure, Refusal, Unreachable
from ansible_collections.multitenant.secops.plugins.module_utils._patience import Patience
from ansible_collections.multitenant.secops.plugins.module_utils._service import Cost

from tests.unit.clients.task import Task, cloud_on, nobody_listens, one_sentence, organization, subscriptions, tenant_seen
from tests.unit.clients.test_waiting import machines
from tests.unit.engine.scripted import Clock
from tests.unit.simulator.small_estate import AWAY

WHOLE = ["2018-05-01", "2019-05-01", "2019-10-01", "2020-06-01", "2022-09-01", "2023-01-01"]
OLDEST = ["2014-01-01", "2015-01-01", "2015-11-01", "1.0"]


def discovered(address, ca_file, timeout, seen=None):
    """(the cloud, what it cost, how it was waited) with a clock that only waiting moves; ``seen`` gets the last, whatever happens."""
    clock, cost = Clock(), Cost()
    patience = Patience(timeout, 2, clock, clock.sleep)
    if seen is not None:
        seen.append(patience)
    return cloud_of(address, {}, ca_file, cost.count, patience), cost, patience


@pytest.mark.parametrize("version", WHOLE)
def test_every_version_that_names_all_endpoints(sim, monkeypatch, version):
    monkeypatch.setattr(_clouds, "METADATA_VERSION", version)
    cloud = cloud_on(sim)
    assert (cloud.name, cloud.schema, cloud.arm, cloud.authority, cloud.graph) == (
        "AzureUSGovernment", "fairfax", sim.ready["arm"], sim.ready["authority"], sim.ready["graph"])
    assert Task(sim, cloud=cloud).run(tenant_seen) == {AWAY}


@pytest.mark.parametrize("version", OLDEST)
def test_the_oldest_versions_leave_microsoft_graph_to_the_user(sim, monkeypatch, version):
    monkeypatch.setattr(_clouds, "METADATA_VERSION", version)
    with pytest.raises(Refusal) as caught:
        cloud_on(sim)
    assert one_sentence(caught.value).endswith("names no endpoint for 'graph'; set the option endpoints.graph.")
    assert Task(sim, cloud=cloud_on(sim, graph=sim.ready["graph"])).run(tenant_seen) == {AWAY}


def test_a_list_of_clouds_gives_the_one_that_was_asked(sim):
    with httpx.Client(verify=ssl.create_default_context(cafile=sim.ready["ca_file"])) as client:
        [ours] = client.get(f"{sim.ready['arm']}/metadata/endpoints?api-version=2019-05-01").json()
    other = {**ours, "name": "AzureCloud", "resourceManager": "https://management.azure.com/"}
    assert from_metadata([other, ours], sim.ready["arm"], {}).name == "AzureUSGovernment"
    with pytest.raises(Refusal, match="lists 2 clouds, none with this Azure Resource Manager"):
        from_metadata([other, other], sim.ready["arm"], {})


@pytest.mark.parametrize("do, kind, words", [
    ({"status": 404, "code": "NotFound"}, Refusal, "answered 404; check that cloud_environment is an Azure Resource Manager"),
    ({"status": 503, "body": "busy"}, Refusal, "; the service is not available: run again later"),
    ({"status": 429, "code": "TooManyRequests", "message": "Later."}, Refusal,
     "answered 429 TooManyRequests 'Later.' (request id "), ({"body": "[]"}, Refusal, "lists 0 clouds"),
    ({"body": "<html>"}, Refusal, "did not answer with JSON"),
    ({"body": "null"}, Refusal, "names no endpoint for 'authority'"),
    ({"reset": True}, Unreachable, "gave no answer"), ({"truncate": True}, Unreachable, "gave no answer")])
def test_metadata_that_is_none(sim, do, kind, words):
    sim.control("POST", "/faults", {"match": {"api": "metadata"}, "do": do})
    with pytest.raises(kind) as caught:
        cloud_on(sim)
    assert words in one_sentence(caught.value)


@pytest.mark.parametrize("do", [{"status": status, "headers": {"Retry-After": "9"}} for status in (429, 500, 502, 503, 504)])
def test_a_busy_metadata_endpoint_is_asked_again_when_it_wishes(sim, do):
    sim.control("POST", "/faults", {"match": {"api": "metadata", "nth": 1, "count": 2}, "do": do})
    cloud, cost, patience = discovered(sim.ready["arm"], sim.ready["ca_file"], timeout=300)
    assert cloud.graph == sim.ready["graph"] and (cost.requests, patience.retries, patience.waited_seconds) == (3, 2, 18)


def test_a_metadata_endpoint_that_cuts_the_connection_is_asked_again(sim):
    sim.control("POST", "/faults", {"match": {"api": "metadata", "nth": 1, "count": 3}, "do": {"reset": True}})
    cloud, _cost, patience = discovered(sim.ready["arm"], sim.ready["ca_file"], timeout=300)
    assert cloud.graph == sim.ready["graph"] and patience.waited_seconds == 2 + 4 + 8


def test_a_metadata_endpoint_that_stays_busy(sim):
    sim.control("POST", "/faults", {"match": {"api": "metadata"}, "do": {"status": 503, "code": "ServerBusy", "message": "Busy."}})
    with pytest.raises(Refusal) as caught:
        discovered(sim.ready["arm"], sim.ready["ca_file"], timeout=300, seen=(seen := []))
    assert "answered 503 ServerBusy 'Busy.' (request id " in one_sentence(caught.value)
    assert 200 < seen[0].waited_seconds <= 300


def test_nobody_at_the_metadata_endpoint(sim):
    with pytest.raises(Unreachable) as caught:
        discovered(nobody_listens(), sim.ready["ca_file"], timeout=300, seen=(seen := []))
    assert "gave no answer" in one_sentence(caught.value) and seen[0].waited_seconds == 30


def test_an_untrusted_metadata_endpoint(sim):
    with pytest.raises(Unreachable) as caught:
        cloud_of(sim.ready["arm"])
    assert "its certificate is not trusted" in one_sentence(caught.value) and caught.value.final


@pytest.mark.parametrize("work", [organization, subscriptions, machines])
def test_no_client_talks_to_whom_nobody_vouches_for(sim, work):
    tokens = [sim.token(service, AWAY) for service in ("graph", "arm", "defender")]
    before = sim.simulation.exchanges.count
    task = Task(sim, trusted=None, cloud=cloud_on(sim), given={"access_tokens": tokens})
    said = task.refused(work, Failure)
    assert "its certificate is not trusted: unable to get local issuer certificate" in said and "ca_bundle" in said
    assert sim.simulation.exchanges.count == before + 1 and task.patience.retries == 0


def test_a_name_of_a_known_cloud_is_never_discovered():
    made = []
    assert cloud_of("AzureUSGovernment", count=lambda: made.append(1)).discovered is False and made == []


def test_an_authority_of_the_users_own_is_not_asked_about_elsewhere():
    assert cloud_of("AzureUSGovernment", {"authority": "https://login.gap.example"}).discovered


def test_the_document_is_read_as_json_even_with_a_byte_order_mark(sim):
    with httpx.Client(verify=ssl.create_default_context(cafile=sim.ready["ca_file"])) as client:
        document = client.get(f"{sim.ready['arm']}/metadata/endpoints?api-version=2022-09-01").json()
    sim.control("POST", "/faults", {"match": {"api": "metadata"}, "do": {"body": "\ufeff" + json.dumps(document)}})
    assert cloud_on(sim).graph == sim.ready["graph"]
