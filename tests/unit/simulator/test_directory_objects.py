# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory objects by id, and the bin of deleted ones."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, SAILOR

DAY = 24 * 3600


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


def test_objects_come_with_their_type(away):
    kit, group = away.person(SAILOR), away.made("/groups", GROUP)["id"]
    for id, kind in ((kit, "user"), (group, "group"), (away.own_principal, "servicePrincipal")):
        assert away.get(f"/directoryObjects/{id}").json()["@odata.type"] == f"#microsoft.graph.{kind}"
    refused(away.get(f"/directoryObjects/{AWAY}"), 404, "Request_ResourceNotFound")


def test_many_ids_at_once(away):
    kit, group = away.person(SAILOR), away.made("/groups", GROUP)["id"]
    found = away.post("/directoryObjects/getByIds", {"ids": [kit, group, AWAY, kit]}).json()["value"]
    assert [each["id"] for each in found] == [kit, group]
    found = away.post("/directoryObjects/getByIds", {"ids": [kit, group], "types": ["group"]}).json()["value"]
    assert [each["id"] for each in found] == [group]
    refused(away.post("/directoryObjects/getByIds", {"ids": []}), 400)
    refused(away.post("/directoryObjects/getByIds", {"ids": [str(number) for number in range(1001)]}), 400)
    refused(away.granted("User.Read.All").post("/directoryObjects/getByIds", {"ids": [kit]}), 403, "Authorization_RequestDenied")


def test_memberships_are_asked_about_somebody_and_few_groups(away):
    kit = away.person(SAILOR)
    refused(away.post(f"/directoryObjects/{AWAY}/getMemberGroups", {"securityEnabledOnly": False}), 404, "Request_ResourceNotFound")
    for ids in ([], [str(number) for number in range(21)]):
        refused(away.post(f"/users/{kit}/checkMemberGroups", {"groupIds": ids}), 400, "Request_BadRequest", "between 1 and 20")


def test_a_deleted_group_waits_thirty_days(away):
    group = away.made("/groups", {**GROUP, "isAssignableToRole": True})["id"]
    assert away.delete(f"/groups/{group}").status_code == 204
    refused(away.get(f"/groups/{group}"), 404, "Request_ResourceNotFound")
    refused(away.delete(f"/groups/{group}"), 404, "Request_ResourceNotFound")
    listed = away.get("/directory/deletedItems/microsoft.graph.group?$filter=displayName eq 'Azure SecOps'").json()["value"]
    assert [(found["id"], found["isAssignableToRole"]) for found in listed] == [(group, True)]
    assert listed[0]["deletedDateTime"]
    assert away.get("/directory/deletedItems/microsoft.graph.user").json()["value"] == []
    away.later(29 * DAY)
    away = away.granted("Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory")
    restored = away.post(f"/directory/deletedItems/{group}/restore", {})
    assert (restored.status_code, restored.json()["@odata.type"]) == (200, "#microsoft.graph.group")
    assert away.get(f"/groups/{group}").json()["deletedDateTime"] is None
    away.delete(f"/groups/{group}")
    away.later(31 * DAY)
    away = away.granted("Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory")
    refused(away.get(f"/directory/deletedItems/{group}"), 404, "Request_ResourceNotFound")
    refused(away.post(f"/directory/deletedItems/{group}/restore", {}), 404, "Request_ResourceNotFound")
    assert away.get("/directory/deletedItems/microsoft.graph.group").json()["value"] == []


def test_the_bin_is_listed_by_type(away):
    refused(away.get("/directory/deletedItems"), 400, "Request_BadRequest")


def test_a_deleted_user_frees_the_name_and_gets_it_back(away):
    kit = away.person(SAILOR)
    away.delete(f"/users/{kit}")
    found = away.get(f"/directory/deletedItems/microsoft.graph.user?$filter=mail eq '{SAILOR}'").json()["value"]
    assert [(each["id"], each["userPrincipalName"]) for each in found] == [(kit, kit.replace("-", "") + SAILOR)]
    other = away.made("/users", {"accountEnabled": True, "displayName": "Kit", "mailNickname": "kit", "userPrincipalName": SAILOR,
                                 "passwordProfile": {"password": "not-kept-anywhere-1"}})["id"]
    refused(away.post(f"/directory/deletedItems/{kit}/restore", {}), 400, "Request_BadRequest", "userPrincipalName")
    renamed = away.post(f"/directory/deletedItems/{kit}/restore", {"newUserPrincipalName": f"kit.two@{AWAY_DOMAIN}"})
    assert (renamed.status_code, renamed.json()["userPrincipalName"]) == (200, f"kit.two@{AWAY_DOMAIN}")
    away.delete(f"/users/{kit}")
    away.delete(f"/users/{other}")
    assert away.post(f"/directory/deletedItems/{kit}/restore", {}).json()["userPrincipalName"] == f"kit.two@{AWAY_DOMAIN}"


def test_a_taken_address_is_given_up_on_demand(away):
    kit = away.person(SAILOR)
    away.delete(f"/users/{kit}")
    lou = away.tenant.directory.truths("users")[0]
    away.tenant.directory.put("users", lou["id"], {**lou, "proxyAddresses": [f"smtp:{SAILOR}"]})
    refused(away.post(f"/directory/deletedItems/{kit}/restore", {}), 400, "Request_BadRequest", "proxyAddresses")
    assert away.post(f"/directory/deletedItems/{kit}/restore", {"autoReconcileProxyConflict": True}).status_code == 200
    assert away.get(f"/users/{kit}?$select=proxyAddresses").json()["proxyAddresses"] == []


def test_a_purge_is_for_good(away):
    kit, group = away.person(SAILOR), away.made("/groups", GROUP)["id"]
    away.post(f"/users/{kit}/sponsors/$ref", away.reference(group))
    away.delete(f"/users/{kit}")
    assert away.delete(f"/directory/deletedItems/{kit}").status_code == 204
    refused(away.delete(f"/directory/deletedItems/{kit}"), 404, "Request_ResourceNotFound")
    assert away.tenant.directory.truths(f"users/{kit}/sponsors") == []


def test_what_was_deleted_decides_the_permission(away):
    kit, group = away.person(SAILOR), away.made("/groups", {**GROUP, "isAssignableToRole": True})["id"]
    away.delete(f"/users/{kit}")
    away.delete(f"/groups/{group}")
    people = away.granted("User.DeleteRestore.All")
    refused(people.get(f"/directory/deletedItems/{group}"), 403, "Authorization_RequestDenied")
    refused(people.post(f"/directory/deletedItems/{group}/restore", {}), 403, "Authorization_RequestDenied")
    assert people.post(f"/directory/deletedItems/{kit}/restore", {}).status_code == 200
    groups = away.granted("Group.ReadWrite.All")
    refused(groups.post(f"/directory/deletedItems/{group}/restore", {}), 403, "Authorization_RequestDenied")
    both = away.granted("Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory")
    assert both.post(f"/directory/deletedItems/{group}/restore", {}).status_code == 200


def test_a_batch_passes_the_same_gate(away):
    group = away.made("/groups", GROUP)["id"]
    answer = away.post("/$batch", {"requests": [
        {"id": "1", "method": "GET", "url": f"/groups/{group}"}, {"id": "2", "method": "DELETE", "url": f"/users/{AWAY}"}]}).json()
    assert {found["id"]: found["status"] for found in answer["responses"]} == {"1": 200, "2": 404}
