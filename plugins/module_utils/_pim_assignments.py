# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The schedules and requests of PIM for Groups: who is eligible or active now, and how that is changed."""

from __future__ import annotations

from ._durations import length_of, written
from ._graph import quoted
from ._moments import later, moment, moment_given, stamp
from ._pim_grants import is_equal
from ._pim_principals import spoken
from ._steps import Look, Step
from ._together import together

ROOT = "/identityGovernance/privilegedAccess/group/"
SETS = {"eligible": "eligibility", "active": "assignment"}
NOT_YET = ("ResourceNotFound", "SubjectNotFound", "RoleNotFound")      # group or principal has not spread to PIM yet
REFUSED = ("failed", "denied", "canceled", "pendingapproval", "pendingadmindecision")
STEADY = 2


def carried_out(group, grants, surplus, state, now, new_policies):
    """Grant, then take away; the state as it was confirmed."""
    name = state["name"]
    answers = (yield [_granting(group, grant, name, now, grant.wish["access"] in new_policies) for grant in grants]) if grants else []
    for grant, answer in zip(grants, answers):
        rest = [entry for entry in state[grant.kind] if entry is not grant.standing]
        state = {**state, grant.kind: [*rest, entry_of(answer, grant.who.name)]}
    leaving = [(kind, entry) for kind, entries in surplus.items() for entry in entries]
    if leaving:
        yield [_removal(group, kind, entry, name) for kind, entry in leaving]
    for kind, gone in surplus.items():
        state = {**state, kind: [entry for entry in state[kind] if entry not in gone]}
    return state


def _granting(group, grant, name, now, policy_is_new):
    wish, who = grant.wish, grant.who
    ticket = {"number": "ticketNumber", "system": "ticketSystem"}
    body = {
        "accessId": wish["access"], "groupId": group, "principalId": who.id, "action": "adminUpdate" if grant.standing else "adminAssign",
        "scheduleInfo": {"startDateTime": stamp(now), "expiration": _expiration(wish)},
        **({"justification": wish["justification"]} if wish.get("justification") else {}),
        **({"ticketInfo": {ticket[key]: value for key, value in wish["ticket"].items() if value}} if wish.get("ticket") else {}),
    }
    says = f"Make {who.name} an {grant.kind} {wish['access']} of group {name} {_lasting(wish)}"
    if grant.standing:
        says = f"Change how long {who.name} is an {grant.kind} {wish['access']} of group {name}: {_lasting(wish)}"
    # The old rule may still be in force for a while after a policy was changed.
    not_yet = (*NOT_YET, *(("RoleAssignmentRequestPolicyValidationFailed",) if policy_is_new else ()))
    return Step("POST", f"{ROOT}{SETS[grant.kind]}ScheduleRequests", body, says=says, not_yet=not_yet, failed=why_failed,
                perhaps_done=("RoleAssignmentExists", "PendingRoleAssignmentRequest"), confirm=_granted(group, grant, name))


def _removal(group, kind, entry, name):
    body = {"accessId": entry["access"], "groupId": group, "principalId": entry["principal_id"], "action": "adminRemove"}
    return Step("POST", f"{ROOT}{SETS[kind]}ScheduleRequests", body, failed=why_failed, not_yet=("ActiveDurationTooShort",),
                perhaps_done=("RoleAssignmentDoesNotExist",), confirm=_gone(group, kind, entry, name),
                says=f"Remove {kind} {entry['access']} {entry['principal']} from group {name}")


def why_failed(answer):
    """A request can be accepted and come to nothing."""
    status = (answer.get("status") if isinstance(answer, dict) else None) or ""
    return f"PIM accepted the request, but its status is {status}" if status.lower() in REFUSED else None


def _expiration(wish):
    if wish.get("permanent"):
        return {"type": "noExpiration"}
    if wish.get("ends"):
        return {"type": "afterDateTime", "endDateTime": stamp(moment_given(wish["ends"], "ends"))}
    return {"type": "afterDuration", "duration": written(length_of(wish["duration"]))}


def _lasting(wish):
    if wish.get("permanent"):
        return "permanently"
    return f"until {stamp(moment_given(wish['ends'], 'ends'))}" if wish.get("ends") else f"for {written(length_of(wish['duration']))}"


async def found(clients, group, names):
    """{"eligible": entries, "active": entries, "activated": entries}, but what somebody has through another group."""
    queries = {"$filter": f"groupId eq {quoted(group)}", "$expand": "principal"}
    lists = await together(*(clients.graph.items(f"{ROOT}{SETS[kind]}Schedules", queries, NOT_YET) for kind in SETS))
    state = {"eligible": [], "active": [], "activated": []}
    for kind, items in zip(SETS, lists):
        for item in filter(_is_direct, items):
            entry = entry_of(item, names.get(item["principalId"].lower()) or spoken(item.get("principal")))
            if entry["ends"] is None or moment(entry["ends"]) > clients.now():
                state["activated" if _is_activated(item) else kind].append(entry)
    return state


def entry_of(item, name):
    """An assignment as the state holds it, from a schedule or from a request."""
    info = item["scheduleInfo"]
    expiration, starts = info["expiration"], moment(info["startDateTime"])
    length = length_of(expiration.get("duration"))
    ends = moment(expiration.get("endDateTime")) or (later(starts, length) if length else None)
    return {"principal": name, "principal_id": item["principalId"], "access": item["accessId"].lower(),
            "starts": stamp(starts), "ends": stamp(ends) if ends else None}


def _is_direct(item):
    return (item.get("memberType") or "direct").lower() == "direct"


def _is_activated(item):
    return (item.get("assignmentType") or "").lower() == "activated"


def _look(group, kind, principal, what, pick):
    query = {"$filter": f"groupId eq {quoted(group)} and principalId eq {quoted(principal)}"}
    return Look(f"{ROOT}{SETS[kind]}Schedules", what, pick, query, many=True, times=STEADY, absent=NOT_YET)


def _granted(group, grant, name):
    access = grant.wish["access"]

    def pick(items):
        return next((item for item in items if _matches(item, access) and is_equal(entry_of(item, ""), grant.wish)), None)
    return _look(group, grant.kind, grant.who.id, f"{grant.who.name} as {grant.kind} {access} of group '{name}'", pick)


def _gone(group, kind, entry, name):
    def pick(items):
        return None if any(_matches(item, entry["access"]) for item in items) else True
    return _look(group, kind, entry["principal_id"], f"the end of {entry['principal']} as {kind} {entry['access']} of group '{name}'", pick)


def _matches(item, access):
    return item["accessId"].lower() == access and _is_direct(item) and not _is_activated(item)
