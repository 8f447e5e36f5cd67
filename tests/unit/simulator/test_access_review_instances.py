# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances of access reviews and their decisions, as the simulated clock brings them."""

from __future__ import annotations

import pytest

from tests.unit.simulator.access_review_client import REVIEWS, body, days_later, owners, person
from tests.unit.simulator.directory_client import refused
from tests.unit.simulator.pim_client import ELIGIBLE, pim_of
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, SAILOR

LOU = f"lou.fenn@{AWAY_DOMAIN}"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


@pytest.fixture
def pim(away):
    """A group with one active member, Lou, and somebody eligible."""
    made = pim_of(away, SAILOR)
    made.done(ELIGIBLE, duration="P30D")
    assert away.post(f"/groups/{made.group_id}/members/$ref", away.reference(away.person(LOU))).status_code == 204
    return made


def begun(away, pim, **settings):
    """The path of a review's first instance."""
    wish = body(away, pim.group_id)
    wish["settings"] |= settings
    path = f"{REVIEWS}/{away.made(REVIEWS, wish)['id']}/instances"
    away.later(300)
    [instance] = away.get(path).json()["value"]
    return f"{path}/{instance['id']}"


def decisions(away, instance):
    return away.get(f"{instance}/decisions").json()["value"]


def listed(away, instance):
    return {each["principal"]["userPrincipalName"] for each in decisions(away, instance)}


def test_an_instance_appears_some_minutes_after_the_definition(away, pim):
    path = f"{REVIEWS}/{away.made(REVIEWS, body(away, pim.group_id))['id']}/instances"
    assert away.get(path).json()["value"] == []
    away.later(299)
    assert away.get(path).json()["value"] == []
    away.later(2)
    [instance] = away.get(path).json()["value"]
    assert instance["status"] == "InProgress"
    assert instance["scope"]["query"] == f"/v1.0/groups/{pim.group_id}/transitiveMembers"
    assert away.get(f"{path}/{instance['id']}").json()["id"] == instance["id"]


def test_who_is_eligible_is_not_listed_unless_the_tenant_does_so(away, pim):
    first = begun(away, pim)
    assert listed(away, first) == {LOU}
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"accessReviewsListEligible": True}})
    assert listed(away, begun(away, pim)) == {LOU, SAILOR}
    assert listed(away, first) == {LOU}


def test_a_decision_shows_whom_it_is_about(away, pim):
    instance = begun(away, pim)
    [decision] = decisions(away, instance)
    assert (decision["decision"], decision["applyResult"], decision["recommendation"]) == ("NotReviewed", "New", "Approve")
    assert decision["principal"]["id"] == away.person(LOU)
    assert decision["resource"] == {"id": pim.group_id, "displayName": "Azure SecOps", "type": "group"}
    assert away.get(f"{instance}/decisions/{decision['id']}").json()["id"] == decision["id"]
    assert away.get(f"{instance}/stages").json()["value"] == []


def test_a_quarter_later_comes_the_next(away, pim):
    instance = begun(away, pim)
    later = days_later(away, 93)
    rows = later.get(instance.rpartition("/")[0]).json()["value"]
    assert [each["status"] for each in rows] == ["Completed", "InProgress"]


def test_only_a_reviewer_decides(away, pim):
    instance = begun(away, pim)
    [decision] = decisions(away, instance)
    path = f"{instance}/decisions/{decision['id']}"
    refused(away.patch(path, {"decision": "Deny"}), 403)
    refused(away.signed_in(LOU).patch(path, {"decision": "Deny"}), 403, "Authorization_RequestDenied")
    assert away.signed_in(SAILOR).patch(path, {"decision": "Deny", "justification": "Left"}).status_code == 204
    decided = away.get(path).json()
    assert (decided["decision"], decided["reviewedBy"]["userPrincipalName"]) == ("Deny", SAILOR)
    assert away.post(f"{instance}/resetDecisions").status_code == 204
    assert away.get(path).json()["decision"] == "NotReviewed"


def test_where_no_owner_is_there_others_stand_in(away, pim):
    wish = body(away, pim.group_id, reviewers=[owners(pim.group_id)], fallbackReviewers=[person(away, SAILOR)])
    path = f"{REVIEWS}/{away.made(REVIEWS, wish)['id']}/instances"
    away.later(300)
    [instance] = away.get(path).json()["value"]

    def asked():
        return [each["userPrincipalName"] for each in away.get(f"{path}/{instance['id']}/contactedReviewers").json()["value"]]
    assert asked() == [SAILOR]
    away.post(f"/groups/{pim.group_id}/owners/$ref", away.reference(away.person(LOU)))
    assert asked() == [LOU]


def test_silence_with_a_default_and_automatic_application_takes_everybody_out(away, pim):
    instance = begun(away, pim, defaultDecisionEnabled=True, defaultDecision="Deny", autoApplyDecisionsEnabled=True)
    later = days_later(away, 15)
    assert later.get(instance).json()["status"] == "AutoReviewed"
    [decision] = decisions(later, instance)
    assert (decision["decision"], decision["applyResult"]) == ("Deny", "AppliedSuccessfully")
    assert later.get(f"/groups/{pim.group_id}/members").json()["value"] == []


def test_who_was_denied_stays_eligible(away, pim):
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"accessReviewsListEligible": True}})
    instance = begun(away, pim)
    refused(away.post(f"{instance}/applyDecisions"), 400, "", "has ended")
    assert away.post(f"{instance}/batchRecordDecisions", {"decision": "Deny", "justification": "x"}).status_code == 204
    assert away.post(f"{instance}/sendReminder").status_code == 204
    assert away.post(f"{instance}/stop").status_code == 204
    refused(away.post(f"{instance}/sendReminder"), 400, "", "in progress")
    assert away.post(f"{instance}/applyDecisions").status_code == 204
    results = {each["principal"]["userPrincipalName"]: each["applyResult"] for each in decisions(away, instance)}
    assert results == {LOU: "AppliedSuccessfully", SAILOR: "ApplyNotSupported"}
    assert len(pim.rows(ELIGIBLE, "s")) == 1
