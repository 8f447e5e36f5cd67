# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""An Azure role assignment: who (a principal by name) may do what (a role by name) where (a scope)."""

from __future__ import annotations

from ._azure import deterministic_id, place, role_definition, scope_of
from ._directory import expected_principal, find_principal, is_known
from ._graph import quoted
from ._guards import ALLOW_LOCKOUT
from ._management_groups import is_group_scope
from ._options import guid
from ._role_assignment_guards import at_stake, refuse_removal
from ._steps import ARM, Look, Step
from ._together import together

OPTIONS = {
    "scope": {"type": "str", "required": True},
    "role": {"type": "str", "required": True},
    "principal": {"type": "str", "required": True},
    "principal_type": {"type": "str", "choices": ["Group", "User", "ServicePrincipal"], "default": "Group"},
    "description": {"type": "str"},
    **ALLOW_LOCKOUT,
}
INFO_OPTIONS = {"scope": {"type": "str", "required": True}, "principal_id": {"type": "str"}}
NEEDS = {
    "graph": {"read": {
        "GroupMember.Read.All": "when the principal is a group",
        "User.Read.All": "when the principal is a user, and with protected_principals",
        "Organization.Read.All": "when a user is not found", "Application.Read.All": "when the principal is a service principal"}},
    "azure": {
        "read": {
            "Microsoft.Resources/subscriptions/read": "", "Microsoft.Authorization/roleAssignments/read": "",
            "Microsoft.Authorization/roleDefinitions/read": "",
            "Microsoft.Management/managementGroups/read": "when the scope is a management group"},
        "write": {
            "Microsoft.Authorization/roleAssignments/write": "", "Microsoft.Authorization/roleAssignments/delete": "with state absent"},
    },
}


async def find(clients, want):
    """The assignment of this role to this principal at exactly this scope, under whatever id it stands; and the ids to write it.

    Scope and role come first: when one of them is wrong, nobody waits until the principal is there.
    """
    scope = scope_of(want["scope"])
    where, definition = await together(place(clients, scope), role_definition(clients, scope, want["role"]))
    principal_id = await _principal(clients, want)
    have = {"_scope": scope, "_role_id": definition["name"], "_principal_id": principal_id, "_place": where}
    if principal_id is None:
        return have
    assignments = await clients.arm.items(*_of_principal(scope, principal_id)) if is_known(principal_id) else []
    equal = [item for item in assignments if _is(item, scope, definition["name"])]
    stake = await at_stake(clients, want, scope, equal[0]) if equal and want["state"] == "absent" else {}
    return {**have, **stake, **(_shape(want, equal[0]) if equal else {})}


def steps(want, have, now):
    there = "id" in have
    if want["state"] == "absent":
        if there:
            refuse_removal(want, have)
            yield Step("DELETE", have["id"], service=ARM, says=f"Remove role {_told(want, have)}")
        return {key: value for key, value in have.items() if key.startswith("_")}
    if there and want.get("description") in (None, have["description"]):
        return have
    scope, principal_id = have["_scope"], have["_principal_id"]
    name = have["id"].rpartition("/")[2] if there else deterministic_id("roleAssignment", scope, principal_id, have["_role_id"])
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    properties = {
        "roleDefinitionId": f"{_subscription(scope)}/providers/Microsoft.Authorization/roleDefinitions/{have['_role_id']}",
        "principalId": principal_id, "principalType": want["principal_type"],
        **({"description": want["description"]} if "description" in want else {}),
    }
    answer = yield Step(
        "PUT", path, {"properties": properties}, service=ARM, foretold={"id": path}, not_yet=("PrincipalNotFound",),
        perhaps_done=("RoleAssignmentExists",), confirm=_look(scope, principal_id, have["_role_id"]),
        says=f"{'Change the description of role' if there else 'Assign role'} {_told(want, have)}")
    return {**have, **_shape(want, answer)}


async def report(clients, want):
    """Every role assignment at, above and below the scope (of one principal when asked)."""
    scope = scope_of(want["scope"])
    principal_id = guid(want["principal_id"], "principal_id") if "principal_id" in want else None
    query = {"$filter": f"principalId eq {quoted(principal_id)}"} if principal_id else {}
    items, roles = await together(
        clients.arm.items(f"{scope}/providers/Microsoft.Authorization/roleAssignments", query),
        clients.arm.items(f"{scope}/providers/Microsoft.Authorization/roleDefinitions"))
    names = {role["name"].lower(): role["properties"]["roleName"] for role in roles}
    return [{
        "role": names.get(item["properties"]["roleDefinitionId"].rpartition("/")[2].lower()),
        "id": item["id"], "scope": item["properties"]["scope"], "role_definition_id": item["properties"]["roleDefinitionId"],
        "principal_id": item["properties"]["principalId"], "principal_type": item["properties"].get("principalType"),
        "description": item["properties"].get("description"),
    } for item in items]


async def _principal(clients, want):
    """The principal's object id. To be removed from, it need not exist."""
    if want["state"] == "absent":
        found = await find_principal(clients, want["principal"], want["principal_type"])
        return found and found["id"]
    return await expected_principal(clients, want["principal"], want["principal_type"])


def _of_principal(scope, principal_id):
    return f"{scope}/providers/Microsoft.Authorization/roleAssignments", {"$filter": f"principalId eq {quoted(principal_id)}"}


def _look(scope, principal_id, role_id):
    path, query = _of_principal(scope, principal_id)
    return Look(path, "the new role assignment", query=query, service=ARM, many=True, times=2,
                pick=lambda items: next((item for item in items if _is(item, scope, role_id)), None))


def _is(item, scope, role_id):
    """principalId filters also give what is assigned above and below."""
    properties = item["properties"]
    return properties["scope"].lower() == scope.lower() and properties["roleDefinitionId"].lower().endswith("/" + role_id.lower())


def _subscription(scope):
    """Where the role's definition is named: roles at a management group are the tenant's."""
    return "" if is_group_scope(scope) else "/".join(scope.split("/")[:3])


def _told(want, have):
    return f"{want['role']} {'from' if want['state'] == 'absent' else 'to'} {want['principal']} at {have['_place']}"


def _shape(want, item):
    properties = item["properties"]
    return {
        "id": item["id"], "scope": properties.get("scope", scope_of(want["scope"])), "role": want["role"], "principal": want["principal"],
        "principal_id": properties["principalId"], "principal_type": properties["principalType"],
        "description": properties.get("description"),
    }
