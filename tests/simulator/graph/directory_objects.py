# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory objects by id, whatever they are, and the groups that they are in."""
from __future__ import annotations

from tests.simulator.graph import applications, directory, membership, odata, shapes
from tests.simulator.graph.directory_rules import bad_request
from tests.simulator.wire import Area

area = Area("directory objects")
MOST_IDS = 1000
MOST_GROUPS = 20
HOLDERS = ("directoryObjects", "users", "groups", "servicePrincipals")


@area.get("/directoryObjects/{id}")
def read(call):
    return odata.entity(call, _object(call, call.params["id"]), "directoryObjects", default=shapes.shown)


@area.post("/directoryObjects/getByIds")
def by_ids(call):
    """Those of the ids that there are; an id that nothing has is left out."""
    ids = list(dict.fromkeys(call.body["ids"]))
    if not 0 < len(ids) <= MOST_IDS:
        raise bad_request(f"The number of ids must be between 1 and {MOST_IDS}.")
    types = {name.lower() for name in call.body.get("types") or []} - {"directoryobject"}
    found = [(kind, each) for kind, each in (_found(call, id) for id in ids) if kind]
    rows = [shapes.typed(call, kind, each) for kind, each in found if not types or directory.KINDS[kind].lower() in types]
    return odata.collection(call, rows, "directoryObjects", default=shapes.shown, directory=True)


@area.post(*(f"/{holder}/{{id}}/{name}" for holder in HOLDERS for name in ("getMemberGroups", "getMemberObjects")))
def groups(call):
    secured = call.body.get("securityEnabledOnly")
    return _ids(call, [group["id"] for group in _groups(call) if group.get("securityEnabled") or not secured])


@area.post(*(f"/{holder}/{{id}}/{name}" for holder in HOLDERS for name in ("checkMemberGroups", "checkMemberObjects")))
def is_member(call):
    asked = call.body.get("groupIds") or call.body.get("ids") or []
    if not 0 < len(asked) <= MOST_GROUPS:
        raise bad_request(f"The number of ids must be between 1 and {MOST_GROUPS}.")
    held = {group["id"] for group in _groups(call)}
    return _ids(call, [id for id in asked if id in held])


def _groups(call):
    id = call.params["id"]
    person = directory.person(call.tenant, id) if call.path.lower().startswith("/users/") else None
    found = person or (directory.principal(call.tenant, id) or (None, None))[1]
    if found is None:
        raise odata.not_found(id)
    return membership.groups_of(call.tenant, found["id"])


def _object(call, id):
    kind, found = _found(call, id)
    if found is None:
        raise odata.not_found(id)
    return shapes.typed(call, kind, found)


def _found(call, id):
    found = directory.principal(call.tenant, id)
    if found:
        return found
    application = next((each for each in applications.registered(call) if each["id"] == id.lower()), None)
    return ("applications", application) if application else (None, None)


def _ids(call, ids):
    return {"@odata.context": f"{call.origin}/{call.version}/$metadata#Collection(Edm.String)", "value": ids}
