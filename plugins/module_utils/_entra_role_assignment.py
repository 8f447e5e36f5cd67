# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A directory role of Microsoft Entra for a role-assignable group: held for good, or eligible through PIM for directory roles."""

from __future__ import annotations

from ._directory import expected_group, find_group, is_known, one_of
from ._durations import duration, length_of, written
from ._errors import Refusal
from ._graph import quoted
from ._guards import (
    ALLOW_LOCKOUT,
    GLOBAL_ADMINISTRATOR,
    PRIVILEGED_ROLE_ADMINISTRATOR,
    protected_in,
    protected_people,
    refuse_lockout,
    refuse_protected,
)
from ._moments import later, moment, moment_given, stamp
from ._options import GUID
from ._pim_assignments import NOT_YET, STEADY, why_failed
from ._pim_grants import is_equal
from ._steps import Look, Step
from ._together import together

ROOT = "/roleManagement/directory"
PERMANENT, ELIGIBLE = "permanent", "eligible"
# Who could give the role to somebody again.
RESTORERS = {GLOBAL_ADMINISTRATOR: (GLOBAL_ADMINISTRATOR,),
             PRIVILEGED_ROLE_ADMINISTRATOR: (PRIVILEGED_ROLE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR)}
OPTIONS = {
    "group": {"type": "str", "required": True},
    "role": {"type": "str", "required": True},
    "assignment": {"type": "str", "choices": [PERMANENT, ELIGIBLE], "default": PERMANENT},
    "duration": {"type": "str"},
    "ends": {"type": "str"},
    "justification": {"type": "str"},
    **ALLOW_LOCKOUT,
}
RULES = {"mutually_exclusive": [("duration", "ends")]}
INFO_OPTIONS = {"group": {"type": "str", "required": True}}
NEEDS = {
    "graph": {
        "read": {"GroupMember.Read.All": "", "RoleManagement.Read.Directory": "", "User.Read.All": "with protected_principals"},
        "write": {"RoleManagement.ReadWrite.Directory": "with assignment permanent",
                  "RoleEligibilitySchedule.ReadWrite.Directory": "with assignment eligible"},
    },
}


def refuse(want, cloud):
    if want["assignment"] == PERMANENT and (want.get("duration") or want.get("ends") or want.get("justification")):
        raise Refusal("duration, ends and justification go with assignment eligible; set it, or leave them out")
    # An empty one is no way to say for ever: it is more likely a variable that was forgotten.
    if "duration" in want:
        duration(want["duration"], "duration")
    if "ends" in want:
        moment_given(want["ends"], "ends")


async def find(clients, want):
    """The role is known before anybody waits for the group."""
    role = await role_of(clients, want["role"])
    group_id = await _group_id(clients, want)
    have = {"_role_id": role["id"], "_group_id": group_id}
    if group_id is None or not is_known(group_id):
        return have
    found = await _standing(clients, want, have)
    return {**have, **found, **(await _at_stake(clients, want, have, found) if found and want["state"] == "absent" else {})}


async def _standing(clients, want, have):
    """The assignment or the eligibility that is there."""
    path, absent = (f"{ROOT}/roleAssignments", ()) if want["assignment"] == PERMANENT else (f"{ROOT}/roleEligibilitySchedules", NOT_YET)
    items = _whole_tenant(await clients.graph.items(path, _of(have["_group_id"], have["_role_id"]), absent))
    live = _live(clients, [(_held if want["assignment"] == PERMANENT else _eligible)(want, item) for item in items])
    return live[0] if live else {}


def _live(clients, entries):
    return [entry for entry in entries if entry["ends"] is None or moment(entry["ends"]) > clients.now()]


async def _at_stake(clients, want, have, entry):
    """What goes with a role: protected people's access, and the last holder who could give it again."""
    protected = await protected_people(clients, want)
    return {"_held_by": await protected_in(clients, protected, have["_group_id"]),
            "_last": not want["allow_lockout"] and have["_role_id"] in RESTORERS and await _is_last(clients, want, have["_role_id"], entry)}


