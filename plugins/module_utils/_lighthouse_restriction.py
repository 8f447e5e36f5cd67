# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A restriction of Azure Lighthouse: which tenants may be offered delegations, or that delegations are audited, by Microsoft's policies."""

from __future__ import annotations

from ._azure import place
from ._errors import Refusal
from ._options import guid
from ._policy_assignments import (
    SCOPE_OPTIONS,
    SCOPE_RULES,
    assignments_at,
    ended,
    is_enforced,
    of_definition,
    scope_in,
    short_name,
    written,
)
from ._together import together

POLICIES = {"deny": "7a8a51a3-ad87-4def-96f3-65a1839242b6", "audit": "76bed37b-484f-430f-a009-fd7592dff818"}
PARAMETER = "listOfAllowedTenants"
TOLD = {"deny": "restriction of Lighthouse offers", "audit": "audit of Lighthouse delegations"}
OPTIONS = {
    **SCOPE_OPTIONS,
    "effect": {"type": "str", "choices": ["deny", "audit"], "default": "deny"},
    "allowed_tenants": {"type": "list", "elements": "str"},
    "allow_without_managing_tenant": {"type": "bool", "default": False},
}
RULES = SCOPE_RULES
INFO_OPTIONS = SCOPE_OPTIONS
INFO_RULES = SCOPE_RULES
NEEDS = {"azure": {
    "read": {
        "Microsoft.Management/managementGroups/read": "when management_group is given",
        "Microsoft.Resources/subscriptions/read": "when subscription_id is given",
        "Microsoft.Authorization/policyAssignments/read": ""},
    "write": {
        "Microsoft.Authorization/policyAssignments/write": "",
        "Microsoft.Authorization/policyAssignments/delete": "with state absent"},
}}


def refuse(want, _cloud):
    scope_in(want)
    if want["state"] == "absent":
        return
    if want["effect"] == "audit":
        if "allowed_tenants" in want:
            raise Refusal("allowed_tenants goes with effect deny, since the audit is of every delegation; leave it out")
        return
    if want.get("allowed_tenants") is None:
        raise Refusal("allowed_tenants is not set, and the restriction is to some tenants; name their ids (none: an empty list)")
    allowed = [guid(each, "an entry of allowed_tenants") for each in want["allowed_tenants"]]
    managing = want.get("managing_tenant")
    if managing and managing not in allowed and not want["allow_without_managing_tenant"]:
        raise Refusal(
            f"managing_tenant {managing} is not in allowed_tenants, so that no offer to it could be made or changed any more; add it, or "
            "set allow_without_managing_tenant to true")


async def find(clients, want):
    """The assignment of Microsoft's policy at exactly the scope, under whatever name it stands."""
    scope, policy = scope_in(want), _policy(want["effect"])
    where = await place(clients, scope)      # first: without a role at the scope nothing else can be read
    definition, assignments = await together(clients.arm.get(policy, absent=("PolicyDefinitionNotFound",)), assignments_at(clients, scope))
    if definition is None and want["state"] == "present":
        raise Refusal(
            f"the cloud {clients.cloud.name} does not have Microsoft's policy '{want['effect']}' for Azure Lighthouse; leave the task out, "
            "and watch the offers with lighthouse_offer_info instead")
    standing = of_definition(assignments, policy, _name(scope, want["effect"]))
    have = {"_scope": scope, "_place": where, "_assignment": standing}
    return {**have, **(_shape(scope, want["effect"], standing) if standing else {})}


def steps(want, have, now):
    told = f"the {TOLD[want['effect']]} at {have['_place']}"
    if want["state"] == "absent":
        if "id" in have:
            yield ended(have["_scope"], have["id"], f"End {told}", f"the end of {told}")
        return {"_scope": have["_scope"], "_place": have["_place"], "_assignment": None}
    allowed = sorted({each.lower() for each in want.get("allowed_tenants") or ()}) if want["effect"] == "deny" else None
    says = _sentence(have, allowed, told)
    if not says:
        return have
    parameters = {"parameters": {PARAMETER: {"value": allowed}}} if allowed is not None else {}
    body = {"properties": {"policyDefinitionId": _policy(want["effect"]), **({} if have["_assignment"] else {"displayName": _title(want)}),
                           **parameters}}
    answer = yield written(
        have["_scope"], _name(have["_scope"], want["effect"]), body, have["_assignment"], says, told,
        lambda item: is_enforced(item) and (allowed is None or _allowed(item) == allowed))
    return {**have, "_assignment": answer, **_shape(have["_scope"], want["effect"], answer)}


async def report(clients, want):
    """The restrictions and audits that are assigned at the scope."""
    scope = scope_in(want)
    await place(clients, scope)
    assignments = await assignments_at(clients, scope)
    return [_shape(scope, effect, item) for effect in POLICIES for item in assignments
            if item["properties"]["policyDefinitionId"].lower() == _policy(effect).lower()]


def _sentence(have, allowed, told):
    if "id" not in have:
        return f"Begin {told}"
    change = ["allowed_tenants"] if have["allowed_tenants"] != allowed else []
    change += [] if have["enforced"] else ["enforced"]
    return f"Change {', '.join(change)} of {told}" if change else None


def _policy(effect):
    return f"/providers/Microsoft.Authorization/policyDefinitions/{POLICIES[effect]}"


def _name(scope, effect):
    return short_name("policyAssignment", scope, _policy(effect))


def _title(want):
    return "Azure Lighthouse: " + ("allowed managing tenants" if want["effect"] == "deny" else "audit of delegations")


def _allowed(item):
    return sorted({each.lower() for each in (((item["properties"].get("parameters") or {}).get(PARAMETER)) or {}).get("value") or ()})


def _shape(scope, effect, item):
    return {"id": item["id"], "scope": scope, "effect": effect, "allowed_tenants": _allowed(item) if effect == "deny" else None,
            "enforced": is_enforced(item)}
