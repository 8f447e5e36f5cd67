# SPDX-License-Identifier: GPL-3.0-or-later
"""Application permissions that were granted: from the side of who got them and from the side of the resource that gives them.

Assumed, where the documentation is silent: a service principal that has not replicated yet is refused with 400 as no valid reference.
"""
from __future__ import annotations

from tests.simulator.graph import directory, odata, service_principal_objects
from tests.simulator.graph.directory_rules import bad_request
from tests.simulator.graph.service_principals import principal_of
from tests.simulator.wire import Area, Reply

area = Area("app role assignments")
ROOTS = ("/servicePrincipals/{id}", "/servicePrincipals(appId='{appId}')")
HELD, GIVEN = "appRoleAssignments", "appRoleAssignedTo"
CONTEXT = "appRoleAssignments"
NO_ROLE = "00000000-0000-0000-0000-000000000000"
TYPES = {"users": "User", "groups": "Group", "servicePrincipals": "ServicePrincipal"}


def kind_of(principal_id):
    return f"servicePrincipals/{principal_id}/{HELD}"


@area.get(*(f"{root}/{HELD}" for root in ROOTS))
def held(call):
    return odata.collection(call, call.store.list(kind_of(principal_of(call)["id"])), CONTEXT, directory=True)


@area.get(*(f"{root}/{GIVEN}" for root in ROOTS))
def given(call):
    return odata.collection(call, _given(call, principal_of(call)["id"]), CONTEXT, directory=True)


@area.get(*(f"{root}/{side}/{{assignment}}" for root in ROOTS for side in (HELD, GIVEN)))
def read(call):
    return odata.entity(call, _one(call), CONTEXT)


@area.post(*(f"{root}/{HELD}" for root in ROOTS))
def grant_to(call):
    if str(call.body.get("principalId")).lower() != principal_of(call)["id"]:
        raise bad_request("The principalId must be the id of the service principal in the path.")
    return _grant(call)


@area.post(*(f"{root}/{GIVEN}" for root in ROOTS))
def grant_of(call):
    if str(call.body.get("resourceId")).lower() != principal_of(call)["id"]:
        raise bad_request("The resourceId must be the id of the service principal in the path.")
    return _grant(call)


@area.delete(*(f"{root}/{side}/{{assignment}}" for root in ROOTS for side in (HELD, GIVEN)))
def revoke(call):
    found = _one(call)
    call.store.delete(kind_of(found["principalId"]), found["id"])


def _grant(call):
    wish = call.body
    principal = directory.principal(call.tenant, str(wish.get("principalId")).lower(), tuple(TYPES))
    resource = call.store.get("servicePrincipals", str(wish.get("resourceId")).lower())
    if principal is None or resource is None:
        raise bad_request("Not a valid reference update.")
    kind, holder = principal
    _judge_role(resource, str(wish.get("appRoleId")).lower(), "Application" if kind == "servicePrincipals" else "User")
    there = call.store.truths(kind_of(holder["id"]))
    if any(each["resourceId"] == resource["id"] and each["appRoleId"] == wish["appRoleId"].lower() for each in there):
        raise bad_request("Permission being assigned already exists on the object")
    made = {"id": call.new_id(), "deletedDateTime": None, "appRoleId": wish["appRoleId"].lower(), "createdDateTime": call.stamp(7),
            "principalDisplayName": holder["displayName"], "principalId": holder["id"], "principalType": TYPES[kind],
            "resourceDisplayName": resource["displayName"], "resourceId": resource["id"]}
    call.store.put(kind_of(holder["id"]), made["id"], made)
    return Reply(201, odata.entity(call, made, CONTEXT))


def _judge_role(resource, role_id, member_type):
    roles = {role["id"].lower(): role for role in service_principal_objects.complete(resource)["appRoles"]}
    allowed = role_id in roles and member_type in roles[role_id]["allowedMemberTypes"] and roles[role_id]["isEnabled"]
    if not allowed and (role_id != NO_ROLE or roles):
        raise bad_request(f"Permission being assigned was not found on application '{resource['appId']}'.")


def _given(call, resource_id):
    """What a resource has given to those who exist."""
    kinds = [kind for kind in call.store.kinds() if kind.endswith(f"/{HELD}")]
    return [each for kind in kinds for each in call.store.list(kind)
            if each["resourceId"] == resource_id and directory.principal(call.tenant, each["principalId"])]


def _one(call):
    principal, id = principal_of(call), call.params["assignment"]
    found = call.store.get(kind_of(principal["id"]), id)
    found = found or next((each for each in _given(call, principal["id"]) if each["id"] == id), None)
    if found is None:
        raise odata.not_found(id)
    return found
