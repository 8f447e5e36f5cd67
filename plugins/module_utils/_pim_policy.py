# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The PIM policies of a group: what its members and its owners must do and may get."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from ._durations import duration
from ._errors import Refusal
from ._graph import quoted
from ._pim_principals import ACCESS, key_of, named
from ._pim_rules import DEFAULTS, PLACES, RECIPIENTS, REQUIREMENTS, RULE_OF, body, by_option, by_rule, equal, merged, option_of, read
from ._steps import Look, Step

PATH, EXPAND = "/policies/roleManagementPolicyAssignments", "policy($expand=rules)"
NOT_YET = ("ResourceNotFound", "ResourceTypeNotSupported")     # PIM has not heard of the group yet
STEADY = 2
LONGEST_DAYS = (15, 30, 90, 180, 365)
HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
CONTEXT, ENABLEMENT = RULE_OF["authentication_context"], RULE_OF["activation_requirements"]
EXPIRATION = {"type": "dict", "options": {"required": {"type": "bool"}, "maximum_duration": {"type": "str"}}}
POLICY = {"type": "dict", "options": {
    "activation_maximum_duration": {"type": "str"},
    "activation_requirements": {"type": "list", "elements": "str", "choices": list(REQUIREMENTS)},
    "authentication_context": {"type": "str"},
    "approval": {"type": "dict", "options": {"required": {"type": "bool"}, "approvers": {"type": "list", "elements": "str"}}},
    "eligible_expiration": EXPIRATION,
    "eligible_requirements": {"type": "list", "elements": "str", "choices": ["mfa", "justification"]},
    "active_expiration": EXPIRATION,
    "active_requirements": {"type": "list", "elements": "str", "choices": ["mfa", "justification"]},
    "notifications": {"type": "list", "elements": "dict", "options": {
        "event": {"type": "str", "choices": list(PLACES), "required": True},
        "recipient": {"type": "str", "choices": list(RECIPIENTS), "required": True},
        "level": {"type": "str", "choices": ["all", "critical", "none"]},
        "default_recipients": {"type": "bool"},
        "additional_recipients": {"type": "list", "elements": "str"}}},
}}
OPTIONS = {f"{access}_policy": POLICY for access in ACCESS}
NULLS = tuple(f"{option}.authentication_context" for option in OPTIONS)     # for none


@dataclass(frozen=True)
class Plan:
    """What a policy is to be, by rule, and which rules are written together to get there."""

    target: dict
    writes: list = field(default_factory=list)

    def option(self, name):
        return self.target[RULE_OF[name]]


def wished(want, access):
    """The options given for a policy; null or empty turns an authentication context off."""
    given = want.get(f"{access}_policy") or {}
    return {option: value or None if option == "authentication_context" else value for option, value in given.items()}


def refuse(want):
    """What a policy cannot be, whatever it is now."""
    for access in ACCESS:
        option, policy = f"{access}_policy", wished(want, access)
        _refuse_lengths(option, policy)
        context, requirements = policy.get("authentication_context"), policy.get("activation_requirements", ())
        if context and not re.fullmatch(r"c[1-9]\d?", context):
            raise Refusal(f"{option}.authentication_context '{context}' is none; give the id of a published one, c1 to c99")
        if context and "mfa" in requirements:
            raise Refusal(
                f"{option} asks for mfa in activation_requirements beside authentication_context, which exclude each other; "
                "leave mfa out and let the Conditional Access policy of the context ask for it")
        approval = policy.get("approval", {})
        if approval.get("required") and approval.get("approvers") == []:
            raise Refusal(f"{option}.approval is required, but approvers is empty; name at least one person or group")
        _refuse_notifications(option, policy.get("notifications", ()))


def _refuse_lengths(option, policy):
    longest = policy.get("activation_maximum_duration")
    if longest is not None:
        length = duration(longest, f"{option}.activation_maximum_duration")
        if not HALF_HOUR <= length <= DAY or length % HALF_HOUR:
            raise Refusal(f"{option}.activation_maximum_duration is {longest}; give PT30M to PT24H in steps of 30 minutes")
    for kind in ("eligible_expiration", "active_expiration"):
        longest = policy.get(kind, {}).get("maximum_duration")
        if longest is not None and duration(longest, f"{option}.{kind}.maximum_duration") not in [DAY * days for days in LONGEST_DAYS]:
            allowed = ", ".join(f"P{days}D" for days in LONGEST_DAYS)
            raise Refusal(f"{option}.{kind}.maximum_duration is {longest}; PIM takes {allowed} only")


def _refuse_notifications(option, notifications):
    seen = set()
    for each in notifications:
        key = each["event"], each["recipient"]
        if key in seen:
            raise Refusal(f"{option}.notifications names event {key[0]} for recipient {key[1]} twice; give it once")
        seen.add(key)
        wrong = [address for address in each.get("additional_recipients", ()) if "@" not in address]
        if wrong:
            raise Refusal(f"{option}.notifications: '{wrong[0]}' is no mail address; correct additional_recipients")


