# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent to Graph beta: waited for, looked after and confirmed as anything else. The service is known to answer 500 there."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _defender_role as resource
from ansible_collections.multitenant.secops.plugins.module_utils._engine import Outcome, carry_out
from ansible_collections.multitenant.secops.plugins.module_utils._errors import ServiceError

from tests.unit.clients.task import Task
from tests.unit.plan.cases import want_of
from tests.unit.simulator.small_estate import simulated

WISH = {"name": "SOC responder", "permissions": ["microsoft.xdr/secops/securitydata/read"], "workloads_active": True}
FAULT = {"match": {"api": "graph", "method": "POST", "path": "roleDefinitions", "count": 1}}


@pytest.fixture(scope="module")
def public():
    with simulated(cloud="AzureCloud") as sim:
        sim.control("POST", "/snapshot", {"name": "beginning"})
        yield sim


@pytest.fixture
def sim(public):
    public.control("POST", "/restore", {"name": "beginning"})
    public.control("DELETE", "/faults")
    return public


def kept(sim):
    """The sentences of the steps taken, and how often a new role was sent."""
    task, outcome, before = Task(sim, timeout=5), Outcome(), _sent(sim)
    task.run(lambda clients: carry_out(resource, want_of(resource, WISH), clients, task.patience, outcome))
    return outcome.steps, _sent(sim) - before


def _sent(sim):
    exchanges = sim.control("GET", "/exchanges?tail=500")["tail"]
    return sum(each["method"] == "POST" and each["path"].endswith("/roleDefinitions") for each in exchanges)


def test_a_role_is_made_once(sim):
    said = ["Create Microsoft Defender role SOC responder, which allows microsoft.xdr/secops/securitydata/read"]
    assert kept(sim) == (said, 1) and kept(sim) == ([], 0)


def test_an_answer_that_was_lost_is_looked_after(sim):
    sim.control("POST", "/faults", {**FAULT, "do": {"status": 500, "when": "after"}})
    assert kept(sim)[1] == 1 and kept(sim) == ([], 0)


def test_a_failure_is_not_repeated_blindly_and_the_next_run_goes_on(sim):
    sim.control("POST", "/faults", {**FAULT, "do": {"status": 500, "code": "InternalServerError"}})
    before = _sent(sim)
    with pytest.raises(ServiceError, match="answered 500"):
        kept(sim)
    assert _sent(sim) == before + 1 and kept(sim)[1] == 1
