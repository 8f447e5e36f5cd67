# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The seventeen rules of a PIM policy, between what the service calls them and what the options are called.

A policy stands in three forms: as options (what users give and see), by rule ({rule id: value}, where two policies can be compared), and
as the service's list of rules.
"""

from __future__ import annotations

from ._durations import length_of, written
from ._pim_principals import key_in

# who may be an event's recipient, and where the rules of an event stand
PLACES = {"eligible": "Admin_Eligibility", "active": "Admin_Assignment", "activation": "EndUser_Assignment"}
RECIPIENTS = ("admin", "requestor", "approver")
REQUIREMENTS = {"mfa": "MultiFactorAuthentication", "justification": "Justification", "ticket": "Ticketing"}
RULE_OF = {
    "activation_maximum_duration": "Expiration_EndUser_Assignment",
    "activation_requirements": "Enablement_EndUser_Assignment",
    "authentication_context": "AuthenticationContext_EndUser_Assignment",
    "approval": "Approval_EndUser_Assignment",
    "eligible_expiration": "Expiration_Admin_Eligibility",
    "eligible_requirements": "Enablement_Admin_Eligibility",
    "active_expiration": "Expiration_Admin_Assignment",
    "active_requirements": "Enablement_Admin_Assignment",
}
OPTION_OF = {rule: option for option, rule in RULE_OF.items()}
STAGE = {"approvalStageTimeOutInDays": 1, "isApproverJustificationRequired": True, "escalationTimeInMinutes": 0,
         "isEscalationEnabled": False, "escalationApprovers": []}
SETTING = {"isApprovalRequiredForExtension": False, "isRequestorJustificationRequired": True, "approvalMode": "SingleStage"}
# What Microsoft documents for a group that nobody has configured.
DEFAULTS = {
    "activation_maximum_duration": "PT8H",
    "activation_requirements": ["justification"],
    "authentication_context": None,
    "approval": {"required": False, "approvers": []},
    "eligible_expiration": {"required": True, "maximum_duration": "P365D"},
    "eligible_requirements": [],
    "active_expiration": {"required": True, "maximum_duration": "P180D"},
    "active_requirements": ["justification"],
    "notifications": [
        {"event": event, "recipient": recipient, "level": "all", "default_recipients": True, "additional_recipients": []}
        for event in PLACES for recipient in RECIPIENTS],
}


def by_rule(options):
    """Options, or some of them, as {rule id: value}."""
    rules = {RULE_OF[option]: value for option, value in options.items() if option in RULE_OF}
    for each in options.get("notifications") or []:
        values = {key: value for key, value in each.items() if key not in ("event", "recipient")}
        rules[f"Notification_{each['recipient'].capitalize()}_{PLACES[each['event']]}"] = values
    return rules


def by_option(rules):
    """All rules as options."""
    options = {option: rules[rule] for option, rule in RULE_OF.items()}
    options["notifications"] = [
        {"event": event, "recipient": recipient, **rules[f"Notification_{recipient.capitalize()}_{place}"]}
        for event, place in PLACES.items() for recipient in RECIPIENTS]
    return options


def option_of(rule):
    return OPTION_OF.get(rule, "notifications")


def merged(standing, wished):
    """Of a rule that was given in part, the rest stays."""
    return {**standing, **{rule: {**standing[rule], **value} if isinstance(value, dict) else value for rule, value in wished.items()}}


def equal(rule, one, other):
    return _normal(rule, one) == _normal(rule, other)


def _normal(name, value):
    if isinstance(value, dict):
        return {key: _normal(key, each) for key, each in value.items() if not key.startswith("_")}
    if name == "approvers":
        return {key_in(each) for each in value}
    if name in ("maximum_duration", "Expiration_EndUser_Assignment"):
        return length_of(value) or value
    if isinstance(value, list):
        return sorted(each.lower() for each in value)
    return value.lower() if isinstance(value, str) else value


def read(rules):
    """The service's rules as {rule id: value}; rules that are not known here are left out."""
    known = {rule["id"]: rule for rule in rules if rule["id"].partition("_")[0] in READERS}
    return {id: READERS[id.partition("_")[0]](id, rule) for id, rule in known.items()}


