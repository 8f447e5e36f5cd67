# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of the simulated directory."""

from __future__ import annotations

import pytest

from tests.simulator.graph.builtin_roles import IDS
from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, HOME_DOMAIN, OPERATOR, SAILOR

NEW = {"accountEnabled": True, "displayName": "Robin Vane", "mailNickname": "robin.vane", "userPrincipalName": f"robin.vane@{AWAY_DOMAIN}",
       "passwordProfile": {"password": "not-kept-anywhere-1", "forceChangePasswordNextSignIn": True}}
USUAL = {"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage",
         "surname", "userPrincipalName"}


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


def test_a_list_shows_the_usual_properties(away):
    answer = away.get("/users").json()
    assert {user["userPrincipalName"] for user in answer["value"]} == {SAILOR, f"lou.fenn@{AWAY_DOMAIN}"}
    assert set(answer["value"][0]) == USUAL
    assert answer["@odata.context"].endswith("$metadata#users")


def test_a_user_is_read_by_id_and_by_name_in_any_case(away):
    by_name = away.get(f"/users/{SAILOR.upper()}").json()
    assert away.get(f"/users/{by_name['id']}").json() == by_name
    refused(away.get(f"/users/nobody@{AWAY_DOMAIN}"), 404, "Request_ResourceNotFound")


def test_select_shows_what_is_not_usual(away):
    user = away.get(f"/users/{SAILOR}?$select=userType,accountEnabled,externalUserState,otherMails").json()
    assert (user["userType"], user["accountEnabled"], user["externalUserState"], user["otherMails"]) == ("Member", True, None, [])


@pytest.mark.parametrize("text", [
    f"mail eq '{SAILOR}'", f"userPrincipalName eq '{SAILOR}'", "startswith(userPrincipalName,'kit.b')",
    f"proxyAddresses/any(p:p eq 'smtp:{SAILOR}')", f"mail in ('{SAILOR}','x@y.z')",
    "displayName eq 'Kit Barrow' and accountEnabled eq true"])
def test_filters_find_one(away, text):
    assert [user["userPrincipalName"] for user in away.get(f"/users?$filter={text}").json()["value"]] == [SAILOR]


def test_advanced_filters_need_consistency_and_count(away):
    path = "/users?$filter=userType ne 'Guest'"
    refused(away.get(path), 400, "Request_UnsupportedQuery")
    refused(away.get(f"{path}&$count=true"), 400, "Request_UnsupportedQuery")
    assert away.get(f"{path}&$count=true", ConsistencyLevel="eventual").json()["@odata.count"] == 2
    assert away.get("/users/$count", ConsistencyLevel="eventual").text == "2"


def test_pages_follow_the_next_link(away):
    first = away.get("/users?$top=1").json()
    second = away.get(first["@odata.nextLink"]).json()
    assert "@odata.nextLink" not in second
    assert first["value"][0]["id"] != second["value"][0]["id"]


def test_a_user_is_made_without_showing_the_password(away):
    made = away.made("/users", NEW)
    assert set(made) == USUAL | {"@odata.context"}
    assert away.get(f"/users/{made['id']}?$select=passwordProfile").json()["passwordProfile"] is None


@pytest.mark.parametrize(("change", "words"), [
    ({"userPrincipalName": f"robin@{HOME_DOMAIN}"}, "domain portion"), ({"userPrincipalName": SAILOR}, "userPrincipalName already exists"),
    ({"passwordProfile": {}}, "password"), ({"displayName": ""}, "displayName"), ({"creationType": "Invitation"}, "creationType"),
    ({"userPrincipalName": f"ro bin@{AWAY_DOMAIN}"}, "userPrincipalName"), ({"jobTitle": "x" * 129}, "jobTitle")])
def test_a_user_that_cannot_be(away, change, words):
    refused(away.post("/users", {**NEW, **change}), 400, "Request_BadRequest", words)


def test_a_user_without_what_is_required(away):
    refused(away.post("/users", {name: value for name, value in NEW.items() if name != "mailNickname"}), 400)


def test_a_change_is_seen(away):
    answer = away.patch(f"/users/{SAILOR}", {"companyName": "Northfleet Harbour", "jobTitle": None})
    assert (answer.status_code, answer.content) == (204, b"")
    assert away.get(f"/users/{SAILOR}?$select=companyName").json()["companyName"] == "Northfleet Harbour"


@pytest.mark.parametrize("change", [
    {"externalUserState": "Accepted"}, {"proxyAddresses": []}, {"displayName": None}, {"userPrincipalName": f"lou.fenn@{AWAY_DOMAIN}"}])
def test_a_change_that_cannot_be(away, change):
    refused(away.patch(f"/users/{SAILOR}", change), 400, "Request_BadRequest")


