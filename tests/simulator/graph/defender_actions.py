# SPDX-License-Identifier: GPL-3.0-or-later
"""What a role of Microsoft Defender can allow, as the tenant's catalogue lists it.

Assumed: the catalogue holds the actions that Microsoft's examples name, and no more; no custom scope is there.
"""
from __future__ import annotations

from tests.simulator.graph import odata
from tests.simulator.wire import Area
from tests.simulator.world import seeded_id

area = Area("defender actions")
NAMESPACES = "/roleManagement/defender/resourceNamespaces"
NAMESPACE = "microsoft.xdr"
ACTIONS = tuple(f"{NAMESPACE}/{name}" for name in (
    "secops/securitydata/read", "secops/securitydata/alerts/manage", "secops/securitydata/response/manage",
    "configuration/security/read", "configuration/security/manage", "configuration/system/read", "configuration/system/manage",
    "configuration/authorization/read", "configuration/authorization/manage"))


@area.get(NAMESPACES)
def namespaces(call):
    return odata.collection(call, [namespace()], "roleManagement/defender/resourceNamespaces")


@area.get(NAMESPACES + "/{id}")
def one_namespace(call):
    return odata.entity(call, known(call), "roleManagement/defender/resourceNamespaces")


@area.get(NAMESPACES + "/{id}/resourceActions")
def actions(call):
    known(call)
    context = f"roleManagement/defender/resourceNamespaces('{NAMESPACE}')/resourceActions"
    return odata.collection(call, [action(name) for name in ACTIONS], context)


@area.get("/roleManagement/defender/customAppScopes")
def custom_scopes(call):
    return odata.collection(call, [], "roleManagement/defender/customAppScopes")


def namespace():
    return {"id": NAMESPACE, "name": NAMESPACE}


def known(call):
    if call.params["id"].lower() != NAMESPACE:
        raise odata.not_found(call.params["id"])
    return namespace()


def action(name):
    return {"id": seeded_id("defender action", name), "name": name, "actionVerb": None, "description": name.replace("/", " "),
            "resourceScopeId": None, "authenticationContextId": None, "isAuthenticationContextSettable": None, "isPrivileged": None}
