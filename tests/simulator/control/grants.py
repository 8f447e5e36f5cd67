# SPDX-License-Identifier: GPL-3.0-or-later
"""What the application may do: Graph and Defender permissions, Azure roles."""
from __future__ import annotations

from tests.simulator import seed
from tests.simulator.control.named import client_of, principal_of, tenant_of
from tests.simulator.identity import firstparty
from tests.simulator.wire import Area

area = Area("grants")


@area.get("/grants")
def grants(call):
    tenants = [tenant_of(call)] if call.option("tenant") else call.world.tenants.values()
    return {tenant.id: _granted(tenant, client_of(call, call.option("client_id"))) for tenant in tenants}


@area.put("/grants")
def set_grants(call):
    """{"tenant", "client_id"?, "graph"?: [names], "defender"?: [names], "azure"?: [{"scope", "role": GUID}]}: each is the whole."""
    tenant, client_id = tenant_of(call), client_of(call, call.body.get("client_id"))
    for service, app_id in (("graph", firstparty.GRAPH_APP_ID), ("defender", firstparty.DEFENDER_APP_ID)):
        if service in call.body:
            seed.set_roles(tenant, client_id, app_id, call.body[service])
    if "azure" in call.body:
        principal = principal_of(tenant, client_id)
        for found in _assignments(tenant, principal["id"]):
            tenant.azure.delete("roleAssignments", found["id"].lower())
        for wish in call.body["azure"]:
            seed.assign(tenant, wish["scope"].rstrip("/"), principal["id"], wish["role"])
    return {tenant.id: _granted(tenant, client_id)}


def _assignments(tenant, principal_id):
    return [found for found in tenant.azure.truths("roleAssignments") if found["properties"]["principalId"] == principal_id]


def _granted(tenant, client_id):
    principal = principal_of(tenant, client_id)
    kind = f"servicePrincipals/{principal['id']}/appRoleAssignments"
    granted = {"graph": [], "defender": []}
    for service, app_id in (("graph", firstparty.GRAPH_APP_ID), ("defender", firstparty.DEFENDER_APP_ID)):
        resource = principal_of(tenant, app_id)
        names = {role["id"]: role["value"] for role in resource["appRoles"]}
        granted[service] = sorted(names[found["appRoleId"]] for found in tenant.directory.truths(kind)
                                  if found["resourceId"] == resource["id"])
    granted["azure"] = [{"scope": found["properties"]["scope"], "role": found["properties"]["roleDefinitionId"].rsplit("/", 1)[-1]}
                        for found in _assignments(tenant, principal["id"])]
    return granted
