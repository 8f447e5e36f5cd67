# SPDX-License-Identifier: GPL-3.0-or-later
"""PIM for directory roles: who is eligible for a role, and who holds one for a while.

A grant to a group that no role can be assigned to is accepted, and then stays Granted for ever.

Assumed, where the documentation is silent: permanent grants are allowed; active ones need a justification; activation lasts at most
eight hours and needs a justification and multifactor authentication. These rules cannot be changed here.
"""
from __future__ import annotations

from tests.simulator.graph import directory, directory_roles, pim, pim_access, pim_reads, pim_rules
from tests.simulator.graph.builtin_roles import ROLES
from tests.simulator.graph.privilege import ROLE_ASSIGNMENTS
from tests.simulator.wire import Area, Refused

area = Area("PIM for directory roles")
ROOT = "/roleManagement/directory/"
PERMANENT = {id: {**pim_rules.fresh()[id], "isExpirationRequired": False}
             for id in ("Expiration_Admin_Eligibility", "Expiration_Admin_Assignment")}
MFA = {**pim_rules.fresh()["Enablement_EndUser_Assignment"], "enabledRules": ["Justification", "MultiFactorAuthentication"]}
RULES = {**pim_rules.fresh(), **PERMANENT, MFA["id"]: MFA}


def admit(call, surface, wish):
    """The wish in the service's spelling, when the role and the principal are there."""
    pim_access.require_licence(call.tenant)
    for name in ("roleDefinitionId", "principalId", "directoryScopeId"):
        if not wish.get(name):
            raise pim.invalid(f"The {name} is missing.")
    if wish["action"].startswith("admin"):
        directory_roles.require_administrator(call)
    wish = {**wish, "roleDefinitionId": wish["roleDefinitionId"].lower(), "principalId": wish["principalId"].lower(),
            "directoryScopeId": directory_roles.scope(call, wish["directoryScopeId"])}
    if wish["roleDefinitionId"] not in ROLES:
        raise Refused(404, "RoleNotFound", "The role is not found.")
    if directory.principal(call.tenant, wish["principalId"]) is None:
        raise Refused(404, "SubjectNotFound", "The subject is not found.")
    return wish


def stuck(call, wish):
    """Is the principal one that a role cannot be assigned to?"""
    return not directory_roles.assignable(directory.principal(call.tenant, wish["principalId"]))


def may_read(call, own=False):
    pim_access.require_licence(call.tenant)


def rules(call, wish):
    return RULES


def schedule_id(wish, guid):
    return guid


def there(call, row):
    return any(call.tenant.directory.truth(kind, row["principalId"]) for kind in directory.KINDS)


def active_assignment(row):
    found = directory_roles.assignment(row["roleDefinitionId"], row["principalId"], row["directoryScopeId"])
    return ROLE_ASSIGNMENTS, found["id"], found


SHARED = {"keys": ("roleDefinitionId", "directoryScopeId", "principalId"), "admit": admit, "stuck": stuck, "rules": rules,
          "schedule_id": schedule_id, "there": there, "may_read": may_read, "expand": {"roleDefinition": directory_roles.role_of},
          "shown": {"appScopeId": None}, "spell": str.capitalize}
ELIGIBLE = pim.Surface(ROOT + "roleEligibility", "Eligibility", **SHARED)
ACTIVE = pim.Surface(ROOT + "roleAssignment", "Assignment", access=active_assignment, eligible=ELIGIBLE, **SHARED)
pim_reads.serve(area, ELIGIBLE)
pim_reads.serve(area, ACTIVE)
