# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What an access package gives: roles of the resources in its catalog."""

from __future__ import annotations

from ._access_catalog import SYSTEMS, key_of
from ._directory import ABSENT
from ._steps import Look, Step

EXPAND = {"$expand": "role($expand=resource),scope"}
SHOWN = {system: kind for kind, system in SYSTEMS.items()}


async def found(clients, address):
    return await clients.graph.items(f"{address}/resourceRoleScopes", EXPAND)


def carried_out(want, state, address):
    """Give what the task names, and with purge take away the rest."""
    wanted = [(resource, role) for resource in _wanted(want, state) for role in sorted(resource["_roles"])]
    there = {_key(row): row for row in state["_role_scopes"]}
    adding = [(resource, role) for resource, role in wanted if (_key_of(resource), role) not in there]
    rows = list(there.values())
    if adding:
        answers = yield [_added(want, resource, role, address) for resource, role in adding]
        rows += [_row(resource, role, answer) for (resource, role), answer in zip(adding, answers)]
    named = {(_key_of(resource), role) for resource, role in wanted}
    purged = want["purge"] and "resources" in want
    surplus = [row for key, row in there.items() if purged and key not in named]
    if surplus:
        yield [_removed(want, row, address) for row in sorted(surplus, key=_spoken)]
    return {**state, "_role_scopes": [row for row in rows if row not in surplus]}


def readable(rows):
    """The roles in the words of the options, one entry for each resource."""
    by_resource = {}
    for row in rows:
        resource = row["role"]["resource"]
        kind = SHOWN.get(resource.get("originSystem"), resource.get("originSystem"))
        entry = by_resource.setdefault(_key(row)[0], {"name": resource.get("displayName"), "kind": kind, "roles": []})
        entry["roles"].append(row["role"]["displayName"])
    return sorted(({**entry, "roles": sorted(entry["roles"])} for entry in by_resource.values()), key=lambda entry: str(entry["name"]))


def _wanted(want, state):
    """The catalog's resources that the task names, with the roles wanted of each."""
    by_key = {_key_of(each): each for each in state["_resources"]}
    wishes = sorted(want.get("resources") or [], key=lambda wish: wish["name"])
    return [{**by_key[key_of(state["_origins"][wish["name"]], wish["name"])], "_roles": wish["roles"], "_said": _said(wish)}
            for wish in wishes]


def _said(wish):
    return f"{wish['kind']} {wish['name']}"


def _key_of(resource):
    return key_of(resource["originId"], resource["displayName"])


def _key(row):
    return _key_of(row["role"]["resource"]), row["role"]["displayName"]


def _added(want, resource, name, address):
    role = next(each for each in resource["roles"] if each["displayName"] == name)
    scope = resource["scopes"][0]
    origin = {"id": resource["id"], "originId": resource["originId"], "originSystem": resource["originSystem"]}
    body = {
        "role": {"id": role["id"], "displayName": name, "originSystem": resource["originSystem"], "originId": role["originId"],
                 "resource": origin},
        "scope": {"id": scope["id"], "originId": resource["originId"], "originSystem": resource["originSystem"], "isRootScope": True}}

    def pick(rows):
        return next((row for row in rows if row["role"]["id"] == role["id"]), None)
    path, what = f"{address}/resourceRoleScopes", f"role {name} of {resource['_said']}"
    look = Look(path, f"{what} in access package '{want['name']}'", pick, EXPAND, many=True)
    return Step("POST", path, body, says=f"Add {what} to access package {want['name']}", confirm=look, not_yet=ABSENT)


def _row(resource, name, answer):
    origin = {"id": resource["id"], "originId": resource["originId"], "originSystem": resource["originSystem"],
              "displayName": resource["displayName"]}
    return {"id": answer["id"], "role": {"displayName": name, "resource": origin}}


def _removed(want, row, address):
    def pick(rows):
        return None if any(each["id"] == row["id"] for each in rows) else True
    path = f"{address}/resourceRoleScopes"
    return Step("DELETE", f"{path}/{row['id']}", says=f"Remove role {_spoken(row)} from access package {want['name']}", perhaps_done=ABSENT,
                confirm=Look(path, f"the end of role {_spoken(row)}", pick, EXPAND, many=True))


def _spoken(row):
    resource = row["role"]["resource"]
    return f"{row['role']['displayName']} of {SHOWN.get(resource.get('originSystem'), 'resource')} {resource['displayName']}"
