# SPDX-License-Identifier: GPL-3.0-or-later
"""Access reviews, asked for with plain bodies as Microsoft's reference shows them."""

from __future__ import annotations

from tests.unit.simulator.tenant_client import SAILOR

REVIEWS = "/identityGovernance/accessReviews/definitions"


def today(directory):
    """By the simulator's clock."""
    return directory.world.clock.now().date()


def person(directory, upn):
    return {"query": f"/users/{directory.person(upn)}", "queryType": "MicrosoftGraph"}


def owners(group):
    return {"query": f"/groups/{group}/owners", "queryType": "MicrosoftGraph"}


def group_review(group):
    return {"query": f"/groups/{group}/transitiveMembers/microsoft.graph.user", "queryType": "MicrosoftGraph"}


def body(directory, group, **change):
    """A quarterly review of a group's members from today."""
    return {
        "displayName": "Operators", "descriptionForAdmins": "Quarterly", "descriptionForReviewers": "Who still works here?",
        "scope": {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "query": f"/groups/{group}/transitiveMembers",
                  "queryType": "MicrosoftGraph"},
        "reviewers": [person(directory, SAILOR)],
        "settings": {
            "mailNotificationsEnabled": True, "reminderNotificationsEnabled": True, "justificationRequiredOnApproval": True,
            "defaultDecisionEnabled": False, "defaultDecision": "None", "instanceDurationInDays": 14, "autoApplyDecisionsEnabled": False,
            "recommendationsEnabled": True,
            "recurrence": {"pattern": {"type": "absoluteMonthly", "dayOfMonth": 1, "interval": 3},
                           "range": {"type": "noEnd", "startDate": str(today(directory))}}},
        **change}


def by_group(directory, group):
    part = f"contains(scope/microsoft.graph.accessReviewQueryScope/query,'/groups/{group}')"
    return directory.get(f"{REVIEWS}?$filter={part}").json()["value"]


def days_later(directory, days):
    """The same tenant some days on, with a new token."""
    directory.later(days * 86400)
    return directory.anew()
