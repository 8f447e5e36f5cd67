# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""People, groups and other principals of a tenant, found by exact name; two of a name are an error that lists both."""

from __future__ import annotations

from ._errors import Refusal
from ._graph import quoted
from ._options import GUID
from ._steps import KNOWN_AFTER_APPLY, Look
from ._together import together

ABSENT = ("Request_ResourceNotFound", "ResourceNotFound")
USER_FIELDS = "id,displayName,userPrincipalName,mail,otherMails,userType,externalUserState"
GROUP_FIELDS = "id,displayName,description,securityEnabled,mailEnabled,isAssignableToRole,groupTypes,onPremisesSyncEnabled,mailNickname"
SPOKEN = {"Group": "group", "User": "person", "ServicePrincipal": "service principal"}
STEADY = 3      # good answers in a row before something new counts as seen: directory replicas disagree for a while


def one_of(hits, kind, name):
    """The only hit, None, or an error that lists the ids."""
    if len(hits) > 1:
        ids = ", ".join(sorted(hit["id"] for hit in hits))
        raise Refusal(f"{len(hits)} {kind}s are named '{name}' ({ids}); name the one that is meant by its id")
    return hits[0] if hits else None


async def find_group(clients, name):
    """The group with this display name or id, or None."""
    if GUID.fullmatch(name):
        return await clients.graph.get(f"/groups/{name.lower()}", {"$select": GROUP_FIELDS}, ABSENT)
    return one_of(named(await clients.graph.items("/groups", by_name(name)), name), "group", name)


def by_name(name):
    return {"$filter": f"displayName eq {quoted(name)}", "$select": GROUP_FIELDS}


def exactly_named(items, name):
    """Filters of the directory compare without case; an application is found by its exact name only."""
    return [item for item in items if item["displayName"] == name]


def named(items, name):
    """The groups of exactly this name; without any, those whose name differs in case only, since the directory takes it for the same."""
    return exactly_named(items, name) or [item for item in items if item["displayName"].casefold() == name.casefold()]


def group_look(name):
    """How the next module will look a new group up."""
    return Look("/groups", f"group '{name}'", query=by_name(name), many=True, times=STEADY,
                pick=lambda items: one_of(named(items, name), "group", name))


async def expected_group(clients, name, refuse=None):
    """The id of a group that must exist: waited for in a run, foretold in check mode. ``refuse`` may object to the group that is found."""
    def unless_refused(found):
        if found and refuse:
            refuse(found)
        return found and found["id"]

    async def read():
        return unless_refused(await find_group(clients, name))
    if GUID.fullmatch(name):
        return unless_refused((await by_id(clients, name, "Group"))[1])
    return await clients.expected(f"group '{name}'", read)


async def find_user(clients, name):
    """The user with this object id, user principal name or mail (for guests: their home address), or None."""
    if GUID.fullmatch(name):
        return await clients.graph.get(f"/users/{name.lower()}", {"$select": USER_FIELDS}, ABSENT)
    if "#EXT#" in name.upper() and "/" not in name:
        return await clients.graph.get(f"/users/{name}", {"$select": USER_FIELDS}, ABSENT)
    address = quoted(name)
    alias = quoted(guest_alias(name))
    filters = (
        f"userPrincipalName eq {address} or mail eq {address}",
        f"otherMails/any(o:o eq {address})",
        f"startswith(userPrincipalName,{alias})",
    )
    lists = await together(*(clients.graph.items("/users", {"$filter": each, "$select": USER_FIELDS}) for each in filters))
    hits = {hit["id"]: hit for found in lists for hit in found}
    return one_of(list(hits.values()), "user", name)


def guest_alias(address):
    """How the user principal name of a guest with this home address begins."""
    return address.replace("@", "_") + "#EXT#"


async def domains(clients):
    """The tenant's verified domains, in lower case."""
    organization = (await clients.graph.items("/organization", {"$select": "id,displayName,verifiedDomains"}))[0]
    return {domain["name"].lower() for domain in organization["verifiedDomains"]}


async def expected_person(clients, name):
    """The id of a person: one of this tenant must exist; a guest may be invited by another task."""
    if GUID.fullmatch(name):
        return (await by_id(clients, name, "User"))[1]["id"]
    found = await find_user(clients, name)
    if found:
        return found["id"]
    domain = name.rpartition("@")[2].lower()
    if "@" not in name or domain in await domains(clients):     # without an address nobody can be invited: nothing to wait for
        raise Refusal(f"no person '{name}' was found in tenant {clients.tenant}; correct the user principal name or mail")

    async def read():
        guest = await find_user(clients, name)
        return guest and guest["id"]
    return await clients.expected(f"guest '{name}'", read)


async def find_service_principal(clients, name):
    """The service principal with this object id, application id or display name, or None."""
    if GUID.fullmatch(name):
        number = name.lower()
        by_object_id = await clients.graph.get(f"/servicePrincipals/{number}", absent=ABSENT)
        return by_object_id or await clients.graph.get(f"/servicePrincipals(appId='{number}')", absent=ABSENT)
    hits = await clients.graph.items("/servicePrincipals", {"$filter": f"displayName eq {quoted(name)}", "$select": "id,appId,displayName"})
    return one_of(exactly_named(hits, name), "service principal", name)


async def find_principal(clients, name, kind):
    """The group, user or service principal of this name, or None."""
    return await {"Group": find_group, "User": find_user, "ServicePrincipal": find_service_principal}[kind](clients, name)


async def by_id(clients, id, *kinds, option=None):
    """(kind, object) of what a task names by its object id, which must be there and be of one of these kinds."""
    async def read():
        for kind in kinds:      # one after the other: what is found spares the permission to read the next kind
            found = await find_principal(clients, id, kind)
            if found:
                return kind, found
        return None
    hit = await clients.known(read)
    if not hit:
        what = " and no ".join(SPOKEN[kind] for kind in kinds)
        where = f" in {option}" if option else ""
        raise Refusal(
            f"no {what} with the id '{id}'{where} was found in tenant {clients.tenant}; check the id, and that it is one of that tenant")
    return hit


async def expected_principal(clients, name, kind, refuse_group=None):
    """The id of a principal that must exist. Groups and guests may still be on their way; a service principal may not."""
    if kind == "Group":
        return await expected_group(clients, name, refuse_group)
    if kind == "User":
        return await expected_person(clients, name)
    if GUID.fullmatch(name):
        return (await by_id(clients, name, kind))[1]["id"]
    found = await find_service_principal(clients, name)
    if not found:
        raise Refusal(f"no service principal '{name}' was found in tenant {clients.tenant}; correct the name, or give its application id")
    return found["id"]


def is_known(value):
    return value != KNOWN_AFTER_APPLY
