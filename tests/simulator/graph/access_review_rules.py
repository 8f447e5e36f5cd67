# SPDX-License-Identifier: GPL-3.0-or-later
"""What an access review may be: whom it is about, who reviews, how often and how long. Refusals carry no error code.

Left out: reviews of anything but a group's members, of all groups at once, and in stages.

Assumed, where the documentation is silent: reviewers and the group must be in the directory; a series begins today or later; a month
counts as 28 days when the length of an instance is held against it; a default decision that is on is one of the three that decide.
"""
from __future__ import annotations

import datetime
import re

from tests.simulator.graph import directory
from tests.simulator.graph.cross_tenant_settings import properties_of
from tests.simulator.graph.schedule_times import length_of
from tests.simulator.wire import Refused

QUERY_SCOPE = "#microsoft.graph.accessReviewQueryScope"
SET_BY_SERVICE = ("id", "createdBy", "createdDateTime", "lastModifiedDateTime", "status")
OF_GROUP = re.compile(r"(?:/v1\.0)?/groups/([0-9a-f-]{36})/transitiveMembers(?:/microsoft\.graph\.user)?/?"
                      r"(?P<guests>\?(?:\$count=true&)?\$filter=\(userType eq 'Guest'\))?", re.I)
OF_PERSON = re.compile(r"(?:/v1\.0)?/users/([0-9a-f-]{36})", re.I)
OF_MEMBERS = re.compile(r"(?:/v1\.0)?/groups/([0-9a-f-]{36})/(?:transitiveMembers|members)(?:/microsoft\.graph\.user)?/?", re.I)
OF_OWNERS = re.compile(r"(?:/v1\.0)?/groups/([0-9a-f-]{36})/owners/?", re.I)
MANAGER = "./manager"
DECISIONS = ("Approve", "Deny", "Recommendation")
REMOVE, DISABLE = "#microsoft.graph.removeAccessApplyAction", "#microsoft.graph.disableAndDeleteUserApplyAction"
DAYS = {"weekly": 7, "absolutemonthly": 28}
PLAIN_PATTERN = {"type": None, "interval": 0, "month": 0, "dayOfMonth": 0, "daysOfWeek": [], "firstDayOfWeek": "sunday", "index": "first"}
PLAIN_RANGE = {"type": "noEnd", "numberOfOccurrences": 0, "recurrenceTimeZone": None, "startDate": None, "endDate": None}
SETTINGS = {"mailNotificationsEnabled": False, "reminderNotificationsEnabled": False, "justificationRequiredOnApproval": False,
            "defaultDecisionEnabled": False, "defaultDecision": "None", "instanceDurationInDays": 0, "autoApplyDecisionsEnabled": False,
            "recommendationsEnabled": False, "recommendationLookBackDuration": None, "decisionHistoriesForReviewersEnabled": False,
            "recommendationInsightSettings": []}


def bad(message):
    return Refused(400, "", message)


def invalid():
    return bad("Policy is invalid due to invalid criteria")


def judged(call, body, before):
    """The definition that a body describes, as the service keeps it."""
    name = body.get("displayName")
    if not isinstance(name, str) or not name.strip():
        raise bad("The display name of the access review is required.")
    if body.get("instanceEnumerationScope") or body.get("stageSettings"):
        raise invalid()
    scope = _scope(call, body.get("scope"), before)
    reviewers, fallback = (_reviewers(call, body.get(each) or []) for each in ("reviewers", "fallbackReviewers"))
    if any(OF_OWNERS.fullmatch(each["query"]) or each["query"] == MANAGER for each in reviewers) and not fallback:
        raise invalid()
    return {"displayName": name, "descriptionForAdmins": body.get("descriptionForAdmins"),
            "descriptionForReviewers": body.get("descriptionForReviewers"), "scope": scope, "instanceEnumerationScope": None,
            "reviewers": reviewers, "fallbackReviewers": fallback, "stageSettings": [],
            "additionalNotificationRecipients": body.get("additionalNotificationRecipients") or [],
            "settings": _settings(call, body.get("settings"), scope, before)}


def guests_only(definition):
    return bool(OF_GROUP.fullmatch(definition["scope"]["query"])["guests"])


def group_id(definition):
    return OF_GROUP.fullmatch(definition["scope"]["query"])[1].lower()


