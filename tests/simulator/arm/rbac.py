# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure RBAC: role assignments of the tenant, and Lighthouse delegations to a managing tenant."""
from __future__ import annotations

import functools
import re

from tests.simulator.arm import hierarchy
from tests.simulator.arm.builtin_roles import BUILT_IN
from tests.simulator.clock import moment
from tests.simulator.graph import directory

ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"


def allowed(world, tenant, caller, action, scope, subscription=None):
    """May this principal of this tenant do this there? The subscription is the one that the scope is in, if it is in one."""
    return any(grants(role, action) for role in roles_at(world, tenant, caller, scope, subscription))


def roles_at(world, tenant, caller, scope, subscription=None):
    """The role definitions that a principal holds at a scope, through its groups and through delegation too."""
    principals = {caller.lower(), *directory.groups_of(tenant, caller)}
    if subscription is None or subscription.tenant_id == tenant.id:
        yield from _assigned(world, tenant, principals, scope)
    else:
        yield from _delegated(world, tenant, principals, scope, subscription)


def roles_within(world, tenant, caller, subscription):
    """The roles that a principal holds at a subscription or at anything in it."""
    principals = {caller.lower(), *directory.groups_of(tenant, caller)}
    root = f"/subscriptions/{subscription.id}"
    if subscription.tenant_id != tenant.id:
        for _at, definition in delegations(subscription, tenant.id):
            for authorization in definition["properties"]["authorizations"]:
                if authorization["principalId"].lower() in principals:
                    yield role_definition(world, subscription.tenant_id, authorization["roleDefinitionId"])
        return
    for assignment in tenant.azure.list("roleAssignments"):
        properties = assignment["properties"]
        at = properties["scope"]
        if properties["principalId"].lower() in principals and (reaches(tenant, at, root) or covers(root, at)):
            yield role_definition(world, tenant.id, properties["roleDefinitionId"])


def _assigned(world, tenant, principals, scope):
    for assignment in tenant.azure.list("roleAssignments"):
        properties = assignment["properties"]
        if properties["principalId"].lower() in principals and reaches(tenant, properties["scope"], scope):
            yield role_definition(world, tenant.id, properties["roleDefinitionId"])


def _delegated(world, tenant, principals, scope, subscription):
    for at, definition in delegations(subscription, tenant.id):
        if covers(at, scope):
            for authorization in definition["properties"]["authorizations"]:
                if authorization["principalId"].lower() in principals:
                    yield _through_delegation(role_definition(world, subscription.tenant_id, authorization["roleDefinitionId"]))


def _through_delegation(role):
    """User Access Administrator is delegated to give managed identities roles, and for nothing else of Microsoft.Authorization."""
    if role is None or role["name"] != ACCESS_ADMINISTRATOR:
        return role
    actions = ["*/read", "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete"]
    return {**role, "properties": {**role["properties"], "permissions": [{"actions": actions, "notActions": [], "dataActions": []}]}}


def delegations(subscription, tenant_id):
    """(scope, registration definition) of each offer to this managing tenant that is in force in the subscription."""
    for assignment, definition in in_force(subscription, tenant_id):
        yield re.split("/providers/Microsoft.ManagedServices/", assignment["id"], flags=re.I)[0], definition


def in_force(subscription, tenant_id):
    """(registration assignment, registration definition) of each offer to this managing tenant."""
    definitions = {found["id"].lower(): found for found in subscription.store.list("registrationDefinitions")}
    for assignment in subscription.store.list("registrationAssignments"):
        definition = definitions.get(assignment["properties"]["registrationDefinitionId"].lower())
        if (definition and definition["properties"]["managedByTenantId"].lower() == tenant_id
                and assignment["properties"]["provisioningState"] != "Creating"):
            yield assignment, definition


def delegated(subscription, tenant_id, token_issued):
    """Is something in the subscription delegated to this tenant? A token older than the delegation does not know of it yet."""
    return any(token_issued >= int(moment(assignment["systemData"]["createdAt"]).timestamp())
               for assignment, _definition in in_force(subscription, tenant_id))


def tenant_of(call):
    """The tenant whose role assignments and definitions count where the call goes: the owner's of a delegated subscription."""
    return call.world.tenants[call.subscription.tenant_id] if call.subscription else call.tenant


def role_definition(world, tenant_id, name):
    """A role definition by its GUID or resource id: built in, or one of the tenant's own; None when there is none."""
    return role_definitions(world.tenants[tenant_id]).get(str(name).rsplit("/", 1)[-1].lower())


def role_definitions(tenant):
    """All role definitions of a tenant by GUID. What its store has of a built-in role is that role as Microsoft has changed it."""
    return {**BUILT_IN, **{found["name"].lower(): found for found in tenant.azure.list("roleDefinitions")}}


def grants(role, action):
    """Does a role definition allow an action of the control plane?"""
    return role is not None and any(
        any(matches(pattern, action) for pattern in permission.get("actions", []))
        and not any(matches(pattern, action) for pattern in permission.get("notActions", []))
        for permission in role["properties"]["permissions"])


def matches(pattern, action):
    return bool(_pattern(pattern).fullmatch(action))


@functools.lru_cache(maxsize=4096)
def _pattern(text):
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.I)


def covers(at, scope):
    """Is a scope the same as, or within, the one where something was assigned?"""
    at, scope = at.rstrip("/").lower(), scope.rstrip("/").lower()
    return not at or scope == at or scope.startswith(at + "/")


def reaches(tenant, at, scope):
    """The same, along the tenant's management groups too."""
    return covers(at, scope) or any(covers(at, group) for group in hierarchy.above(tenant, scope))
