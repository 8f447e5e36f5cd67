# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a task names: how long is waited for them, and which of several that are called alike is meant."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _b2b_guest, _pim_principals, _xtap_targets
from ansible_collections.multitenant.secops.plugins.module_utils._clients import SPREADING_SECONDS
from ansible_collections.multitenant.secops.plugins.module_utils._directory import expected_principal, find_group
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal, StillMissing
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY, Step

from tests.unit.clients.task import Task
from tests.unit.simulator.small_estate import AWAY, VISITOR

UNKNOWN = "99999999-9999-4999-8999-999999999999"
OUTBOUND = "b2b_collaboration_outbound"


def outbound(clients, name):
    setting = {OUTBOUND: {"users_and_groups": {"access": "allowed", "targets": [name]}}}
    return _xtap_targets.targets_of(clients, setting, None)


NAMING = {
    "no group with the id": lambda clients, id: expected_principal(clients, id, "Group"),
    "no person with the id": lambda clients, id: expected_principal(clients, id, "User"),
    "no service principal with the id": lambda clients, id: expected_principal(clients, id, "ServicePrincipal"),
    "no person and no group with the id": lambda clients, id: _pim_principals.people_and_groups(
        clients, {"eligible": [{"principals": [id]}]}),
    "no person and no service principal with the id": lambda clients, id: _pim_principals.owners(clients, {"owners": [id]}),
    f"no person and no group with the id '{UNKNOWN}' in sponsors": lambda clients, id: _b2b_guest._sponsor_ids(clients, {"sponsors": [id]}),
    f"no person and no group with the id '{UNKNOWN}' in {OUTBOUND}": outbound}


@pytest.mark.parametrize("foretells", [False, True])
@pytest.mark.parametrize("told", NAMING)
def test_an_id_that_the_directory_does_not_know_is_told_soon(sim, told, foretells):
    task = Task(sim, timeout=3600, foretells=foretells)
    sentence = task.refused(lambda clients: NAMING[told](clients, UNKNOWN), Refusal)
    assert told in sentence and f"was found in tenant {AWAY}; check the id, and that it is one of that tenant" in sentence
    assert 0 < task.clock.time <= SPREADING_SECONDS


def test_a_person_who_is_found_needs_no_permission_for_other_kinds(sim):
    denied = {"status": 403, "code": "Authorization_RequestDenied", "message": "No."}
    sim.control("POST", "/faults", {"match": {"api": "graph", "method": "GET", "path": "/servicePrincipals"}, "do": denied})

    async def work(clients):
        [person] = await clients.graph.items("/users", {"$filter": f"userPrincipalName eq '{VISITOR}'"})
        return person["id"], await _pim_principals.owners(clients, {"owners": [person["id"].upper()]})
    id, owners = Task(sim).run(work)
    assert owners == {id.upper(): {"id": id, "kind": "user"}}


@pytest.mark.parametrize("foretells", [False, True])
def test_nobody_waits_for_a_person_without_an_address(sim, foretells):
    task = Task(sim, timeout=3600, foretells=foretells)
    sentence = task.refused(lambda clients: expected_principal(clients, "all", "User"), Refusal)
    assert sentence == f"no person 'all' was found in tenant {AWAY}; correct the user principal name or mail." and task.clock.time == 0


def test_an_id_is_not_waited_for_longer_than_anything_else(sim):
    task = Task(sim, timeout=0)
    task.refused(lambda clients: expected_principal(clients, UNKNOWN, "Group"), Refusal)
    assert task.clock.time == 0


def made(sim, *names):
    """The ids of new groups."""
    async def work(clients):
        return [(await clients.graph.write(Step("POST", "/groups", {
            "displayName": name, "mailEnabled": False, "mailNickname": "g", "securityEnabled": True})))["id"] for name in names]
    return Task(sim).run(work)


def test_an_id_that_spreads_late_is_found(sim):
    [id] = made(sim, "Shift leads")
    gone = {"status": 404, "code": "Request_ResourceNotFound", "message": "Not here yet."}
    sim.control("POST", "/faults", {"match": {"api": "graph", "method": "GET", "path": f"/groups/{id}$", "nth": 1, "count": 2}, "do": gone})
    task = Task(sim)
    assert task.run(lambda clients: expected_principal(clients, id.upper(), "Group")) == id
    assert task.clock.time > 0


@pytest.mark.parametrize("name, kind", [("Shift leads", "Group"), ("robin@elsewhere.example", "User")])
def test_a_name_that_another_task_may_make_is_waited_for(sim, name, kind):
    task = Task(sim, timeout=600)
    task.refused(lambda clients: expected_principal(clients, name, kind), StillMissing)
    assert task.clock.time > 500
    assert Task(sim, foretells=True).run(lambda clients: expected_principal(clients, name, kind)) == KNOWN_AFTER_APPLY


def test_a_group_is_found_whatever_the_case_of_its_name(sim):
    [id] = made(sim, "Shift leads")
    assert Task(sim).run(lambda clients: find_group(clients, "SHIFT Leads"))["id"] == id
    assert Task(sim).run(lambda clients: find_group(clients, "Shift lead")) is None


def test_the_group_of_exactly_the_name_is_meant(sim):
    wanted, _other = made(sim, "Shift leads", "shift leads")
    assert Task(sim).run(lambda clients: find_group(clients, "Shift leads"))["id"] == wanted


def test_two_groups_whose_names_differ_in_case_only_are_told(sim):
    ids = made(sim, "Shift leads", "shift leads")
    sentence = Task(sim).refused(lambda clients: find_group(clients, "SHIFT LEADS"), Refusal)
    assert f"2 groups are named 'SHIFT LEADS' ({', '.join(sorted(ids))})" in sentence


def test_an_application_is_found_by_its_exact_name_only(sim):
    task = Task(sim)

    async def named_by(clients, change):
        [found] = await clients.graph.items("/servicePrincipals", {"$filter": f"appId eq '{sim.client_id}'"})
        return await expected_principal(clients, change(found["displayName"]), "ServicePrincipal") == found["id"]
    assert task.run(lambda clients: named_by(clients, str))
    assert "no service principal" in task.refused(lambda clients: named_by(clients, str.swapcase), Refusal)
