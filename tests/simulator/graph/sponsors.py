# SPDX-License-Identifier: GPL-3.0-or-later
"""Sponsors of a user: who answers for a guest.

Assumed, where the documentation is silent: at most five sponsors; a sponsor is a user or a group of the tenant.
"""
from __future__ import annotations

from tests.simulator.graph import directory, odata, shapes
from tests.simulator.graph.directory_rules import already_referenced, bad_request
from tests.simulator.graph.users import sponsors_of, user_of
from tests.simulator.wire import Area

area = Area("sponsors")
MOST = 5


@area.get("/users/{id}/sponsors")
def listed(call):
    rows = [shapes.typed(call, kind, found) for kind, found in sponsors_of(call.tenant, user_of(call)["id"])]
    return odata.collection(call, rows, "directoryObjects", default=shapes.shown, directory=True)


@area.get("/users/{id}/sponsors/$ref")
def references(call):
    return shapes.references(call, [found for _kind, found in sponsors_of(call.tenant, user_of(call)["id"])])


@area.post("/users/{id}/sponsors/$ref")
def add(call):
    user = user_of(call)
    keep(call, user["id"], [directory.reference(call, call.body["@odata.id"])])


@area.delete("/users/{id}/sponsors/{sponsor}/$ref")
def remove(call):
    user = user_of(call)
    if not call.store.delete(f"users/{user['id']}/sponsors", call.params["sponsor"]):
        raise odata.not_found(call.params["sponsor"])


def judge(call, ids):
    """Refuse sponsors that are too many, not there, or neither users nor groups."""
    if len(ids) > MOST:
        raise bad_request(f"A user has at most {MOST} sponsors.")
    for id in ids:
        if directory.principal(call.tenant, id, ("users", "groups")) is None:
            raise odata.not_found(id)


def keep(call, user_id, ids):
    """Make these sponsors of a user, if they may be."""
    there = [row["id"] for row in call.store.truths(f"users/{user_id}/sponsors")]
    judge(call, there + [id for id in ids if id not in there])
    if set(ids) & set(there):
        raise already_referenced("sponsors")
    for id in ids:
        call.store.put(f"users/{user_id}/sponsors", id, {"id": id})
