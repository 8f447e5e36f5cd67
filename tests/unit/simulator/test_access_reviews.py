# SPDX-License-Identifier: GPL-3.0-or-later
"""Access reviews of a simulated tenant: the definitions of series."""

from __future__ import annotations

import copy
from datetime import timedelta

import pytest

from tests.unit.simulator.access_review_client import REVIEWS, body, by_group, days_later, group_review, owners, person, today
from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.tenant_client import AWAY, SAILOR

CRITERIA = "Policy is invalid due to invalid criteria"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


@pytest.fixture
def group(away):
    return away.made("/groups", GROUP)["id"]


def test_a_new_one_tells_neither_when_nor_by_whom_it_was_made(away, group):
    made = away.made(REVIEWS, body(away, group))
    assert (made["createdDateTime"], made["status"]) == ("0001-01-01T00:00:00Z", "NotStarted")
    found = away.get(f"{REVIEWS}/{made['id']}").json()
    assert found["createdDateTime"] > "2024" and found["createdBy"]["id"] == away.own_principal
    assert found["displayName"] == "Operators"


def test_the_service_adds_what_was_left_out(away, group):
    found = away.made(REVIEWS, body(away, group))
    pattern, span = found["settings"]["recurrence"]["pattern"], found["settings"]["recurrence"]["range"]
    assert (pattern["month"], pattern["daysOfWeek"], pattern["firstDayOfWeek"], pattern["index"]) == (0, [], "sunday", "first")
    assert (span["numberOfOccurrences"], span["recurrenceTimeZone"], span["endDate"]) == (0, None, None)
    assert found["settings"]["applyActions"] == [{"@odata.type": "#microsoft.graph.removeAccessApplyAction"}]
    assert found["settings"]["mailNotificationsEnabled"] is True
    assert found["reviewers"] == [{**person(away, SAILOR), "queryRoot": None}]


def test_two_may_have_one_name(away, group):
    ids = {away.made(REVIEWS, body(away, group))["id"] for _each in range(2)}
    assert {each["id"] for each in by_group(away, group)} == ids
    assert len(ids) == 2


def test_a_list_is_filtered_by_a_part_of_the_query_and_by_nothing_else(away, group):
    other = away.made("/groups", {**GROUP, "displayName": "Other"})["id"]
    first, second = (away.made(REVIEWS, body(away, each))["id"] for each in (group, other))
    assert [each["id"] for each in by_group(away, group)] == [first]
    assert [each["id"] for each in away.get(f"{REVIEWS}?$skip=1&$top=1").json()["value"]] == [second]
    refused(away.get(f"{REVIEWS}?$filter=displayName eq 'Operators'"), 400, "", "not supported")


def test_it_is_replaced_as_a_whole(away, group):
    path = f"{REVIEWS}/{away.made(REVIEWS, body(away, group))['id']}"
    bare = {name: value for name, value in body(away, group).items() if name != "descriptionForAdmins"}
    assert away.ask("PUT", path, {**bare, "displayName": "Renamed"}).status_code == 204
    found = away.get(path).json()
    assert (found["displayName"], found["descriptionForAdmins"]) == ("Renamed", None)
    other = away.made("/groups", {**GROUP, "displayName": "Other"})["id"]
    refused(away.ask("PUT", path, body(away, other)), 400, "", "scope")
    refused(away.ask("PUT", path, {"displayName": "Bare"}), 400, "", CRITERIA)
    refused(away.patch(path, {"displayName": "Other"}), 403, "Authorization_RequestDenied")
    assert away.get(path).json()["displayName"] == "Renamed"


def test_deleting_takes_all_of_it_away(away, group):
    path = f"{REVIEWS}/{away.made(REVIEWS, body(away, group))['id']}"
    assert away.delete(path).status_code == 204
    refused(away.get(path), 404, "")
    assert by_group(away, group) == []


def test_a_stopped_series_is_completed(away, group):
    path = f"{REVIEWS}/{away.made(REVIEWS, body(away, group))['id']}"
    away.later(600)
    assert away.get(path).json()["status"] == "InProgress"
    assert away.post(f"{path}/stop").status_code == 204
    assert away.get(path).json()["status"] == "Completed"
    assert [each["status"] for each in away.get(f"{path}/instances").json()["value"]] == ["Completed"]


