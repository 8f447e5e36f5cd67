# SPDX-License-Identifier: GPL-3.0-or-later
"""PIM for Groups: who is eligible to be, and who is for a while, a member or an owner of a group.

Assumed, where the documentation is silent: a list without a filter by groupId or principalId is refused (400 BadRequest); only users are
granted anything, and groups nothing but eligible membership; members who were added to the group itself are no schedules here.
"""
from __future__ import annotations

import re

from tests.simulator.graph import directory, pim, pim_access, pim_policies, pim_reads
from tests.simulator.wire import Area, Refused

area = Area("PIM for Groups")
ROOT = "/identityGovernance/privilegedAccess/group/"
GROUP_IN_FILTER = re.compile(r"\bgroupId\s+eq\s+'([^']*)'", re.I)
PRINCIPAL_IN_FILTER = re.compile(r"\bprincipalId\s+eq\s+'([^']*)'", re.I)


def admit(call, surface, wish):
    """The wish in the service's spelling, when PIM knows its group and principal and grants such a thing."""
    pim_access.require_licence(call.tenant)
    wish = {**wish, "accessId": str(wish["accessId"]).lower(), "groupId": str(wish["groupId"]).lower(),
            "principalId": str(wish["principalId"]).lower()}
    group = group_known(call, wish["groupId"])
    if wish["action"].startswith("admin"):
        pim_access.require_authority(call, group, reading=False)
    if not supported(group):
        raise pim.invalid("The group's membership is dynamic or synchronized.")
    found = directory.principal(call.tenant, wish["principalId"])
    if found is None:
        raise Refused(404, "SubjectNotFound", "The subject is not found.")
    eligible_group = found[0] == "groups" and (surface.level, wish["accessId"]) == ("Eligibility", "member")
    if found[0] != "users" and not (eligible_group and wish["principalId"] != wish["groupId"]):
        raise pim.invalid("The principal cannot be granted this.")
    return wish


def group_known(call, id):
    """The group, once PIM has heard of it."""
    if not call.tenant.directory.replicated("groups", id, pim_policies.ONBOARDED):
        raise Refused(404, "ResourceNotFound", "The resource is not found.")
    return call.tenant.directory.truth("groups", id)


def supported(group):
    dynamic = "DynamicMembership" in (group.get("groupTypes") or [])
    return not dynamic and not group.get("onPremisesSyncEnabled")


def may_read(call, own=False):
    """PIM answers about groups that it knows; a person reads of groups they are in or manage, and of themselves."""
    pim_access.require_licence(call.tenant)
    named = GROUP_IN_FILTER.search(call.option("$filter") or "")
    group = group_known(call, named[1].lower()) if named else None
    principal = PRINCIPAL_IN_FILTER.search(call.option("$filter") or "")
    if not own and not (principal and principal[1].lower() == call.caller):
        pim_access.require_authority(call, group)


def rules(call, wish):
    return pim_policies.policy(call.tenant, wish["groupId"], wish["accessId"])["rules"]


def schedule_id(wish, guid):
    return f"{wish['groupId']}_{wish['accessId']}_{guid}"


def membership(row):
    """What an active grant is in the directory."""
    return f"groups/{row['groupId']}/{row['accessId']}s", row["principalId"], {"id": row["principalId"]}


def prepared(call, wish):
    pim_policies.onboard(call, wish["groupId"])


def there(call, row):
    store = call.tenant.directory
    kinds = ("users", "groups")
    return store.truth("groups", row["groupId"]) is not None and any(store.truth(kind, row["principalId"]) for kind in kinds)


def group_of(call, row):
    return call.tenant.directory.get("groups", row["groupId"])


SHARED = {"keys": ("groupId", "accessId", "principalId"), "admit": admit, "prepared": prepared, "rules": rules, "schedule_id": schedule_id,
          "there": there, "needs_filter": ("groupId", "principalId"), "may_read": may_read, "expand": {"group": group_of}}
ELIGIBILITY = pim.Surface(ROOT + "eligibility", "Eligibility", **SHARED)
ASSIGNMENT = pim.Surface(ROOT + "assignment", "Assignment", access=membership, eligible=ELIGIBILITY, **SHARED)
pim_reads.serve(area, ELIGIBILITY)
pim_reads.serve(area, ASSIGNMENT)