def plan(want, have, access, group):
    """What must be written. Where the present policy is not known, all that was given is set."""
    options = wished(want, access)
    if "approvers" in options.get("approval", {}):
        options["approval"] = {**options["approval"], "approvers": _approvers(have, options["approval"]["approvers"])}
    known = have[f"{access}_policy"]
    standing, given = by_rule(known or DEFAULTS), by_rule(options)
    target = merged(standing, given)
    changed = [rule for rule in target if rule in given and (known is None or not equal(rule, target[rule], standing[rule]))]
    if known is None and given.get(CONTEXT) and ENABLEMENT not in changed:
        changed.append(ENABLEMENT)      # a tenant's own default may be MFA, which would stand beside the context
    _refuse_conflicts(f"{access}_policy", given, target, group)
    return Plan(target, _together(changed, standing, target, known is None))


def _approvers(have, names):
    found = {each.key: each for each in (named(have, name) for name in names)}
    return [{**each.shown, "_kind": each.kind} for each in sorted(found.values(), key=lambda each: each.name)]


def _refuse_conflicts(option, given, target, group):
    """What was given, beside what was left alone."""
    if target[CONTEXT] and "mfa" in target[ENABLEMENT] and (CONTEXT in given or ENABLEMENT in given):
        other, remedy = (("activation_requirements", "give it without mfa") if CONTEXT in given
                         else ("authentication_context", "set it to null to turn it off"))
        raise Refusal(
            f"{option} of group '{group}' would ask for both mfa and an authentication context, which exclude each other; "
            f"{other} stands in the way: {remedy}, too")
    approval = RULE_OF["approval"]
    if approval in given and target[approval]["required"] and not target[approval]["approvers"]:
        raise Refusal(f"{option}.approval of group '{group}' is required, but has no approvers; name at least one person or group")


def _together(changed, standing, target, unknown):
    """MFA goes before the context comes, and the context goes before MFA comes: the service checks only one of the two ways."""
    if CONTEXT in changed and ENABLEMENT in changed:
        if target[CONTEXT] and (unknown or "mfa" in standing[ENABLEMENT]):
            return [[rule for rule in changed if rule != CONTEXT], [CONTEXT]]
        if "mfa" in target[ENABLEMENT] and (unknown or standing[CONTEXT]):
            return [[rule for rule in changed if rule != ENABLEMENT], [ENABLEMENT]]
    return [changed] if changed else []


def carried_out(group, access, planned, state):
    """Write a policy; the state with the policy as it was read back."""
    option, name = f"{access}_policy", state["name"]
    rules = by_rule(state[option] or DEFAULTS)
    for write in planned.writes:
        policy_id = yield _policy_id(group, access, name)
        said = ", ".join(dict.fromkeys(option_of(rule) for rule in write))
        answer = yield Step(
            "PATCH", f"/policies/roleManagementPolicies/{policy_id}", {"rules": [body(rule, planned.target[rule]) for rule in write]},
            not_yet=NOT_YET, perhaps_done=NOT_YET, confirm=_taken(group, access, name, {rule: planned.target[rule] for rule in write}),
            says=f"Set {said} of the {access} policy of group {name}")
        rules = merged(rules, read(answer["rules"]))
    return {**state, option: by_option(rules)} if planned.writes else state


async def found(clients, group, names):
    """{"member_policy": options, "owner_policy": options} of a group; None for what PIM does not know yet."""
    items = await clients.graph.items(PATH, {**_of(group), "$expand": EXPAND}, NOT_YET)
    rules = {item["roleDefinitionId"].lower(): read(item["policy"]["rules"]) for item in items}
    return {f"{access}_policy": _named(by_option(rules[access]), names) if access in rules else None for access in ACCESS}


def _named(policy, names):
    """Approvers are called as the task calls them, where it does."""
    approval = policy["approval"]
    approvers = [{**each, "principal": names.get(key_of(each["principal_id"], ""), each["principal"])} for each in approval["approvers"]]
    return {**policy, "approval": {**approval, "approvers": approvers}}


def _of(group):
    return {"$filter": f"scopeId eq {quoted(group)} and scopeType eq 'Group'"}


def _policy_id(group, access, name):
    """Looked up right before each write: a policy has another id after the group's first use in PIM, and after each change."""
    def pick(items):
        return next((item["policyId"] for item in items if item["roleDefinitionId"].lower() == access), None)
    return Look(PATH, f"the {access} policy of group '{name}'", pick, _of(group), many=True, absent=NOT_YET)


def _taken(group, access, name, target):
    def pick(items):
        rules = next((item["policy"]["rules"] for item in items if item["roleDefinitionId"].lower() == access), [])
        there = read(rules)
        taken = all(rule in there and equal(rule, there[rule], value) for rule, value in target.items())
        return {"rules": rules} if taken else None
    said = ", ".join(sorted({option_of(rule) for rule in target}))
    return Look(PATH, f"the changed {said} of the {access} policy of group '{name}'", pick, {**_of(group), "$expand": EXPAND},
                many=True, times=STEADY, absent=NOT_YET)
