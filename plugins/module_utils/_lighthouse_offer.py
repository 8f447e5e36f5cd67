# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""An Azure Lighthouse offer: what principals of the managing tenant may do in a subscription, or in some of its resource groups."""

from __future__ import annotations

from ._azure import deterministic_id, provider_is_registered, registration
from ._errors import Refusal
from ._guards import ALLOW_LOCKOUT
from ._lighthouse_grants import LONGEST, pairs, shared, wished
from ._lighthouse_refusals import refuse_address, refuse_last, refuse_other_owner, refuse_stripping, refuse_wish
from ._lighthouse_standing import (
    DEFINITIONS,
    FAILED,
    PROVIDER,
    assigned,
    assignment_for,
    assignments_in,
    definitions_in,
    offer_of,
    removed,
    role_names,
    withdrawn,
    written,
)
from ._lighthouse_wish import looked_up
from ._options import guid
from ._together import together

PEOPLE = ["Group", "User"]
PRINCIPAL = {"principal": {"type": "str", "required": True}, "display_name": {"type": "str"}}
ROLES = {"type": "list", "elements": "str", "required": True}
OPTIONS = {
    "subscription_id": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "definition_id": {"type": "str"},
    "description": {"type": "str"},
    "resource_groups": {"type": "list", "elements": "str"},
    "authorizations": {"type": "list", "elements": "dict", "options": {
        **PRINCIPAL, "principal_type": {"type": "str", "choices": [*PEOPLE, "ServicePrincipal"], "default": "Group"},
        "roles": ROLES, "delegated_roles": {"type": "list", "elements": "str", "default": []}}},
    "eligible_authorizations": {"type": "list", "elements": "dict", "options": {
        **PRINCIPAL, "principal_type": {"type": "str", "choices": PEOPLE, "default": "Group"},
        "roles": ROLES, "maximum_duration": {"type": "str", "default": LONGEST}, "mfa": {"type": "bool", "default": True},
        "approvers": {"type": "list", "elements": "dict", "default": [], "options": {
            "principal": {"type": "str", "required": True}, "principal_type": {"type": "str", "choices": PEOPLE, "default": "Group"}}}}},
    "include_delete_role": {"type": "bool", "default": True},
    "purge": {"type": "bool", "default": True},
    "strip_overlaps": {"type": "bool", "default": False},
    **ALLOW_LOCKOUT,
}
RULES = {"required_if": [("state", "present", ("authorizations",))]}
INFO_OPTIONS = {"subscription_id": {"type": "str", "required": True}, "name": {"type": "str"}}
NEEDS = {
    "managing": {
        "GroupMember.Read.All": "when a principal is a group", "User.Read.All": "when a principal is a user",
        "Organization.Read.All": "when a user is not found", "Application.Read.All": "when a principal is a service principal"},
    "azure": {
        "read": {
            "Microsoft.Resources/subscriptions/read": "", "Microsoft.Resources/subscriptions/providers/read": "",
            "Microsoft.Resources/subscriptions/resourceGroups/read": "", "Microsoft.Authorization/roleDefinitions/read": "",
            "Microsoft.ManagedServices/registrationDefinitions/read": "", "Microsoft.ManagedServices/registrationAssignments/read": "",
        },
        "write": {
            "Microsoft.ManagedServices/register/action": "when it is not registered",
            "Microsoft.ManagedServices/operationStatuses/read": "",
            "Microsoft.ManagedServices/registrationDefinitions/write": "", "Microsoft.ManagedServices/registrationAssignments/write": "",
            "Microsoft.Authorization/roleAssignments/read": "", "Microsoft.Authorization/roleAssignments/write": "",
            "Microsoft.Authorization/roleAssignments/delete": "",
            "Microsoft.ManagedServices/registrationDefinitions/delete": "with state absent",
            "Microsoft.ManagedServices/registrationAssignments/delete": "with state absent or fewer resource_groups",
        },
    },
}


def refuse(want, cloud):
    refuse_address(want)
    if want["state"] == "present":
        refuse_wish(want, cloud)


async def find(clients, want):
    """The offer, wherever it stands, all other offers to the managing tenant, and everything that the wish names."""
    subscription = _subscription(want)
    account, registered, (wish, roles) = await together(
        clients.arm.get(subscription), provider_is_registered(clients, want["subscription_id"].lower(), PROVIDER),
        looked_up(clients, want, subscription))
    have = {"_subscription": account["displayName"], "_home": account.get("tenantId", want["tenant"]).lower(), "_registered": registered,
            "_others": [], "_elsewhere": [], **wish}
    definitions = await definitions_in(clients, subscription) if registered else {}
    mine = _mine(definitions, want)
    others = [item for item in definitions.values() if item is not mine and _managing(item) == want["managing_tenant"]]
    narrow = want["state"] == "absent" or want.get("resource_groups")
    assignments = await assignments_in(clients, subscription, everywhere=bool(others or (mine and narrow))) if mine or others else {}
    names = await role_names(clients, subscription, [item for item in (mine, *others) if item], roles)
    have["_others"] = [offer_of(item, assignments.get(item["id"].lower(), []), names) for item in others]
    return {**have, **(_reached(want, offer_of(mine, assignments.get(mine["id"].lower(), []), names), have["_others"]) if mine else {})}


