# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A custom role of Microsoft Defender XDR (unified RBAC) and its assignment to groups: in Graph beta alone, and not in every cloud."""

from __future__ import annotations

from . import _defender_actions as actions
from . import _defender_assignment as assignment
from ._directory import ABSENT, STEADY, named, one_of
from ._errors import Refusal
from ._steps import GRAPH_BETA, HumanStep, Look, Step
from ._together import together

PATH = f"{actions.ROOT}/roleDefinitions"
OPTIONS = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str"},
    "permissions": {"type": "list", "elements": "str"},
    **assignment.OPTIONS,
    "workloads_active": {"type": "bool", "default": False},
}
INFO_OPTIONS = {"name": {"type": "str"}}
ASKS_PEOPLE = True
NEEDS = {
    "graph": {
        "read": {"RoleManagement.Read.Defender": "", "GroupMember.Read.All": "with groups"},
        "write": {"RoleManagement.ReadWrite.Defender": ""},
    },
}


def refuse(want, cloud):
    if want["state"] == "absent":
        return
    _refuse_cloud(cloud)
    if want.get("permissions") == []:
        raise Refusal("permissions is empty, and a role allows something; name at least one, or leave the option out")
    assignment.refuse(want)


def _refuse_cloud(cloud):
    if cloud.lacks("defender_roles"):
        raise Refusal(
            f"the cloud {cloud.name} publishes no API for custom roles of Microsoft Defender; use directory roles of Microsoft Entra, such "
            "as Security Operator, with the module entra_role_assignment, as the roles m365_operators and external_access do by default")


async def find(clients, want):
    """The role, its assignment, and the catalogue of permissions when a new one is wanted. Where the cloud has no roles there is none."""
    have = {"_tenant": clients.tenant, "_portal": clients.cloud.defender_portal, "_group_ids": {}}
    if clients.cloud.lacks("defender_roles"):
        return have
    roles, assignments = await together(clients.graph_beta.items(PATH), clients.graph_beta.items(assignment.PATH))
    role = one_of(named(roles, want["name"]), "Microsoft Defender role", want["name"])
    have |= _shape(role) if role else {}
    if want["state"] == "present":
        await actions.refuse_unknown(clients, want, have)       # before anybody waits for a group
    have["_group_ids"] = await assignment.group_ids(clients, want)
    return {**have, **assignment.found(want, role, assignments, have["_group_ids"])} if role else have


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    state = yield from (_changed(want, have) if "id" in have else _created(want, have))
    state = yield from assignment.carried_out(want, state)
    if not want["workloads_active"]:
        yield _activation(want, have)
    return state


async def report(clients, want):
    """The role of this name, or all, each with its assignments."""
    _refuse_cloud(clients.cloud)
    roles, assignments = await together(clients.graph_beta.items(PATH), clients.graph_beta.items(assignment.PATH))
    if "name" in want:
        found = one_of(named(roles, want["name"]), "Microsoft Defender role", want["name"])
        roles = [found] if found else []
    return [{**_shape(role), "assignments": [assignment.shape(item) for item in assignments if item["roleDefinitionId"] == role["id"]]}
            for role in roles]


def _created(want, have):
    if not want.get("permissions"):
        raise Refusal(f"there is no Microsoft Defender role '{want['name']}', and a new one needs permissions; name them, or correct name")

    def pick(items):
        return one_of(named(items, want["name"]), "Microsoft Defender role", want["name"])
    answer = yield Step(
        "POST", PATH, {"displayName": want["name"], **_body(_wished(want))}, service=GRAPH_BETA,
        confirm=Look(PATH, f"Microsoft Defender role '{want['name']}'", pick, service=GRAPH_BETA, many=True, times=STEADY),
        says=f"Create Microsoft Defender role {want['name']}, which allows {', '.join(_wished(want)['permissions'])}")
    return {**have, **_shape(answer), "assignment": None, "_others": []}


def _changed(want, have):
    changes = {"description": _described(want, have), "permissions": actions.told(want, have)}
    different = {name: words for name, words in changes.items() if words}
    if not different:
        return have
    if have["built_in"]:
        raise Refusal(
            f"Microsoft Defender role '{have['name']}' is built in, so its {' and '.join(different)} cannot change; choose another name")
    wished = {name: value for name, value in _wished(want).items() if name in different}
    path = f"{PATH}/{have['id']}"

    def pick(role):
        state = _shape(role)
        return True if not _described(want, state) and not actions.told(want, state) else None
    yield Step("PATCH", path, _body(wished), service=GRAPH_BETA, not_yet=ABSENT,
               confirm=Look(path, f"the change of Microsoft Defender role '{have['name']}'", pick, service=GRAPH_BETA, times=STEADY),
               says=f"Change Microsoft Defender role {have['name']}: {'; '.join(different.values())}")
    return {**have, **wished}


def _removal(want, have):
    if "id" in have:
        name = have["name"]
        if have["built_in"]:
            raise Refusal(f"Microsoft Defender role '{name}' is built in and cannot be deleted; choose another name")
        if have["_others"]:
            raise Refusal(
                f"Microsoft Defender role '{name}' is assigned by {', '.join(have['_others'])} too, and whoever has it by that would "
                "lose it; withdraw each first, with its name as assignment and an empty list as groups")
        if have["assignment"]:
            yield assignment.withdrawal(have, "Withdraw")

        def pick(items):
            return None if any(item["id"] == have["id"] for item in items) else True
        yield Step("DELETE", f"{PATH}/{have['id']}", service=GRAPH_BETA, perhaps_done=ABSENT, says=f"Delete Microsoft Defender role {name}",
                   confirm=Look(PATH, f"the end of Microsoft Defender role '{name}'", pick, service=GRAPH_BETA, many=True, times=STEADY))
    return {key: value for key, value in have.items() if key.startswith("_") and key != "_others"}


def _activation(want, have):
    portal = f"{have['_portal']}/?tid={have['_tenant']}" if have["_portal"] else "the cloud's Microsoft Defender portal"
    return HumanStep(
        f"Activate the workloads for Microsoft Defender role {want['name']}: a user of tenant {have['_tenant']} who is Security "
        f"Administrator there opens {portal}, Settings > Microsoft Defender XDR > Permissions and roles, and turns on each workload that "
        "custom roles are to govern, since no application can; then set workloads_active to true, and this is no longer told")


def _described(want, have):
    if "description" not in want or (want["description"] or None) == have["description"]:
        return ""
    return "describe it" if want["description"] else "take its description away"


def _wished(want):
    """The wished members in the form that a state has them."""
    return {**({"description": want["description"] or None} if "description" in want else {}),
            **({"permissions": sorted(set(want["permissions"]), key=str.lower)} if want.get("permissions") else {})}


def _body(wished):
    body = {key: value for key, value in wished.items() if key != "permissions"}
    return {**body, **({"rolePermissions": [{"allowedResourceActions": wished["permissions"]}]} if "permissions" in wished else {})}


def _shape(role):
    allowed = {action for part in role["rolePermissions"] for action in part.get("allowedResourceActions") or []}
    return {"id": role["id"], "name": role["displayName"], "description": role.get("description") or None,
            "permissions": sorted(allowed, key=str.lower), "built_in": bool(role.get("isBuiltIn"))}