async def _is_last(clients, want, role, entry):
    queries = [{"$filter": f"roleDefinitionId eq {quoted(each)}"} for each in RESTORERS[role]]
    held = await together(*(clients.graph.items(f"{ROOT}/roleAssignments", query) for query in queries))
    if any(item["id"] != entry["id"] for items in held for item in _whole_tenant(items)):
        return False        # so nobody needs the licence for what may be eligible
    eligible = await together(*(clients.graph.items(f"{ROOT}/roleEligibilitySchedules", query, NOT_YET) for query in queries))
    others = [_eligible(want, item) for items in eligible for item in _whole_tenant(items) if item["id"] != entry["id"]]
    return not _live(clients, others)


def steps(want, have, now):
    there = "id" in have
    eligible = want["assignment"] == ELIGIBLE
    internal = {key: value for key, value in have.items() if key.startswith("_")}
    if want["state"] == "absent":
        if there:
            _refuse_removal(want, have)
            yield _unmake_eligible(want, have) if eligible else _unassign(want, have)
        return internal
    if there and (not eligible or is_equal(have, _lasting(want))):
        return have
    if not eligible:
        return {**internal, **_held(want, (yield _assign(want, have)))}
    if want.get("ends") and moment_given(want["ends"], "ends") <= now:
        raise Refusal(f"ends {want['ends']} is past; give a later moment")
    answer = yield _make_eligible(want, have, now, there)
    return {**internal, **_eligible(want, answer)}


def _refuse_removal(want, have):
    role = f"directory role {want['role']} from group '{want['group']}'"
    refuse_protected(have.get("_held_by"), f"removing {role} would take it from")
    if have.get("_last"):
        refuse_lockout(want, f"removing {role} would leave nobody who holds it or could give it again", "give it to somebody else")


async def report(clients, want):
    """Every directory role that the group holds, or is eligible for."""
    found = await find_group(clients, want["group"])
    if not found:
        return []
    query = {"$filter": f"principalId eq {quoted(found['id'])}"}
    roles, held, eligible = await together(
        clients.graph.items(f"{ROOT}/roleDefinitions", {"$select": "id,displayName"}),
        clients.graph.items(f"{ROOT}/roleAssignments", query),
        clients.graph.items(f"{ROOT}/roleEligibilitySchedules", query, NOT_YET))
    names = {role["id"]: role["displayName"] for role in roles}

    def entry(item, of):
        return {**of({**want, "role": names.get(item["roleDefinitionId"])}, item), "directory_scope": item["directoryScopeId"]}
    return [*(entry(item, _held) for item in held), *(entry(item, _eligible) for item in eligible)]


async def role_of(clients, name):
    if GUID.fullmatch(name):
        hits = await clients.graph.items(f"{ROOT}/roleDefinitions", {"$filter": f"templateId eq {quoted(name.lower())}"})
    else:
        hits = await clients.graph.items(f"{ROOT}/roleDefinitions", {"$filter": f"displayName eq {quoted(name)}"})
    found = one_of(hits, "directory role", name)
    if not found:
        raise Refusal(
            f"no directory role is named '{name}' in tenant {clients.tenant}; correct the name, such as Security Reader, or give its id")
    return found


async def _group_id(clients, want):
    """To lose a role, the group need not exist."""
    if want["state"] == "absent":
        found = await find_group(clients, want["group"])
        return found and found["id"]
    return await expected_group(clients, want["group"], _refuse_group)


def _refuse_group(group):
    if not group.get("isAssignableToRole"):
        raise Refusal(f"group '{group['displayName']}' was not made for roles, and that cannot be changed; name a role-assignable group, "
                      "as pim_group makes it with role_assignable true")


def _of(group_id, role_id):
    return {"$filter": f"principalId eq {quoted(group_id)} and roleDefinitionId eq {quoted(role_id)}"}