def _scope(call, scope, before):
    kind = (scope or {}).get("@odata.type")
    query = str((scope or {}).get("query") or "")
    match = OF_GROUP.fullmatch(query)
    if kind != QUERY_SCOPE or not match or str(scope.get("queryType")).lower() != "microsoftgraph" or scope.get("queryRoot"):
        raise invalid()
    if directory.principal(call.tenant, match[1].lower(), ("groups",)) is None:
        raise invalid()
    if before and before["scope"]["query"].lower() != query.lower():
        raise bad("The scope of an access review cannot be changed.")
    return {"@odata.type": kind, "query": query, "queryType": "MicrosoftGraph", "queryRoot": None}


def _reviewers(call, wishes):
    return [_reviewer(call, wish) for wish in wishes]


def _reviewer(call, wish):
    query = str(wish.get("query") or "")
    if str(wish.get("queryType")).lower() != "microsoftgraph":
        raise invalid()
    if query == MANAGER:
        if wish.get("queryRoot") != "decisions":
            raise invalid()
        return {"query": query, "queryType": "MicrosoftGraph", "queryRoot": "decisions"}
    person, group = OF_PERSON.fullmatch(query), OF_MEMBERS.fullmatch(query) or OF_OWNERS.fullmatch(query)
    there = (person and directory.principal(call.tenant, person[1].lower(), ("users",))
             or group and directory.principal(call.tenant, group[1].lower(), ("groups",)))
    if not there:
        raise invalid()
    return {"query": query, "queryType": "MicrosoftGraph", "queryRoot": None}


def _settings(call, wish, scope, before):
    if not wish:
        raise bad("The settings of the access review are required.")
    known = {name: value for name, value in SETTINGS.items() if name in properties_of(call, "accessReviewScheduleSettings")}
    settings = {**known, **{name: value for name, value in wish.items() if not name.startswith("@") and value is not None}}
    settings["recurrence"] = _recurrence(call, wish.get("recurrence"), before)
    settings["applyActions"] = _actions(wish.get("applyActions"), scope)
    if settings["defaultDecisionEnabled"] and settings["defaultDecision"] not in DECISIONS:
        raise bad("The default decision is invalid.")
    if not settings["defaultDecisionEnabled"] and settings["defaultDecision"] not in (*DECISIONS, "None"):
        raise bad("The default decision is invalid.")
    if settings["recommendationLookBackDuration"] and length_of(settings["recommendationLookBackDuration"]) is None:
        raise bad("The recommendation look back duration is invalid.")
    _keep_length(settings)
    return settings


def _actions(wish, scope):
    actions = [{"@odata.type": each.get("@odata.type")} for each in wish or [{"@odata.type": REMOVE}]]
    guests = OF_GROUP.fullmatch(scope["query"])["guests"]
    if any(each["@odata.type"] not in ((REMOVE, DISABLE) if guests else (REMOVE,)) for each in actions):
        raise invalid()
    return actions


def _keep_length(settings):
    length, pattern = settings["instanceDurationInDays"], settings["recurrence"]["pattern"]
    if length < 1:
        raise bad("The instance duration must be at least one day.")
    if pattern and length >= DAYS[pattern["type"].lower()] * pattern["interval"]:
        raise bad("The instance duration must be less than the recurrence interval.")


def _recurrence(call, wish, before):
    """How often and from when; without a pattern it happens once."""
    pattern, span = (wish or {}).get("pattern"), {**PLAIN_RANGE, **((wish or {}).get("range") or {})}
    if pattern:
        kind = {name.lower(): name for name in ("weekly", "absoluteMonthly")}.get(str(pattern.get("type")).lower())
        if kind is None or int(pattern.get("interval") or 0) < 1:
            raise bad("The recurrence must be weekly or absoluteMonthly, with an interval.")
        pattern = {**PLAIN_PATTERN, **pattern, "type": kind}
    start, today = _date(span["startDate"]), call.now().date()
    if start is None:
        raise bad("The start date of the recurrence is required.")
    was = before and before["settings"]["recurrence"]["range"]["startDate"]
    if start < today and span["startDate"] != was:
        raise bad("The start date of the recurrence lies in the past.")
    if str(span["type"]).lower() == "enddate" and (_date(span["endDate"]) or start) <= start:
        raise bad("The end date of the recurrence must be after its start date.")
    if str(span["type"]).lower() == "numbered" and span["numberOfOccurrences"] < 1:
        raise bad("The number of occurrences is required.")
    return {"pattern": pattern or None, "range": span}


def _date(text):
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None
