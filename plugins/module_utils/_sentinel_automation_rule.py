# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""An automation rule of a workspace with Microsoft Sentinel: when it runs, under which conditions, what it does."""

from __future__ import annotations

from . import _automation_actions as actions_form
from . import _automation_conditions as conditions_form
from ._automation_actions import ACTION, refuse_actions, wanted_action
from ._automation_conditions import CONDITION, ON_UPDATES, conditions_of, refuse_conditions, types_in
from ._automation_playbooks import allow, unrunnable
from ._azure import deterministic_id
from ._directory import expected_principal
from ._errors import Refusal
from ._moments import moment, moment_given, stamp
from ._sentinel import READ_AGAIN, WORKSPACE, delete, put, refuse_workspace, reported, sentinel_of, things, workspace_of
from ._steps import ARM, Look

__all__ = ("READ_AGAIN",)       # of the engine

OPTIONS = {
    **WORKSPACE,
    "name": {"type": "str", "required": True},
    "order": {"type": "int"},
    "enabled": {"type": "bool"},
    "expires": {"type": "str"},
    "triggers_on": {"type": "str", "choices": ["Incidents", "Alerts"]},
    "triggers_when": {"type": "str", "choices": ["Created", "Updated"]},
    "conditions": {"type": "list", "elements": "dict", "options": CONDITION},
    "actions": {"type": "list", "elements": "dict", "options": ACTION},
}
NULLS = ("expires",)            # for never
INFO_OPTIONS = {**WORKSPACE, "name": {"type": "str"}}
ASKS_PEOPLE = True
NEEDS = {
    "graph": {"read": {
        "Application.Read.All": "when a playbook is run", "User.Read.All": "when the owner is a person",
        "GroupMember.Read.All": "when the owner is a group", "Organization.Read.All": "when the owner is not found"}},
    "azure": {
        "read": {
            "Microsoft.SecurityInsights/automationRules/read": "", "Microsoft.Resources/subscriptions/providers/read": "in check mode",
            "Microsoft.SecurityInsights/onboardingStates/read": "in check mode",
            "Microsoft.Authorization/roleAssignments/read": "when a playbook is run, at its resource group"},
        "write": {
            "Microsoft.SecurityInsights/automationRules/write": "",
            "Microsoft.SecurityInsights/automationRules/delete": "with state absent",
            "Microsoft.Logic/workflows/triggers/listCallbackUrl/action": "when a playbook is run, at the playbook"},
    },
}
LONGEST_NAME, LAST = 500, 1000
AT_FIRST = {"order": 1, "enabled": True, "expires": None, "triggers_on": "Incidents", "triggers_when": "Created", "conditions": []}
WORDS = {"expires": "expiry", "triggers_on": "trigger", "triggers_when": "trigger"}


def refuse(want, cloud):
    refuse_workspace(want)
    if not want["name"].strip() or len(want["name"]) > LONGEST_NAME:
        raise Refusal(f"name has {len(want['name'])} characters, and an automation rule's name has 1 to {LONGEST_NAME}; correct it")
    if want["state"] == "absent":
        return
    if not 1 <= want.get("order", 1) <= LAST:
        raise Refusal(f"order is {want['order']}, and must be 1 to {LAST}; correct it")
    if want.get("expires"):
        moment_given(want["expires"], "expires")
    if "conditions" in want:
        refuse_conditions(conditions_of(want["conditions"]), cloud)
    if "actions" in want:
        refuse_actions(want["actions"])
    _refuse_trigger({**want, "conditions": conditions_of(want.get("conditions", []))})


async def find(clients, want):
    """The rule, the people and groups that it names, and which of its playbooks Microsoft Sentinel may not run."""
    have = {"_portal": clients.cloud.portal, "_owners": {}, "_unrunnable": []}
    have["_rule"] = _match(want, await things(clients, want, "automationRules") or [])
    if want["state"] == "present":
        for action in want.get("actions", []):
            if action.get("owner"):
                have["_owners"][action["owner"]] = await expected_principal(clients, action["owner"], action.get("owner_type") or "User")
        have["_unrunnable"] = await unrunnable(clients, want, _actions(want, have))
    return _state(want, have)


def steps(want, have, now):
    found = have["_rule"]
    if want["state"] == "absent":
        if found:
            yield delete(_address(want, found["name"]), f"Delete automation rule {want['name']}")
        return {name: value for name, value in have.items() if name.startswith("_")} | {"_rule": None}
    for playbook in have["_unrunnable"]:
        yield allow(want, have, playbook)
    there = _read(want, found) if found else AT_FIRST
    wanted = {**there, **_declared(want, have)}
    changes = [option for option in wanted if not found or not _same(option, wanted[option], there[option])]
    if not changes:
        return have
    _refuse_whole(want, wanted, there, now)
    if have["_unrunnable"]:
        return have                     # the service would refuse it
    name = found["name"] if found else deterministic_id("automationRule", workspace_of(want), want["name"])
    told = ", ".join(dict.fromkeys(WORDS.get(option, option) for option in changes))
    says = f"Change {told} of automation rule {want['name']}" if found else f"Create automation rule {want['name']}"
    answer = yield put(_address(want, name), {"properties": _properties(want, wanted, found)}, says, found and found.get("etag"),
                       confirm=None if found else _look(want, name))
    return _state(want, {**have, "_rule": {**answer, "name": name}})


