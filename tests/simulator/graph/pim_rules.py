# SPDX-License-Identifier: GPL-3.0-or-later
"""The seventeen rules of a PIM policy: those of a fresh group, and what a rule may be changed to.

Assumed, where the documentation is silent: eligible and active grants take the longest durations that the portal offers and no others
(and PT0S for active ones, which then always fail); activation always expires; a rule's target may be left out but not changed; the
approval has exactly one stage.
"""
from __future__ import annotations

import datetime
import re

from tests.simulator.graph.schedule_times import length_of
from tests.simulator.wire import Refused

TYPE = "#microsoft.graph.unifiedRoleManagementPolicy{}Rule"
EXPIRATION, ENABLEMENT, NOTIFICATION = (TYPE.format(kind) for kind in ("Expiration", "Enablement", "Notification"))
APPROVAL, CONTEXT = TYPE.format("Approval"), TYPE.format("AuthenticationContext")
PLACES = {"Admin_Eligibility": ("Admin", "Eligibility"), "Admin_Assignment": ("Admin", "Assignment"),
          "EndUser_Assignment": ("EndUser", "Assignment")}
LONGEST = {"Admin_Eligibility": "P365D", "Admin_Assignment": "P180D", "EndUser_Assignment": "PT8H"}
ENABLED = {"Admin_Eligibility": [], "Admin_Assignment": ["Justification"], "EndUser_Assignment": ["Justification"]}
CONDITIONS = {"Admin_Eligibility": ("Justification", "MultiFactorAuthentication"),
              "Admin_Assignment": ("Justification", "MultiFactorAuthentication"),
              "EndUser_Assignment": ("Justification", "MultiFactorAuthentication", "Ticketing")}
OFFERED = {datetime.timedelta(days=days) for days in (15, 30, 90, 180, 365)}
HALF_HOUR, DAY = datetime.timedelta(minutes=30), datetime.timedelta(days=1)
RECIPIENTS = ("Admin", "Requestor", "Approver")
STAGE = {"approvalStageTimeOutInDays": 1, "isApproverJustificationRequired": True, "escalationTimeInMinutes": 0,
         "isEscalationEnabled": False, "primaryApprovers": [], "escalationApprovers": []}
SETTING = {"isApprovalRequired": False, "isApprovalRequiredForExtension": False, "isRequestorJustificationRequired": True,
           "approvalMode": "SingleStage", "approvalStages": [STAGE]}


def fresh():
    """The rules of a group that nobody has configured, by id."""
    rules = [rule for place in PLACES for rule in _of_place(place)]
    rules.append(_rule(APPROVAL, "Approval", "EndUser_Assignment", setting=SETTING))
    rules.append(_rule(CONTEXT, "AuthenticationContext", "EndUser_Assignment", isEnabled=False, claimValue=None))
    return {rule["id"]: rule for rule in rules}


def _of_place(place):
    yield _rule(EXPIRATION, "Expiration", place, isExpirationRequired=True, maximumDuration=LONGEST[place])
    yield _rule(ENABLEMENT, "Enablement", place, enabledRules=ENABLED[place])
    for recipient in RECIPIENTS:
        yield _rule(NOTIFICATION, f"Notification_{recipient}", place, notificationType="Email", recipientType=recipient,
                    notificationLevel="All", isDefaultRecipientsEnabled=True, notificationRecipients=[])


def _rule(kind, name, place, **settings):
    caller, level = PLACES[place]
    target = {"caller": caller, "operations": ["all"], "level": level, "inheritableSettings": [], "enforcedSettings": []}
    return {"@odata.type": kind, "id": f"{name}_{place}", **settings, "target": target}


def changed(rule, wish):
    """The rule as a wish changes it, or a refusal."""
    if wish.get("@odata.type", "").lstrip("#").lower() != rule["@odata.type"].lstrip("#").lower():
        raise invalid(f"The rule {rule['id']} is a {rule['@odata.type']}.")
    if not _same_target(wish.get("target"), rule["target"]):
        raise invalid(f"The target of the rule {rule['id']} cannot be changed.")
    settings = {name: value for name, value in wish.items() if name in rule and name not in ("@odata.type", "id", "target")}
    result = {**rule, **settings}
    return JUDGES[rule["@odata.type"]](result, rule["id"].split("_", 1)[1])


