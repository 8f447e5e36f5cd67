# SPDX-License-Identifier: GPL-3.0-or-later
"""The rights that a module says it needs, as sets from which one can be taken away; and granting them in a simulated world."""
from __future__ import annotations

from dataclasses import dataclass

from tests.simulator import seed
from tests.simulator.identity import firstparty
from tests.simulator.world import seeded_id

ENTRA = "/providers/Microsoft.aadiam"
ABOVE_SUBSCRIPTIONS = "Microsoft.Management/"


@dataclass(frozen=True)
class Right:
    """A Graph permission in the run's own tenant or in the managing one, or an Azure action."""

    where: str          # graph, managing or azure
    name: str

    def __str__(self):
        return f"{self.name} in the managing tenant" if self.where == "managing" else self.name

    @property
    def only_reads(self):
        return self.name.endswith("/read") if self.where == "azure" else ".Read" in self.name and ".ReadWrite" not in self.name


def rights_of(needs, writes):
    """{right: the case that it is for, "" for always}: to read, or to write as well.

    What always writes stands for what only reads the same.
    """
    graph, azure = needs.get("graph", {}), needs.get("azure", {})
    kinds = ("read", "write") if writes else ("read",)
    named = {name: case for kind in kinds for name, case in graph.get(kind, {}).items()}
    always = {name for name, case in graph.get("write", {}).items() if writes and not case}
    found = {Right("graph", name): case for name, case in named.items() if not {writing(name)} & always - {name}}
    found |= {Right("managing", name): case for name, case in needs.get("managing", {}).items()}
    return found | {Right("azure", name): case for kind in kinds for name, case in azure.get(kind, {}).items()}


def writing(name):
    return name.replace(".Read.", ".ReadWrite.")


def closed(permissions):
    """With what each of these Graph permissions can do besides its name: who may write may read."""
    return set(permissions) | set(map(reading, permissions))


def reading(name):
    return name.replace(".ReadWrite.", ".Read.")


def grants(rights, tenant, managing, subscriptions, named=()):
    """{tenant: (Graph permissions, {scope: actions})}: at each subscription, and at the root management group where one may be named."""
    own = {right.name for right in rights if right.where == "graph"}
    there = {right.name for right in rights if right.where == "managing"}
    actions = {right.name for right in rights if right.where == "azure"}
    entra = {name for name in actions if name.startswith("Microsoft.aadiam/")}
    scopes = {f"/subscriptions/{id}": actions - entra for id in subscriptions}
    if any(right.name.startswith(ABOVE_SUBSCRIPTIONS) for right in named or rights):
        scopes[f"/providers/Microsoft.Management/managementGroups/{tenant}"] = actions - entra
    scopes[ENTRA] = entra
    given = {tenant: (own, scopes)}
    if tenant == managing:
        given[tenant] = (own | there, scopes)
    else:
        given[managing] = (there, {})
    return given


def everywhere(given, permissions):
    """All Graph permissions, and every Azure action at the same scopes: what nobody should have to grant."""
    return {tenant: (permissions, {scope: {"*"} for scope, actions in scopes.items() if actions})
            for tenant, (_permissions, scopes) in given.items()}


def grant(world, given):
    """Let the application have this, and nothing else in any tenant; custom Azure roles hold exactly the actions."""
    client_id = next(iter(world.applications))
    for tenant in world.tenants.values():
        permissions, scopes = given.get(tenant.id, (set(), {}))
        seed.set_roles(tenant, client_id, firstparty.GRAPH_APP_ID, sorted(permissions))
        seed.set_roles(tenant, client_id, firstparty.DEFENDER_APP_ID, ())
        principal = seeded_id("service principal", tenant.id, client_id)
        for found in tenant.azure.truths("roleAssignments"):
            if found["properties"]["principalId"] == principal:
                tenant.azure.delete("roleAssignments", found["id"].lower())
        for scope, actions in scopes.items():
            if actions:
                seed.assign(tenant, scope, principal, _role(tenant, scope, sorted(actions)))


def _role(tenant, scope, actions):
    """A custom role of that scope; its name stays the same when its actions change."""
    name = seeded_id("role of needs", tenant.id, scope)
    id = f"/providers/Microsoft.Authorization/roleDefinitions/{name}"
    tenant.azure.put("roleDefinitions", id.lower(), {
        "id": id, "name": name, "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {"roleName": f"What is needed {name}", "description": "", "type": "CustomRole", "assignableScopes": [scope],
                       "permissions": [{"actions": actions, "notActions": [], "dataActions": [], "notDataActions": []}],
                       "createdOn": tenant.created, "updatedOn": tenant.created, "createdBy": None, "updatedBy": None}})
    return name
