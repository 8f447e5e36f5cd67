# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Whom and what a cross-tenant access setting speaks of, by name, looked up in the tenant that they belong to."""

from __future__ import annotations

from ._directory import by_id, expected_group, expected_person, find_service_principal
from ._errors import Refusal
from ._options import GUID
from ._together import together
from ._xtap_settings import APPLICATIONS, COLLABORATION

EVERYBODY = {"target": "AllUsers", "targetType": "user"}


def refuse_targets(want):
    """Targets that are given by their id must have one."""
    for option in COLLABORATION:
        for name in _names(want.get(option) or {}, "users_and_groups"):
            kind, number = _given_by_id(name)
            if kind and not GUID.fullmatch(number):
                raise Refusal(
                    f"{option}.users_and_groups.targets holds '{name}', which has no object id after {kind}:; "
                    f"give {kind}:ID with the object id, or the name alone")


async def targets_of(clients, want, partner):
    """option -> {"users_and_groups": {name: target}, "applications": {name: target}} for every setting that is given."""
    options = [option for option in COLLABORATION if want.get(option)]
    found = await together(*(_of_setting(clients, want[option], option, want, partner) for option in options))
    return dict(zip(options, found))


async def _of_setting(clients, setting, option, want, partner):
    people, applications = (_names(setting, half) for half in ("users_and_groups", "applications"))
    directory = _directory_of(clients, option, want, partner)
    targets = await together(
        together(*(_person_or_group(directory, name, option) for name in people)),
        together(*(_application(clients, name) for name in applications)))
    return {"users_and_groups": dict(zip(people, targets[0])), "applications": dict(zip(applications, targets[1]))}


def _names(setting, half):
    return (setting.get(half) or {}).get("targets", [])


def _directory_of(clients, option, want, partner):
    """The clients of the tenant whose people an option speaks of; None when that tenant cannot be read."""
    if option.endswith("_outbound") or option == "tenant_restrictions":
        return clients
    return clients.managing if partner and partner == want.get("managing_tenant") else None


async def _person_or_group(clients, name, option):
    if name == "all":
        return EVERYBODY
    kind, number = _given_by_id(name)
    if kind:
        return {"target": number.lower(), "targetType": kind}
    if clients is None:
        raise Refusal(
            f"'{name}' in {option} belongs to a tenant that cannot be read from here (only the managing tenant can); "
            "give the object id as user:ID or group:ID")
    if GUID.fullmatch(name):
        kind, _found = await by_id(clients, name, "User", "Group", option=option)
        return {"target": name.lower(), "targetType": kind.lower()}
    if "@" in name:
        return {"target": await expected_person(clients, name), "targetType": "user"}
    return {"target": await expected_group(clients, name), "targetType": "group"}


def _given_by_id(name):
    """("user" or "group", what follows it), or (None, None) for a name."""
    kind, separator, number = name.partition(":")
    return (kind.lower(), number.strip()) if separator and kind.lower() in ("user", "group") else (None, None)


async def _application(clients, name):
    if name in APPLICATIONS or GUID.fullmatch(name):
        return {"target": APPLICATIONS.get(name, name.lower()), "targetType": "application"}
    found = await find_service_principal(clients, name)
    if not found:
        raise Refusal(f"no application '{name}' was found in tenant {clients.tenant}; give its application id")
    return {"target": found["appId"].lower(), "targetType": "application"}
