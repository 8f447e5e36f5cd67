# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of the simulated directory."""

from __future__ import annotations

import uuid

import pytest

from tests.simulator.graph.builtin_roles import IDS
from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, SAILOR

ROLE_GROUP = {**GROUP, "isAssignableToRole": True}
LOU = f"lou.fenn@{AWAY_DOMAIN}"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


def test_a_role_assignable_group_as_the_service_answers_it(away):
    made = away.made("/groups", ROLE_GROUP)
    assert (made["isAssignableToRole"], made["visibility"], made["groupTypes"], made["uniqueName"]) == (True, "Private", [], None)
    assert made["createdDateTime"] == made["renewedDateTime"]
    assert away.get(f"/groups/{made['id']}").json() == made
    assert away.get(f"/groups/{made['id']}/members").json()["value"] == away.get(f"/groups/{made['id']}/owners").json()["value"] == []


def test_the_security_identifier_is_the_id_in_other_words(away):
    made = away.made("/groups", GROUP)
    numbers = [int(part) for part in made["securityIdentifier"].removeprefix("S-1-12-1-").split("-")]
    assert uuid.UUID(bytes_le=b"".join(number.to_bytes(4, "little") for number in numbers)) == uuid.UUID(made["id"])


def test_the_same_name_twice_makes_two_groups(away):
    first, second = away.made("/groups", GROUP), away.made("/groups", GROUP)
    found = away.get("/groups?$filter=displayName eq 'Azure SecOps'").json()["value"]
    assert [group["id"] for group in found] == [first["id"], second["id"]]


@pytest.mark.parametrize(("change", "words"), [
    ({"mailNickname": "no spaces here"}, "mailNickname"), ({"mailNickname": "a@b"}, "mailNickname"),
    ({"mailNickname": "x" * 65}, "mailNickname"), ({"mailEnabled": False, "groupTypes": ["Unified"]}, "mailEnabled"),
    ({"mailNickname": "schön"}, "mailNickname"), ({"displayName": "x" * 257}, "displayName"), ({"description": ""}, "description"),
    ({"mailEnabled": True}, "mail-enabled"), ({"securityEnabled": False}, "securityEnabled"), ({"uniqueName": "x"}, "uniqueName"),
    ({"isAssignableToRole": True, "visibility": "Public"}, "visibility"), ({"groupTypes": ["Odd"]}, "groupTypes"),
    ({"isAssignableToRole": True, "groupTypes": ["DynamicMembership"], "membershipRule": "user.x", "membershipRuleProcessingState": "On"},
     "dynamic"), ({"proxyAddresses": []}, "proxyAddresses"), ({"displayName": None}, "displayName"),
    ({"groupTypes": ["DynamicMembership"]}, "membershipRule"), ({"visibility": "Odd"}, "visibility"), ({"members": []}, "by reference")])
def test_a_group_that_cannot_be(away, change, words):
    refused(away.post("/groups", {**GROUP, **change}), 400, "Request_BadRequest", words)
    assert away.get("/groups").json()["value"] == []


def test_a_role_assignable_group_must_be_a_security_group(away):
    wish = {**ROLE_GROUP, "securityEnabled": False, "mailEnabled": True, "groupTypes": ["Unified"]}
    refused(away.post("/groups", wish), 400, "Request_BadRequest", "security-enabled")


def test_role_assignable_groups_need_a_second_permission(away):
    creator = away.granted("Group.ReadWrite.All")
    refused(creator.post("/groups", ROLE_GROUP), 403, "Authorization_RequestDenied", "Insufficient privileges")
    made = creator.made("/groups", GROUP)
    assert creator.patch(f"/groups/{made['id']}", {"description": "Mine"}).status_code == 204
    both = away.granted("Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory", "GroupMember.ReadWrite.All", "User.Read.All")
    group, person = both.made("/groups", ROLE_GROUP)["id"], both.person(SAILOR)
    one = away.granted("Group.ReadWrite.All", "GroupMember.ReadWrite.All")
    for method, path, body in (
            ("PATCH", f"/groups/{group}", {"description": "Not mine"}), ("DELETE", f"/groups/{group}", None),
            ("POST", f"/groups/{group}/members/$ref", one.reference(person)),
            ("POST", f"/groups/{group}/owners/$ref", one.reference(person))):
        refused(one.ask(method, path, body), 403, "Authorization_RequestDenied")


def test_group_create_makes_groups_and_changes_none(away):
    creator = away.granted("Group.Create")
    made = creator.made("/groups", GROUP)
    refused(creator.patch(f"/groups/{made['id']}", {"description": "x"}), 403, "Authorization_RequestDenied")


def test_role_assignable_groups_need_a_licence(away):
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": []})
    refused(away.post("/groups", ROLE_GROUP), 403)
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": ["AAD_PREMIUM"]})
    assert away.made("/groups", ROLE_GROUP)["isAssignableToRole"]


def test_five_hundred_role_assignable_groups_deleted_ones_included(away):
    group = away.made("/groups", ROLE_GROUP)
    for number in range(498):
        away.tenant.directory.put("groups", f"filler-{number}", {**group, "id": f"filler-{number}"})
    last = away.made("/groups", ROLE_GROUP)["id"]
    refused(away.post("/groups", ROLE_GROUP), 403, "Directory_QuotaExceeded")
    assert away.delete(f"/groups/{last}").status_code == 204
    refused(away.post("/groups", ROLE_GROUP), 403, "Directory_QuotaExceeded")
    assert away.delete(f"/directory/deletedItems/{last}").status_code == 204
    away.made("/groups", ROLE_GROUP)


