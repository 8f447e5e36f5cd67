# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whom a pim_group task names: people, groups and service principals, each found once."""

from __future__ import annotations

from dataclasses import dataclass

from ._directory import by_id, expected_group, expected_person, expected_principal, is_known
from ._options import GUID
from ._steps import KNOWN_AFTER_APPLY
from ._together import together

ACCESS = ("member", "owner")


@dataclass(frozen=True)
class Principal:
    """Somebody as the task names them. The id is not known yet where another task makes the guest or the group."""

    name: str
    id: str
    kind: str       # user, group or servicePrincipal

    @property
    def key(self):
        return key_of(self.id, self.name)

    @property
    def shown(self):
        return {"principal": self.name, "principal_id": self.id}


def key_of(id, name):
    """What two mentions of the same principal have in common."""
    return id.lower() if id and is_known(id) else name


def key_in(entry):
    """The key of an entry of a state."""
    return key_of(entry["principal_id"], entry["principal"])


def kind_of(name):
    """What a name can only mean: people have an @, an object id tells nothing."""
    if GUID.fullmatch(name):
        return None
    return "user" if "@" in name else "group"


async def people_and_groups(clients, want):
    """{name: {"id", "kind"}} of all eligible and active principals and approvers, as far as they are there."""
    return await _each(clients, names_in(want), _person_or_group)


async def owners(clients, want):
    """The same of the owners, who are people or service principals."""
    return await _each(clients, want.get("owners") or [], _owner)


def wishes(want, kind):
    """The wanted assignments of a kind, one for each principal."""
    return [{**entry, "principal": name} for entry in want.get(kind) or [] for name in entry["principals"]]


def names_in(want):
    names = {wish["principal"] for kind in ("eligible", "active") for wish in wishes(want, kind)}
    for access in ACCESS:
        approval = (want.get(f"{access}_policy") or {}).get("approval") or {}
        names.update(approval.get("approvers") or [])
    return sorted(names)


def named(have, name, of="_principals"):
    """The principal whom a name means; one that was not found is made by another task of this host."""
    found = have[of].get(name, {})
    return Principal(name, found.get("id", KNOWN_AFTER_APPLY), found.get("kind") or kind_of(name))


def spoken(thing):
    """How a directory object is called."""
    thing = thing or {}
    return thing.get("userPrincipalName") or thing.get("displayName") or "a deleted account"


async def _each(clients, names, find):
    found = await together(*(find(clients, name) for name in names))
    return {name: each for name, each in zip(names, found) if is_known(each["id"])}


async def _person_or_group(clients, name):
    kind = kind_of(name)
    if kind:
        return {"id": await {"user": expected_person, "group": expected_group}[kind](clients, name), "kind": kind}
    return await _of_id(clients, name, "User", "Group")


async def _owner(clients, name):
    if "@" in name:
        return {"id": await expected_person(clients, name), "kind": "user"}
    if GUID.fullmatch(name):
        return await _of_id(clients, name, "User", "ServicePrincipal")
    return {"id": await expected_principal(clients, name, "ServicePrincipal"), "kind": "servicePrincipal"}


async def _of_id(clients, id, *kinds):
    kind, found = await by_id(clients, id, *kinds)
    return {"id": found["id"], "kind": kind[0].lower() + kind[1:]}
