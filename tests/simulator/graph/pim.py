# SPDX-License-Identifier: GPL-3.0-or-later
"""What PIM grants, whatever it is for: the surfaces on which it does, what stands on them, and how it refuses."""
from __future__ import annotations

from dataclasses import dataclass, field

from tests.simulator.graph import schedule_times as times
from tests.simulator.wire import Refused
from tests.simulator.world import seeded_id


@dataclass(frozen=True)
class Surface:
    """One thing that PIM grants: eligibility for something, or an active assignment of it."""
    path: str                     # ScheduleRequests, Schedules and ScheduleInstances follow
    level: str                    # Eligibility or Assignment
    keys: tuple                   # the properties that say who gets what
    admit: object                 # (call, surface, wish): refuses what PIM grants nobody
    rules: object                 # (call, wish) -> the rules of the policy, by id
    schedule_id: object           # (wish, guid) -> id
    there: object                 # (call, row) -> whether the principal, and what it is granted, exist
    prepared: object = None       # (call, wish): what the first write about a thing brings about
    stuck: object = None          # (call, wish) -> whether the request is accepted and then goes nowhere
    access: object = None         # (row) -> (kind, id, object) that an active grant is in the directory; None when eligible
    eligible: object = None       # the surface whose grants are activated here
    needs_filter: tuple = ()      # a list must be filtered by one of these
    may_read: object = None       # (call): refuses readers
    expand: dict = field(default_factory=dict)
    shown: dict = field(default_factory=dict)           # properties of all rows
    spell: object = str           # how memberType and assignmentType are written

    @property
    def name(self):
        return self.path.rsplit("/", 1)[1]

    @property
    def requests(self):
        return self.path + "ScheduleRequests"

    @property
    def schedules(self):
        return self.path + "Schedules"


@dataclass(frozen=True)
class Verdict:
    """What PIM decides about a request: its status, what it grants from when to when, and which schedules it ends."""
    status: str
    window: object = None
    ends: tuple = ()
    kind: str = "assigned"


def standing(call, surface, wish):
    """The schedules that this principal has of this, now or later."""
    return [row for row in same(call, surface.schedules, surface, wish) if stands(call, surface, row)]


def stale(call, surface, wish):
    """The schedules of what was taken away elsewhere."""
    return [row for row in same(call, surface.schedules, surface, wish) if not stands(call, surface, row)]


def same(call, kind, surface, wish):
    """The rows of a kind about the same grant to the same principal."""
    return [row for row in call.tenant.directory.truths(kind) if all(row[key] == wish[key] for key in surface.keys)]


def stands(call, surface, schedule):
    """Groups, roles and people have interfaces of their own; PIM is not told what is taken away there."""
    if not surface.there(call, schedule):
        return False
    if surface.access is None or times.start_of(schedule) > call.now():
        return True
    kind, id, _thing = surface.access(schedule)
    return call.tenant.directory.truth(kind, id) is not None


def pending(call, surface, wish):
    return any(row["status"].startswith("Pending") for row in same(call, surface.requests, surface, wish))


def instance(call, surface, schedule):
    """What a schedule is now: the eligibility or the assignment itself."""
    info = schedule["scheduleInfo"]
    shared = {name: schedule[name] for name in (*surface.shown, *surface.keys, "memberType", "assignmentType") if name in schedule}
    head, _unused, _guid = schedule["id"].rpartition("_")
    return {"id": f"{head}_" * bool(head) + seeded_id("instance", schedule["id"]), **shared, "startDateTime": info["startDateTime"],
            "endDateTime": info["expiration"]["endDateTime"], surface.name + "ScheduleId": schedule["id"]}


def exists():
    return Refused(400, "RoleAssignmentExists", "The Role assignment already exists.")


def does_not_exist():
    return Refused(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.")


def invalid(why=""):
    return Refused(400, "InvalidRoleAssignmentRequest", f"The role assignment request is invalid. {why}".strip())


def not_found():
    return Refused(404, "ResourceNotFound", "The resource is not found.")
