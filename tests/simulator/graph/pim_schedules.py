# SPDX-License-Identifier: GPL-3.0-or-later
"""From requests to access: what PIM keeps of a request, the schedule that it becomes, and what an active grant is in the directory.

A tenant's settings can say that requests do not go well, though they are accepted: `pimRequestStatus` is the status with which every
request ends up, without effect (Failed, Denied, PendingProvisioning, ...); `pimProvisioningSeconds` is how long a grant stays in
PendingProvisioning before it is there.
"""
from __future__ import annotations

import datetime

from tests.simulator.graph import schedule_times as times
from tests.simulator.graph.pim import Verdict, invalid, not_found, stale, standing

KEPT = datetime.timedelta(days=45)                    # as long as a request can be read
EFFECTIVE = {"Provisioned", "ScheduleCreated"}


def carry_out(call, surface, wish, verdict):
    """Do what was decided, and return the request as PIM keeps it."""
    guid, forced = call.new_id(), foretold(call, surface, wish)
    if wish.get("isValidationOnly"):
        return record(call, surface, wish, Verdict("Granted", verdict.window), guid)
    if surface.prepared:
        surface.prepared(call, wish)
    if forced and verdict.status in EFFECTIVE | {"Revoked"}:
        return file(call, surface, record(call, surface, wish, Verdict(forced, verdict.window), guid))
    for schedule in (*verdict.ends, *stale(call, surface, wish)):
        withdraw(call, surface, schedule)
    request = record(call, surface, wish, verdict, guid)
    return provision(call, surface, request, verdict) if verdict.status in EFFECTIVE else file(call, surface, request)


def foretold(call, surface, wish):
    """The status of a request that is accepted without effect; None for one that does what it says."""
    if surface.stuck and surface.stuck(call, wish):
        return "Granted"
    return call.tenant.settings.get("pimRequestStatus")


def record(call, surface, wish, verdict, guid):
    """The request as an object."""
    granted = verdict.window is not None and verdict.status in EFFECTIVE | {"PendingProvisioning"}
    ticket = wish.get("ticketInfo") or {}
    return {"id": guid, "status": verdict.status, "createdDateTime": call.stamp(7),
            "completedDateTime": None if verdict.status.startswith("Pending") else call.stamp(7),
            "approvalId": guid if verdict.status == "PendingApproval" else None, "customData": wish.get("customData"),
            "action": wish["action"], "isValidationOnly": bool(wish.get("isValidationOnly")), "justification": wish.get("justification"),
            **surface.shown, **{key: wish[key] for key in surface.keys},
            "targetScheduleId": surface.schedule_id(wish, guid) if granted else None,
            "createdBy": {"application": None, "device": None, "user": {"displayName": None, "id": call.caller}},
            "scheduleInfo": times.requested(verdict.window) if verdict.window else None,
            "ticketInfo": {"ticketNumber": ticket.get("ticketNumber"), "ticketSystem": ticket.get("ticketSystem")}}


def file(call, surface, request):
    """Keep a request for as long as PIM keeps requests."""
    call.tenant.directory.put(surface.requests, request["id"], request)
    call.tenant.directory.plan(surface.requests, request["id"], None, call.now() + KEPT)
    return request


def provision(call, surface, request, verdict):
    """Turn a granted request into a schedule, at once or when the provisioning is through."""
    wait = call.tenant.settings.get("pimProvisioningSeconds", 0)
    ready = call.now() + datetime.timedelta(seconds=wait)
    schedule = schedule_of(call, surface, request, verdict)
    if wait:
        waiting = file(call, surface, {**request, "status": "PendingProvisioning", "completedDateTime": None})
        call.tenant.directory.plan(surface.requests, request["id"], {**request, "completedDateTime": times.stamp(ready, 7)}, ready)
        request = waiting
    else:
        file(call, surface, request)
    write(call, surface.schedules, schedule["id"], schedule, ready)
    if verdict.window.end:
        call.tenant.directory.plan(surface.schedules, schedule["id"], None, verdict.window.end)
    give_access(call, surface, schedule, ready)
    return request


def schedule_of(call, surface, request, verdict):
    kind = {"assignmentType": surface.spell(verdict.kind)} if surface.level == "Assignment" else {}
    return {"id": request["targetScheduleId"], **surface.shown, **{key: request[key] for key in surface.keys},
            "createdDateTime": call.stamp(7), "createdUsing": request["id"], "modifiedDateTime": None, "status": "Provisioned",
            "scheduleInfo": times.scheduled(verdict.window), "memberType": surface.spell("direct"), **kind}


def give_access(call, surface, schedule, ready):
    """Put what an active grant is in the directory there for its time."""
    if surface.access is None:
        return
    kind, id, thing = surface.access(schedule)
    start, end = times.start_of(schedule), times.end_of(schedule)
    write(call, kind, id, thing, max(start, ready))
    if end:
        call.tenant.directory.plan(kind, id, None, end)


def withdraw(call, surface, schedule):
    """End a schedule now."""
    store = call.tenant.directory
    store.unplan(surface.schedules, schedule["id"])
    store.delete(surface.schedules, schedule["id"])
    if surface.access:
        kind, id, _thing = surface.access(schedule)
        store.unplan(kind, id)
        store.delete(kind, id)
        for other in standing(call, surface, schedule):
            give_access(call, surface, other, call.now())


def cancel(call, surface, id):
    """Take back a request that is not through yet."""
    store = call.tenant.directory
    request = store.truth(surface.requests, id)
    if request is None:
        raise not_found()
    if not request["status"].startswith("Pending") and request["status"] != "Granted":
        raise invalid(f"The request has the status {request['status']} and can no longer be cancelled.")
    store.unplan(surface.requests, id)
    if request["targetScheduleId"]:
        store.unplan(surface.schedules, request["targetScheduleId"])
        if surface.access:
            store.unplan(*surface.access(request)[:2])
    file(call, surface, {**request, "status": "Canceled", "completedDateTime": call.stamp(7), "targetScheduleId": None})


def write(call, kind, id, thing, when):
    if when <= call.now():
        call.tenant.directory.put(kind, id, thing)
    else:
        call.tenant.directory.plan(kind, id, thing, when)
