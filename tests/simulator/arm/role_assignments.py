# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure role assignments: who holds which role where.

Assumed: a principal that the directory does not have at all is not found even when its type is sent; through Lighthouse only roles that
the delegation of User Access Administrator names may be assigned, and removed, and only for managed identities.
"""
from __future__ import annotations

from tests.simulator.arm import rbac, resources, scopes
from tests.simulator.arm.filters import terms
from tests.simulator.arm.role_definitions import missing, usable_at
from tests.simulator.arm.system_data import author
from tests.simulator.graph import directory
from tests.simulator.wire import Area, Refused, Reply

area = Area("role assignments")
KIND = "roleAssignments"
ALL = "{+scope}/providers/Microsoft.Authorization/roleAssignments"
ONE = ALL + "/{roleAssignmentName}"
LIMIT = 4000
TYPES = {"users": "User", "groups": "Group", "servicePrincipals": "ServicePrincipal", "devices": "Device"}
OPTIONS = ("description", "condition", "conditionVersion", "delegatedManagedIdentityResourceId")


@area.get(ALL)
def listed(call):
    scope, asked = scopes.scope_of(call), terms(call.option("$filter"))
    tenant = rbac.tenant_of(call)
    tests = [_test(call, tenant, scope, term) for term in asked]
    if not any(term.name == "atscope" for term in asked):
        tests.append(lambda found: rbac.reaches(tenant, found["scope"], scope) or rbac.covers(scope, found["scope"]))
    found = [each for each in tenant.azure.list(KIND) if all(test(each["properties"]) for test in tests)]
    return resources.listed(call, [_seen_from(scope, each) for each in found])


def _seen_from(scope, found):
    """In a subscription's list a built-in role has its id there, also where it was assigned above."""
    role = found["properties"]["roleDefinitionId"]
    if not scope.lower().startswith("/subscriptions/") or not role.lower().startswith("/providers/"):
        return found
    return {**found, "properties": {**found["properties"], "roleDefinitionId": "/".join(scope.split("/")[:3]) + role}}


@area.get(ONE)
def read(call):
    scopes.scope_of(call)
    found = rbac.tenant_of(call).azure.get(KIND, resources.key(call))
    if found is None:
        raise Refused(404, "RoleAssignmentNotFound", f"The role assignment '{call.params['roleAssignmentName']}' is not found.")
    return found


@area.put(ONE)
def put(call):
    scope, given = scopes.scope_of(call), call.body["properties"]
    tenant, name = rbac.tenant_of(call), call.params["roleAssignmentName"].lower()
    if not scopes.is_guid(name):
        raise Refused(400, "InvalidRoleAssignmentId", f"The role assignment ID '{name}' is not valid. The role assignment ID must "
                      "be a GUID.")
    role = _role(call, tenant, scope, given)
    _allow_delegated(call, role["name"], given)
    kind = _principal(tenant, given)
    wanted = {"roleDefinitionId": f"{scopes.subscription_root(call)}/providers/Microsoft.Authorization/roleDefinitions/{role['name']}",
              "principalId": given["principalId"].lower(), "principalType": kind, "scope": scope}
    _check_condition(given)
    old = _standing(call, tenant, name, wanted)
    return Reply(200 if old else 201, tenant.azure.put(KIND, resources.key(call), _assignment(call, name, wanted, given, old)))


@area.delete(ONE)
def delete(call):
    tenant = rbac.tenant_of(call)
    found = tenant.azure.truth(KIND, resources.key(call))
    if found is None:
        return None
    _allow_delegated(call, found["properties"]["roleDefinitionId"].rsplit("/", 1)[-1], found["properties"])
    tenant.azure.delete(KIND, resources.key(call))
    return found


def _test(call, tenant, scope, term):
    """What a term of the filter asks of an assignment's properties."""
    if term == ("atscope", "call", ()):
        return lambda found: rbac.reaches(tenant, found["scope"], scope)
    if term.name == "principalid" and term.operator == "eq":
        return lambda found: found["principalId"] == term.values[0].lower()
    if term.name == "assignedto" and term.operator == "call" and term.values:
        principals = {term.values[0].lower(), *directory.groups_of(tenant, term.values[0].lower())}
        return lambda found: found["principalId"] in principals
    raise Refused(400, "UnsupportedQuery", f"The filter '{call.option('$filter')}' is not supported. Supported filters are either "
                  "'atScope()', 'principalId eq '{value}'' or 'assignedTo('{value}')'.")


def _role(call, tenant, scope, given):
    role = rbac.role_definition(call.world, tenant.id, given["roleDefinitionId"])
    if role is None:
        raise missing(str(given["roleDefinitionId"]).rsplit("/", 1)[-1], 400)
    if not usable_at(role, scope):
        raise Refused(400, "RoleAssignmentScopeNotAssignableToRoleDefinition", f"The requested scope '{scope}' cannot be assigned to the "
                      f"role definition '{role['name']}': it is not among its assignable scopes.")
    return role