@pytest.mark.parametrize("change", [
    {"isAssignableToRole": True}, {"isAssignableToRole": False}, {"uniqueName": "x"}, {"description": ""}, {"displayName": None},
    {"securityEnabled": False}, {"groupTypes": ["Unified"]}, {"mailEnabled": True}, {"visibility": "Public"}, {"mailNickname": "a b"},
    {"owners@odata.bind": []}])
def test_changes_that_cannot_be(away, change):
    made = away.made("/groups", ROLE_GROUP)
    refused(away.patch(f"/groups/{made['id']}", change), 400, "Request_BadRequest")
    assert away.get(f"/groups/{made['id']}").json() == made


def test_a_change_answers_without_a_body(away):
    made = away.made("/groups", GROUP)
    answer = away.patch(f"/groups/{made['id']}", {"displayName": "M365 SecOps", "description": None})
    assert (answer.status_code, answer.content) == (204, b"")
    assert away.get(f"/groups/{made['id']}").json() == {**made, "displayName": "M365 SecOps"}


def test_owners_and_members_are_bound_at_creation(away):
    kit, lou = away.person(SAILOR), away.person(LOU)
    made = away.made("/groups", {**GROUP, "owners@odata.bind": [f"{away.root}/users/{kit}"],
                                 "members@odata.bind": [f"{away.root}/directoryObjects/{lou}"]})
    assert [found["id"] for found in away.get(f"/groups/{made['id']}/owners").json()["value"]] == [kit]
    assert [found["id"] for found in away.get(f"/groups/{made['id']}/members").json()["value"]] == [lou]
    assert away.get("/groups?$expand=members($select=id)").json()["value"][0]["members"] == [
        {"@odata.type": "#microsoft.graph.user", "id": lou}]


def test_bindings_that_cannot_be(away):
    kit = f"{away.root}/users/{away.person(SAILOR)}"
    own = away.own_principal
    for wish, words in (({"members@odata.bind": [kit] * 21}, "At most 20"), ({"members@odata.bind": [kit, kit]}, "duplicate"),
                        ({"owners@odata.bind": [f"{away.root}/servicePrincipals/{own}"]}, "duplicate"),
                        ({"members@odata.bind": [f"{away.root}/users/nobody"]}, "does not exist"),
                        ({"members@odata.bind": ["https://graph.microsoft.com/v1.0/users/x"]}, "does not belong")):
        refused(away.post("/groups", {**GROUP, **wish}), 400, "Request_BadRequest", words)
    assert away.get("/groups").json()["value"] == []


def test_an_upsert_makes_then_changes(away):
    path = "/groups(uniqueName='soc-azure-secops')"
    refused(away.get(path), 404, "Request_ResourceNotFound")
    refused(away.patch(path, GROUP), 404, "Request_ResourceNotFound")
    made = away.patch(path, GROUP, Prefer="create-if-missing")
    assert (made.status_code, made.json()["uniqueName"]) == (201, "soc-azure-secops")
    changed = away.patch(path, {"displayName": "Renamed"}, Prefer="create-if-missing")
    assert (changed.status_code, changed.content) == (204, b"")
    assert away.get(path).json() == {**away.get(f"/groups/{made.json()['id']}").json(), "displayName": "Renamed"}
    assert len(away.get("/groups").json()["value"]) == 1
    assert away.delete(path).status_code == 204
    refused(away.patch(path, GROUP, Prefer="create-if-missing"), 400, "Request_BadRequest", "uniqueName already exists")


def test_an_upsert_needs_what_a_creation_needs(away):
    refused(away.patch("/groups(uniqueName='x')", {"displayName": "X"}, Prefer="create-if-missing"), 400, "Request_BadRequest", "required")
    creator = away.granted("Group.Create")
    assert creator.patch("/groups(uniqueName='x')", GROUP, Prefer="create-if-missing").status_code == 201
    refused(creator.patch("/groups(uniqueName='x')", {"displayName": "Y"}, Prefer="create-if-missing"), 403)


def test_a_person_needs_a_role_or_the_ownership(away):
    kit = away.signed_in(SAILOR)
    refused(kit.post("/groups", ROLE_GROUP), 403, "Authorization_RequestDenied")
    own = kit.made("/groups", GROUP)
    assert [found["userPrincipalName"] for found in away.get(f"/groups/{own['id']}/owners").json()["value"]] == [SAILOR]
    assert kit.patch(f"/groups/{own['id']}", {"description": "Kit's"}).status_code == 204
    foreign = away.made("/groups", ROLE_GROUP)
    refused(kit.patch(f"/groups/{foreign['id']}", {"description": "Kit's"}), 403)
    away.give_role(away.person(SAILOR), IDS["Groups Administrator"])
    refused(kit.delete(f"/groups/{foreign['id']}"), 403)
    away.give_role(away.person(SAILOR), IDS["Privileged Role Administrator"])
    assert kit.delete(f"/groups/{foreign['id']}").status_code == 204
    assert kit.made("/groups", ROLE_GROUP)["isAssignableToRole"]


def test_a_new_group_is_not_at_once_to_be_found(away):
    away.control("PUT", "/replication", {"rules": [{"kind": "^groups$", "reads": "get", "ms": 3000}, {"kind": "^groups$", "ms": 9000}]})
    made = away.made("/groups", GROUP)
    refused(away.get(f"/groups/{made['id']}"), 404, "Request_ResourceNotFound")
    refused(away.patch(f"/groups/{made['id']}", {"description": "x"}), 404, "Request_ResourceNotFound")
    away.later(4)
    assert away.get(f"/groups/{made['id']}").status_code == 200
    assert away.get("/groups").json()["value"] == []
    away.later(6)
    assert len(away.get("/groups").json()["value"]) == 1


def test_unknown_properties_are_refused(away):
    refused(away.post("/groups", {**GROUP, "colour": "red"}), 400)
    refused(away.get("/groups?$select=colour"), 400)