@pytest.mark.parametrize("query", [
    "/groups/{group}/members", "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '{group}'",
    "/groups", "/groups/99999999-9999-4999-8999-999999999999/transitiveMembers", "/groups/{group}/owners"])
def test_a_scope_that_is_not_known_is_refused(away, group, query):
    wish = body(away, group)
    wish["scope"]["query"] = query.format(group=group)
    refused(away.post(REVIEWS, wish), 400, "", CRITERIA)


@pytest.mark.parametrize("query", ["/v1.0/groups/{group}/transitiveMembers",
                                   "/groups/{group}/transitiveMembers/microsoft.graph.user/?$filter=(userType eq 'Guest')"])
def test_the_documented_scopes_of_a_group_are_taken_as_they_are(away, group, query):
    wish = body(away, group)
    wish["scope"]["query"] = query.format(group=group)
    assert away.made(REVIEWS, wish)["scope"]["query"] == wish["scope"]["query"]


def test_owners_and_managers_need_somebody_who_stands_in(away, group):
    manager = {"query": "./manager", "queryType": "MicrosoftGraph", "queryRoot": "decisions"}
    for reviewer in (owners(group), manager):
        refused(away.post(REVIEWS, body(away, group, reviewers=[reviewer])), 400, "", CRITERIA)
        away.made(REVIEWS, body(away, group, reviewers=[reviewer], fallbackReviewers=[person(away, SAILOR)]))
    without_root = {**manager, "queryRoot": None}
    refused(away.post(REVIEWS, body(away, group, reviewers=[without_root], fallbackReviewers=[person(away, SAILOR)])), 400, "", CRITERIA)


def test_reviewers_are_people_or_members_of_a_group_of_the_tenant(away, group):
    away.made(REVIEWS, body(away, group, reviewers=[group_review(group)]))
    nobody = {"query": "/users/99999999-9999-4999-8999-999999999999", "queryType": "MicrosoftGraph"}
    refused(away.post(REVIEWS, body(away, group, reviewers=[nobody])), 400, "", CRITERIA)


@pytest.mark.parametrize(("kind", "interval", "days", "words"), [
    ("weekly", 1, 7, "less than"), ("absoluteMonthly", 1, 28, "less than"), ("absoluteMonthly", 3, 84, "less than"),
    ("weekly", 1, 0, "at least one"), ("daily", 1, 1, "weekly or"), ("relativeMonthly", 1, 1, "weekly or"), ("weekly", 0, 1, "interval")])
def test_how_often_and_how_long(away, group, kind, interval, days, words):
    wish = copy.deepcopy(body(away, group))
    wish["settings"]["recurrence"]["pattern"] = {"type": kind, "interval": interval}
    wish["settings"]["instanceDurationInDays"] = days
    refused(away.post(REVIEWS, wish), 400, "", words)


def test_a_series_begins_today_or_later(away, group):
    wish = body(away, group)
    wish["settings"]["recurrence"]["range"]["startDate"] = str(today(away) - timedelta(days=1))
    refused(away.post(REVIEWS, wish), 400, "", "past")
    path = f"{REVIEWS}/{away.made(REVIEWS, body(away, group))['id']}"
    away = days_later(away, 3)
    assert away.ask("PUT", path, {**away.get(path).json(), "displayName": "Later"}).status_code == 204


@pytest.mark.parametrize(("change", "words"), [
    ({"defaultDecisionEnabled": True, "defaultDecision": "None"}, "default decision"), ({"defaultDecision": "Perhaps"}, "default decision"),
    ({"applyActions": [{"@odata.type": "#microsoft.graph.disableAndDeleteUserApplyAction"}]}, CRITERIA)])
def test_what_becomes_of_the_undecided(away, group, change, words):
    wish = body(away, group)
    wish["settings"] |= change
    refused(away.post(REVIEWS, wish), 400, "", words)


def test_it_needs_the_licence_and_the_permission(away, group):
    wish = body(away, group)
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": ["AAD_PREMIUM"]})
    refused(away.get(REVIEWS), 400, "AadPremiumLicenseRequired")
    refused(away.post(REVIEWS, wish), 400, "AadPremiumLicenseRequired")
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": ["AAD_PREMIUM_P2"]})
    reader = away.granted("AccessReview.Read.All")
    assert reader.get(REVIEWS).json()["value"] == []
    refused(reader.post(REVIEWS, wish), 403)
    refused(away.granted("Group.ReadWrite.All").get(REVIEWS), 403)
