# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A security group in Privileged Identity Management: itself, its owners, its PIM policies, who is eligible and who active."""

from __future__ import annotations

import re

from . import _group_uses, _pim_assignments, _pim_grants, _pim_guards, _pim_owners, _pim_policy, _pim_principals
from ._azure import deterministic_id
from ._directory import ABSENT, GROUP_FIELDS, STEADY, by_name, find_group, group_look
from ._errors import Refusal
from ._guards import ALLOW_LOCKOUT, protected_people, refuse_protected
from ._options import GUID
from ._pim_principals import ACCESS
from ._steps import HumanStep, Look, Step
from ._together import together

BINDABLE = 20       # references in the body of a new group
OPTIONS = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str"},
    "role_assignable": {"type": "bool", "default": True},
    "owners": {"type": "list", "elements": "str"},
    **_pim_grants.OPTIONS,
    "purge": {"type": "bool", "default": True},
    **_pim_policy.OPTIONS,
    **_group_uses.OPTIONS,
    **ALLOW_LOCKOUT,
}
ASKS_PEOPLE = LEAVES = True
NULLS = _pim_policy.NULLS
INFO_OPTIONS = {"name": {"type": "str"}}
NEEDS = {
    "graph": {
        "read": {
            "GroupMember.Read.All": "", "User.Read.All": "", "Organization.Read.All": "when a person is not found",
            "Application.Read.All": "when an owner is a service principal", "RoleManagementPolicy.Read.AzureADGroup": "",
            "PrivilegedEligibilitySchedule.Read.AzureADGroup": "", "PrivilegedAssignmentSchedule.Read.AzureADGroup": "",
            "RoleManagement.Read.Directory": "with state absent", "Policy.Read.All": "with state absent",
            "EntitlementManagement.Read.All": "with state absent"},
        "write": {
            "Group.ReadWrite.All": "", "RoleManagement.ReadWrite.Directory": "with role_assignable",
            "RoleManagementPolicy.ReadWrite.AzureADGroup": "with member_policy or owner_policy",
            "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup": "with eligible",
            "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup": "with active"},
    },
    "azure": {"read": {
        "Microsoft.Resources/subscriptions/read": "with state absent", "Microsoft.Authorization/roleAssignments/read": "with state absent",
        "Microsoft.Authorization/roleDefinitions/read": "with state absent"}},
}
NEW = {"owners": [], "eligible": [], "active": [], "activated": [], "member_policy": None, "owner_policy": None,
       "_protected": {}, "_held_by": []}


def refuse(want, cloud):
    if cloud.lacks("pim_for_groups") or cloud.lacks("role_management_policies"):
        raise Refusal(f"the cloud {cloud.name} has no Privileged Identity Management for groups; use a group with assigned members instead")
    _refuse_name(want["name"])
    if want["state"] == "present":
        _pim_policy.refuse(want)
        _pim_grants.refuse(want)


def _refuse_name(name):
    """Names that look alike to people and are different ones to the directory, or the other way round."""
    if len(name) > 256:
        raise Refusal(f"name has {len(name)} characters, and a group's name can have 256; shorten it")
    if not name.isprintable():
        raise Refusal(f"name '{name}' holds a character that nobody sees; take that out")


async def find(clients, want):
    """The group and all that PIM knows of it; and the ids of whom the task names."""
    present = want["state"] == "present"
    group, principals, owners = await together(
        find_group(clients, want["name"]),
        _pim_principals.people_and_groups(clients, want if present else {}), _pim_principals.owners(clients, want if present else {}))
    protected = await protected_people(clients, want) if present else {}
    caller, app_only = clients.caller()
    have = {"_graph": clients.cloud.graph, "_caller": caller, "_app_only": app_only, "_principals": principals, "_owners": owners,
            "_protected": protected}
    if not group:
        return have
    names = {each["id"].lower(): name for named in (principals, owners) for name, each in named.items()}
    have |= {**_shape(group), **await _surroundings(clients, group["id"], names)}
    if present:
        return have
    held_by, uses = await together(_pim_guards.protected_holders(clients, want, group["id"]), _uses(clients, want, have))
    return {**have, "_held_by": held_by, "_uses": uses}


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    before = {**NEW, **have}
    _refuse_conflicts(want, before)
    _pim_owners.refuse_ownerless(want, before)
    _pim_owners.refuse_twice(want, before)
    if not before.get("_ours", True):
        yield HumanStep(f"Look at who is in group {have['name']} and what it gives, since it was there before and others may use it")
    policies = {access: _pim_policy.plan(want, before, access, want["name"]) for access in ACCESS}
    grants, surplus = _pim_grants.plan(want, before, policies, now, want["name"])
    surplus, staying = _pim_guards.spared(want, before, surplus)
    _pim_guards.refuse_emptied(want, before, grants, surplus)
    yield from staying
    leaving = surplus.get("active", [])
    surplus["active"] = leaving + [entry for entry in _pim_owners.passing(want, before) if entry not in leaving]
    state = before if "id" in have else (yield from _creation(want, before))
    state = yield from _described(want, state)
    for access, planned in policies.items():
        state = yield from _pim_policy.carried_out(state["id"], access, planned, state)
    changed = [access for access, planned in policies.items() if planned.writes]
    state = yield from _pim_assignments.carried_out(state["id"], grants, surplus, state, now, changed)
    state = yield from _pim_owners.added(want, state)
    return (yield from _pim_owners.removed(want, state))


