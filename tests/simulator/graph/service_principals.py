# SPDX-License-Identifier: GPL-3.0-or-later
"""Service principals: what an application is in a tenant. Found, created from an application's id, changed, deleted."""
from __future__ import annotations

from tests.simulator.graph import deleted_items, membership, odata, service_principal_objects, shapes
from tests.simulator.graph.directory_rules import app_in_use, bad_request, keep_writable
from tests.simulator.routing import odata_segments
from tests.simulator.wire import Area, Reply

area = Area("service principals")
BY_APP = "/servicePrincipals(appId='{appId}')"


@area.get("/servicePrincipals")
def listed(call):
    return odata.collection(call, _all(call), "servicePrincipals", default=service_principal_objects.SHOWN, directory=True)


@area.get("/servicePrincipals/$count")
def counted(call):
    return odata.count(call, _all(call))


@area.get("/servicePrincipals/{id}", BY_APP)
def read(call):
    found = service_principal_objects.complete(principal_of(call))
    return odata.entity(call, found, "servicePrincipals", default=service_principal_objects.SHOWN)


@area.post("/servicePrincipals")
def create(call):
    wish = {name: value for name, value in call.body.items() if "@" not in name}
    keep_writable(wish, service_principal_objects.READ_ONLY - {"appId"})
    application = call.world.applications.get(str(wish.get("appId")).lower())
    if application is None or not (application.multi_tenant or application.tenant_id == call.tenant.id):
        raise bad_request(f"The appId '{wish.get('appId')}' of the service principal does not reference a valid application object.")
    if _by_app(call.store.truths("servicePrincipals"), application.client_id):
        raise app_in_use(application.client_id)
    made = service_principal_objects.new(call.new_id(), application, wish)
    call.store.put("servicePrincipals", made["id"], made)
    shown = service_principal_objects.complete(made)
    return Reply(201, odata.entity(call, shown, "servicePrincipals", default=service_principal_objects.SHOWN))


@area.patch("/servicePrincipals/{id}", BY_APP)
def change(call):
    found = principal_of(call)
    keep_writable(call.body, service_principal_objects.READ_ONLY)
    call.store.put("servicePrincipals", found["id"], {**found, **{name: value for name, value in call.body.items() if "@" not in name}})


@area.delete("/servicePrincipals/{id}", BY_APP)
def delete(call):
    deleted_items.remove(call, "servicePrincipals", principal_of(call))


@area.get("/servicePrincipals/{id}/memberOf", "/servicePrincipals/{id}/transitiveMemberOf")
def groups(call):
    through = odata_segments(call.path)[-1].literal() == "transitivememberof"
    rows = [shapes.typed(call, "groups", group) for group in membership.groups_of(call.tenant, principal_of(call)["id"], through)]
    return odata.collection(call, rows, "directoryObjects", default=shapes.shown, directory=True)


def principal_of(call):
    """The service principal that the path names, by its id or its application's."""
    if "appId" in call.params:
        found, sought = _by_app(call.store.list("servicePrincipals"), call.params["appId"]), call.params["appId"]
    else:
        found, sought = call.store.get("servicePrincipals", call.params["id"]), call.params["id"]
    if found is None:
        raise odata.not_found(sought)
    return found


def _all(call):
    return [service_principal_objects.complete(found) for found in call.store.list("servicePrincipals")]


def _by_app(rows, app_id):
    return next((found for found in rows if found["appId"].lower() == app_id.lower()), None)


@area.fact("servicePrincipal.owned")
def owned(call):
    """Whether the call is about a service principal of the calling application, registered in this tenant."""
    app_id = _addressed(call)
    if app_id is None:
        return None
    application = call.world.applications.get(app_id.lower())
    return bool(application) and application.tenant_id == call.tenant.id and application.client_id == call.claims.get("appid")


def _addressed(call):
    segments = odata_segments(call.path)
    first = segments[0].literal() if segments else ""
    if first == "serviceprincipals(appid)":
        return segments[0].values[0]
    if first != "serviceprincipals":
        return None
    if len(segments) > 1:
        found = call.store.truth("servicePrincipals", segments[1].text)
        return found["appId"] if found else None
    return call.body.get("appId") if isinstance(call.body, dict) else None