def test_a_role_holder_is_protected(away):
    id = away.person(SAILOR)
    away.give_role(id, IDS["Security Reader"])
    assert away.patch(f"/users/{id}", {"jobTitle": "Pilot"}).status_code == 204
    refused(away.patch(f"/users/{id}", {"accountEnabled": False}), 403, "Authorization_RequestDenied")
    refused(away.delete(f"/users/{id}"), 403, "Authorization_RequestDenied")
    away.give_role(away.own_principal, IDS["Privileged Authentication Administrator"])
    assert away.patch(f"/users/{id}", {"accountEnabled": False}).status_code == 204


def test_a_deleted_group_protects_nobody(away):
    id, group = away.person(SAILOR), away.made("/groups", {**GROUP, "isAssignableToRole": True})["id"]
    away.give_role(group, IDS["Security Reader"])
    away.post(f"/groups/{group}/members/$ref", away.reference(id))
    refused(away.patch(f"/users/{id}", {"accountEnabled": False}), 403, "Authorization_RequestDenied")
    away.delete(f"/groups/{group}")
    assert away.patch(f"/users/{id}", {"accountEnabled": False}).status_code == 204


def test_deleting_needs_its_own_permission(away):
    reader = away.granted("User.Read.All", "Directory.ReadWrite.All")
    refused(reader.delete(f"/users/{SAILOR}"), 403, "Authorization_RequestDenied")
    deleter = away.granted("User.DeleteRestore.All")
    assert deleter.delete(f"/users/{away.tenant.directory.truths('users')[0]['id']}").status_code == 204


def test_reading_more_than_the_basics_needs_more(away):
    reader = away.granted("User.ReadBasic.All")
    assert reader.get(f"/users/{SAILOR}").status_code == 200
    refused(reader.get(f"/users/{SAILOR}?$select=externalUserState"), 403, "Authorization_RequestDenied")


def test_revoked_sessions_end_refresh_tokens(away):
    person = away.signed_in(SAILOR)
    assert person.http.post(person.refresh_url, data=person.refresh).status_code == 200
    answer = away.post(f"/users/{SAILOR}/revokeSignInSessions")
    assert (answer.status_code, answer.json()["value"]) == (200, True)
    late = person.http.post(person.refresh_url, data=person.refresh)
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


def test_me_is_for_people(away):
    refused(away.get("/me"), 403, "Authorization_RequestDenied")
    assert away.signed_in(SAILOR).get("/me").json()["userPrincipalName"] == SAILOR


def test_what_is_written_is_not_at_once_visible(away):
    away.control("PUT", "/replication", {"rules": [{"kind": "^users$", "ms": 5000}]})
    made = away.made("/users", NEW)
    refused(away.get(f"/users/{made['id']}"), 404, "Request_ResourceNotFound")
    refused(away.post("/users", NEW), 400, "Request_BadRequest", "already exists")
    away.later(6)
    assert away.get(f"/users/{made['id']}").status_code == 200


def test_people_of_other_tenants_are_not_there(away):
    refused(away.get(f"/users/{OPERATOR}"), 404, "Request_ResourceNotFound")


def test_sponsors(away):
    person, sponsor = away.person(SAILOR), away.person(f"lou.fenn@{AWAY_DOMAIN}")
    assert away.post(f"/users/{person}/sponsors/$ref", away.reference(sponsor)).status_code == 204
    refused(away.post(f"/users/{person}/sponsors/$ref", away.reference(sponsor)), 400, "Request_BadRequest", "already exist")
    refused(away.post(f"/users/{person}/sponsors/$ref", away.reference("0" * 8)), 404, "Request_ResourceNotFound")
    assert [found["id"] for found in away.get(f"/users/{person}/sponsors").json()["value"]] == [sponsor]
    expanded = away.get(f"/users/{person}?$select=id&$expand=sponsors($select=id,mail)").json()
    assert expanded["sponsors"][0]["id"] == sponsor
    assert away.get(f"/users/{person}/sponsors/$ref").json()["value"][0]["@odata.id"].endswith(f"/directoryObjects/{sponsor}")
    assert away.delete(f"/users/{person}/sponsors/{sponsor}/$ref").status_code == 204
    refused(away.delete(f"/users/{person}/sponsors/{sponsor}/$ref"), 404, "Request_ResourceNotFound")


def test_five_sponsors_at_most(away):
    person = away.person(SAILOR)
    ids = [away.made("/users", {**NEW, "userPrincipalName": f"robin{number}@{AWAY_DOMAIN}"})["id"] for number in range(6)]
    answers = [away.post(f"/users/{person}/sponsors/$ref", away.reference(id)) for id in ids]
    assert [answer.status_code for answer in answers] == [204] * 5 + [400]
