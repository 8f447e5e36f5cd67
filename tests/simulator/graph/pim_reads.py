# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that all of PIM's surfaces answer alike: requests, schedules, instances, cancel and filterByCurrentUser."""
from __future__ import annotations

import functools
import re

from tests.simulator.graph import directory, odata, pim, pim_requests, pim_schedules, shapes
from tests.simulator.graph import schedule_times as times
from tests.simulator.wire import Refused, Reply


def serve(area, surface):
    """Register the calls of a surface."""
    for name, rows in (("ScheduleRequests", requests), ("Schedules", schedules), ("ScheduleInstances", instances)):
        path = surface.path + name
        area.get(path)(functools.partial(listed, surface, rows))
        area.get(path + "/filterByCurrentUser(on='{on}')")(functools.partial(mine, surface, rows))
        area.get(path + "/{id}")(functools.partial(one, surface, rows))
    area.post(surface.requests)(functools.partial(submitted, surface))
    area.post(surface.requests + "/{id}/cancel")(functools.partial(cancelled, surface))


def requests(call, surface):
    return call.tenant.directory.list(surface.requests)


def schedules(call, surface):
    return [row for row in call.tenant.directory.list(surface.schedules) if pim.stands(call, surface, row)]


def instances(call, surface):
    return [pim.instance(call, surface, row) for row in schedules(call, surface) if times.start_of(row) <= call.now()]


def listed(surface, rows, call):
    surface.may_read(call)
    asked = "|".join(surface.needs_filter)
    if asked and not re.search(rf"\b({asked})\s+eq\s+'", call.option("$filter") or "", re.I):
        raise Refused(400, "BadRequest", f"The list must be filtered by {' or '.join(surface.needs_filter)}.")
    return odata.collection(call, rows(call, surface), context(call), expand=expand(surface))


def one(surface, rows, call):
    surface.may_read(call)
    store, id = call.tenant.directory, call.params["id"]
    if rows is requests:
        found = store.get(surface.requests, id)
    elif rows is schedules:
        found = store.get(surface.schedules, id)
        found = found if found and pim.stands(call, surface, found) else None
    else:
        found = next((row for row in instances(call, surface) if row["id"] == id), None)
    if found is None:
        raise pim.not_found()
    return odata.entity(call, found, context(call).rsplit("/", 1)[0], expand=expand(surface))


def mine(surface, rows, call):
    """What concerns the person who asks: as principal, as who made the request, or as who may approve it."""
    surface.may_read(call, own=True)
    wanted = call.params["on"].lower()
    test = {"principal": principal} if rows is not requests else {"principal": principal, "createdby": creator, "approver": approver}
    if wanted not in test:
        raise Refused(400, "BadRequest", f"filterByCurrentUser does not take '{call.params['on']}' here.")
    found = [row for row in rows(call, surface) if test[wanted](call, surface, row)]
    return odata.collection(call, [as_held(call, surface, row) for row in found], context(call), expand=expand(surface))


def principal(call, surface, row):
    return row["principalId"] == call.caller or row["principalId"] in directory.groups_of(call.tenant, call.caller)


def creator(call, surface, row):
    return row["createdBy"]["user"]["id"] == call.caller


def approver(call, surface, row):
    if row["status"] != "PendingApproval":
        return False
    return may_approve(call, surface.rules(call, row)["Approval_EndUser_Assignment"])


def may_approve(call, rule):
    """Is the caller one of those who may decide?"""
    groups = directory.groups_of(call.tenant, call.caller)
    people = rule["setting"]["approvalStages"][0]["primaryApprovers"]
    return any(person.get("userId") == call.caller or person.get("groupId") in groups for person in people)


def as_held(call, surface, row):
    """What somebody has through a group says so."""
    through_group = "memberType" in row and row["principalId"] != call.caller
    return {**row, "memberType": surface.spell("group")} if through_group else row


def submitted(surface, call):
    return Reply(201, odata.entity(call, pim_requests.submit(call, surface), context(call)))


def cancelled(surface, call):
    pim_schedules.cancel(call, surface, call.params["id"])


def context(call):
    return call.path.strip("/")


def expand(surface):
    return {"principal": person, "targetSchedule": functools.partial(target, surface), "activatedUsing": functools.partial(source, surface),
            **surface.expand}


def person(call, row):
    found = directory.principal(call.tenant, row["principalId"])
    return shapes.typed(call, *found) if found else None


person.default = shapes.shown


def target(surface, call, row):
    return call.tenant.directory.get(surface.schedules, row["targetScheduleId"])


def source(surface, call, row):
    """The eligibility that an activation used."""
    if surface.eligible is None or row.get("assignmentType", "").lower() != "activated":
        return None
    return next(iter(pim.standing(call, surface.eligible, row)), None)
