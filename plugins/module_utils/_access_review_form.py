# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""An access review of a group, between its options and what Microsoft Graph keeps of it.

Graph takes a review only as a whole, so what the options leave out is sent as it was read, what they do not know included.
"""

from __future__ import annotations

import re

from ._access_policy_form import RECURRENCE
from ._durations import length_of
from ._steps import KNOWN_AFTER_APPLY

OWNERS, MANAGERS = "group_owners", "managers"
MAY_BE_NOBODY = (OWNERS, MANAGERS)
DECISIONS = {"none": "None", "approve": "Approve", "deny": "Deny", "recommendation": "Recommendation"}
FLAGS = {"auto_apply": "autoApplyDecisionsEnabled", "recommendations": "recommendationsEnabled",
         "justification": "justificationRequiredOnApproval", "notifications": "mailNotificationsEnabled",
         "reminders": "reminderNotificationsEnabled"}
TEXTS = {"description": "descriptionForAdmins", "instructions": "descriptionForReviewers"}
PEOPLE = {"reviewers": "reviewers", "fallback_reviewers": "fallbackReviewers"}
SET_BY_SERVICE = ("createdBy", "createdDateTime", "lastModifiedDateTime", "status")
NEW_RECURRENCE = "quarterly"
NEW = {
    **dict.fromkeys(FLAGS.values(), True), "autoApplyDecisionsEnabled": False, "defaultDecisionEnabled": False, "defaultDecision": "None",
    "instanceDurationInDays": 14, "applyActions": [{"@odata.type": "#microsoft.graph.removeAccessApplyAction"}],
}
MEMBERS = r"(?:/v1\.0|/beta)?/groups/{}/(?:transitiveMembers|members)(?:/microsoft\.graph\.user)?/?"
REVIEWER = {
    "user": re.compile(r"(?:/v1\.0|/beta)?/users/([^/]+)/?", re.I), "group": re.compile(MEMBERS.format("([^/]+)"), re.I),
    "owners": re.compile(r"(?:/v1\.0|/beta)?/groups/([^/]+)/owners/?", re.I),
}
SHORTEST = {"weekly": 7, "absoluteMonthly": 28}     # days from one instance to the next, as far as the calendar always grants them


def reviews_group(raw, group_id):
    """Whether a review is about all members of the group, guests or not."""
    query = (raw.get("scope") or {}).get("query") or ""
    return re.fullmatch(MEMBERS.format(re.escape(group_id)), query, re.I) is not None


def differing(want, raw, have):
    """The options that are given and are not so."""
    shown = readable(raw, have)
    plain = ("recurrence", "start", "duration_days", "default_decision", *FLAGS)
    found = [option for option in plain if option in want and want[option] != shown[option]]
    found += [option for option, name in TEXTS.items() if option in want and (want[option] or None) != (raw.get(name) or None)]
    if "look_back" in want and length_of(want["look_back"]) != length_of(shown["look_back"]):
        found.append("look_back")
    for option, name in PEOPLE.items():
        wished = wanted_people(want, option)
        if wished is not None and {_key(_reviewer(each, have)) for each in wished} != {_key(scope) for scope in raw.get(name) or []}:
            found.append(option)
    if want.get("self_review") is False and "reviewers" not in want and shown["self_review"]:
        found.append("self_review")
    return sorted(found)


def wanted_people(want, option):
    """Names, or None where nothing is said about them. Those who review themselves have no reviewers."""
    return [] if want.get("self_review") else want.get(option)


def body_of(want, raw, have, now):
    """The whole review that the options make of what is there (None: of a new one)."""
    body = _new(want, have, now) if raw is None else _writable(raw)
    settings = dict(body["settings"])
    body |= {name: want[option] for option, name in TEXTS.items() if option in want}
    for option, name in PEOPLE.items():
        wished = wanted_people(want, option)
        if wished is not None:
            body[name] = [_reviewer(each, have) for each in sorted(wished)]
    settings |= {name: want[option] for option, name in FLAGS.items() if option in want}
    if "default_decision" in want:
        settings |= {"defaultDecisionEnabled": want["default_decision"] != "none", "defaultDecision": DECISIONS[want["default_decision"]]}
    if "duration_days" in want:
        settings["instanceDurationInDays"] = want["duration_days"]
    if "look_back" in want:
        settings["recommendationLookBackDuration"] = want["look_back"]
    return {**body, "settings": {**settings, "recurrence": _recurrence(want, settings["recurrence"])}}


def _new(want, have, now):
    """A left-out start is the first day that the service takes, and left alone from then on."""
    about = f"Who may be in group {want['group']}"
    return {"displayName": want["name"], "descriptionForAdmins": about, "descriptionForReviewers": about,
            "scope": {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "queryType": "MicrosoftGraph",
                      "query": f"/groups/{have['_group_id']}/transitiveMembers"},
            "reviewers": [], "fallbackReviewers": [],
            "settings": {**NEW, "recurrence": {"pattern": None, "range": {"type": "noEnd", "startDate": now.date().isoformat()}}}}


def _writable(raw):
    return _without_nulls({name: value for name, value in raw.items() if name not in SET_BY_SERVICE and "@" not in name})


def _without_nulls(value):
    """In what is replaced as a whole, nothing is what is not mentioned."""
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _recurrence(want, there):
    """The recurrence that is there, but for what the options change of it."""
    span, pattern = dict(there.get("range") or {}), there.get("pattern")
    if "start" in want:
        span["startDate"] = want["start"]
    word = want.get("recurrence", word_of(there) if pattern else NEW_RECURRENCE)
    other = word in RECURRENCE and word != word_of(there)
    if other:
        kind, interval = RECURRENCE[word]
        pattern, span["type"] = {"type": kind, "interval": interval}, "noEnd"
    if pattern and str(pattern["type"]).lower() == "absolutemonthly" and ("start" in want or other):
        pattern = {**pattern, "dayOfMonth": int(span["startDate"][8:10])}
    return {**there, "pattern": pattern, "range": span}


def word_of(recurrence):
    """How often, in the words of the options."""
    pattern = (recurrence or {}).get("pattern")
    if not pattern:
        return "once"
    words = {(kind.lower(), interval): word for word, (kind, interval) in RECURRENCE.items()}
    return words.get((str(pattern.get("type")).lower(), pattern.get("interval")), f"{pattern.get('type')} {pattern.get('interval')}")


def too_long(word, days):
    """Whether an instance would not end before the next begins."""
    kind, interval = RECURRENCE.get(word, (None, 0))
    return kind is not None and days >= SHORTEST[kind] * interval


def _reviewer(name, have):
    if name == MANAGERS:
        return {"query": "./manager", "queryType": "MicrosoftGraph", "queryRoot": "decisions"}
    if name == OWNERS:
        return {"query": f"/groups/{have['_group_id']}/owners", "queryType": "MicrosoftGraph"}
    who = have["_subjects"][name]
    query = f"/users/{who['id']}" if who["kind"] == "singleUser" else f"/groups/{who['id']}/transitiveMembers/microsoft.graph.user"
    return {"query": query, "queryType": "MicrosoftGraph"}


def _key(scope):
    query = scope.get("query") or ""
    if query.lower() == "./manager":
        return "managers", ""
    return next(((kind, match[1].lower()) for kind, form in REVIEWER.items() if (match := form.fullmatch(query))), ("query", query.lower()))


def mentioned(raw):
    """(kind, id) of everybody whom a review names."""
    return {_key(scope) for name in PEOPLE.values() for scope in raw.get(name) or []}


def may_be_nobody(body):
    """Whether only people are asked of whom there may be none, with nobody to stand in."""
    return any(_key(scope)[0] in ("owners", "managers") for scope in body["reviewers"]) and not body.get("fallbackReviewers")


def _name(scope, have):
    kind, id = _key(scope)
    if kind == "managers" or (kind == "owners" and id == str(have["_group_id"]).lower()):
        return MANAGERS if kind == "managers" else OWNERS
    known = {"user": "singleUser", "group": "groupMembers"}.get(kind)
    names = sorted(name for name, who in have["_subjects"].items() if who["kind"] == known and who["id"].lower() == id)
    if names:
        return names[0] if id != KNOWN_AFTER_APPLY or len(names) == 1 else KNOWN_AFTER_APPLY
    return f"{kind}:{id}"


def readable(raw, have):
    """The review in the words of the options."""
    settings = raw["settings"]
    people = {option: sorted(_name(scope, have) for scope in raw.get(name) or []) for option, name in PEOPLE.items()}
    decision = str(settings.get("defaultDecision")).lower() if settings.get("defaultDecisionEnabled") else "none"
    return {
        "id": raw["id"], "name": raw["displayName"], **{option: raw.get(name) or None for option, name in TEXTS.items()}, **people,
        "self_review": not people["reviewers"], "recurrence": word_of(settings.get("recurrence")),
        "start": ((settings.get("recurrence") or {}).get("range") or {}).get("startDate"),
        "duration_days": settings["instanceDurationInDays"], "default_decision": decision,
        **{option: bool(settings.get(name)) for option, name in FLAGS.items()},
        "look_back": settings.get("recommendationLookBackDuration"),
    }
