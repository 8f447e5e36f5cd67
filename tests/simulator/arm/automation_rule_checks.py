# SPDX-License-Identifier: GPL-3.0-or-later
"""What an automation rule may hold: triggers, conditions, actions, and playbooks that Microsoft Sentinel may run.

Assumed: the words of the refusals; a rule needs an action; on alerts a rule can do nothing but run playbooks; what has changed can only be
asked of an incident that is updated; an incident is closed with a classification, and with the reason that belongs to it; an expiry is not
in the past when it is set; a playbook is refused (400) until "Azure Security Insights" of the playbook's tenant may trigger it and the
caller may, too; that the playbook itself is there is not looked at.
"""
from __future__ import annotations

import datetime
import re

from tests.simulator.arm import rbac
from tests.simulator.identity.firstparty import SENTINEL_APP_ID
from tests.simulator.wire import Refused

REASONS = {"FalsePositive": ("IncorrectAlertLogic", "InaccurateData"), "BenignPositive": ("SuspiciousButExpected",),
           "TruePositive": ("SuspiciousActivity",), "Undetermined": ()}
PLAYBOOK = re.compile(r"/subscriptions/([0-9a-f-]{36})(/resourceGroups/[^/]+)/providers/Microsoft\.Logic/workflows/[^/]+", re.I)
TRIGGER = "Microsoft.Logic/workflows/triggers/listCallbackUrl/action"


def check(call, given, old):
    """Raise what the service says to a rule that it does not take; `old` is the rule as it was."""
    logic = given["triggeringLogic"]
    if logic["triggersOn"] == "Alerts" and logic["triggersWhen"] == "Updated":
        raise wrong("TriggersWhen 'Updated' is supported for TriggersOn 'Incidents' only.")
    _expiry(call, logic, old)
    for condition in logic.get("conditions") or ():
        _condition(logic, condition)
    _actions(call, logic, given["actions"])


def wrong(message):
    return Refused(400, "BadRequest", message)


def _expiry(call, logic, old):
    text = logic.get("expirationTimeUtc")
    if text is None or text == ((old or {}).get("properties", {}).get("triggeringLogic") or {}).get("expirationTimeUtc"):
        return
    try:
        when = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise wrong(f"'{text}' is not a valid value of 'expirationTimeUtc'.") from None
    if when.tzinfo is None or when <= call.now():
        raise wrong("'expirationTimeUtc' must be a time in the future.")


def _condition(logic, condition):
    kind, given = condition["conditionType"], condition.get("conditionProperties") or {}
    if kind in ("PropertyChanged", "PropertyArrayChanged") and logic["triggersWhen"] != "Updated":
        raise wrong(f"A condition of type '{kind}' is supported for TriggersWhen 'Updated' only.")
    if kind == "Property" and not (given.get("propertyName") and given.get("operator") and given.get("propertyValues")):
        raise wrong("A condition of type 'Property' needs propertyName, operator and propertyValues.")
    for inner in [*(given.get("innerConditions") or ()), *(given.get("itemConditions") or ())]:
        _condition(logic, inner)


def _actions(call, logic, actions):
    if not actions:
        raise wrong("An automation rule needs at least one action.")
    orders = [action["order"] for action in actions]
    if len(set(orders)) < len(orders):
        raise wrong("The order of each action of an automation rule must be unique.")
    for action in actions:
        given = action.get("actionConfiguration")
        if not given:
            raise wrong(f"An action of type '{action['actionType']}' needs an actionConfiguration.")
        if action["actionType"] == "RunPlaybook":
            _playbook(call, given)
        elif logic["triggersOn"] == "Alerts":
            raise wrong(f"An action of type '{action['actionType']}' is supported for TriggersOn 'Incidents' only.")
        elif action["actionType"] == "ModifyProperties":
            _properties(given)


def _properties(given):
    classification, reason = given.get("classification"), given.get("classificationReason")
    if given.get("status") == "Closed" and not classification:
        raise wrong("Closing an incident needs a classification.")
    if classification and given.get("status") != "Closed":
        raise wrong("A classification is for closing an incident only.")
    if classification in ("FalsePositive", "BenignPositive") and not reason:
        raise wrong(f"Classification '{classification}' needs a classificationReason.")
    if reason and reason not in REASONS.get(classification, ()):
        raise wrong(f"ClassificationReason '{reason}' does not belong to classification '{classification}'.")


def _playbook(call, given):
    match = PLAYBOOK.fullmatch(given["logicAppResourceId"])
    if not match:
        raise wrong(f"'{given['logicAppResourceId']}' is not the id of a playbook.")
    subscription = call.world.subscriptions.get(match.group(1).lower())
    owner = call.world.tenants.get((given.get("tenantId") or call.subscription.tenant_id).lower())
    if subscription is None or owner is None or subscription.tenant_id != owner.id:
        raise wrong(f"The playbook '{given['logicAppResourceId']}' was not found in the tenant that was given.")
    sentinel = next((each["id"] for each in owner.directory.list("servicePrincipals") if each["appId"] == SENTINEL_APP_ID), None)
    scope = given["logicAppResourceId"]
    if not sentinel or not all([rbac.allowed(call.world, owner, sentinel, TRIGGER, scope, subscription),
                                rbac.allowed(call.world, call.tenant, call.caller, TRIGGER, scope, subscription)]):
        raise wrong(f"Caller is missing required playbook triggering permissions on playbook resource '{scope}', or Microsoft Sentinel is "
                    "missing required permissions to verify the caller has permissions.")
