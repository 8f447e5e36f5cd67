# SPDX-License-Identifier: GPL-3.0-or-later
"""Preflight through the official clients: what it asks, and how little."""
from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _preflight
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Unreachable

from tests.unit.clients.task import SUBSCRIPTION, Task, nobody_listens
from tests.unit.simulator.small_estate import AWAY

NOBODY = "5d1c0a8e-7b3f-4e26-9a90-3c8e61f2b7d4"
XTAP = {"step": 5, "module": "xtap_policy", "chosen": True, "cases": ["for a partner"], "scopes": [], "groups": [], "features": []}
PLAN = {**XTAP, "step": 1, "module": "defender_plan", "cases": [], "scopes": [SUBSCRIPTION]}


def look(*uses, tenant=AWAY):
    want = {"tenant": tenant, "steps": ["1", "5"], "subscription_ids": [], "accept": [], "uses": list(uses)}

    async def work(clients):
        return await _preflight.examine(clients, want)
    return work


def test_a_healthy_tenant_is_asked_little_and_lacks_nothing(sim):
    task = Task(sim)
    before = dict(sim.simulation.exchanges.by_api)
    assert task.run(look(XTAP, PLAN)) == {"ready": True, "missing": [], "table": []}
    asked = {api: number - before.get(api, 0) for api, number in sim.simulation.exchanges.by_api.items()}
    # A configuration and two tokens; licences; the permissions and one provider.
    assert (asked["identity"], asked["graph"], asked["arm"]) == (3, 1, 2)


def test_a_tenant_that_nobody_knows_is_not_signed_in_to(sim):
    before = sim.simulation.exchanges.by_api["identity"]
    [found] = Task(sim, tenant=NOBODY).run(look(XTAP, tenant=NOBODY))["missing"]
    assert (found["kind"], found["subject"]) == ("sign_in", NOBODY) and sim.simulation.exchanges.by_api["identity"] == before + 1


@pytest.mark.parametrize("cloud", ["AzureCloud", "AzureUSGovernmentDoD", "AzureChinaCloud"])
def test_a_tenant_of_another_cloud_is_not_signed_in_to(sim, cloud):
    sim.control("PUT", "/settings", {"tenant": AWAY, "settings": {"cloud": cloud}})
    [found] = Task(sim).run(look(XTAP))["missing"]
    assert (found["kind"], found["subject"]) == ("cloud", cloud)


@pytest.mark.parametrize("secret, number", [("wrong", "AADSTS7000215")])
def test_a_wrong_secret_is_a_finding(sim, secret, number):
    [found] = Task(sim, given={"client_id": sim.client_id, "secret": secret}).run(look(XTAP, PLAN))["missing"]
    assert found["kind"] == "sign_in" and number in found["what"] and found["blocking"]


def test_what_entra_does_not_tell_is_found_by_the_sign_in(sim):
    sim.simulation.faults.add({"match": {"api": "identity", "path": "openid-configuration"}, "do": {"status": 418, "code": "teapot"}})
    assert Task(sim).run(look(XTAP))["ready"]


def test_a_busy_authority_is_asked_again(sim):
    sim.simulation.faults.add({"match": {"api": "identity", "path": "openid-configuration", "nth": 1}, "do": {"status": 503}})
    task = Task(sim)
    assert task.run(look(XTAP))["ready"] and task.patience.retries == 1


def test_an_authority_that_does_not_answer_is_no_finding(sim):
    task = Task(sim, cloud=dataclasses.replace(Task(sim).cloud, authority=nobody_listens()), timeout=1)
    assert "gave no answer" in task.refused(look(XTAP), Unreachable)
