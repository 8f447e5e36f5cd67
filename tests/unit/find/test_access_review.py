# SPDX-License-Identifier: GPL-3.0-or-later
"""What access_review reads: the group's reviews by name, and whom the instance in progress does not list."""

from __future__ import annotations

import asyncio
import copy

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _access_review as resource
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

from tests.unit.find.test_pim_group import AVERY, GROUP, ROWAN, USER, Clients
from tests.unit.plan.cases import all_cases, want_of

REVIEWS = "/identityGovernance/accessReviews/definitions"
ELIGIBLE = "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
RAW = next(case for case in all_cases() if str(case) == "access_review/as_it_is").data["found"]["_raw"]
INSTANCES = f"{REVIEWS}/{RAW['id']}/instances"
TEAM = {"@odata.type": "#microsoft.graph.group", "id": "7d4a9c10-3f52-4e6b-8a1d-2b9c0e5f6a77", "displayName": "Night shift"}
SASHA = {"@odata.type": USER, "id": "a1000000-0000-4000-8000-000000000003", "userPrincipalName": "sasha@harborwatch.example"}


def found(options=None, **lists):
    want = want_of(resource, {"group": "Azure SecOps", "reviewers": ["avery@harborwatch.example"], **(options or {})})
    return asyncio.run(resource.find(Clients(**lists), want))


def raw(**change):
    return {**copy.deepcopy(RAW), **change}


def scoped(query):
    return {**RAW["scope"], "query": query}


def instance(id, status, starts="2026-11-20T00:00:00Z"):
    return {"id": id, "status": status, "startDateTime": starts, "endDateTime": "2026-12-04T00:00:00Z"}


def eligible(who, access="member"):
    return {"principalId": who["id"], "principal": who, "accessId": access}


def test_two_of_one_name_and_scope_are_refused_with_both_ids():
    with pytest.raises(Refusal) as refusal:
        found(**{REVIEWS: [raw(), raw(id="twin")]})
    assert RAW["id"] in str(refusal.value) and "twin" in str(refusal.value)


@pytest.mark.parametrize("query", [
    "/groups/{0}/owners", "/groups/{0}/transitiveMembers/microsoft.graph.user/?$filter=(userType eq 'Guest')",
    "/groups/{0}0/transitiveMembers"])
def test_a_review_of_somebody_else_is_another(query):
    assert "id" not in found(**{REVIEWS: [raw(scope=scoped(query.format(GROUP["id"])))]})


@pytest.mark.parametrize("query", ["/v1.0/groups/{0}/transitiveMembers", "/groups/{0}/transitiveMembers/microsoft.graph.user"])
def test_the_service_may_spell_the_scope_otherwise(query):
    assert found(**{REVIEWS: [raw(scope=scoped(query.format(GROUP["id"].upper())))]})["id"] == RAW["id"]


def test_one_of_two_is_named_by_its_id():
    twin = "60860cdd-fb4d-4054-91ba-f75e04b34aa7"
    assert found({"name": twin.upper()}, **{REVIEWS: [raw(), raw(id=twin)]})["id"] == twin


def test_who_is_eligible_and_not_listed_is_told_those_in_eligible_groups_too():
    have = found(**{
        REVIEWS: [raw()],
        INSTANCES: [instance("old", "Completed"), instance("now", "InProgress")],
        f"{INSTANCES}/now/decisions": [{"principal": {"id": AVERY["id"].upper()}}],
        ELIGIBLE: [eligible(AVERY), eligible(ROWAN), eligible(TEAM), eligible({**ROWAN, "id": "owner"}, "owner")],
        f"/groups/{TEAM['id']}/transitiveMembers/microsoft.graph.user": [SASHA]})
    assert have["current_instance"]["id"] == "now"
    assert [each["principal"] for each in have["not_listed"]] == ["rowan@harborwatch.example", "sasha@harborwatch.example"]


def test_nobody_is_missing_while_no_instance_is_in_progress():
    have = found(**{REVIEWS: [raw()], INSTANCES: [instance("soon", "Starting")], ELIGIBLE: [eligible(ROWAN)]})
    assert (have["current_instance"], have["not_listed"]) == (None, [])


def test_a_report_names_reviewers():
    review = raw(reviewers=[{"query": f"/users/{AVERY['id']}", "queryType": "MicrosoftGraph"}])
    [shown] = asyncio.run(resource.report(Clients(**{REVIEWS: [review]}), {"group": "Azure SecOps"}))
    assert (shown["reviewers"], shown["group_id"]) == (["avery@harborwatch.example"], GROUP["id"])