async def report(clients, want):
    """The automation rules of a workspace, in the order in which they run."""
    refuse_workspace(want)
    shapes = [_shape(want, rule) for rule in await reported(clients, want, "automationRules")]
    found = [rule for rule in shapes if want.get("name", rule["name"]) == rule["name"]]
    return sorted(found, key=lambda rule: (rule["order"], rule["name"]))


def _match(want, rules):
    """The rule that is meant: under its own id, else the one that is called so."""
    own = deterministic_id("automationRule", workspace_of(want), want["name"])
    called = [rule for rule in rules if rule["properties"]["displayName"] == want["name"]]
    mine = next((rule for rule in called if rule["name"].lower() == own), None)
    if len(called) > 1 and not mine:
        raise Refusal(f"{len(called)} automation rules are called '{want['name']}': {', '.join(sorted(rule['name'] for rule in called))}; "
                      "remove or rename all but one")
    return mine or (called[0] if called else None)


def _declared(want, have):
    declared = {option: want[option] for option in ("order", "enabled", "triggers_on", "triggers_when") if option in want}
    if "expires" in want:
        declared["expires"] = stamp(moment_given(want["expires"], "expires")) if want["expires"] else None
    if "conditions" in want:
        declared["conditions"] = conditions_of(want["conditions"])
    if "actions" in want:
        declared["actions"] = [wanted_action(action, want, have["_owners"]) for action in want["actions"]]
    return declared


def _actions(want, have):
    """What the rule does, or will do."""
    declared = _declared(want, have)
    return declared.get("actions", _read(want, have["_rule"])["actions"] if have["_rule"] else [])


def _same(option, one, other):
    if option == "expires":
        return moment(one) == moment(other)
    return {"conditions": conditions_form.same, "actions": actions_form.same}.get(option, lambda a, b: a == b)(one, other)


def _refuse_whole(want, wanted, there, now):
    """What does not go together in the rule as it would be."""
    if "actions" not in wanted:
        raise Refusal(f"automation rule '{want['name']}' is not there, and to make it takes actions as well; give them")
    _refuse_trigger(wanted)
    if wanted["expires"] and wanted["expires"] != there["expires"] and moment(wanted["expires"]) <= now:
        raise Refusal(f"expires '{want['expires']}' of automation rule '{want['name']}' is past; give a later moment, or null for never")


def _refuse_trigger(rule):
    """What goes with which trigger, as far as it is known."""
    on, when = rule.get("triggers_on"), rule.get("triggers_when")
    if on == "Alerts" and when == "Updated":
        raise Refusal("triggers_when Updated is for triggers_on Incidents only; alerts are never updated: use Created")
    changes = sorted(types_in(rule.get("conditions") or []).intersection(ON_UPDATES))
    if changes and (when == "Created" or on == "Alerts"):
        raise Refusal(f"a condition of type {changes[0]} asks what has changed; it takes triggers_on Incidents and triggers_when Updated")
    others = sorted({action["type"] for action in rule.get("actions") or []} - {"RunPlaybook"})
    if on == "Alerts" and others:
        raise Refusal(f"an action of type {others[0]} is for triggers_on Incidents only; on alerts a rule can only run playbooks")


def _properties(want, wanted, found):
    """The rule whole. What is not declared goes back as it was found."""
    there = found["properties"] if found else {"triggeringLogic": {}}
    logic = {**there["triggeringLogic"], "isEnabled": wanted["enabled"], "triggersOn": wanted["triggers_on"],
             "triggersWhen": wanted["triggers_when"], "expirationTimeUtc": wanted["expires"]}
    if "conditions" in want or not found:
        logic["conditions"] = [conditions_form.sent(each) for each in wanted["conditions"]]
    actions = [actions_form.sent(each) if each["type"] in actions_form.NAMES else _as_found(found, each) for each in wanted["actions"]]
    return {"displayName": want["name"], "order": wanted["order"], "actions": actions,
            "triggeringLogic": {name: value for name, value in logic.items() if value is not None}}


def _as_found(found, action):
    return next(each for each in found["properties"]["actions"] if each["order"] == action["order"])


def _look(want, name):
    def pick(items):
        return next((item for item in items if item["name"].lower() == name.lower()), None)
    return Look(f"{sentinel_of(want)}/automationRules", f"automation rule '{want['name']}'", pick, service=ARM, many=True, times=2)


def _address(want, name):
    return f"{sentinel_of(want)}/automationRules/{name}"


def _read(want, rule):
    """A rule's options as a task would give them."""
    properties, logic = rule["properties"], rule["properties"]["triggeringLogic"]
    until = moment(logic.get("expirationTimeUtc"))
    return {"order": properties["order"], "enabled": logic["isEnabled"], "expires": until and stamp(until),
            "triggers_on": logic["triggersOn"], "triggers_when": logic["triggersWhen"],
            "conditions": [conditions_form.read(each) for each in logic.get("conditions") or []],
            "actions": [actions_form.read(each, want["tenant"]) for each in properties["actions"]]}


def _shape(want, rule):
    return {"id": _address(want, rule["name"]), "name": rule["properties"]["displayName"], **_read(want, rule)}


def _state(want, have):
    return {**have, **(_shape(want, have["_rule"]) if have["_rule"] else {})}