def steps(want, have, now):
    refuse_other_owner(want, have)
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    offer = _wanted(want, have)
    refuse_stripping(want, have, pairs(offer))
    refuse_last(want, have, offer)
    if not have["_registered"]:
        yield registration(want["subscription_id"].lower(), PROVIDER)
    says = _sentence(have, offer)
    if says:
        yield written(offer, bool(have.get("eligible_authorizations")), says)
    present = have.get("assignments", [])
    standing = {each["id"] for each in offer["assignments"]}
    if missing := [each for each in offer["assignments"] if each not in present]:
        yield [assigned(offer, each, _place(have, each)) for each in missing]
    if stale := [each for each in present if each["id"] not in standing]:
        yield [withdrawn(offer, each, _place(have, each)) for each in stale]
    return {**have, **offer, "_registered": True}


async def report(clients, want):
    """Every offer of the subscription, or those of a name, to whichever tenant."""
    guid(want["subscription_id"], "subscription_id")
    subscription = _subscription(want)
    if not await provider_is_registered(clients, want["subscription_id"].lower(), PROVIDER):
        return []
    definitions = await definitions_in(clients, subscription)
    assignments, names = await together(
        assignments_in(clients, subscription, everywhere=bool(definitions)), role_names(clients, subscription, definitions.values()))
    offers = [offer_of(item, assignments.get(key, []), names) for key, item in definitions.items()]
    return [{**offer, "overlaps": shared(pairs(offer), [each for each in offers if each is not offer])}
            for offer in offers if offer["name"] == want.get("name", offer["name"])]


def _mine(definitions, want):
    """The offer's definition: under its own id, or one of that name to the same tenant that somebody else made."""
    mine = definitions.get(_address(want).lower())
    if mine or want.get("definition_id"):
        return mine
    namesakes = [item for item in definitions.values() if item["properties"].get("registrationDefinitionName") == want["name"]]
    hits = [item for item in namesakes if not item.get("plan") and _managing(item) == want["managing_tenant"]]
    if len(hits) > 1:
        raise Refusal(
            f"{len(hits)} Lighthouse offers are named '{want['name']}' ({', '.join(sorted(item['name'] for item in hits))}); "
            "name the one that is meant by its definition_id")
    return hits[0] if hits else None


def _reached(want, offer, others):
    """What of a standing offer the task speaks of: a removal from some resource groups leaves it elsewhere."""
    elsewhere = []
    if want["state"] == "absent" and want.get("resource_groups"):
        scopes = {scope.lower() for scope in _scopes(want)}
        elsewhere = [each for each in offer["assignments"] if each["scope"].lower() not in scopes]
        offer = {**offer, "assignments": [each for each in offer["assignments"] if each not in elsewhere]}
        if elsewhere and not offer["assignments"]:
            return {}
    return {**offer, "overlaps": shared(pairs(offer), others), "_elsewhere": elsewhere}


def _wanted(want, have):
    """The offer as it is to be, all its assignments included."""
    authorizations, eligible = wished(want, have)
    offer = {
        "id": have.get("id", _address(want)), "name": want["name"],
        "description": want.get("description", have.get("description")) or None, "subscription_id": want["subscription_id"].lower(),
        "managing_tenant_id": want["managing_tenant"], "provisioning_state": "Succeeded",
        "authorizations": authorizations, "eligible_authorizations": eligible}
    scopes = {scope.lower(): scope for scope in _scopes(want)}
    present = have.get("assignments", [])
    whole = want["purge"] and want.get("resource_groups")
    kept = [each for each in present if (each["provisioning_state"] not in FAILED if each["scope"].lower() in scopes else not whole)]
    there = {each["scope"].lower() for each in kept}
    new = [assignment_for(offer, scope, present) for key, scope in scopes.items() if key not in there]
    offer["assignments"] = sorted([*kept, *new], key=lambda each: each["scope"].lower())
    return {**offer, "overlaps": shared(pairs(offer), have["_others"])}


def _sentence(have, offer):
    """What is to be said of writing the definition, or None when it is as it should be."""
    if "id" not in have:
        return f"Create Lighthouse offer {offer['name']}"
    change = [option for option in ("name", "description", "authorizations", "eligible_authorizations") if have[option] != offer[option]]
    if change:
        return f"Change {', '.join(change)} of Lighthouse offer {offer['name']}"
    return f"Write Lighthouse offer {offer['name']} again, which failed before" if have["provisioning_state"] in FAILED else None


def _removal(want, have):
    """The assignments first; the definition only when nothing else uses it."""
    if "id" not in have:
        return have
    refuse_stripping(want, have, set())
    refuse_last(want, have, {})
    if have["assignments"]:
        yield [withdrawn(have, each, _place(have, each)) for each in have["assignments"]]
    if not have["_elsewhere"]:
        yield removed(have)
    return {key: value for key, value in have.items() if key.startswith("_")}


def _address(want):
    key = ("registrationDefinition", want["subscription_id"], want["managing_tenant"], want["name"])
    name = want.get("definition_id") or deterministic_id(*key)
    return f"{_subscription(want)}{DEFINITIONS}/{name.lower()}"


def _scopes(want):
    groups = want.get("resource_groups")
    return [f"{_subscription(want)}/resourceGroups/{name}" for name in groups] if groups else [_subscription(want)]


def _subscription(want):
    return f"/subscriptions/{want['subscription_id'].lower()}"


def _managing(definition):
    return definition["properties"]["managedByTenantId"].lower()


def _place(have, assignment):
    parts = assignment["scope"].split("/")
    return f"resource group '{parts[4]}'" if len(parts) > 3 else f"subscription '{have['_subscription']}'"
