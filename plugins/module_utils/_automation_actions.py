# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What an automation rule does: its actions as tasks give them and as the service has them."""

from __future__ import annotations

import re

from ._errors import Refusal
from ._options import guid
from ._steps import KNOWN_AFTER_APPLY

REASONS = {"FalsePositive": ("IncorrectAlertLogic", "InaccurateData"), "BenignPositive": ("SuspiciousButExpected",),
           "TruePositive": ("SuspiciousActivity",), "Undetermined": ()}
ACTION = {
    "type": {"type": "str", "choices": ["RunPlaybook", "ModifyProperties", "AddIncidentTask"], "required": True},
    "order": {"type": "int", "required": True},
    "playbook": {"type": "str"},
    "playbook_tenant": {"type": "str"},
    "severity": {"type": "str", "choices": ["High", "Medium", "Low", "Informational"]},
    "status": {"type": "str", "choices": ["New", "Active", "Closed"]},
    "classification": {"type": "str", "choices": list(REASONS)},
    "classification_reason": {"type": "str", "choices": [reason for reasons in REASONS.values() for reason in reasons]},
    "classification_comment": {"type": "str"},
    "owner": {"type": "str"},
    "owner_type": {"type": "str", "choices": ["User", "Group"]},
    "labels": {"type": "list", "elements": "str"},
    "title": {"type": "str"},
    "description": {"type": "str"},
}
PLAYBOOK = re.compile(r"(/subscriptions/([^/]+)/resourceGroups/([^/]+))/providers/Microsoft\.Logic/workflows/([^/]+)", re.I)
NAMES = {
    "RunPlaybook": {"playbook": "logicAppResourceId", "playbook_tenant": "tenantId"},
    "ModifyProperties": {"severity": "severity", "status": "status", "classification": "classification",
                         "classification_reason": "classificationReason", "classification_comment": "classificationComment",
                         "owner": "owner", "owner_type": "owner", "labels": "labels"},
    "AddIncidentTask": {"title": "title", "description": "description"},
}
NEEDED = {"RunPlaybook": "playbook", "AddIncidentTask": "title"}
MOST = 20


def refuse_actions(actions):
    """What no automation rule can do."""
    if not actions:
        raise Refusal("actions is empty, and an automation rule needs at least one; give one, or remove the rule with state absent")
    if len(actions) > MOST:
        raise Refusal(f"actions has {len(actions)} entries, and {MOST} is the most of an automation rule; divide the rule")
    orders = [action["order"] for action in actions]
    twice = next((order for order in orders if orders.count(order) > 1), None)
    if twice is not None:
        raise Refusal(f"two actions have the order {twice}; give each its own")
    for action in actions:
        _refuse(action)


def wanted_action(action, want, owners):
    """An action as it is compared: without what was left out, with ids in the place of names."""
    known = {option: value for option, value in action.items() if value is not None and option not in ("owner", "owner_type")}
    if action["type"] == "RunPlaybook":
        known["playbook_tenant"] = (action.get("playbook_tenant") or want["tenant"]).lower()
    if action.get("owner"):
        known |= {"owner_id": owners.get(action["owner"], KNOWN_AFTER_APPLY), "owner_type": action.get("owner_type") or "User"}
    return known


def sent(action):
    """An action as the service has it."""
    names = NAMES[action["type"]]
    given = {names[option]: value for option, value in action.items() if option in names and option not in ("labels", "owner_type")}
    if "labels" in action:
        given["labels"] = [{"labelName": label} for label in action["labels"]]
    if "owner_id" in action:
        given["owner"] = {"objectId": action["owner_id"], "ownerType": action["owner_type"]}
    return {"order": action["order"], "actionType": action["type"], "actionConfiguration": given}


def read(item, tenant):
    """An action as it is compared and shown; one of a type that is not known here keeps its configuration."""
    kind, given = item["actionType"], item.get("actionConfiguration") or {}
    found = {"type": kind, "order": item["order"]}
    if kind not in NAMES:
        return {**found, "configuration": given}
    found |= {option: given[name] for option, name in NAMES[kind].items() if name != "owner" and given.get(name) not in (None, "", [])}
    if kind == "RunPlaybook":
        found["playbook_tenant"] = (given.get("tenantId") or tenant).lower()
    if "labels" in found:
        found["labels"] = [label["labelName"] for label in found["labels"]]
    if (given.get("owner") or {}).get("objectId"):
        found |= {"owner_id": given["owner"]["objectId"], "owner_type": given["owner"].get("ownerType") or "User"}
    return found


def same(actions, others):
    return _keys(actions) == _keys(others)


def _keys(actions):
    """Ids of resources and of the directory are the same in any case; the order of labels does not matter."""
    def plain(option, value):
        if option in ("playbook", "owner_id"):
            return value.lower()
        return sorted(value) if option == "labels" else value
    return sorted(({option: plain(option, value) for option, value in each.items()} for each in actions), key=lambda each: each["order"])


def _refuse(action):
    kind = action["type"]
    said = {option for option, value in action.items() if value is not None} - {"type", "order"}
    surplus = sorted(said - set(NAMES[kind]))
    if surplus:
        raise Refusal(f"an action of type {kind} has no {', '.join(surplus)}; leave it out, or correct type")
    if kind in NEEDED and not action.get(NEEDED[kind]):
        raise Refusal(f"an action of type {kind} needs {NEEDED[kind]}; give it")
    if kind == "RunPlaybook":
        _refuse_playbook(action)
    if kind == "ModifyProperties":
        _refuse_properties(action, said)


def _refuse_playbook(action):
    match = PLAYBOOK.fullmatch(action["playbook"])
    if not match:
        raise Refusal(f"playbook '{action['playbook']}' is no playbook's resource id; give one such as "
                      "/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.Logic/workflows/NAME")
    guid(match.group(2), "the subscription id in playbook")
    if action.get("playbook_tenant"):
        guid(action["playbook_tenant"], "playbook_tenant")


def _refuse_properties(action, said):
    if not said - {"owner_type"}:
        raise Refusal("an action of type ModifyProperties sets nothing; give what it sets, such as labels or severity")
    classification, reason = action.get("classification"), action.get("classification_reason")
    closes = action.get("status") == "Closed"
    if closes and not classification:
        raise Refusal("an action that sets status Closed needs a classification; give one")
    if not closes and (classification or reason or action.get("classification_comment")):
        raise Refusal("classification, classification_reason and classification_comment are for status Closed only; leave them out")
    reasons = REASONS.get(classification, ())
    if classification in ("FalsePositive", "BenignPositive") and not reason:
        raise Refusal(f"classification {classification} needs a classification_reason: {' or '.join(reasons)}")
    if reason and reason not in reasons:
        instead = f"use {' or '.join(reasons)}" if reasons else "leave it out"
        raise Refusal(f"classification_reason {reason} does not belong to classification {classification}; {instead}")
