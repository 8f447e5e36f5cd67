# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The assignment of a role of Microsoft Defender to groups. It cannot be relied on to change, so another one takes its place."""

from __future__ import annotations

from ._defender_actions import ROOT
from ._directory import ABSENT, STEADY, expected_group, find_group, named, one_of
from ._errors import Refusal
from ._steps import GRAPH_BETA, Look, Step
from ._together import together

PATH = f"{ROOT}/roleAssignments"
EVERYTHING = "/"
OPTIONS = {
    "groups": {"type": "list", "elements": "str"},
    "assignment": {"type": "str"},
    "scopes": {"type": "list", "elements": "str", "default": [EVERYTHING]},
}


def refuse(want):
    if not want.get("scopes"):
        raise Refusal(f"scopes is empty, and an assignment is for something; name at least one scope, such as {EVERYTHING} for everything")


async def group_ids(clients, want):
    """{name: id} of the groups; to withdraw an assignment they need not exist."""
    names = sorted(set(want.get("groups", ())))

    async def one(name):
        if want["state"] == "absent":
            group = await find_group(clients, name)
            return group and group["id"]
        return await expected_group(clients, name)
    return dict(zip(names, await together(*map(one, names))))


def found(want, role, assignments, ids):
    """The assignment that the task means: the one of its name, else one under another name that is the same; and the names of the rest."""
    of_role = [item for item in assignments if item["roleDefinitionId"] == role["id"]]
    mine = one_of(named(of_role, _name(want)), "assignment", _name(want))
    if not mine and ids:
        mine = next((item for item in of_role if _is(shape(item), want, ids)), None)
    return {"assignment": shape(mine) if mine else None,
            "_others": sorted(item["displayName"] for item in of_role if item is not mine)}


def carried_out(want, state):
    """Withdraw what is not as wanted, assign what is missing."""
    there, ids = state["assignment"], state["_group_ids"]
    if "groups" not in want or there and ids and _is(there, want, ids):
        return state
    if there:
        yield withdrawal(state, "Replace" if ids else "Withdraw")
    if not ids:
        return {**state, "assignment": None}
    answer = yield _assign(want, state, there["name"] if there else _name(want))
    return {**state, "assignment": shape(answer)}


def withdrawal(state, verb):
    mine = state["assignment"]

    def pick(items):
        return None if any(item["id"] == mine["id"] for item in items) else True
    return Step("DELETE", f"{PATH}/{mine['id']}", service=GRAPH_BETA, perhaps_done=ABSENT,
                confirm=Look(PATH, f"the end of assignment '{mine['name']}'", pick, service=GRAPH_BETA, many=True, times=STEADY),
                says=f"{verb} assignment {mine['name']} of Microsoft Defender role {state['name']}")


def shape(item):
    scopes = {*(item.get("appScopeIds") or ()), *(scope for scope in item.get("directoryScopeIds") or () if scope != EVERYTHING)}
    return {"id": item["id"], "name": item["displayName"], "principal_ids": sorted(item["principalIds"]),
            "scopes": sorted(scopes) or [EVERYTHING]}


def _assign(want, state, name):
    ids = state["_group_ids"]
    body = {"displayName": name, "roleDefinitionId": state["id"], "principalIds": sorted(set(ids.values())),
            "appScopeIds": sorted(set(want["scopes"]))}

    def pick(items):
        return next((item for item in items if item["roleDefinitionId"] == state["id"] and _is(shape(item), want, ids)), None)
    where = "" if _lowered(want["scopes"]) == {EVERYTHING} else f" for {', '.join(sorted(want['scopes']))}"
    return Step("POST", PATH, body, service=GRAPH_BETA, not_yet=ABSENT,
                confirm=Look(PATH, f"assignment '{name}'", pick, service=GRAPH_BETA, many=True, times=STEADY),
                says=f"Assign Microsoft Defender role {state['name']} to {', '.join(ids)}{where}")


def _is(there, want, ids):
    return _lowered(there["principal_ids"]) == _lowered(ids.values()) and _lowered(there["scopes"]) == _lowered(want["scopes"])


def _name(want):
    return want.get("assignment") or want["name"]


def _lowered(names):
    return {name.lower() for name in names if name}
