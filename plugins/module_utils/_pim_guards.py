# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Who stays in a group whatever its task purges, and what would leave nobody in the group, or nobody who manages it."""

from __future__ import annotations

from . import _pim_assignments, _pim_owners
from ._guards import protected_in, protected_people, refuse_lockout, stays
from ._pim_grants import KINDS, is_permanent_owner
from ._pim_principals import ACCESS
from ._together import together


async def protected_holders(clients, want, group):
    """The names of the protected who are in a group, own it, or could activate either."""
    if not want.get("protected_principals"):
        return []
    protected = await protected_people(clients, want)
    members, owners, granted = await together(
        protected_in(clients, protected, group), _pim_owners.found(clients, group, {}), _pim_assignments.found(clients, group, {}))
    holders = [*owners, *granted["eligible"], *granted["active"]]
    return sorted({*members, *(protected[entry["principal_id"].lower()] for entry in holders if _is_protected(entry, protected))})


def spared(want, have, surplus):
    """The entries of each kind that may go; and what is told of the protected, who stay."""
    protected = have["_protected"]
    staying = [(f"an {kind} {entry['access']}", kind, entry) for kind, entries in sorted(surplus.items())
               for entry in entries if _is_protected(entry, protected)]
    staying += [("an owner", "owners", entry) for entry in _pim_owners.protected(want, have)]
    told = [stays(protected[entry["principal_id"].lower()], f"{what} of group {have['name']}", option) for what, option, entry in staying]
    return {kind: [entry for entry in entries if not _is_protected(entry, protected)] for kind, entries in surplus.items()}, told


def refuse_emptied(want, have, grants, surplus):
    """Somebody must be left who can get into the group, and somebody who can manage it, where there was somebody."""
    leaving = [entry for entries in surplus.values() for entry in entries]
    for access, what in zip(ACCESS, ("could get into it", "owns it or could")):
        before = [entry for kind in KINDS for entry in have[kind] if entry["access"] == access and not is_permanent_owner(kind, entry)]
        after = [*(entry for entry in before if entry not in leaving), *(grant for grant in grants if grant.wish["access"] == access)]
        if access == "owner":
            before, after = before + have["owners"], after + _pim_owners.left(want, have)
        if before and not after:
            refuse_lockout(want, f"this would leave group '{have['name']}' without anybody who {what}", "name somebody")


def _is_protected(entry, protected):
    return entry["principal_id"].lower() in protected
