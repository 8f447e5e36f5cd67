# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory roles that decide whether a user may do a thing, or may be touched: what token permissions alone do not tell.

Assumed, where the documentation is silent: being a member or an owner of a role-assignable group protects a user as a directory
role does; an application needs one of the higher roles too, before it changes a protected user.
"""
from __future__ import annotations

from tests.simulator.graph import directory
from tests.simulator.graph.builtin_roles import IDS
from tests.simulator.graph.directory_rules import denied

ROLE_ASSIGNMENTS = "roleAssignments"
GLOBAL_ADMINISTRATOR = IDS["Global Administrator"]
PRIVILEGED_ROLE_ADMINISTRATOR = IDS["Privileged Role Administrator"]
PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = IDS["Privileged Authentication Administrator"]
USER_ADMINISTRATOR, GROUPS_ADMINISTRATOR = IDS["User Administrator"], IDS["Groups Administrator"]
HELPDESK_ADMINISTRATOR, GUEST_INVITER = IDS["Helpdesk Administrator"], IDS["Guest Inviter"]
SENSITIVE = {"accountEnabled", "businessPhones", "mobilePhone", "onPremisesImmutableId", "otherMails", "passwordProfile",
             "userPrincipalName"}


def roles_of(tenant, principal_id):
    """Role definition ids that are active for a principal, its own and those of its groups."""
    holders = {principal_id} | directory.groups_of(tenant, principal_id)
    return {assignment["roleDefinitionId"] for assignment in tenant.directory.truths(ROLE_ASSIGNMENTS)
            if assignment["principalId"] in holders}


def is_protected(tenant, user_id):
    """Does the user hold a directory role, or belong to a group that could be given one?"""
    store = tenant.directory
    return bool(roles_of(tenant, user_id)) or any(
        group.get("isAssignableToRole") and (store.truth(f"groups/{group['id']}/members", user_id)
                                             or store.truth(f"groups/{group['id']}/owners", user_id))
        for group in store.truths("groups"))


def holds(call, *roles):
    """Whether the caller holds one of these directory roles; a Global Administrator holds them all."""
    return bool(roles_of(call.tenant, call.caller) & {GLOBAL_ADMINISTRATOR, *roles})


def require_over(call, user):
    """Refuse to touch a protected user without a higher role."""
    if is_protected(call.tenant, user["id"]) and not holds(call, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR):
        raise denied()


def require_over_group(call, group):
    """Refuse a signed-in user's change of a group that neither ownership nor a role gives to that user."""
    if call.app_only or call.tenant.directory.truth(f"groups/{group['id']}/owners", call.caller):
        return
    usual = () if group.get("isAssignableToRole") else (GROUPS_ADMINISTRATOR, USER_ADMINISTRATOR)
    if not holds(call, PRIVILEGED_ROLE_ADMINISTRATOR, *usual):
        raise denied()
