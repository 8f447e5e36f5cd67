# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""People, groups and others that an access package's settings name (Graph's subject sets), between names and what the service keeps."""

from __future__ import annotations

from ._directory import expected_group, expected_person, find_group, find_user, is_known
from ._errors import Refusal
from ._options import GUID
from ._steps import KNOWN_AFTER_APPLY
from ._together import together

TYPE = "#microsoft.graph."
OF_ORGANIZATION = {"internal_sponsors": "internalSponsors", "external_sponsors": "externalSponsors"}
FIELDS = {"singleUser": "userId", "groupMembers": "groupId", "connectedOrganizationMembers": "connectedOrganizationId"}
SPOKEN = {"singleUser": "user", "groupMembers": "group"}


async def found(clients, names):
    """{name: {"id", "kind"}} of people and groups, which other tasks of this host may be about to make."""
    wanted = sorted(set(names) - set(OF_ORGANIZATION))
    return dict(zip(wanted, await together(*(_one(clients, name) for name in wanted))))


async def _one(clients, name):
    if "@" in name:
        return {"id": await expected_person(clients, name), "kind": "singleUser"}
    if not GUID.fullmatch(name):
        return {"id": await expected_group(clients, name), "kind": "groupMembers"}
    user, group = await together(find_user(clients, name), find_group(clients, name))
    if not user and not group:
        raise Refusal(f"no person and no group with the object id {name} was found in tenant {clients.tenant}; correct the id")
    return {"id": name.lower(), "kind": "singleUser" if user else "groupMembers"}


def subject(name, have):
    """The subject set of a person, a group, or of the sponsors of whoever asks."""
    if name in OF_ORGANIZATION:
        return {"@odata.type": TYPE + OF_ORGANIZATION[name]}
    who = have["_subjects"][name]
    return {"@odata.type": TYPE + who["kind"], FIELDS[who["kind"]]: who["id"]}


def organization(name, have):
    return {"@odata.type": TYPE + "connectedOrganizationMembers", "connectedOrganizationId": have["_wanted_organizations"][name]}


def kind_of(subject):
    return subject.get("@odata.type", "").rpartition(".")[2]


def id_of(subject):
    return str(subject.get(FIELDS.get(kind_of(subject), ""), "")).lower()


def key(subject):
    """What makes two subject sets the same one: the names that the service adds do not."""
    return kind_of(subject).lower(), id_of(subject), str(subject.get("managerLevel", ""))


def readable(subjects, have):
    """The subjects as the options name them."""
    return sorted(_name(each, have) for each in subjects or [])


def _name(subject, have):
    kind, id = kind_of(subject), id_of(subject)
    if kind in OF_ORGANIZATION.values():
        return next(name for name, its in OF_ORGANIZATION.items() if its == kind)
    if kind == "connectedOrganizationMembers":
        pairs = [*have["_wanted_organizations"].items(), *((each["displayName"], each["id"]) for each in have["_organizations"])]
    else:
        pairs = [(name, who["id"]) for name, who in have["_subjects"].items() if who["kind"] == kind]
    names = sorted({name for name, its in pairs if its.lower() == id})
    if names:
        return names[0] if len(names) == 1 or is_known(id) else KNOWN_AFTER_APPLY
    return subject.get("description") or f"{SPOKEN.get(kind, kind)}:{id}"
