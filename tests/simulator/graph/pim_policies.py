# SPDX-License-Identifier: GPL-3.0-or-later
"""The two PIM policies of every group, for its members and for its owners, and how their ids change.

A group that PIM has not seen has policies too. Their ids are made anew when the group is onboarded and whenever a rule changes.
"""
from __future__ import annotations

import re

from tests.simulator.graph import pim_rules
from tests.simulator.wire import Refused
from tests.simulator.world import seeded_id

ACCESS = ("member", "owner")
POLICIES, ONBOARDED = "roleManagementPolicies", "privilegedAccess/groups"
# As whom the policy service hears of new groups, one access after the other: what rules of replication go by.
HEARD = "roleManagementPolicyAssignments"
POLICY_ID = re.compile(r"Group_([0-9a-f-]{36})_([0-9a-f-]{36})", re.I)
FRESH = pim_rules.fresh()


def policy(tenant, group_id, access):
    """The policy as its readers see it."""
    return tenant.directory.get(POLICIES, f"{group_id}_{access}") or _untouched(group_id, access)


def true_policy(tenant, group_id, access):
    """The policy as it was last written."""
    return tenant.directory.truth(POLICIES, f"{group_id}_{access}") or _untouched(group_id, access)


def _untouched(group_id, access):
    guid = seeded_id("policy", group_id, access)
    return {"groupId": group_id, "access": access, "guid": guid, "rules": FRESH, "modified": None, "by": None}


def policies_of(tenant, group_id):
    """The group's policies that the policy service knows of already: both, one, or none."""
    heard = [access for access in ACCESS if tenant.directory.replicated("groups", group_id, HEARD, f"{group_id}_{access}")]
    return [policy(tenant, group_id, access) for access in heard]


def policy_id(found):
    return f"Group_{found['groupId']}_{found['guid']}"


def named(tenant, id, read):
    """The policy that has this id now; an id from before a change is nobody's."""
    match = POLICY_ID.fullmatch(id)
    if match and tenant.directory.truth("groups", match[1].lower()) is not None:
        for access in ACCESS:
            found = read(tenant, match[1].lower(), access)
            if found["guid"] == match[2].lower():
                return found
    raise Refused(404, "ResourceNotFound", "The resource is not found.")


def keep(call, found, rules):
    """Write a policy's rules; it has another id from now on."""
    changed = {**found, "rules": rules, "guid": call.new_id(), "modified": call.stamp(7), "by": call.caller}
    return call.tenant.directory.put(POLICIES, f"{found['groupId']}_{found['access']}", changed)


def onboard(call, group_id):
    """PIM takes a group in with the first write about it."""
    store = call.tenant.directory
    if store.truth(ONBOARDED, group_id) is None:
        store.put(ONBOARDED, group_id, {"id": group_id, "registeredDateTime": call.stamp(7)})
        for access in ACCESS:
            found = true_policy(call.tenant, group_id, access)
            keep(call, found, found["rules"])
