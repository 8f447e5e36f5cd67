# SPDX-License-Identifier: GPL-3.0-or-later
"""Policy definitions: built in, or a tenant's own at a management group or a subscription.

Assumed: deleting a definition that is assigned answers 400 PolicyDefinitionInUse; a definition's name has at most 64 characters,
none of them reserved; a list shows the scope's own definitions, those of the management groups above, and the built-in ones.
Left out: definitions for data planes, versions and exemptions.
"""
from __future__ import annotations

import re

from tests.simulator.arm import hierarchy, policy_builtins, policy_rules, rbac, resources, scopes
from tests.simulator.arm.filters import terms, unsupported
from tests.simulator.arm.system_data import system_data
from tests.simulator.wire import Area, Refused, Reply

area = Area("policy definitions")
KIND = "policyDefinitions"
TAIL = "/providers/Microsoft.Authorization/policyDefinitions"
OF_TENANT = TAIL
OF_GROUP = "/providers/Microsoft.Management/managementGroups/{managementGroupName}" + TAIL
OF_SUBSCRIPTION = "/subscriptions/{subscriptionId}" + TAIL
NAME = "/{policyDefinitionName}"
NO_NAME = re.compile(r"[<>*%&:\\?+/]|[. ]\Z")
LONGEST_NAME = 64
FIRST_WITH_VERSIONS = "2023-04-01"


@area.get(OF_GROUP, OF_SUBSCRIPTION)
@area.get(OF_TENANT, action=None)
def listed(call):
    own, tenant = _scope(call), rbac.tenant_of(call)
    places = [own.lower(), *map(str.lower, hierarchy.above(tenant, own))] if own else []
    found = [*policy_builtins.known(call.world).values(), *(each for each in tenant.azure.list(KIND) if _at(each) in places)]
    for term in terms(call.option("$filter")):
        if term.name not in ("policytype", "category") or term.operator != "eq":
            raise unsupported(call.option("$filter"))
        found = [each for each in found if _member(each, term.name).lower() == term.values[0].lower()]
    count = call.option("$top")
    return resources.listed(call, [shown(call, each) for each in (found[:int(count)] if count else found)])


@area.get(OF_GROUP + NAME, OF_SUBSCRIPTION + NAME)
@area.get(OF_TENANT + NAME, action=None)
def read(call):
    name = call.params["policyDefinitionName"]
    own = rbac.tenant_of(call).azure.get(KIND, resources.key(call)) if _scope(call) else policy_builtins.known(call.world).get(name.lower())
    if own is None:
        raise missing(name)
    return shown(call, own)


@area.put(OF_GROUP + NAME, OF_SUBSCRIPTION + NAME)
def put(call):
    _scope(call)
    name, given, azure = call.params["policyDefinitionName"], call.body.get("properties") or {}, rbac.tenant_of(call).azure
    if len(name) > LONGEST_NAME or NO_NAME.search(name):
        raise Refused(400, "InvalidPolicyDefinitionName", f"The policy definition name '{name}' is not valid.")
    if str(given.get("policyType") or "Custom").lower() not in ("custom", "notspecified"):
        raise Refused(400, "InvalidPolicyDefinitionType", "Only custom policy definitions can be made.")
    if not given.get("policyRule"):
        raise Refused(400, "InvalidCreatePolicyDefinitionRequest", "The policy definition has no policy rule.")
    parameters = given.get("parameters") or {}
    policy_rules.check(given["policyRule"], parameters)
    old = azure.truth(KIND, resources.key(call))
    if old and uses(azure, old):
        _check_parameters(old["properties"]["parameters"], parameters)
    return Reply(201, shown(call, azure.put(KIND, resources.key(call), _definition(call, name, given, parameters, old))))


@area.delete(OF_GROUP + NAME, OF_SUBSCRIPTION + NAME)
def delete(call):
    _scope(call)
    azure = rbac.tenant_of(call).azure
    old = azure.truth(KIND, resources.key(call))
    if old is None:
        return None
    if used := uses(azure, old):
        raise Refused(400, "PolicyDefinitionInUse", f"The policy definition '{old['name']}' cannot be deleted because it is used by the "
                      f"policy assignment '{used[0]['name']}'.")
    azure.delete(KIND, resources.key(call))
    return shown(call, old)


def usable(world, tenant, id, scope):
    """The definition of this id where it can be assigned at the scope: built in, of the scope itself or of what is above it; or None."""
    id = str(id or "").lower()
    if id.startswith(TAIL.lower() + "/"):
        return policy_builtins.known(world).get(id.rpartition("/")[2])
    found = tenant.azure.truth(KIND, id)
    return found if found and rbac.reaches(tenant, _at(found), scope) else None


def uses(azure, definition):
    """The assignments of a definition."""
    return [found for found in azure.truths("policyAssignments")
            if found["properties"]["policyDefinitionId"].lower() == definition["id"].lower()]


def missing(name):
    return Refused(404, "PolicyDefinitionNotFound", f"The policy definition '{name}' could not be found.")


def shown(call, definition):
    """Newer versions tell the version of the definition as well."""
    if call.version < FIRST_WITH_VERSIONS:
        return definition
    version = (definition["properties"].get("metadata") or {}).get("version") or "1.0.0"
    return {**definition, "properties": {**definition["properties"], "version": version, "versions": [version]}}


def _scope(call):
    """The management group or subscription of the path called, which must exist; "" for the tenant."""
    if "managementGroupName" in call.params:
        call.params["scope"] = hierarchy.group_id(call.params["managementGroupName"])
        return scopes.scope_of(call)
    return scopes.subscription_root(call)


def _at(definition):
    return definition["id"].lower().partition(TAIL.lower())[0]


def _member(definition, name):
    properties = definition["properties"]
    return str(properties["policyType"] if name == "policytype" else (properties.get("metadata") or {}).get("category", ""))


def _check_parameters(old, new):
    """While a definition is assigned, its parameters stay, and new ones have a default."""
    gone = [name for name in old if name not in new or new[name].get("type") != old[name].get("type")]
    added = [name for name in new if name not in old and "defaultValue" not in new[name]]
    if gone or added:
        raise Refused(400, "InvalidPolicyParameterUpdate", f"The policy parameters '{', '.join(gone or added)}' cannot be changed like "
                      "that while the definition is assigned.")


def _definition(call, name, given, parameters, old):
    now, who, before = call.stamp(7), call.caller, ((old or {}).get("properties") or {}).get("metadata") or {}
    metadata = {**(given.get("metadata") or {}), "createdBy": before.get("createdBy", who), "createdOn": before.get("createdOn", now),
                "updatedBy": who if old else None, "updatedOn": now if old else None}
    properties = {"displayName": given.get("displayName"), "policyType": "Custom", "mode": given.get("mode") or "Indexed",
                  "description": given.get("description"), "metadata": metadata, "parameters": parameters,
                  "policyRule": given["policyRule"]}
    return {"id": old["id"] if old else resources.id_of(call), "name": name, "type": "Microsoft.Authorization/policyDefinitions",
            "properties": {key: value for key, value in properties.items() if value is not None},
            "systemData": system_data(call, (old or {}).get("systemData"))}
