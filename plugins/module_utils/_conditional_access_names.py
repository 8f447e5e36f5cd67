# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whom and what a Conditional Access policy names: people, groups, directory roles and applications, by name."""

from __future__ import annotations

from dataclasses import dataclass

from ._directory import expected_group, expected_person, find_service_principal
from ._entra_role_assignment import role_of
from ._errors import Refusal
from ._together import together

USERS, APPLICATIONS = "users", "applications"
WORDS = ("All", "None", "GuestsOrExternalUsers", "Office365", "MicrosoftAdminPortals")


@dataclass(frozen=True)
class NameList:
    """Where an option's ids stand in the policy's conditions, and what finds one."""

    of: str
    field: str
    id_of: object


async def _application(clients, name):
    found = await find_service_principal(clients, name)
    if not found:
        raise Refusal(
            f"no application '{name}' has a service principal in tenant {clients.tenant}; correct its name, or give its application id")
    return found["appId"].lower()


async def _role(clients, name):
    return (await role_of(clients, name))["id"]


LISTS = {
    f"{way}_{what}": NameList(of, f"{way}{what.capitalize()}", id_of)
    for what, of, id_of in (("users", USERS, expected_person), ("groups", USERS, expected_group), ("roles", USERS, _role),
                            ("applications", APPLICATIONS, _application))
    for way in ("include", "exclude")
}


async def named_ids(clients, want):
    """{option: {name: id}} of all that the task names."""
    wished = {name: [each for each in want.get(name) or [] if each not in WORDS] for name in LISTS}
    found = await together(*(LISTS[name].id_of(clients, each) for name, names in wished.items() for each in names))
    ids = iter(found)
    return {name: {each: next(ids) for each in names} for name, names in wished.items() if names}