async def report(clients, want):
    """The group of this name, or all that roles can be assigned to."""
    if "name" in want:
        found = await find_group(clients, want["name"])
        groups = [found] if found else []
    else:
        groups = await clients.graph.items("/groups", {"$filter": "isAssignableToRole eq true", "$select": GROUP_FIELDS})
    # One after the other: PIM throttles early.
    return [{**_shape(group), **await _surroundings(clients, group["id"], {})} for group in groups]


async def _surroundings(clients, group, names):
    owners, granted, policies = await together(
        _pim_owners.found(clients, group, names), _pim_assignments.found(clients, group, names), _pim_policy.found(clients, group, names))
    passing = {entry["principal_id"] for entry in granted["active"] + granted["activated"]
               if entry["access"] == "owner" and (entry["ends"] or entry in granted["activated"])}
    return {"owners": [owner for owner in owners if owner["principal_id"] not in passing], **granted, **policies}


async def _uses(clients, want, have):
    others = await _group_uses.found(clients, want, have["id"], have)
    return others if have["_ours"] else ["it was there before, made by somebody else", *others]


def _refuse_conflicts(want, have):
    if "id" not in have:
        if GUID.fullmatch(want["name"]):
            raise Refusal(f"no group with the object id {want['name']} was found; give the display name to create one, or correct the id")
        return
    if have["role_assignable"] != want["role_assignable"]:
        cannot, option = ("cannot", "false") if want["role_assignable"] else ("can", "true")
        raise Refusal(
            f"group '{have['name']}' is there and {cannot} have roles assigned to it, which nobody can change afterwards; "
            f"set role_assignable to {option}, choose another name, or delete the group first")
    if want["state"] == "present" and have["_unfit"]:
        raise Refusal(f"group '{have['name']}' {have['_unfit']}, which Privileged Identity Management does not take; choose another name")


def _creation(want, have):
    wished = (_pim_owners.wanted(want, have) or {}).values()
    # The service refuses to be told that the caller is to own the group.
    bound = [who for who in wished if who.id.lower() != have["_caller"].lower()][:BINDABLE]
    answer = yield Step("POST", "/groups", _body(want, have, bound), says=_creation_says(want, bound), confirm=group_look(want["name"]))
    creator = [] if have["_app_only"] else [{"principal": "the signed-in account", "principal_id": have["_caller"], "_kind": "user"}]
    return {**have, **_shape(answer), "owners": creator + [_pim_owners.entry_for(who) for who in bound]}


def _creation_says(want, bound):
    owned = f", owned by {', '.join(sorted(who.name for who in bound))}" if bound else ""
    return f"Create {'role-assignable ' if want['role_assignable'] else ''}group {want['name']}{owned}"


def _body(want, have, bound):
    references = [_pim_owners.reference(have["_graph"], who.id) for who in sorted(bound, key=lambda who: who.name)]
    return {
        "displayName": want["name"], "mailNickname": _nickname(want["name"]),
        "mailEnabled": False, "securityEnabled": True, "groupTypes": [], "isAssignableToRole": want["role_assignable"],
        **({"description": want["description"]} if want.get("description") else {}),
        **({"owners@odata.bind": references} if references else {}),
    }


def _nickname(name):
    """What a group that this module makes is called besides its name, by which it is known again."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:48] or "group"
    return f"{slug}-{deterministic_id('group', name)[:8]}"


def _described(want, state):
    if "description" not in want or (want["description"] or None) == state["description"]:
        return state
    described = want["description"] or None      # the service takes no empty text

    def pick(group):
        return True if group and (group.get("description") or None) == described else None
    path = f"/groups/{state['id']}"
    yield Step("PATCH", path, {"description": described}, not_yet=ABSENT, says=f"Change the description of group {state['name']}",
               confirm=Look(path, f"the description of group '{state['name']}'", pick, times=STEADY, absent=ABSENT))
    return {**state, "description": described}


def _removal(want, have):
    """PIM lets go of a group that is deleted, so nothing needs to be taken away before."""
    if "id" in have:
        _refuse_conflicts(want, have)
        id, name, uses = have["id"], have["name"], have["_uses"]
        if not (yield from _group_uses.decided(want, have, uses)):
            return have
        refuse_protected(have.get("_held_by"), f"deleting group '{have['name']}' would end what it gives to")

        def pick(items):
            return None if any(item["id"] == id for item in items) else True
        yield Step("DELETE", f"/groups/{id}", perhaps_done=ABSENT,
                   says=f"Delete group {name} (it can be restored for 30 days){_group_uses.told(uses)}",
                   confirm=Look("/groups", f"the end of group '{name}'", pick, by_name(name), many=True, times=STEADY))
    return {key: value for key, value in have.items() if key.startswith("_") and key not in ("_unfit", "_ours", "_uses")}


def _shape(group):
    unfit = "is synchronized from on premises" if group.get("onPremisesSyncEnabled") else None
    if "DynamicMembership" in (group.get("groupTypes") or []):
        unfit = "has a dynamic membership"
    return {
        "id": group["id"], "name": group["displayName"], "description": group.get("description") or None,
        "role_assignable": bool(group.get("isAssignableToRole")), "_unfit": unfit,
        "_ours": group.get("mailNickname") == _nickname(group["displayName"]),
    }
