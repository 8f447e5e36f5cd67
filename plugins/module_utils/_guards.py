# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What keeps a task from locking operators or administrators out: one option that allows it, and people who keep their access anyway.

``allow_lockout`` never reaches the protected: whoever means them takes them out of protected_principals.
"""

from __future__ import annotations

from ._errors import Refusal
from ._graph import quoted
from ._options import GUID
from ._steps import HumanStep
from ._together import together

ALLOW_LOCKOUT = {"allow_lockout": {"type": "bool", "default": False}}
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814"
AT_ONCE = 15        # so many values the directory takes in one filter


async def protected_people(clients, want):
    """{object id: name} of the people whom the task protects. One who is not there is an error: a slip of the pen would protect nobody."""
    names = want.get("protected_principals") or []
    asked = [names[at:at + AT_ONCE] for at in range(0, len(names), AT_ONCE)]
    lists = await together(*(clients.graph.items("/users", _query(each)) for each in asked))
    found = {key.lower(): user["id"].lower() for users in lists for user in users for key in (user["id"], user["userPrincipalName"])}
    missing = sorted(name for name in names if name.lower() not in found)
    if missing:
        raise Refusal(
            f"protected_principals names '{missing[0]}', but no person with this user principal name or object id was found in tenant "
            f"{clients.tenant}, so nobody would be protected; correct it")
    return {found[name.lower()]: name for name in names}


async def groups_of(clients, protected):
    """{object id of a protected person: ids of the groups that person is in, through other groups too}."""
    lists = await together(*(clients.graph.items(f"/users/{person}/transitiveMemberOf") for person in protected))
    return {person: {item["id"].lower() for item in items} for person, items in zip(protected, lists)}


async def protected_in(clients, protected, principal_id):
    """The names of the protected who are this principal, or in this group."""
    groups, sought = await groups_of(clients, protected), principal_id.lower()
    return sorted(name for person, name in protected.items() if sought == person or sought in groups[person])


def refuse_lockout(want, what, instead):
    """Refuse what could lock somebody out, unless the task says that it may."""
    if not want["allow_lockout"]:
        raise Refusal(f"{what}; {instead}, or set allow_lockout to true")


def refuse_protected(names, what):
    """Refuse what would take something away from the protected."""
    if names:
        raise Refusal(
            f"{what} {', '.join(names)}, whom protected_principals names; leave it as it is, or take them out of protected_principals")


def stays(who, as_what, option):
    """What is told of a protected person whom a purge would have taken away."""
    return HumanStep(
        f"{who}, whom protected_principals names, stays {as_what}: name that person in {option} too, or let an administrator decide")


def _query(names):
    ids, others = (", ".join(quoted(name.lower()) for name in names if bool(GUID.fullmatch(name)) == is_id) for is_id in (True, False))
    terms = [f"{field} in ({values})" for field, values in (("id", ids), ("userPrincipalName", others)) if values]
    return {"$filter": " or ".join(terms), "$select": "id,userPrincipalName"}