def body(id, value):
    """A rule as a request carries it; its target follows from its id."""
    kind = id.partition("_")[0]
    caller, level = id.split("_")[-2:]
    return {
        "@odata.type": f"#microsoft.graph.unifiedRoleManagementPolicy{kind}Rule", "id": id, **WRITERS[kind](id, value),
        "target": {"caller": caller, "level": level, "operations": ["all"], "inheritableSettings": [], "enforcedSettings": []},
    }


def _read_expiration(id, rule):
    longest = rule.get("maximumDuration")
    if id == RULE_OF["activation_maximum_duration"]:
        return longest
    return {"required": rule["isExpirationRequired"], "maximum_duration": longest}


def _write_expiration(id, value):
    required, longest = (True, value) if isinstance(value, str) else (value["required"], value["maximum_duration"])
    length = length_of(longest)
    return {"isExpirationRequired": required, "maximumDuration": written(length) if length else longest}


def _read_enablement(_id, rule):
    options = {name.lower(): option for option, name in REQUIREMENTS.items()}
    return [options.get(name.lower(), name) for name in rule.get("enabledRules") or []]


def _write_enablement(_id, value):
    return {"enabledRules": [REQUIREMENTS.get(option, option) for option in value]}


def _read_context(_id, rule):
    return rule.get("claimValue") or None if rule.get("isEnabled") else None


def _write_context(_id, value):
    return {"isEnabled": bool(value), "claimValue": value or ""}


def _read_approval(_id, rule):
    setting = rule.get("setting") or {}
    stage = (setting.get("approvalStages") or [{}])[0]
    approvers = [_approver(each) for each in stage.get("primaryApprovers") or []]
    return {"required": bool(setting.get("isApprovalRequired")), "approvers": approvers, "_setting": setting}


def _approver(subject):
    id = subject.get("userId") or subject.get("groupId") or subject.get("id")
    kind = "group" if subject["@odata.type"].lower().endswith("groupmembers") else "user"
    if id is None:
        return {"principal": "the requestor's manager", "principal_id": None, "_kind": "manager", "_subject": subject}
    return {"principal": subject.get("description") or id, "principal_id": id, "_kind": kind}


def _write_approval(_id, value):
    """Whatever of the approval no option speaks of stays as it was."""
    setting = value.get("_setting") or {}
    stage = {**STAGE, **(setting.get("approvalStages") or [{}])[0], "primaryApprovers": [_subject(each) for each in value["approvers"]]}
    return {"setting": {**SETTING, **setting, "isApprovalRequired": value["required"], "approvalStages": [stage]}}


def _subject(approver):
    if approver["_kind"] == "manager":
        return approver["_subject"]
    kind, id = {"group": ("groupMembers", "groupId"), "user": ("singleUser", "userId")}[approver["_kind"]]
    return {"@odata.type": f"#microsoft.graph.{kind}", id: approver["principal_id"], "description": approver["principal"]}


def _read_notification(_id, rule):
    return {"level": rule["notificationLevel"].lower(), "default_recipients": rule["isDefaultRecipientsEnabled"],
            "additional_recipients": rule.get("notificationRecipients") or []}


def _write_notification(id, value):
    return {"notificationType": "Email", "recipientType": id.split("_")[1], "notificationLevel": value["level"].capitalize(),
            "isDefaultRecipientsEnabled": value["default_recipients"], "notificationRecipients": value["additional_recipients"]}


READERS = {"Expiration": _read_expiration, "Enablement": _read_enablement, "AuthenticationContext": _read_context,
           "Approval": _read_approval, "Notification": _read_notification}
WRITERS = {"Expiration": _write_expiration, "Enablement": _write_enablement, "AuthenticationContext": _write_context,
           "Approval": _write_approval, "Notification": _write_notification}
