# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding principals and other directory objects of a tenant, as its readers see them."""
from __future__ import annotations

from urllib.parse import unquote

from tests.simulator.wire import Refused

KINDS = {"users": "user", "groups": "group", "servicePrincipals": "servicePrincipal", "applications": "application", "devices": "device"}


def principal(tenant, id, kinds=("users", "groups", "servicePrincipals", "devices")):
    """(kind, object) of who has this object id, or None."""
    for kind in kinds:
        found = tenant.directory.get(kind, id)
        if found is not None:
            return kind, found
    return None


def person(tenant, id_or_upn):
    """A user by object id or user principal name, or None."""
    found = tenant.directory.get("users", id_or_upn)
    if found is not None:
        return found
    wanted = str(id_or_upn).lower()
    return next((user for user in tenant.directory.list("users") if user["userPrincipalName"].lower() == wanted), None)


def service_principal(tenant, client_id):
    """The tenant's service principal of an application, or None."""
    wanted = str(client_id).lower()
    return next((found for found in tenant.directory.list("servicePrincipals") if found["appId"].lower() == wanted), None)


def typed(kind, found):
    """A directory object as lists of mixed kinds show it."""
    return {"@odata.type": f"#microsoft.graph.{KINDS[kind]}", **found}


def reference(call, url):
    """The object id at the end of an @odata.id; the reference must be to this service."""
    if not isinstance(url, str) or not url.lower().startswith(call.origin.lower() + "/"):
        raise Refused(400, "Request_BadRequest", "A resource reference in the payload does not belong to this service.")
    return unquote(url.rstrip("/").rsplit("/", 1)[1]).removesuffix("')").rpartition("('")[2]


def groups_of(tenant, principal_id):
    """Ids of the groups that a principal is in, through other groups too. A deleted group is none."""
    direct = {}
    for group in tenant.directory.truths("groups"):
        for member in tenant.directory.truths(f"groups/{group['id']}/members"):
            direct.setdefault(member["id"], []).append(group["id"])
    found, todo = set(), [principal_id]
    while todo:
        fresh = set(direct.get(todo.pop(), ())) - found
        found |= fresh
        todo += fresh
    return found
