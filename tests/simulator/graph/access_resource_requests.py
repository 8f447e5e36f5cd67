# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to put a group or an application into a catalog, or to take it out.

The answer says that the request is delivered; the resource is seen in the catalog when that has replicated.

Assumed, where the documentation is silent: what is in the catalog already is refused (400 ResourceAlreadyOnboarded), as is what an access
package uses (400 ResourceInUse), and a group that is synchronized from on premises.
"""
from __future__ import annotations

from tests.simulator.graph import access_catalogs, directory, entitlement
from tests.simulator.wire import Area, Refused, Reply

area = Area("access resource requests")
KIND, ROOT, NAME = entitlement.RESOURCE_REQUESTS, entitlement.ROOT + "/resourceRequests", "resourceRequests"
SHOWN = ("id", "requestType", "state", "createdDateTime")


@area.get(ROOT)
def listed(call):
    return entitlement.collection(call, call.store.list(KIND), NAME, SHOWN, EXPAND)


@area.get(ROOT + "/{id}")
def read(call):
    return entitlement.entity(call, entitlement.one(call, KIND, call.params["id"]), NAME, SHOWN, EXPAND)


@area.post(ROOT)
def create(call):
    entitlement.admit(call)
    catalog = entitlement.truth(call, entitlement.CATALOGS, entitlement.reference(call.body, "catalog"))
    kind = str(call.body.get("requestType")).lower()
    if kind not in ("adminadd", "adminremove"):
        raise entitlement.bad("The requestType must be adminAdd or adminRemove.")
    resource = (_added if kind == "adminadd" else _removed)(call, catalog, call.body.get("resource") or {})
    request = {"id": call.new_id(), "requestType": {"adminadd": "adminAdd"}.get(kind, "adminRemove"), "state": "delivered",
               "createdDateTime": call.stamp(7), "catalogId": catalog["id"], "resource": resource}
    call.store.put(KIND, request["id"], request)
    return Reply(201, entitlement.entity(call, request, NAME, SHOWN))


def _added(call, catalog, wish):
    system, id = wish.get("originSystem"), str(wish.get("originId")).lower()
    if system not in (access_catalogs.GROUP, access_catalogs.APPLICATION):
        raise entitlement.bad(f"The originSystem '{system}' is not supported.")
    found = access_catalogs.origin(call, system, id)
    if found is None:
        raise entitlement.bad(f"The resource '{id}' of {system} is not found.")
    if found.get("onPremisesSyncEnabled"):
        raise entitlement.bad("A group that is synchronized from on premises cannot be a resource.")
    if _in_catalog(call, catalog, id):
        raise Refused(400, "ResourceAlreadyOnboarded", "The resource is already in the catalog.")
    made = {"id": call.new_id(), "displayName": found["displayName"], "description": found.get("description"), "originId": id,
            "originSystem": system, "createdDateTime": call.stamp(7), "modifiedDateTime": call.stamp(7), "attributes": [],
            "catalogId": catalog["id"]}
    return call.store.put(entitlement.RESOURCES, made["id"], made)


def _removed(call, catalog, wish):
    found = _in_catalog(call, catalog, wish.get("id") or wish.get("originId"))
    if found is None:
        raise entitlement.not_found(wish.get("id") or wish.get("originId"))
    if any(row["resource"]["id"] == found["id"] for row in call.store.truths(entitlement.ROLE_SCOPES)):
        raise Refused(400, "ResourceInUse", "An access package uses the resource.")
    call.store.delete(entitlement.RESOURCES, found["id"])
    return found


def _in_catalog(call, catalog, id):
    """The catalog's resource with this id, be it its own or that of its origin."""
    wanted = str(id).lower()
    return next((found for found in call.store.truths(entitlement.RESOURCES)
                 if found["catalogId"] == catalog["id"] and wanted in (found["id"], found["originId"])), None)


def _resource(_call, row):
    return row["resource"]


def _catalog(call, row):
    return call.store.get(entitlement.CATALOGS, row["catalogId"])


_resource.default = access_catalogs.RESOURCE
EXPAND = {"resource": _resource, "catalog": _catalog}


def _wished(call):
    """The body's resource, when the call is a request for one."""
    asked = call.method == "POST" and call.path.lower().endswith("/resourcerequests") and isinstance(call.body, dict)
    return (call.body.get("resource") or {}) if asked else None


@area.fact("resource.originSystem")
def origin_system(call):
    wish = _wished(call)
    return wish.get("originSystem") if wish else None


@area.fact("request.grantsRole")
def grants_role(call):
    """To hand out membership of a group that roles can be assigned to, an application must be allowed to manage roles."""
    wish = _wished(call)
    if not wish:
        return None
    resource = call.store.truth(entitlement.RESOURCES, str(wish.get("id")))
    found = directory.principal(call.tenant, (resource or wish).get("originId"), ("groups",))
    return bool(found and found[1].get("isAssignableToRole"))
