# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""An assignment policy of an access package, between its options and what Microsoft Graph keeps of it.

Graph takes a policy only as a whole, so what the options leave out is sent as it was read, what they do not know included.
"""

from __future__ import annotations

from datetime import timedelta

from . import _subject_sets
from ._durations import duration, length_of
from ._moments import moment, moment_given, stamp

SCOPES = {"nobody": "notSpecified", "members": "allMemberUsers", "directory": "allDirectoryUsers",
          "connected_organizations": "allConfiguredConnectedOrganizationUsers", "external": "allExternalUsers"}
PEOPLE, ORGANIZATIONS = "specificDirectoryUsers", "specificConnectedOrganizationUsers"
FROM_OUTSIDE = ("allConfiguredConnectedOrganizationUsers", "allExternalUsers", ORGANIZATIONS)
MAY = {"can_request": "enableTargetsToSelfAddAccess", "can_extend": "enableTargetsToSelfUpdateAccess",
       "can_leave": "enableTargetsToSelfRemoveAccess"}
RECURRENCE = {"weekly": ("weekly", 1), "monthly": ("absoluteMonthly", 1), "quarterly": ("absoluteMonthly", 3),
              "half_yearly": ("absoluteMonthly", 6), "yearly": ("absoluteMonthly", 12)}
UNDECIDED = {"keep": "keepAccess", "remove": "removeAccess", "recommendation": "acceptAccessRecommendation"}
SET_BY_SERVICE = ("createdDateTime", "modifiedDateTime", "catalog")
DURATIONS = ("duration", "durationBeforeAutomaticDenial", "durationBeforeEscalation")
ENUMS = ("type", "allowedTargetScope", "expirationBehavior", "id")
MOMENTS = ("startDateTime", "endDateTime")
NEW = {
    "allowedTargetScope": "notSpecified", "specificAllowedTargets": [], "expiration": {"type": "afterDuration", "duration": "P365D"},
    "requestorSettings": {**dict.fromkeys(MAY.values(), False), "onBehalfRequestors": []},
    "requestApprovalSettings": {"isApprovalRequiredForAdd": False, "isApprovalRequiredForUpdate": False, "stages": []},
}
STAGE = {"durationBeforeAutomaticDenial": "P14D", "isApproverJustificationRequired": True, "isEscalationEnabled": False,
         "durationBeforeEscalation": "PT0S", "primaryApprovers": [], "fallbackPrimaryApprovers": [], "escalationApprovers": [],
         "fallbackEscalationApprovers": []}
REVIEW = {"isEnabled": True, "expirationBehavior": "keepAccess", "isRecommendationEnabled": True, "isReviewerJustificationRequired": True,
          "isSelfReview": False, "primaryReviewers": [], "fallbackReviewers": []}


def body_of(wish, raw, have, now):
    """The whole policy that a wish makes of what is there (None: of a new one)."""
    new = raw is None
    body = {"displayName": wish["name"], **NEW} if new else writable(raw)
    if "description" in wish:
        body["description"] = wish["description"]
    body |= _targets(wish, have)
    body["requestorSettings"] = _requestors(wish, body, new)
    if "approval" in wish:
        body["requestApprovalSettings"] = _approval(wish["approval"], body.get("requestApprovalSettings") or {}, have)
    body["expiration"] = _expiration(wish) or body.get("expiration")
    if "review" in wish:
        body["reviewSettings"] = wish["review"] and _review(wish["review"], body.get("reviewSettings"), have, now)
    return {name: value for name, value in body.items() if value not in (None, "")}


def writable(raw):
    """What was read, as it may be sent back; in a policy that is replaced as a whole, nothing is what is not mentioned."""
    body = {name: _without_nulls(value) for name, value in raw.items() if name not in SET_BY_SERVICE and "@" not in name}
    body = {name: value for name, value in body.items() if value is not None}
    return {**body, "accessPackage": {"id": raw["accessPackage"]["id"]}} if raw.get("accessPackage") else body


def _without_nulls(value):
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def scope_of(wish, raw):
    """Who may ask, by the wish or else by what is there."""
    if "people" in wish or "connected_organizations" in wish:
        return PEOPLE if "people" in wish else ORGANIZATIONS
    return SCOPES[wish["requestors"]] if "requestors" in wish else (raw or NEW)["allowedTargetScope"]


def canonical(value, name=""):
    """A value in a form that compares: nothing and null alike, lengths and moments as such, subjects by whom they mean."""
    if isinstance(value, dict) and "@odata.type" in value and name != "customExtension":
        if _subject_sets.kind_of(value) not in ("accessPackageTextInputQuestion", "accessPackageMultipleChoiceQuestion"):
            return _subject_sets.key(value)
    if isinstance(value, dict):
        kept = {key: canonical(each, key) for key, each in value.items() if "@" not in key}
        return {key: each for key, each in kept.items() if each not in (None, [], {})}
    if isinstance(value, list):
        listed = [canonical(each, name) for each in value]
        return sorted(listed) if all(isinstance(each, tuple) for each in listed) else listed
    if isinstance(value, str):
        if name in DURATIONS or name in MOMENTS:
            return (length_of if name in DURATIONS else moment)(value) or value
        return value.lower() if name in ENUMS else value
    return value


def _targets(wish, have):
    if "people" in wish:
        targets = [_subject_sets.subject(name, have) for name in sorted(wish["people"])]
    elif "connected_organizations" in wish:
        targets = [_subject_sets.organization(name, have) for name in sorted(wish["connected_organizations"])]
    elif "requestors" in wish:
        targets = []
    else:
        return {}
    return {"allowedTargetScope": scope_of(wish, None), "specificAllowedTargets": targets}


def _requestors(wish, body, new):
    """Whoever is let in by a new policy may ask and leave, unless told otherwise."""
    anybody = body["allowedTargetScope"] != "notSpecified"
    default = {"can_request": anybody, "can_leave": anybody, "can_extend": False} if new else {}
    may = {**default, **{option: wish[option] for option in MAY if option in wish}}
    return {**(body.get("requestorSettings") or {}), **{MAY[option]: value for option, value in may.items()}}


def _approval(wish, there, have):
    settings = {**NEW["requestApprovalSettings"], **there}
    if "stages" in wish:
        before = settings["stages"] or []
        settings["stages"] = [_stage(stage, before[at] if at < len(before) else STAGE, have) for at, stage in enumerate(wish["stages"])]
    settings["isApprovalRequiredForAdd"] = bool(settings["stages"])
    if "for_extension" in wish:
        settings["isApprovalRequiredForUpdate"] = wish["for_extension"]
    if not settings["stages"]:
        settings["isApprovalRequiredForUpdate"] = False
    if "requestor_justification" in wish:
        settings["isRequestorJustificationRequired"] = wish["requestor_justification"]
    return settings


def _stage(wish, there, have):
    stage = {**there, "primaryApprovers": [_subject_sets.subject(name, have) for name in sorted(wish["approvers"])]}
    if "fallback_approvers" in wish:
        stage["fallbackPrimaryApprovers"] = [_subject_sets.subject(name, have) for name in sorted(wish["fallback_approvers"])]
    if "decide_within" in wish:
        stage["durationBeforeAutomaticDenial"] = wish["decide_within"]
    if "justification" in wish:
        stage["isApproverJustificationRequired"] = wish["justification"]
    return stage


def _expiration(wish):
    if "duration" in wish:
        return {"type": "afterDuration", "duration": wish["duration"]}
    if "ends" in wish:
        return {"type": "afterDateTime", "endDateTime": stamp(moment_given(wish["ends"], "ends"))}
    return {"type": "noExpiration"} if wish.get("permanent") else None


def _review(wish, there, have, now):
    review = {**REVIEW, **(there or {"schedule": {"startDateTime": _midnight(now)}})}
    schedule = {**review["schedule"]}
    if "starts" in wish:
        schedule["startDateTime"] = stamp(moment_given(wish["starts"], "starts"))
    if "duration_days" in wish or not schedule.get("expiration"):
        schedule["expiration"] = {"type": "afterDuration", "duration": f"P{wish.get('duration_days', 25)}D"}
    if "recurrence" in wish or not schedule.get("recurrence"):
        schedule["recurrence"] = _recurrence(wish.get("recurrence", "quarterly"), schedule.get("recurrence"))
    review["schedule"] = schedule
    for option, name in (("reviewers", "primaryReviewers"), ("fallback_reviewers", "fallbackReviewers")):
        if option in wish:
            review[name] = [_subject_sets.subject(each, have) for each in sorted(wish[option])]
            review["isSelfReview"] = review["isSelfReview"] and option != "reviewers"
    if wish.get("self_review"):
        review |= {"isSelfReview": True, "primaryReviewers": [], "fallbackReviewers": []}
    if "undecided" in wish:
        review["expirationBehavior"] = UNDECIDED[wish["undecided"]]
    for option, name in (("recommendations", "isRecommendationEnabled"), ("justification", "isReviewerJustificationRequired")):
        review[name] = wish.get(option, review[name])
    return review


def _recurrence(wish, there):
    """The pattern, unless the one that is there says the same."""
    kind, interval = RECURRENCE[wish]
    pattern = (there or {}).get("pattern") or {}
    if (str(pattern.get("type")).lower(), pattern.get("interval")) == (kind.lower(), interval):
        return there
    return {"pattern": {"type": kind, "interval": interval, "month": 0, "dayOfMonth": 0, "daysOfWeek": []},
            "range": {"type": "noEnd", "numberOfOccurrences": 0}}


def _midnight(now):
    return stamp((now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0))


def checked(wish):
    """Refuse durations and moments that are none."""
    if "duration" in wish:
        duration(wish["duration"], "policies.duration")
    if "ends" in wish:
        moment_given(wish["ends"], "policies.ends")
    for stage in (wish.get("approval") or {}).get("stages") or []:
        if "decide_within" in stage:
            duration(stage["decide_within"], "policies.approval.stages.decide_within")
    if "starts" in (wish.get("review") or {}):
        moment_given(wish["review"]["starts"], "policies.review.starts")


def readable(raw, have):
    """The policy in the words of the options."""
    requests, approval = raw.get("requestorSettings") or {}, raw.get("requestApprovalSettings") or {}
    expiration, scope = raw.get("expiration") or {}, raw["allowedTargetScope"]
    targets = _subject_sets.readable(raw.get("specificAllowedTargets"), have)
    stages = [{"approvers": _subject_sets.readable(stage.get("primaryApprovers"), have),
               "fallback_approvers": _subject_sets.readable(stage.get("fallbackPrimaryApprovers"), have),
               "decide_within": stage.get("durationBeforeAutomaticDenial"),
               "justification": bool(stage.get("isApproverJustificationRequired"))} for stage in approval.get("stages") or []]
    return {
        "id": raw["id"], "name": raw["displayName"], "description": raw.get("description") or None,
        "requestors": None if scope in (PEOPLE, ORGANIZATIONS) else next((word for word, its in SCOPES.items() if its == scope), scope),
        "people": targets if scope == PEOPLE else [], "connected_organizations": targets if scope == ORGANIZATIONS else [],
        **{option: bool(requests.get(name)) for option, name in MAY.items()},
        "approval": {"stages": stages, "for_extension": bool(approval.get("isApprovalRequiredForUpdate"))},
        "duration": expiration.get("duration"), "ends": expiration.get("endDateTime"),
        "permanent": str(expiration.get("type")).lower() == "noexpiration", "review": _readable_review(raw.get("reviewSettings"), have),
    }


def _readable_review(review, have):
    if not review or not review.get("isEnabled"):
        return None
    schedule = review.get("schedule") or {}
    pattern = (schedule.get("recurrence") or {}).get("pattern") or {}
    words = {(kind.lower(), interval): word for word, (kind, interval) in RECURRENCE.items()}
    return {
        "recurrence": words.get((str(pattern.get("type")).lower(), pattern.get("interval")), pattern.get("type")),
        "starts": schedule.get("startDateTime"), "duration": (schedule.get("expiration") or {}).get("duration"),
        "reviewers": _subject_sets.readable(review.get("primaryReviewers"), have),
        "fallback_reviewers": _subject_sets.readable(review.get("fallbackReviewers"), have),
        "self_review": bool(review.get("isSelfReview")),
        "undecided": next((word for word, its in UNDECIDED.items() if its == review.get("expirationBehavior")), None),
    }
