# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What else hangs on a group that is to be deleted: people, directory roles, Azure roles, access packages, Conditional Access, tenants.

Check mode still finds what earlier tasks of a run take away: ``going`` names it. A run counts what is there.
"""

from __future__ import annotations

from ._azure import scope_of
from ._conditional_access_policy import root_of
from ._directory import find_group, find_user
from ._errors import Refusal
from ._graph import quoted
from ._options import GUID
from ._pim_assignments import NOT_YET
from ._pim_principals import spoken, wishes
from ._steps import Kept
from ._together import together

REFUSE, KEEP, STRIP = "refuse", "keep", "strip"
NAMES = {"type": "list", "elements": "str"}
OPTIONS = {
    "in_use": {"type": "str", "choices": [REFUSE, KEEP, STRIP], "default": REFUSE},
    "going": {"type": "dict", "options": {
        "azure_roles": {"type": "list", "elements": "dict", "options": {
            "role": {"type": "str", "required": True}, "scope": {"type": "str", "required": True}}},
        **dict.fromkeys(("directory_roles", "access_packages", "conditional_access_policies"), NAMES)}},
    "delegating_tenants": NAMES,
}
DIRECTORY = "/roleManagement/directory"
ELM = "/identityGovernance/entitlementManagement"


async def found(clients, want, group, granted):
    """One phrase for each thing that deleting the group would take away from somebody, in order."""
    going = want.get("going") or {} if clients.foretells else {}
    lists = await together(
        _people(clients, want, group, granted), _directory_roles(clients, group, going.get("directory_roles") or []),
        _azure_roles(clients, group, going.get("azure_roles") or []), _packages(clients, group, going.get("access_packages") or []),
        _policies(clients, group, going.get("conditional_access_policies") or []))
    return [phrase for phrases in lists for phrase in phrases] + [
        f"the delegation of tenant {name}" for name in want.get("delegating_tenants") or []]


def decided(want, have, uses):
    """Whether the group goes; where it does not, why is told or refused."""
    if not uses or want["in_use"] == STRIP:
        return True
    hanging = "; ".join(uses)
    if want["in_use"] == REFUSE:
        raise Refusal(f"group '{have['name']}' is in use, and deleting it would end that: {hanging}; take these away first, set in_use to "
                      "keep to leave the group, or to strip to delete it all the same")
    yield Kept(f"Group {have['name']}, since it is in use: {hanging}")
    return False


def told(uses):
    """What goes along with the group, for its step."""
    return f"; in use by: {'; '.join(uses)}" if uses else ""


async def _people(clients, want, group, granted):
    """Whoever is a member or an owner through PIM, or a member, though the lists that are given do not name them."""
    kinds = [kind for kind in ("eligible", "active") if kind in want]
    if not kinds:
        return []
    names = sorted({wish["principal"] for kind in kinds for wish in wishes(want, kind)})
    known, members = await together(together(*(_id_of(clients, name) for name in names)), clients.graph.items(f"/groups/{group}/members"))
    entries = {(kind, entry["access"], entry["principal"]) for kind in kinds for entry in granted[kind]
               if entry["principal_id"].lower() not in known and not (kind == "active" and entry["access"] == "owner")}
    assigned = {each["principal_id"].lower() for kind in ("eligible", "active", "activated") for each in granted[kind]}
    direct = {("assigned", "member", spoken(each)) for each in members if each["id"].lower() not in {*known, *assigned}}
    return [f"{kind} {access} {principal}" for kind, access, principal in sorted(entries | direct)]


async def _id_of(clients, name):
    """The id of somebody whom the task names; who is gone has none."""
    found = {"id": name} if GUID.fullmatch(name) else await (find_user if "@" in name else find_group)(clients, name)
    return found and found["id"].lower()


async def _directory_roles(clients, group, going):
    query = {"$filter": f"principalId eq {quoted(group)}"}
    held, eligible = await together(
        clients.graph.items(f"{DIRECTORY}/roleAssignments", query),
        clients.graph.items(f"{DIRECTORY}/roleEligibilitySchedules", query, NOT_YET))
    if not held and not eligible:
        return []
    roles = await clients.graph.items(f"{DIRECTORY}/roleDefinitions", {"$select": "id,displayName"})
    names = {role["id"]: role["displayName"] for role in roles}
    found = {names.get(item["roleDefinitionId"], item["roleDefinitionId"]) for item in held + eligible}
    return [f"directory role {name}" for name in sorted(found) if name not in going]


async def _azure_roles(clients, group, going):
    """Roles in the tenant's own subscriptions, and above and below them, as far as the sign-in sees them."""
    subscriptions = [each for each in await clients.arm.items("/subscriptions")
                     if (each.get("tenantId") or clients.tenant).lower() == clients.tenant]
    query = {"$filter": f"principalId eq {quoted(group)}"}
    lists = await together(*(clients.arm.items(f"/subscriptions/{each['subscriptionId']}/providers/Microsoft.Authorization/roleAssignments",
                                               query) for each in subscriptions))
    assignments = {item["id"].lower(): (each, item["properties"]) for each, items in zip(subscriptions, lists) for item in items}
    names = await together(*(_role_name(clients, properties["roleDefinitionId"]) for _each, properties in assignments.values()))
    gone = {(each["role"].lower(), scope_of(each["scope"]).lower()) for each in going}

    def stays(name, properties):
        scope, id = properties["scope"].lower(), properties["roleDefinitionId"].rpartition("/")[2].lower()
        return not gone & {(name.lower(), scope), (id, scope)}
    return sorted(f"Azure role {name} at {_place(each, properties['scope'])}"
                  for name, (each, properties) in zip(names, assignments.values()) if stays(name, properties))


async def _role_name(clients, id):
    return (await clients.arm.get(id))["properties"]["roleName"]


def _place(subscription, scope):
    parts = scope.split("/")
    if scope.lower().startswith("/providers/microsoft.management/"):
        return f"management group {parts[-1]}"
    within = f"subscription '{subscription['displayName']}'"
    return within if len(parts) == 3 else f"{parts[-1]} in {within}"


async def _packages(clients, group, going):
    """Access packages of catalogs that hold the group, since they may give it."""
    if clients.cloud.lacks("access_package_resources"):
        return []
    packages = [each for each in await clients.graph.items(f"{ELM}/accessPackages", {"$expand": "catalog"})
                if each["displayName"] not in going]
    catalogs = {each["catalog"]["id"]: each["catalog"]["displayName"] for each in packages if each.get("catalog")}
    query = {"$filter": f"originId eq {quoted(group)}"}
    lists = await together(*(clients.graph.items(f"{ELM}/catalogs/{id}/resources", query) for id in catalogs))
    holding = {id for id, items in zip(catalogs, lists) if items}
    return sorted(f"access package {each['displayName']} in catalog {each['catalog']['displayName']}" for each in packages
                  if (each.get("catalog") or {}).get("id") in holding)


async def _policies(clients, group, going):
    items = await clients.graph.items(root_of(clients.cloud), {"$select": "displayName,conditions"})
    return sorted(f"Conditional Access policy {each['displayName']}" for each in items
                  if each["displayName"] not in going and group in _groups_in(each))


def _groups_in(policy):
    users = (policy.get("conditions") or {}).get("users") or {}
    return {id.lower() for name in ("includeGroups", "excludeGroups") for id in users.get(name) or []}