def _principal(tenant, given):
    """The principal's type. Without principalType, the directory is asked, which may not have heard of it yet."""
    id, named = given["principalId"].lower(), given.get("principalType")
    if not scopes.is_guid(id):
        raise Refused(400, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment.")
    look = tenant.directory.truth if named else tenant.directory.get
    kind = next((kind for kind in TYPES if look(kind, id) is not None), None)
    if kind is None:
        raise Refused(400, "PrincipalNotFound", f"Principal {id.replace('-', '')} does not exist in the directory {tenant.id}. Check that "
                      "you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this "
                      "error might be related to a replication delay. In this case, set the role assignment principalType property to a "
                      "value, such as ServicePrincipal, User, or Group.")
    if named and named.lower() != TYPES[kind].lower():
        raise Refused(400, "UnmatchedPrincipalType", f"The PrincipalId '{id.replace('-', '')}' has type '{TYPES[kind]}', which is "
                      f"different from specified PrincipalType '{named}'.")
    if kind == "groups" and look(kind, id).get("securityEnabled") is False:
        raise Refused(400, "PrincipalTypeNotSupported", "Principals of type Group cannot validly be used in role assignments unless they "
                      "are security groups.")
    return TYPES[kind]


def _check_condition(given):
    if given.get("condition") and given.get("conditionVersion") not in ("1.0", "2.0"):
        raise Refused(400, "InvalidRoleAssignmentCondition", "A condition needs a conditionVersion of 1.0 or 2.0.")


def _standing(call, tenant, name, wanted):
    """The assignment of this very name, when the same thing is asked of it again; refused when that, or another one, is in the way."""
    everything = tenant.azure.truths(KIND)
    old = next((found for found in everything if found["name"] == name), None)
    if old:
        if _triple(old["properties"]) != _triple(wanted):
            raise Refused(400, "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to "
                          "be updated.")
        return old
    equal = next((found for found in everything if _triple(found["properties"]) == _triple(wanted)), None)
    if equal:
        raise Refused(409, "RoleAssignmentExists", "The role assignment already exists. The ID of the existing role assignment is "
                      f"{equal['name'].replace('-', '')}.")
    root = scopes.subscription_root(call)
    if root and sum(rbac.covers(root, found["properties"]["scope"]) for found in everything) >= LIMIT:
        raise Refused(400, "RoleAssignmentLimitExceeded", f"The role assignment limit for the subscription has been reached: {LIMIT}. No "
                      "more role assignments can be created.")
    return None


def _triple(properties):
    return (properties["scope"].lower().rstrip("/"), properties["principalId"].lower(),
            properties["roleDefinitionId"].rsplit("/", 1)[-1].lower())


def _assignment(call, name, wanted, given, old):
    who, now = author(call), call.stamp(7)
    made = old["properties"] if old else {"createdOn": now, "createdBy": who}
    return {"id": old["id"] if old else resources.id_of(call), "name": name, "type": "Microsoft.Authorization/roleAssignments",
            "properties": {**wanted, **{option: given.get(option) for option in OPTIONS}, "createdOn": made["createdOn"],
                           "updatedOn": now, "createdBy": made["createdBy"], "updatedBy": who}}


def _allow_delegated(call, role, properties):
    """A caller of the managing tenant may give managed identities the roles that its delegation names, and nothing else."""
    if call.subscription is None or call.subscription.tenant_id == call.tenant.id:
        return
    principals = {call.caller.lower(), *directory.groups_of(call.tenant, call.caller)}
    path = resources.path_of(call)
    named = {guid.lower() for at, definition in rbac.delegations(call.subscription, call.tenant.id) if rbac.covers(at, path)
             for authorization in definition["properties"]["authorizations"]
             if authorization["principalId"].lower() in principals
             and authorization["roleDefinitionId"].lower() == rbac.ACCESS_ADMINISTRATOR
             for guid in authorization.get("delegatedRoleDefinitionIds") or []}
    if role.lower() not in named:
        raise Refused(403, "AuthorizationFailed", f"The client '{call.claims.get('appid')}' with object id '{call.caller}' does not have "
                      f"authorization to assign or remove role '{role}' through its delegation over scope '{path}'.")
    if not properties.get("delegatedManagedIdentityResourceId") or properties.get("principalType") != "ServicePrincipal":
        raise Refused(403, "LinkedAuthorizationFailed", "Through a delegation, a role assignment needs delegatedManagedIdentityResourceId "
                      "and principalType ServicePrincipal.")
