# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The policies that make Lighthouse offers, as they stand at a scope: definition, assignment, and the role of the assignment's identity."""

from __future__ import annotations

from ._azure import NOT_THERE, deterministic_id
from ._errors import Refusal
from ._graph import quoted
from ._lighthouse_policy_rule import is_as_wished, is_sound, location_in, offer_in, policy_properties
from ._lighthouse_roles import OWNER
from ._lighthouse_standing import offer_of
from ._policy_assignments import TIMES, is_enforced, of_definition, short_name, written
from ._steps import ARM, KNOWN_AFTER_APPLY, Look, Step

DEFINITIONS = "/providers/Microsoft.Authorization/policyDefinitions"
CUSTOM = {"$filter": "policyType eq 'Custom'"}
ABSENT = ("PolicyDefinitionNotFound", *NOT_THERE)


async def definitions_at(clients, scope):
    """The tenant's own policy definitions of exactly this scope."""
    return _at(await clients.arm.items(scope + DEFINITIONS, CUSTOM), scope)


def _at(items, scope):
    """A list shows those of the management groups above as well."""
    return [item for item in items if item["id"].lower().startswith((scope + DEFINITIONS + "/").lower())]


def own_id(scope, managing_tenant, name):
    """The id of the definition for this offer, when we make it."""
    return f"{scope}{DEFINITIONS}/{deterministic_id('policyDefinition', scope, managing_tenant, name)}"


def chosen(definitions, own, managing_tenant, name):
    """The definition of this offer: under our own id, or one that somebody else made for the same offer; or None."""
    mine = next((item for item in definitions if item["id"].lower() == own.lower()), None)
    offers = [(item, offered) for item in definitions if (offered := offer_in(item))]
    hits = [item for item, offered in offers
            if (offered.get("registrationDefinitionName"), str(offered["managedByTenantId"]).lower()) == (name, managing_tenant)]
    if not mine and len(hits) > 1:
        raise Refusal(
            f"{len(hits)} policies there make the Lighthouse offer '{name}' ({', '.join(sorted(item['name'] for item in hits))}); "
            "remove all but one")
    return mine or (hits or [None])[0]


def policy_of(scope, definition, assignment, roles):
    """A policy as people see it; of one whose rule is broken only that it is there."""
    offered = offer_in(definition) or {"managedByTenantId": ""}
    offer = offer_of({"id": "/subscriptions/", "properties": offered}, [], roles)
    return {
        "id": definition["id"], "name": offer["name"], "description": offer["description"], "scope": scope,
        "managing_tenant_id": offer["managing_tenant_id"] or None, "location": location_in(definition) if offer["name"] else None,
        "authorizations": offer["authorizations"], "eligible_authorizations": offer["eligible_authorizations"],
        "assignment": assignment and assignment_of(assignment)}


def assignment_of(item):
    return {"id": item["id"], "location": item.get("location"), "principal_id": principal_of(item), "enforced": is_enforced(item)}


def principal_of(item):
    """The object id of the assignment's own identity."""
    return (item.get("identity") or {}).get("principalId")


def acts(definition):
    """Whether the rule does what such a policy is for."""
    offered = offer_in(definition)
    return bool(offered) and is_sound(definition, str(offered["managedByTenantId"]).lower())


async def owner_roles(clients, scope, principal_id):
    """The assignments of the role Owner to an identity at exactly this scope."""
    items = await clients.arm.items(
        f"{scope}/providers/Microsoft.Authorization/roleAssignments", {"$filter": f"principalId eq {quoted(principal_id)}"})
    here = [item for item in items if item["properties"]["scope"].lower() == scope.lower()]
    return [item for item in here if item["properties"]["roleDefinitionId"].lower().endswith("/" + OWNER)]


def defined(policy, standing, says):
    """The step that writes the definition whole, and is done when the scope's list shows it so."""
    def as_written(items):
        return next((item for item in _at(items, policy["scope"])
                     if item["id"].lower() == policy["id"].lower() and is_as_wished(item, policy)), None)
    return Step(
        "PUT", policy["id"], {"properties": policy_properties(policy, standing and standing["properties"])}, service=ARM, says=says,
        foretold={"id": policy["id"]}, confirm=Look(
            policy["scope"] + DEFINITIONS, f"the policy for Lighthouse offer '{policy['name']}' as it was written", as_written,
            query=CUSTOM, service=ARM, many=True, times=TIMES))


def assigned(policy, standing, says):
    """The step that assigns the definition, with an identity of the assignment's own."""
    name = short_name("policyAssignment", policy["scope"], policy["id"])
    body = {"location": policy["location"], "identity": {"type": "SystemAssigned"}, "properties": {
        "displayName": f"Lighthouse offer {policy['name']}"[:128], "policyDefinitionId": policy["id"]}}
    # An identity that is there stays the same when the assignment is written again.
    return written(
        policy["scope"], name, body, standing, says, f"the assignment of the policy for Lighthouse offer '{policy['name']}'",
        lambda item: principal_of(item) and is_enforced(item),
        {"identity": {"type": "SystemAssigned", "principalId": standing and principal_of(standing) or KNOWN_AFTER_APPLY}})


def assignment_standing(items, scope, definition_id):
    return of_definition(items, definition_id, short_name("policyAssignment", scope, definition_id))


def removed(policy, says):
    """The step that removes the definition."""
    def gone(items):
        return None if any(item["id"].lower() == policy["id"].lower() for item in items) else True
    return Step("DELETE", policy["id"], service=ARM, says=says, perhaps_done=ABSENT, confirm=Look(
        policy["scope"] + DEFINITIONS, f"the end of the policy for Lighthouse offer '{policy['name']}'", gone, query=CUSTOM, service=ARM,
        many=True, times=TIMES))
