# SPDX-License-Identifier: GPL-3.0-or-later
"""Members and owners of simulated groups."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, SAILOR

ROLE_GROUP = {**GROUP, "isAssignableToRole": True}
LOU = f"lou.fenn@{AWAY_DOMAIN}"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


@pytest.fixture
def group(away):
    return f"/groups/{away.made('/groups', ROLE_GROUP)['id']}"


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [found["id"] for found in answer.json()["value"]]


def test_a_member_comes_and_goes(away, group):
    kit = away.person(SAILOR)
    answer = away.post(f"{group}/members/$ref", away.reference(kit))
    assert (answer.status_code, answer.content) == (204, b"")
    refused(away.post(f"{group}/members/$ref", away.reference(kit)), 400, "Request_BadRequest",
            "One or more added object references already exist for the following modified properties: 'members'.")
    assert ids(away.get(f"{group}/members")) == [kit]
    assert ids(away.get(f"{group}/members/microsoft.graph.user")) == ids(away.get(f"{group}/members/graph.user")) == [kit]
    assert ids(away.get(f"{group}/members/microsoft.graph.group")) == []
    assert away.get(f"{group}/members/$count", ConsistencyLevel="eventual").text == "1"
    assert away.get(f"{group}/members/$ref").json()["value"] == [{"@odata.id": f"{away.root}/directoryObjects/{kit}"}]
    assert away.delete(f"{group}/members/{kit}/$ref").status_code == 204
    refused(away.delete(f"{group}/members/{kit}/$ref"), 404, "Request_ResourceNotFound", kit)


def test_members_are_shown_with_type_and_selection(away, group):
    away.post(f"{group}/members/$ref", away.reference(away.person(SAILOR)))
    shown = away.get(f"{group}/members").json()["value"][0]
    assert shown["@odata.type"] == "#microsoft.graph.user"
    assert "accountEnabled" not in shown
    assert away.get(f"{group}/members?$select=id,accountEnabled").json()["value"][0]["accountEnabled"] is True


def test_nobody_cannot_be_a_member(away, group):
    refused(away.post(f"{group}/members/$ref", away.reference("00000000-0000-4000-8000-000000000000")), 404, "Request_ResourceNotFound")
    refused(away.post("/groups/none/members/$ref", away.reference(away.person(SAILOR))), 404, "Request_ResourceNotFound")
    refused(away.post(f"{group}/members/$ref", {"@odata.id": "https://graph.microsoft.com/v1.0/users/x"}), 400)


def test_twenty_members_in_one_change_all_or_none(away, group):
    people = [away.made("/users", {
        "accountEnabled": True, "displayName": f"P{number}", "mailNickname": f"p{number}", "userPrincipalName": f"p{number}@{AWAY_DOMAIN}",
        "passwordProfile": {"password": "not-kept-anywhere-1"}})["id"] for number in range(21)]
    links = [f"{away.root}/directoryObjects/{id}" for id in people]
    refused(away.patch(group, {"members@odata.bind": links}), 400, "Request_BadRequest", "At most 20")
    refused(away.patch(group, {"members@odata.bind": [*links[:3], f"{away.root}/directoryObjects/nobody"]}), 404)
    assert ids(away.get(f"{group}/members")) == []
    assert away.patch(group, {"members@odata.bind": links[:20]}).status_code == 204
    assert ids(away.get(f"{group}/members")) == people[:20]


def test_no_group_within_a_role_assignable_one(away, group):
    inner = away.made("/groups", GROUP)["id"]
    refused(away.post(f"{group}/members/$ref", away.reference(inner)), 400, "Request_BadRequest")
    refused(away.post(f"/groups/{inner}/members/$ref", away.reference(inner)), 400, "Request_BadRequest")


def test_members_through_groups(away):
    outer, inner = (away.made("/groups", GROUP)["id"] for _unused in range(2))
    kit = away.person(SAILOR)
    away.post(f"/groups/{outer}/members/$ref", away.reference(inner))
    away.post(f"/groups/{inner}/members/$ref", away.reference(kit))
    away.post(f"/groups/{inner}/members/$ref", away.reference(outer))
    assert ids(away.get(f"/groups/{outer}/members")) == [inner]
    assert set(ids(away.get(f"/groups/{outer}/transitiveMembers"))) == {outer, inner, kit}
    assert ids(away.get(f"/groups/{outer}/transitiveMembers/microsoft.graph.user")) == [kit]
    assert ids(away.get(f"/users/{kit}/memberOf")) == [inner]
    assert set(ids(away.get(f"/users/{kit}/transitiveMemberOf"))) == {inner, outer}
    assert set(away.post(f"/users/{kit}/getMemberGroups", {"securityEnabledOnly": True}).json()["value"]) == {inner, outer}
    assert away.post(f"/directoryObjects/{kit}/checkMemberGroups", {"groupIds": [outer, kit]}).json()["value"] == [outer]


def test_the_last_owner_who_is_a_person_stays(away, group):
    kit, lou = away.person(SAILOR), away.person(LOU)
    own = away.own_principal
    for id in (own, kit):
        assert away.post(f"{group}/owners/$ref", away.reference(id)).status_code == 204
    refused(away.delete(f"{group}/owners/{kit}/$ref"), 400, "Request_BadRequest", "at least one owner")
    assert away.post(f"{group}/owners/$ref", away.reference(lou)).status_code == 204
    assert away.delete(f"{group}/owners/{kit}/$ref").status_code == 204
    assert away.delete(f"{group}/owners/{own}/$ref").status_code == 204
    refused(away.post(f"{group}/owners/$ref", away.reference(lou)), 400, words="'owners'")
    refused(away.post(f"{group}/owners/$ref", away.reference(away.made("/groups", GROUP)["id"])), 400, "Request_BadRequest")


def test_a_hundred_owners_at_most(away, group):
    kit = away.tenant.directory.truth("users", away.person(SAILOR))
    for number in range(100):
        away.tenant.directory.put("users", f"filler-{number}", {**kit, "id": f"filler-{number}"})
        answer = away.post(f"{group}/owners/$ref", away.reference(f"filler-{number}"))
        assert answer.status_code == 204
    refused(away.post(f"{group}/owners/$ref", away.reference(kit["id"])), 400, "Request_BadRequest", "at most 100")


def test_without_ref_the_person_is_deleted(away, group):
    kit = away.person(SAILOR)
    refused(away.delete(f"{group}/members/{kit}"), 404)
    away.post(f"{group}/members/$ref", away.reference(kit))
    only_members = away.granted("GroupMember.ReadWrite.All", "RoleManagement.ReadWrite.Directory")
    refused(only_members.delete(f"{group}/members/{kit}"), 403, "Authorization_RequestDenied")
    able = away.granted("User.ReadWrite.All", "GroupMember.Read.All", "User.Read.All")
    assert able.delete(f"{group}/members/{kit}").status_code == 204
    refused(able.get(f"/users/{kit}"), 404)
    assert able.get(f"/directory/deletedItems/{kit}").status_code == 200


def test_members_whose_kind_may_not_be_read_show_little(away, group):
    kit = away.person(SAILOR)
    away.post(f"{group}/members/$ref", away.reference(kit))
    reader = away.granted("GroupMember.Read.All")
    shown = reader.get(f"{group}/members").json()["value"][0]
    assert (shown["@odata.type"], shown["id"]) == ("#microsoft.graph.user", kit)
    assert {value for name, value in shown.items() if name not in ("@odata.type", "id")} == {None}


def test_members_of_a_dynamic_group_are_the_rules_business(away):
    group = away.made("/groups", {**GROUP, "groupTypes": ["DynamicMembership"], "membershipRule": "user.department -eq \"x\"",
                                  "membershipRuleProcessingState": "On"})["id"]
    refused(away.post(f"/groups/{group}/members/$ref", away.reference(away.person(SAILOR))), 403)


def test_a_deleted_member_comes_back_with_the_restore(away):
    group, kit = away.made("/groups", GROUP)["id"], away.person(SAILOR)
    away.post(f"/groups/{group}/members/$ref", away.reference(kit))
    assert away.delete(f"/users/{kit}").status_code == 204
    assert ids(away.get(f"/groups/{group}/members")) == []
    assert away.post(f"/directory/deletedItems/{kit}/restore", {}).status_code == 200
    assert ids(away.get(f"/groups/{group}/members")) == [kit]
