# SPDX-License-Identifier: GPL-3.0-or-later
"""Policy assignments: where a definition is in force, with which parameters, and with which identity it acts.

An assignment with an identity of its own makes a service principal in the tenant's directory, which other services hear of as of any
new one; it goes with the assignment, while the roles that it was given stay.
Assumed: location and definition of an assignment cannot be changed (400); the codes of the refusals without identity, without location
and for names.
"""
from __future__ import annotations

from tests.simulator.arm import hierarchy, policy_definitions, policy_effects, rbac, resources, scopes
from tests.simulator.arm.filters import terms
from tests.simulator.arm.policy_rules import LATE, effect_of
from tests.simulator.arm.regions import region_for
from tests.simulator.arm.system_data import system_data
from tests.simulator.graph import service_principal_objects
from tests.simulator.wire import Area, Refused, Reply

area = Area("policy assignments")
KIND = "policyAssignments"
ALL = "{+scope}/providers/Microsoft.Authorization/policyAssignments"
ONE = ALL + "/{policyAssignmentName}"
TYPE = "Microsoft.Authorization/policyAssignments"
LONGEST, LONGEST_AT_A_GROUP = 64, 24
KINDS = {"string": str, "array": list, "object": dict, "boolean": bool, "integer": int, "float": (int, float), "datetime": str}
OPTIONS = ("displayName", "description", "notScopes", "enforcementMode", "nonComplianceMessages", "resourceSelectors", "overrides")


@area.get(ALL)
def listed(call):
    scope, tenant = scopes.scope_of(call), rbac.tenant_of(call)
    found, asked = tenant.azure.list(KIND), terms(call.option("$filter"))
    if not any(term.operator == "call" for term in asked):
        found = [each for each in found if rbac.reaches(tenant, _at(each), scope) or rbac.covers(scope, _at(each))]
    for term in asked:
        found = [each for each in found if _test(call, tenant, scope, term)(each)]
    count = call.option("$top")
    return resources.listed(call, [shown(call, each) for each in (found[:int(count)] if count else found)])


@area.get(ONE)
def read(call):
    scopes.scope_of(call)
    found = rbac.tenant_of(call).azure.get(KIND, resources.key(call))
    if found is None:
        raise missing(call)
    return shown(call, found)


@area.put(ONE)
def put(call):
    scope, tenant, given = scopes.scope_of(call), rbac.tenant_of(call), call.body.get("properties") or {}
    name, old = call.params["policyAssignmentName"], tenant.azure.truth(KIND, resources.key(call))
    longest = LONGEST_AT_A_GROUP if hierarchy.name_in(scope) else LONGEST
    if len(name) > longest or policy_definitions.NO_NAME.search(name):
        raise Refused(400, "InvalidPolicyAssignmentName", f"The policy assignment name '{name}' is not valid: it has at most {longest} "
                      "characters there.")
    definition = policy_definitions.usable(call.world, tenant, given.get("policyDefinitionId"), scope)
    if definition is None:
        raise policy_definitions.missing(str(given.get("policyDefinitionId")).rpartition("/")[2])
    values = _values(definition, given.get("parameters") or {})
    wanted = str((call.body.get("identity") or {}).get("type") or "None")
    if effect_of(definition, values) in LATE - {"auditifnotexists"} and wanted == "None":
        raise Refused(400, "ResourceIdentityRequired", f"The policy assignment '{name}' needs an identity: its definition deploys.")
    _check_place(call, definition, wanted, old)
    identity = _identity(call, tenant, wanted, old)
    made = tenant.azure.put(KIND, resources.key(call), _assignment(call, scope, definition, identity, given, old))
    policy_effects.put(call, tenant, made)
    return Reply(201, shown(call, made))


@area.delete(ONE)
def delete(call):
    scopes.scope_of(call)
    tenant = rbac.tenant_of(call)
    old = tenant.azure.truth(KIND, resources.key(call))
    if old is None:
        return None
    _identity(call, tenant, "None", old)
    tenant.azure.delete(KIND, resources.key(call))
    policy_effects.end(call, tenant, old)
    return shown(call, old)


def missing(call):
    return Refused(404, "PolicyAssignmentNotFound", f"The policy assignment '{call.params['policyAssignmentName']}' is not found.")


def shown(call, assignment):
    if call.version < policy_definitions.FIRST_WITH_VERSIONS:
        return assignment
    return {**assignment, "properties": {**assignment["properties"], "definitionVersion": "1.*.*"}}


def _at(assignment):
    return assignment["properties"]["scope"]


