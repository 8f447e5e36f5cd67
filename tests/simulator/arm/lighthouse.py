# SPDX-License-Identifier: GPL-3.0-or-later
"""What Azure Lighthouse lets a tenant offer: which roles, to whom, for how long, and who may make or end a delegation.

Assumed: equal pairs of principal and role in one list, delegatedRoleDefinitionIds beside another role than User Access Administrator,
an offer without authorizations, a name that is blank or longer than 256 characters, and a managing tenant that this cloud does not
know are refused. That a principal exists in the managing tenant is not checked: a wrong id is a delegation that gives nobody access.
"""
from __future__ import annotations

import re

from tests.contracts.clouds import metadata_name
from tests.simulator.arm import rbac
from tests.simulator.arm.scopes import is_guid
from tests.simulator.wire import Refused

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
DELETE_ROLE = "91c1777a-f3dc-4fae-b103-61d183457e46"
LONGEST_NAME = 256
RIGHTS = [f"Microsoft.Authorization/roleAssignments/{verb}" for verb in ("read", "write", "delete")]
FORBIDDEN = {"microsoft.authorization/*", "microsoft.authorization/*/write", "microsoft.authorization/*/delete", *(
    f"microsoft.authorization/{kind}/{verb}" for verb in ("write", "delete")
    for kind in ("roleassignments", "roledefinitions", "classicadministrators", "locks", "denyassignments"))}
HALF_HOURS = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?")


def require_owner(call, scope):
    """Delegations are made by members of the customer's tenant who decide about its role assignments; not by guests, nor from outside."""
    user = call.tenant.directory.get("users", call.caller) or {}
    if (call.tenant.id != call.subscription.tenant_id or user.get("userType") == "Guest"
            or not all(rbac.allowed(call.world, call.tenant, call.caller, right, scope, call.subscription) for right in RIGHTS)):
        raise insufficient()


def require_offboarding(call, scope):
    """A delegation is ended by those who may make one, or by holders of the role that is made for it in the managing tenant."""
    if call.tenant.id == call.subscription.tenant_id:
        require_owner(call, scope)
        return
    held = rbac.roles_at(call.world, call.tenant, call.caller, scope, call.subscription)
    if not any(role and role["name"] == DELETE_ROLE for role in held):
        raise insufficient()


def insufficient():
    return Refused(403, "InsufficientPrivilegesForManagedServiceResource", "The requested user doesn't have sufficient privileges to "
                   "perform the operation.")


def invalid(what):
    return Refused(400, "InvalidRegistrationDefinitionCreateRequest", f"The registration definition create request is invalid. {what}")


def check_offer(call, given):
    """Refuse an offer that breaks the rules for managing tenants, roles, principals or just-in-time access."""
    managing = str(given["managedByTenantId"]).lower()
    if not is_guid(managing):
        raise invalid(f"The managedByTenantId '{managing}' is not a GUID.")
    if managing == call.subscription.tenant_id:
        raise invalid("The managing tenant must not be the tenant of the subscription.")
    if managing not in call.world.tenants:
        raise invalid(f"The managing tenant '{managing}' does not exist in this cloud.")
    name = given.get("registrationDefinitionName")
    if name is not None and not (name.strip() and len(name) <= LONGEST_NAME):
        raise invalid(f"The registrationDefinitionName must have 1 to {LONGEST_NAME} characters.")
    if not given["authorizations"]:
        raise invalid("At least one authorization is needed.")
    _distinct(given["authorizations"])
    for authorization in given["authorizations"]:
        _check_authorization(call, authorization)
    if given.get("eligibleAuthorizations"):
        _check_eligible(call, call.world.tenants[managing], given["eligibleAuthorizations"])


def _distinct(authorizations):
    pairs = [(str(found["principalId"]).lower(), str(found["roleDefinitionId"]).lower()) for found in authorizations]
    if len(set(pairs)) != len(pairs):
        raise invalid("The same principal and role stand more than once in the authorizations.")


def _check_authorization(call, authorization):
    _guid("principalId", authorization["principalId"])
    _guid("roleDefinitionId", authorization["roleDefinitionId"])
    role, delegated = authorization["roleDefinitionId"].lower(), authorization.get("delegatedRoleDefinitionIds") or []
    if role == rbac.ACCESS_ADMINISTRATOR:
        if not delegated:
            raise invalid("The role User Access Administrator needs delegatedRoleDefinitionIds.")
    elif delegated:
        raise invalid("delegatedRoleDefinitionIds are for the role User Access Administrator only.")
    for guid in delegated or [role]:
        _guid("roleDefinitionId", guid)
        _check_role(call, guid.lower())


def _check_role(call, guid):
    role = rbac.role_definition(call.world, call.subscription.tenant_id, guid)
    if role is None or role["properties"]["type"] != "BuiltInRole":
        raise invalid(f"The role definition '{guid}' is not a built-in role.")
    name = role["properties"]["roleName"]
    if guid == OWNER:
        raise invalid("The role Owner cannot be used in a registration definition.")
    for permission in role["properties"]["permissions"]:
        if permission["dataActions"]:
            raise invalid(f"The role {name} has DataActions and cannot be used in a registration definition.")
        if forbidden := [action for action in permission["actions"] if action.lower() in FORBIDDEN]:
            raise invalid(f"The role {name} has the restricted actions {', '.join(forbidden)} and cannot be used in a registration "
                          "definition.")


def _check_eligible(call, managing, eligible):
    if metadata_name(call.world.cloud) != "prod":
        raise invalid("eligibleAuthorizations are not supported in this cloud.")
    if "AAD_PREMIUM_P2" not in managing.licences:
        raise invalid("eligibleAuthorizations need a Microsoft Entra ID P2 license in the managing tenant.")
    _distinct(eligible)
    policies = {}
    for found in eligible:
        _guid("principalId", found["principalId"])
        _guid("roleDefinitionId", found["roleDefinitionId"])
        role, policy = found["roleDefinitionId"].lower(), _policy(managing, found.get("justInTimeAccessPolicy") or {})
        if role == rbac.ACCESS_ADMINISTRATOR:
            raise invalid("The role User Access Administrator cannot be used in eligibleAuthorizations.")
        _check_role(call, role)
        _no_application(managing, found["principalId"])
        if policies.setdefault(role, policy) != policy:
            raise invalid("Eligible authorizations of the same role need the same justInTimeAccessPolicy.")


def _policy(managing, given):
    """A just-in-time policy in a form that can be compared: provider, minutes, approvers."""
    duration, approvers = given.get("maximumActivationDuration") or "PT8H", given.get("managedByTenantApprovers") or []
    form = HALF_HOURS.fullmatch(duration)
    minutes = int(form[1] or 0) * 60 + int(form[2] or 0) if form else 0
    if not 30 <= minutes <= 480 or minutes % 30:
        raise invalid(f"The maximumActivationDuration '{duration}' must be from PT30M to PT8H in steps of half an hour.")
    if len(approvers) > 10:
        raise invalid("There must be no more than 10 managedByTenantApprovers.")
    for approver in approvers:
        _guid("principalId", approver["principalId"])
        _no_application(managing, approver["principalId"])
    return given.get("multiFactorAuthProvider", "None"), minutes, frozenset(approver["principalId"].lower() for approver in approvers)


def _no_application(managing, principal):
    if managing.directory.get("servicePrincipals", principal.lower()) is not None:
        raise invalid("A service principal can neither be eligible nor approve.")


def _guid(name, text):
    if not is_guid(text):
        raise invalid(f"The {name} '{text}' is not a GUID.")
