# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What a task's authorizations name, looked up: principals in the managing tenant, roles and resource groups in the managed one."""

from __future__ import annotations

from ._azure import NOT_THERE, role_definition
from ._directory import expected_principal
from ._errors import Refusal
from ._lighthouse_roles import DELETE_ROLE, refuse_authorization, refuse_eligible, role_of
from ._together import together


async def looked_up(clients, want, subscription):
    """(the authorizations of both kinds with ids in place of names, every role that was looked up); a removal needs neither.

    The roles come first: for one that cannot be offered, nobody waits until a group or resource group is there.
    """
    if want["state"] == "absent":
        return {"_authorizations": [], "_eligible": [], "_delete_role": None}, []
    entries = [*want["authorizations"], *(want.get("eligible_authorizations") or ())]
    names = {name for entry in entries for name in (*entry["roles"], *entry.get("delegated_roles", ()))} | {DELETE_ROLE}
    definitions = await _by_key(names, lambda name: role_definition(clients, subscription, name))
    roles = {name: role_of(definition) for name, definition in definitions.items()}
    standing = [_with_roles(each, roles) for each in want["authorizations"]]
    eligible = [_with_roles(each, roles) for each in want.get("eligible_authorizations") or ()]
    for entry in standing:
        refuse_authorization(entry)
    for entry in eligible:
        refuse_eligible(entry)
    people = {(each["principal_type"], each["principal"]) for entry in entries for each in (entry, *entry.get("approvers", ()))}
    ids, _groups = await together(
        _by_key(people, lambda key: expected_principal(clients.managing, key[1], key[0], _refuse_unfit)),
        _by_key(want.get("resource_groups") or (), lambda name: _expected_group(clients, f"{subscription}/resourceGroups/{name}")))
    wish = {"_authorizations": [_with_ids(each, ids) for each in standing], "_eligible": [_with_ids(each, ids) for each in eligible]}
    return {**wish, "_delete_role": roles[DELETE_ROLE]}, list(roles.values())


def _with_roles(entry, roles):
    return {**entry, **{option: [roles[name] for name in entry[option]] for option in ("roles", "delegated_roles") if option in entry}}


def _with_ids(entry, ids):
    approvers = {"approvers": [_with_ids(each, ids) for each in entry["approvers"]]} if "approvers" in entry else {}
    return {**entry, **approvers, "principal_id": ids[entry["principal_type"], entry["principal"]]}


async def _by_key(keys, read):
    """Each key's answer; every key is asked for once, all of them together."""
    keys = sorted(keys)
    return dict(zip(keys, await together(*(read(key) for key in keys))))


async def _expected_group(clients, path):
    """Another task may be to make the resource group; its address is known all the same."""
    async def read():
        found = await clients.arm.get(path, absent=NOT_THERE)
        return found and found["id"]
    return await clients.expected(f"resource group '{path.rpartition('/')[2]}'", read)


def _refuse_unfit(group):
    if not group["securityEnabled"] or "Unified" in (group.get("groupTypes") or ()):
        raise Refusal(
            f"group '{group['displayName']}' is no security group, and Azure Lighthouse gives roles to security groups only; name another")