def _test(call, tenant, scope, term):
    """What a term of the filter asks."""
    if term == ("atscope", "call", ()):
        return lambda found: rbac.reaches(tenant, _at(found), scope)
    if term == ("atexactscope", "call", ()):
        return lambda found: _at(found).lower() == scope.lower()
    if term.name == "policydefinitionid" and term.operator == "eq":
        return lambda found: found["properties"]["policyDefinitionId"].lower() == term.values[0].lower()
    raise Refused(400, "InvalidFilterInQueryString", f"Invalid $filter '{call.option('$filter')}': it may be atScope(), atExactScope() or "
                  "policyDefinitionId eq '{value}'.")


def _values(definition, given):
    """The parameters' values by lower-case name; refused when they are not those that the definition declares."""
    declared = {name.lower(): (name, each) for name, each in (definition["properties"].get("parameters") or {}).items()}
    for name in given:
        if name.lower() not in declared:
            raise Refused(400, "UndefinedPolicyParameter", f"The policy assignment has a parameter '{name}' that the definition "
                          f"'{definition['name']}' does not.")
    values = {name.lower(): (each or {}).get("value") for name, each in given.items()}
    for key, (name, each) in declared.items():
        value = values.setdefault(key, each.get("defaultValue"))
        if value is None:
            raise Refused(400, "MissingPolicyParameter", f"The policy assignment lacks the parameter '{name}'.")
        allowed = each.get("allowedValues")
        if not isinstance(value, KINDS[each["type"].lower()]) or (allowed and value not in allowed):
            raise Refused(400, "InvalidPolicyParameters", f"The value of the policy parameter '{name}' is not valid.")
    return values


def _check_place(call, definition, wanted, old):
    location = call.body.get("location")
    if wanted != "None" and not location:
        raise Refused(400, "LocationRequired", "A policy assignment with an identity needs a location.")
    region = region_for(call, location, TYPE) if location else None
    if old and old.get("location") and region and region != old["location"]:
        raise Refused(400, "InvalidPolicyAssignmentUpdate", f"The location of a policy assignment cannot be changed from "
                      f"'{old['location']}' to '{region}'.")
    if old and old["properties"]["policyDefinitionId"].lower() != definition["id"].lower():
        raise Refused(400, "InvalidPolicyAssignmentUpdate", "The definition of a policy assignment cannot be changed.")


def _identity(call, tenant, wanted, old):
    """The identity as it is to be: made, kept or ended."""
    present = (old or {}).get("identity") or {}
    if wanted == "UserAssigned":
        raise Refused(501, "NotImplemented", "The simulator has no user-assigned identities.")
    if wanted == "SystemAssigned":
        return present if present.get("principalId") else _new_identity(call, tenant)
    if present.get("principalId"):
        tenant.directory.unplan("servicePrincipals", present["principalId"])
        tenant.directory.delete("servicePrincipals", present["principalId"])
    return None


def _new_identity(call, tenant):
    id, app_id, name = call.new_id(), call.new_id(), call.params["policyAssignmentName"]
    principal = service_principal_objects.complete({
        "id": id, "appId": app_id, "displayName": name, "appOwnerOrganizationId": tenant.id, "servicePrincipalType": "ManagedIdentity",
        "createdDateTime": call.stamp(), "alternativeNames": ["isExplicit=False", resources.id_of(call)], "servicePrincipalNames": [app_id],
        "signInAudience": None})
    tenant.directory.put("servicePrincipals", id, principal)
    return {"type": "SystemAssigned", "principalId": id, "tenantId": tenant.id}


def _assignment(call, scope, definition, identity, given, old):
    now, before = call.stamp(7), ((old or {}).get("properties") or {}).get("metadata") or {}
    metadata = {**(given.get("metadata") or {}), "createdBy": before.get("createdBy", call.caller),
                "createdOn": before.get("createdOn", now), "updatedBy": call.caller if old else None, "updatedOn": now if old else None}
    properties = {"policyDefinitionId": definition["id"], "scope": scope, "notScopes": [], "enforcementMode": "Default",
                  "parameters": given.get("parameters") or {}, "metadata": metadata,
                  **{name: given[name] for name in OPTIONS if given.get(name) is not None}}
    location = call.body.get("location")
    return {"id": old["id"] if old else resources.id_of(call), "name": call.params["policyAssignmentName"], "type": TYPE,
            **({"location": region_for(call, location, TYPE)} if location else {}), **({"identity": identity} if identity else {}),
            "properties": properties, "systemData": system_data(call, (old or {}).get("systemData"))}
