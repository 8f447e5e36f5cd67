# SPDX-License-Identifier: GPL-3.0-or-later
"""What all of entitlement management has in common: its addresses, its licence, its refusals, and the subjects that its settings name.

Assumed, where the documentation is silent: without the licence reads are refused too, with 400 AadPremiumLicenseRequired; what is not
there is 404 ResourceNotFound; what is asked wrongly is 400 BadRequest; people and groups that a setting names must be in the tenant.
"""
from __future__ import annotations

from tests.simulator.clock import moment
from tests.simulator.graph import directory, odata, pim_access
from tests.simulator.graph.cross_tenant_settings import properties_of
from tests.simulator.graph.schedule_times import length_of
from tests.simulator.wire import Refused

ROOT = "/identityGovernance/entitlementManagement"
CONTEXT = "identityGovernance/entitlementManagement"
CATALOGS, RESOURCES, RESOURCE_REQUESTS = "elm/catalogs", "elm/resources", "elm/resourceRequests"
PACKAGES, ROLE_SCOPES, POLICIES = "elm/accessPackages", "elm/resourceRoleScopes", "elm/assignmentPolicies"
REQUESTS, ASSIGNMENTS, ORGANIZATIONS = "elm/assignmentRequests", "elm/assignments", "elm/connectedOrganizations"
PACKAGE_SHOWN = ("id", "displayName", "description", "isHidden", "createdDateTime", "modifiedDateTime")
TYPED = "#microsoft.graph."
ONE_OF_ORGANIZATION = ("internalSponsors", "externalSponsors")
MANAGER = ("requestorManager", "targetManager")


def admit(call):
    pim_access.require_licence(call.tenant)


def bad(message):
    return Refused(400, "BadRequest", message)


def not_found(id):
    return Refused(404, "ResourceNotFound", f"The resource '{id}' is not found.")


def one(call, kind, id, read=None):
    """The object of a kind with this id, or 404."""
    admit(call)
    found = (read or call.store.get)(kind, str(id))
    if found is None:
        raise not_found(id)
    return found


def truth(call, kind, id):
    return one(call, kind, id, call.store.truth)


def text(wish, name, least=1):
    """A text that must be there."""
    value = wish.get(name)
    if not isinstance(value, str) or len(value.strip()) < least:
        raise bad(f"The property '{name}' is required.")
    return value


def standing(call):
    """The assignments that have not ended."""
    return [each for each in call.store.truths(ASSIGNMENTS) if each["state"] != "expired"]


def reference(wish, name):
    """The id of an object that a body refers to as {"name": {"id": ...}}."""
    id = (wish.get(name) or {}).get("id")
    if not id:
        raise bad(f"The property '{name}' with the id of the object is required.")
    return id


def changed(call, kind, names):
    """Write the properties of a PATCH into the object of the path; no other can be changed."""
    found = truth(call, kind, call.params["id"])
    for name in call.body:
        if name not in names and not name.startswith("@") and not (name == "id" and call.body["id"] == found["id"]):
            raise bad(f"The property '{name}' cannot be changed.")
    wish = {name: value for name, value in call.body.items() if name in names}
    if "displayName" in wish:
        text(wish, "displayName")
    return call.store.put(kind, found["id"], {**found, **wish, "modifiedDateTime": call.stamp(7)})


def here(call, type_name, value):
    """A complex value with the properties that its type has in this cloud."""
    names = properties_of(call, type_name)
    return value and {name: each for name, each in value.items() if name in names or name.startswith("@")}


def subject(call, entry, where, organization=False):
    """Refuse a subject set that names nobody; of a connected organization only where that may stand."""
    kind = str(entry.get("@odata.type", "")).removeprefix(TYPED)
    named = {"singleUser": ("userId", "users"), "groupMembers": ("groupId", "groups"),
             "singleServicePrincipal": ("servicePrincipalId", "servicePrincipals")}
    if kind in named:
        name, kinds = named[kind]
        if directory.principal(call.tenant, entry.get(name), (kinds,)) is None:
            raise bad(f"{where}: the {name} '{entry.get(name)}' is not in the directory.")
    elif kind == "connectedOrganizationMembers":
        if not organization or call.store.truth(ORGANIZATIONS, str(entry.get("connectedOrganizationId"))) is None:
            raise bad(f"{where}: the connectedOrganizationId '{entry.get('connectedOrganizationId')}' is not found or cannot stand here.")
    elif kind not in ONE_OF_ORGANIZATION + MANAGER:
        raise bad(f"{where}: the type '{entry.get('@odata.type')}' of a subject is not supported.")
    return kind


def expiration(value, where):
    """Refuse an expiration that does not say what its type needs."""
    kind = str((value or {}).get("type", "")).lower()
    if kind not in ("noexpiration", "afterdatetime", "afterduration", "notspecified"):
        raise bad(f"{where}: an expiration needs a type.")
    if kind == "afterduration" and length_of(value.get("duration")) is None:
        raise bad(f"{where}: afterDuration needs a duration of days, hours, minutes or seconds.")
    if kind == "afterdatetime" and moment(value.get("endDateTime")) is None:
        raise bad(f"{where}: afterDateTime needs an endDateTime.")
    return {"endDateTime": value.get("endDateTime"), "duration": value.get("duration"), "type": spelled(kind)}


def spelled(kind):
    return {"noexpiration": "noExpiration", "afterdatetime": "afterDateTime", "afterduration": "afterDuration"}.get(kind, "notSpecified")


def entity(call, row, name, default=None, expand=None):
    return odata.entity(call, row, f"{CONTEXT}/{name}", default, expand)


def collection(call, rows, name, default=None, expand=None):
    admit(call)
    return odata.collection(call, rows, f"{CONTEXT}/{name}", default, expand)