def _whole_tenant(items):
    return [item for item in items if item["directoryScopeId"] == "/"]


def _assign(want, have):
    body = {"@odata.type": "#microsoft.graph.unifiedRoleAssignment", **_who(have)}
    look = Look(f"{ROOT}/roleAssignments", f"role {want['role']} of group '{want['group']}'", many=True, times=STEADY,
                query=_of(have["_group_id"], have["_role_id"]), pick=lambda items: next(iter(_whole_tenant(items)), None))
    return Step("POST", f"{ROOT}/roleAssignments", body, confirm=look, not_yet=(*NOT_YET, "Request_ResourceNotFound"),
                perhaps_done=("Request_BadRequest",), says=f"Assign directory role {want['role']} to group {want['group']}")


def _unassign(want, have):
    return Step("DELETE", f"{ROOT}/roleAssignments/{have['id']}", says=f"Remove directory role {want['role']} from group {want['group']}")


def _make_eligible(want, have, now, there):
    wish = _lasting(want)
    ends = want.get("ends") and stamp(moment_given(want["ends"], "ends"))
    expiration = ({"type": "noExpiration"} if wish.get("permanent") else {"type": "afterDateTime", "endDateTime": ends} if ends
                  else {"type": "afterDuration", "duration": written(length_of(want["duration"]))})
    body = {
        **_who(have), "action": "adminUpdate" if there else "adminAssign", "justification": want.get("justification"),
        "scheduleInfo": {"startDateTime": stamp(now), "expiration": expiration},
    }
    lasting = "permanently" if wish.get("permanent") else f"until {ends}" if ends else f"for {expiration['duration']}"

    def pick(items):
        return next((item for item in _whole_tenant(items) if is_equal(_eligible(want, item), wish)), None)
    says = f"Make group {want['group']} eligible for directory role {want['role']} {lasting}"
    if there:
        says = f"Change how long group {want['group']} is eligible for directory role {want['role']}: {lasting}"
    return Step("POST", f"{ROOT}/roleEligibilityScheduleRequests", {key: value for key, value in body.items() if value}, says=says,
                not_yet=NOT_YET, perhaps_done=("RoleAssignmentExists", "PendingRoleAssignmentRequest"), failed=why_failed,
                confirm=_look(want, have, pick))


def _unmake_eligible(want, have):
    def pick(items):
        return None if _whole_tenant(items) else True
    return Step("POST", f"{ROOT}/roleEligibilityScheduleRequests", {**_who(have), "action": "adminRemove"}, failed=why_failed,
                perhaps_done=("RoleAssignmentDoesNotExist",), confirm=_look(want, have, pick),
                says=f"End the eligibility of group {want['group']} for directory role {want['role']}")


def _who(have):
    return {"principalId": have["_group_id"], "roleDefinitionId": have["_role_id"], "directoryScopeId": "/"}


def _look(want, have, pick):
    return Look(f"{ROOT}/roleEligibilitySchedules", f"the eligibility of group '{want['group']}' for {want['role']}", pick,
                _of(have["_group_id"], have["_role_id"]), many=True, times=STEADY, absent=NOT_YET)


def _lasting(want):
    return {"duration": want.get("duration"), "ends": want.get("ends"), "permanent": not (want.get("duration") or want.get("ends"))}


def _held(want, item):
    return {"id": item["id"], "group": want["group"], "group_id": item["principalId"], "role": want["role"], "assignment": PERMANENT,
            "starts": None, "ends": None}


def _eligible(want, item):
    info = item["scheduleInfo"]
    expiration, starts = info["expiration"], moment(info["startDateTime"])
    length = length_of(expiration.get("duration"))
    ends = moment(expiration.get("endDateTime")) or (later(starts, length) if length else None)
    return {"id": item["id"], "group": want["group"], "group_id": item["principalId"], "role": want["role"], "assignment": ELIGIBLE,
            "starts": stamp(starts), "ends": stamp(ends) if ends else None}
