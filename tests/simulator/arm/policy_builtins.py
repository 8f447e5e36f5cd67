# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in policies about Azure Lighthouse, in the clouds that have them: the public one and US Government.

Assumed: the one that restricts who may be offered delegations judges definitions and their assignments alike.
"""
from __future__ import annotations

from tests.contracts.clouds import metadata_name

RESTRICTION, AUDIT = "7a8a51a3-ad87-4def-96f3-65a1839242b6", "76bed37b-484f-430f-a009-fd7592dff818"
OFFERED = "Microsoft.ManagedServices/registrationDefinitions"
ASSIGNED = "Microsoft.ManagedServices/registrationAssignments"


def known(world):
    """{name: definition} of the built-in policies that the world's cloud has."""
    return BUILT_IN if metadata_name(world.cloud) in ("prod", "fairfax") else {}


def _definition(name, display_name, purpose, parameters, rule, version):
    return {"id": f"/providers/Microsoft.Authorization/policyDefinitions/{name}", "name": name,
            "type": "Microsoft.Authorization/policyDefinitions", "properties": {
                "displayName": display_name, "policyType": "BuiltIn", "mode": "All", "description": purpose,
                "metadata": {"version": version, "category": "Lighthouse"}, "parameters": parameters, "policyRule": rule}}


def _tenant_is_not_listed(kind, alias):
    return {"allOf": [{"field": "type", "equals": kind}, {"field": alias, "notIn": "[parameters('listOfAllowedTenants')]"}]}


BUILT_IN = {found["name"]: found for found in (
    _definition(
        RESTRICTION, "Allow managing tenant ids to onboard through Azure Lighthouse",
        "Only tenants on the list may be given access through Azure Lighthouse.",
        {"listOfAllowedTenants": {"type": "Array", "metadata": {"displayName": "Allowed tenants", "description": "Tenant ids."}}},
        {"if": {"anyOf": [_tenant_is_not_listed(OFFERED, f"{OFFERED}/managedByTenantId"),
                          _tenant_is_not_listed(ASSIGNED, f"{ASSIGNED}/registrationDefinition.managedByTenantId")]},
         "then": {"effect": "deny"}}, "1.0.1"),
    _definition(
        AUDIT, "Audit delegation of scopes to a managing tenant", "Tells of what is delegated through Azure Lighthouse.",
        {"effect": {"type": "String", "defaultValue": "Audit", "allowedValues": ["Audit", "Disabled"],
                    "metadata": {"displayName": "Effect", "description": "Whether the policy acts."}}},
        {"if": {"field": "type", "equals": ASSIGNED}, "then": {"effect": "[parameters('effect')]"}}, "1.0.0"),
)}
