# SPDX-License-Identifier: GPL-3.0-or-later
"""Access reviews: the definitions of series. They are replaced as a whole (PUT); nothing keeps two of them from having one name.

The answer to a new one tells neither when nor by whom it was made; reading it does. What was left out has the service's own value then.

Assumed, where the documentation is silent: without the licence reads are refused too; a list takes no other filter than the documented
one by a part of the scope's query; a series that is stopped does not begin again; a replacement cannot move what is reviewed.
"""
from __future__ import annotations

import re

from tests.simulator.graph import access_review_rules as rules
from tests.simulator.graph import access_review_series as series
from tests.simulator.graph import directory, odata, pim_access
from tests.simulator.wire import Area, Refused, Reply

area = Area("access reviews")
ROOT = "/identityGovernance/accessReviews/definitions"
CONTEXT = "identityGovernance/accessReviews/definitions"
NEVER = "0001-01-01T00:00:00Z"
BY_QUERY = re.compile(r"\s*contains\(\s*scope/microsoft\.graph\.accessReviewQueryScope/query\s*,\s*'((?:[^']|'')*)'\s*\)\s*", re.I)


@area.get(ROOT)
def listed(call):
    pim_access.require_licence(call.tenant)
    rows = [shown(call, row) for row in call.store.list(series.DEFINITIONS)]
    wish, skipped = call.option("$filter"), call.option("$skip") or "0"
    match = BY_QUERY.fullmatch(wish or "")
    if wish is not None and match is None:
        raise rules.bad("The $filter is not supported for access reviews.")
    if not skipped.isdigit():
        raise rules.bad("The value of $skip is invalid.")
    if match:
        rows = [row for row in rows if match[1].replace("''", "'").lower() in row["scope"]["query"].lower()]
    return odata.collection(call, rows[int(skipped):], CONTEXT)


@area.get(ROOT + "/{id}")
def read(call):
    return odata.entity(call, shown(call, definition_of(call)), CONTEXT)


@area.post(ROOT)
def create(call):
    pim_access.require_licence(call.tenant)
    made = {"id": call.new_id(), "createdDateTime": call.stamp(7), "lastModifiedDateTime": call.stamp(7), "stopped": None,
            "createdBy": _creator(call), **rules.judged(call, call.body, None)}
    call.store.put(series.DEFINITIONS, made["id"], made)
    fresh = {**shown(call, made), "createdDateTime": NEVER, "lastModifiedDateTime": NEVER}
    return Reply(201, odata.entity(call, fresh, CONTEXT))


@area.put(ROOT + "/{id}")
def replace(call):
    before = definition_of(call, call.store.truth)
    series.catch_up(call, before)
    if call.body.get("id", before["id"]) != before["id"]:
        raise rules.bad("The id of an access review cannot be changed.")
    changed = rules.judged(call, call.body, before)
    call.store.put(series.DEFINITIONS, before["id"], {**before, **changed, "lastModifiedDateTime": call.stamp(7)})


@area.post(ROOT + "/{id}/stop")
def stop(call):
    found = definition_of(call, call.store.truth)
    for instance in series.instances(call, found):
        series.end(call, found, instance)
    call.store.put(series.DEFINITIONS, found["id"], {**found, "stopped": found["stopped"] or call.stamp(7)})


@area.delete(ROOT + "/{id}")
def remove(call):
    """With the series goes all that it has gathered."""
    found = definition_of(call, call.store.truth)
    for instance in call.store.truths(series.instances_of(found["id"])):
        for decision in call.store.truths(series.decisions_of(instance["id"])):
            call.store.delete(series.decisions_of(instance["id"]), decision["id"])
        call.store.delete(series.instances_of(found["id"]), instance["id"])
    call.store.delete(series.DEFINITIONS, found["id"])


def definition_of(call, read_by=None):
    pim_access.require_licence(call.tenant)
    found = (read_by or call.store.get)(series.DEFINITIONS, call.params["id"].lower())
    if found is None:
        raise Refused(404, "", "The access review is not found.")
    return found


def shown(call, definition):
    status = "Completed" if definition["stopped"] else "InProgress" if series.instances(call, definition) else "NotStarted"
    return {**{name: value for name, value in definition.items() if name != "stopped"}, "status": status}


def _creator(call):
    person = directory.person(call.tenant, call.caller) if not call.app_only else None
    return {"id": call.caller, "displayName": (person or {}).get("displayName"), "ipAddress": None,
            "userPrincipalName": (person or {}).get("userPrincipalName")}