def _same_target(wish, target):
    if wish is None:
        return True
    given = {name: str(value).lower() for name, value in wish.items() if name in ("caller", "level") and value is not None}
    return all(value == target[name].lower() for name, value in given.items())


def _expiration(rule, place):
    length = length_of(rule["maximumDuration"])
    if length is None and (rule["isExpirationRequired"] or rule["maximumDuration"] is not None):
        raise invalid(f"The maximumDuration of the rule {rule['id']} is missing or not a duration in days, hours and minutes.")
    if place == "EndUser_Assignment":
        if not rule["isExpirationRequired"] or not HALF_HOUR <= length <= DAY or length % HALF_HOUR:
            raise invalid(f"The rule {rule['id']} needs a maximumDuration of 30 minutes to 24 hours in steps of 30 minutes.")
    elif length is not None and length not in OFFERED and not (place == "Admin_Assignment" and not length):
        raise invalid(f"The maximumDuration of the rule {rule['id']} is not one of 15, 30, 90, 180 or 365 days.")
    return rule


def _enablement(rule, place):
    known = {name.lower(): name for name in CONDITIONS[place]}
    names = [known.get(str(name).lower()) for name in rule["enabledRules"] or []]
    if None in names or len(set(names)) < len(names):
        raise invalid(f"The enabledRules of the rule {rule['id']} may hold each of {', '.join(CONDITIONS[place])} once.")
    return {**rule, "enabledRules": names}


def _notification(rule, place):
    kept = rule["notificationType"] == "Email" and rule["recipientType"] == rule["id"].split("_")[1]
    if not kept or rule["notificationLevel"] not in ("All", "Critical", "None"):
        raise invalid(f"The notificationType, recipientType or notificationLevel of the rule {rule['id']} is not supported.")
    if not all(isinstance(text, str) and "@" in text for text in rule["notificationRecipients"] or []):
        raise invalid(f"The notificationRecipients of the rule {rule['id']} are not mail addresses.")
    return {**rule, "notificationRecipients": rule["notificationRecipients"] or []}


def _context(rule, place):
    if rule["isEnabled"] and not re.fullmatch(r"c[1-9]\d?", rule["claimValue"] or ""):
        raise invalid(f"The claimValue of the rule {rule['id']} is not one of c1 to c99.")
    return rule


def _approval(rule, place):
    setting = {**SETTING, **{name: value for name, value in (rule["setting"] or {}).items() if value is not None}}
    if setting["approvalMode"] not in ("SingleStage", "NoApproval") or len(setting["approvalStages"]) != 1:
        raise invalid(f"The rule {rule['id']} needs the approvalMode SingleStage and one stage.")
    # Escalation approvers are taken, and not kept.
    given = {name: value for name, value in setting["approvalStages"][0].items() if value is not None}
    stage = {**STAGE, **given, "escalationApprovers": []}
    if not all(_names_somebody(approver) for approver in stage["primaryApprovers"]):
        raise invalid(f"An approver of the rule {rule['id']} has no userId, groupId or managerLevel.")
    if setting["isApprovalRequired"] and (not stage["primaryApprovers"] or stage["approvalStageTimeOutInDays"] < 1):
        raise invalid(f"The rule {rule['id']} requires approval, but its stage has no approvers or no time for them.")
    return {**rule, "setting": {**setting, "approvalStages": [stage]}}


def _names_somebody(approver):
    return any(approver.get(name) for name in ("userId", "groupId", "managerLevel"))


JUDGES = {EXPIRATION: _expiration, ENABLEMENT: _enablement, NOTIFICATION: _notification, CONTEXT: _context, APPROVAL: _approval}


def invalid(message):
    return Refused(400, "InvalidPolicy", f"The policy is invalid. {message}")
