# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read to know whom a task could lock out: the protected, where they are, and who else holds a right that is to go."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import (
    _conditional_access_lockout,
    _entra_role_assignment,
    _guards,
    _pim_guards,
    _role_assignment_guards,
)
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

from tests.unit.find.test_lighthouse_offer import SUB, Service
from tests.unit.plan.cases import TENANT

GLASS, AVERY, GROUP = (f"a1000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
OWNER, READER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "acdd72a7-3385-48ef-bd42-f606fba81ae7"
USERS = [{"id": GLASS.upper(), "userPrincipalName": "Glass@harborwatch.example"}]
MEMBERSHIPS = {f"/users/{GLASS}/transitiveMemberOf": [{"id": GROUP.upper()}]}
ROLES = "/roleManagement/directory/"
ASSIGNMENTS = f"{SUB}/providers/Microsoft.Authorization/roleAssignments"
WANT = {"protected_principals": ["glass@harborwatch.example"], "allow_lockout": False, "group": "G", "role": "R", "state": "absent"}


class Asked(Service):
    """Remembers queries too, and may answer a query by itself."""

    async def items(self, path, query=None, absent=()):
        self.asked.append((path, query))
        listed = self.lists.get(path, [])
        return listed(query) if callable(listed) else listed


class Clients:
    tenant = TENANT

    def __init__(self, arm=None, caller="", **lists):
        self.graph = Asked({}, {"/users": USERS, **MEMBERSHIPS, **{f"{ROLES}{name}": rows for name, rows in lists.items()}})
        self.arm = Asked({}, {ASSIGNMENTS: arm or []})
        self._caller = caller

    def azure_caller(self):
        return self._caller, True

    def now(self):
        return datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def run(coroutine):
    return asyncio.run(coroutine)


def test_the_protected_are_found_by_name_and_id_in_one_question():
    clients = Clients()
    assert run(_guards.protected_people(clients, {"protected_principals": ["GLASS@harborwatch.example", GLASS]})) == {GLASS: GLASS}
    [(_path, query)] = clients.graph.asked
    assert query["$filter"] == f"id in ('{GLASS}') or userPrincipalName in ('glass@harborwatch.example')"


def test_many_are_asked_for_in_several_questions():
    clients = Clients()
    names = ["glass@harborwatch.example"] * (_guards.AT_ONCE + 1)
    assert run(_guards.protected_people(clients, {"protected_principals": names})) == {GLASS: names[0]}
    assert len(clients.graph.asked) == 2


@pytest.mark.parametrize("want", [{}, {"protected_principals": []}])
def test_nobody_is_asked_for_where_nobody_is_protected(want):
    clients = Clients()
    assert run(_guards.protected_people(clients, want)) == {}
    assert clients.graph.asked == []


def test_one_who_is_not_there_is_an_error():
    with pytest.raises(Refusal, match=f"'gless@harborwatch.example', but no person .* in tenant {TENANT}"):
        run(_guards.protected_people(Clients(), {"protected_principals": ["glass@harborwatch.example", "gless@harborwatch.example"]}))


@pytest.mark.parametrize(("principal", "names"), [(GLASS, ["glass"]), (GROUP.upper(), ["glass"]), (AVERY, [])])
def test_the_protected_are_found_in_their_groups(principal, names):
    assert run(_guards.protected_in(Clients(), {GLASS: "glass"}, principal)) == names


@pytest.mark.parametrize(("lists", "names"), [
    ({}, []),
    ({"/users": []}, None),
    ({f"/groups/{AVERY}/owners": [{"id": GLASS, "@odata.type": "#microsoft.graph.user"}]}, WANT["protected_principals"]),
])
def test_who_owns_a_group_that_is_to_be_deleted_is_looked_for(lists, names):
    clients = Clients()
    clients.graph.lists.update(lists)
    if names is None:
        with pytest.raises(Refusal):
            run(_pim_guards.protected_holders(clients, WANT, AVERY))
    else:
        assert run(_pim_guards.protected_holders(clients, WANT, AVERY)) == names
    assert run(_pim_guards.protected_holders(clients, {}, AVERY)) == []


def azure(number, role=OWNER, principal=AVERY):
    return {"id": f"{ASSIGNMENTS}/{number}", "properties": {"roleDefinitionId": f"{SUB}/x/{role.upper()}", "principalId": principal}}


@pytest.mark.parametrize(("mine", "there", "caller", "last", "own"), [
    (azure(1), [azure(1), azure(2, READER)], GLASS, True, False),
    (azure(1), [azure(1), azure(2, principal=GLASS)], AVERY.upper(), False, True),
    (azure(1), [azure(1), azure(2)], AVERY, False, False),
    (azure(1, READER), [azure(1, READER)], AVERY, False, False),
])
def test_the_last_right_to_assign_azure_roles(mine, there, caller, last, own):
    clients = Clients(arm=there, caller=caller)
    stake = run(_role_assignment_guards.at_stake(clients, WANT, SUB, mine))
    assert (stake["_last"], stake["_mine"], stake["_held_by"]) == (last, own, [])
    assert clients.arm.asked == ([] if mine["properties"]["roleDefinitionId"].endswith(READER.upper())
                                 else [(ASSIGNMENTS, {"$filter": "atScope()"})])


def held(number, scope="/"):
    return {"id": f"held-{number}", "principalId": AVERY, "directoryScopeId": scope}


def eligible(number, ends=None):
    expiration = {"type": "afterDateTime", "endDateTime": ends} if ends else {"type": "noExpiration"}
    return {**held(number), "scheduleInfo": {"startDateTime": "2026-10-01T00:00:00Z", "expiration": expiration}}


@pytest.mark.parametrize(("assignments", "schedules", "last"), [
    ([held(1)], [], True),
    ([held(1), held(2)], [], False),
    ([held(1), held(2, "/administrativeUnits/1")], [], True),
    ([held(1)], [eligible(3)], False),
    ([held(1)], [eligible(3, "2026-11-01T00:00:00Z")], True),
])
@pytest.mark.parametrize("role", sorted(_entra_role_assignment.RESTORERS))
def test_the_last_administrator(assignments, schedules, last, role):
    clients = Clients(roleAssignments=assignments, roleEligibilitySchedules=schedules)
    stake = run(_entra_role_assignment._at_stake(clients, WANT, {"_role_id": role, "_group_id": GROUP}, {"id": "held-1"}))
    assert (stake["_last"], stake["_held_by"]) == (last, WANT["protected_principals"])


def test_a_global_administrator_can_make_a_privileged_role_administrator():
    clients = Clients(roleAssignments=lambda query: [held(9)] if _guards.GLOBAL_ADMINISTRATOR in query["$filter"] else [held(1)])
    have = {"_role_id": _guards.PRIVILEGED_ROLE_ADMINISTRATOR, "_group_id": GROUP}
    assert not run(_entra_role_assignment._at_stake(clients, WANT, have, {"id": "held-1"}))["_last"]
    have = {**have, "_role_id": _guards.GLOBAL_ADMINISTRATOR}
    assert run(_entra_role_assignment._at_stake(clients, WANT, have, {"id": "held-9"}))["_last"]


@pytest.mark.parametrize(("role", "allowed"), [(READER, False), (_guards.GLOBAL_ADMINISTRATOR, True)])
def test_nobody_is_counted_where_it_does_not_matter(role, allowed):
    clients = Clients()
    want = {**WANT, "allow_lockout": allowed}
    assert not run(_entra_role_assignment._at_stake(clients, want, {"_role_id": role, "_group_id": GROUP}, {"id": "held-1"}))["_last"]
    assert not [path for path, _query in clients.graph.asked if path.startswith(ROLES)]


@pytest.mark.parametrize(("holder", "roles"), [(GLASS, [OWNER]), (GROUP.upper(), [OWNER]), (AVERY, [])])
def test_the_roles_of_a_policy_that_the_protected_hold(holder, roles):
    clients = Clients(roleAssignments=[{"principalId": holder}])
    here = run(_conditional_access_lockout.protected_here(clients, WANT, [OWNER]))
    assert here == [{"name": WANT["protected_principals"][0], "id": GLASS, "groups": [GROUP], "roles": roles}]
