# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The rule of a policy that makes a Lighthouse offer in every subscription without one, and how such a rule is read.

Azure deploys the rule's template as the policy assignment's identity. Its texts stand in it as they are, so that a reader of the policy
sees what is offered; one that would be taken for an expression is escaped. The offer's definition and its assignment have different
GUIDs: with one for both, a template refers to itself.
"""

from __future__ import annotations

import json

from ._azure import region
from ._lighthouse_roles import OWNER
from ._lighthouse_standing import definition_properties, differing, offer_of

SUBSCRIPTIONS = "Microsoft.Resources/subscriptions"
DEFINITION, ASSIGNMENT = "Microsoft.ManagedServices/registrationDefinitions", "Microsoft.ManagedServices/registrationAssignments"
SCHEMA = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
VERSION = "2022-10-01"      # of the template's resources; every cloud has it
LONGEST_DISPLAY_NAME = 128


def policy_properties(policy, standing=None):
    """The properties of the policy definition; ``standing`` are those of one that is there, whose metadata stays."""
    metadata = {key: value for key, value in ((standing or {}).get("metadata") or {}).items()
                if key not in ("createdBy", "createdOn", "updatedBy", "updatedOn")}
    return {
        "displayName": f"Lighthouse offer {policy['name']}"[:LONGEST_DISPLAY_NAME], "policyType": "Custom", "mode": "All",
        "metadata": {"category": "Lighthouse", **metadata}, "parameters": {},
        "policyRule": {"if": {"field": "type", "equals": SUBSCRIPTIONS}, "then": {
            "effect": "deployIfNotExists", "details": {
                "type": DEFINITION, "deploymentScope": "Subscription", "existenceScope": "Subscription",
                "roleDefinitionIds": [f"/providers/Microsoft.Authorization/roleDefinitions/{OWNER}"],
                "existenceCondition": {"field": f"{DEFINITION}/managedByTenantId", "equals": policy["managing_tenant_id"]},
                "deployment": {"location": policy["location"], "properties": {"mode": "incremental", "template": _template(policy)}}}}},
    }


def _template(policy):
    name = policy["id"].rpartition("/")[2]
    offer = f"guid(subscription().id, '{name}', 'definition')"
    return {
        "$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [
            {"type": DEFINITION, "apiVersion": VERSION, "name": f"[{offer}]", "properties": _escaped(definition_properties(policy))},
            {"type": ASSIGNMENT, "apiVersion": VERSION, "name": f"[guid(subscription().id, '{name}', 'assignment')]",
             "dependsOn": [f"[subscriptionResourceId('{DEFINITION}', {offer})]"],
             "properties": {"registrationDefinitionId": f"[subscriptionResourceId('{DEFINITION}', {offer})]"}}]}


def offer_in(definition):
    """The properties of the registration definition that a policy deploys; None when it is no such policy, or one with parameters."""
    try:
        details = _details(definition)
        [found] = [each for each in details["deployment"]["properties"]["template"]["resources"]
                   if each["type"].lower() == DEFINITION.lower()]
        offered = _unescaped(found["properties"])
        authorizations = [*offered["authorizations"], *offered.get("eligibleAuthorizations", ())]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return offered if "managedByTenantId" in offered and all(isinstance(each, dict) for each in authorizations) else None


def location_in(definition):
    """The region that a policy's deployments are kept in."""
    return region(_details(definition)["deployment"].get("location") or "")


def is_sound(definition, managing_tenant):
    """Whether a rule that holds the right offer is one that acts: on whole subscriptions, unless the tenant has an offer there."""
    properties, details = definition["properties"], _details(definition)
    condition, about = (json.dumps(each).lower() for each in (details.get("existenceCondition"), properties["policyRule"].get("if")))
    kinds = [each["type"].lower() for each in details["deployment"]["properties"]["template"]["resources"]]
    return all((
        (properties.get("mode") or "").lower() == "all",
        f'"{SUBSCRIPTIONS.lower()}"' in about,
        f"{DEFINITION}/managedByTenantId".lower() in condition and f'"{managing_tenant}"' in condition,
        all((details.get(scope) or "").lower() == "subscription" for scope in ("deploymentScope", "existenceScope")),
        any(role.lower().endswith(OWNER) for role in details.get("roleDefinitionIds") or ()),
        sorted(kinds) == sorted((DEFINITION.lower(), ASSIGNMENT.lower()))))


def is_as_wished(definition, policy):
    """Whether a policy definition, as it was read, is the policy that was written."""
    offered = offer_in(definition)
    if not offered or not is_sound(definition, policy["managing_tenant_id"]) or location_in(definition) != policy["location"]:
        return False
    found = offer_of({"id": "/subscriptions/", "properties": offered}, [], {})
    return found["managing_tenant_id"] == policy["managing_tenant_id"] and not differing(found, policy)


def _details(definition):
    then = definition["properties"]["policyRule"]["then"]
    details = then["details"]
    if then["effect"].lower() != "deployifnotexists" or details["type"].lower() != DEFINITION.lower():
        raise ValueError("another effect")
    return details


def _escaped(value):
    """Texts as a template takes them for texts."""
    if isinstance(value, dict):
        return {key: _escaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_escaped(each) for each in value]
    return f"[{value}" if isinstance(value, str) and value.startswith("[") else value


def _unescaped(value):
    if isinstance(value, dict):
        return {key: _unescaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unescaped(each) for each in value]
    return value[1:] if isinstance(value, str) and value.startswith("[[") else value
