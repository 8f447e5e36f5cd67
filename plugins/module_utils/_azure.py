# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What several resources ask of Azure Resource Manager: scopes, deterministic ids, roles by name, provider registration."""

from __future__ import annotations

import re
import uuid

from ._errors import Refusal
from ._graph import quoted
from ._management_groups import group_at, is_group_scope
from ._options import GUID, guid
from ._steps import ARM, Look, Step

NAMESPACE = uuid.UUID("5f2d1f5e-6a0c-5c8e-9d4b-0c6f8f3f3a51")     # of this collection's own ids; never change it
SCOPE = re.compile(r"/subscriptions/(?P<subscription>[^/]+)(/resourceGroups/[^/]+(/providers/.+)?)?", re.I)
GROUP_NAME = re.compile(r"[\w.()-]{0,89}[\w()-]")
NOT_THERE = ("ResourceNotFound", "ResourceGroupNotFound", "NotFound")


def deterministic_id(*key):
    """The GUID for a thing's natural key: the same wish has the same id in every run, on every machine."""
    return str(uuid.uuid5(NAMESPACE, "|".join(part.lower() for part in key)))


def is_group_name(name):
    """Whether a resource group can be called so."""
    return bool(GROUP_NAME.fullmatch(name))


def scope_of(text, option="scope"):
    """An Azure scope from a subscription id or a scope path."""
    if GUID.fullmatch(text):
        return f"/subscriptions/{text.lower()}"
    if is_group_scope(text.rstrip("/")):
        return text.rstrip("/")
    match = SCOPE.fullmatch(text.rstrip("/"))
    if not match:
        raise Refusal(
            f"{option} '{text}' is neither a subscription id nor a scope such as /subscriptions/ID/resourceGroups/NAME; correct it")
    guid(match.group("subscription"), f"the subscription id in {option}")
    return text.rstrip("/")


async def place(clients, scope):
    """The scope in words, without ids: "resource group 'x' of subscription 'Y'"."""
    if is_group_scope(scope):
        return f"management group '{(await group_at(clients, scope))['properties']['displayName']}'"
    parts = scope.split("/")
    subscription = await clients.arm.get("/".join(parts[:3]))
    name = f"subscription '{subscription['displayName']}'"
    if len(parts) == 3:
        return name
    group = f"resource group '{parts[4]}' of {name}"
    return group if len(parts) == 5 else f"{parts[-2]} '{parts[-1]}' in {group}"


async def role_definition(clients, scope, role):
    """The Azure role of this name (or id) at the scope, whole; an error when there is none or more than one."""
    base = f"{scope}/providers/Microsoft.Authorization/roleDefinitions"
    if GUID.fullmatch(role):
        found = await clients.arm.get(f"{base}/{role.lower()}", absent=("RoleDefinitionDoesNotExist", *NOT_THERE))
        hits = [found] if found else []
    else:
        hits = [hit for hit in await clients.arm.items(base, {"$filter": f"roleName eq {quoted(role)}"})
                if hit["properties"]["roleName"] == role]
    if len(hits) != 1:
        remedy = (
            f": {', '.join(hit['name'] for hit in hits)}; name the one that is meant by its id" if hits
            else "; correct the name (it is case-sensitive)")
        raise Refusal(f"{len(hits) or 'no'} Azure roles are named '{role}' at {scope}{remedy}")
    return hits[0]


def region(location):
    """A region's name, also from its display name ("USGov Virginia"), which Azure takes as well."""
    return location.replace(" ", "").lower()


def refuse_region(location, provider, resource_type):
    """A region in which a provider, as it describes itself, does not offer a resource type."""
    described = next((each for each in provider.get("resourceTypes", ()) if each["resourceType"].lower() == resource_type), {})
    offered = sorted(region(each) for each in described.get("locations", ()))
    if offered and region(location) not in offered:
        raise Refusal(f"location '{location}' is no region in which this cloud offers {resource_type}; use one of {', '.join(offered)}")


async def resource_provider(clients, subscription, namespace):
    return await clients.arm.get(f"/subscriptions/{subscription}/providers/{namespace}")


async def provider_is_registered(clients, subscription, namespace):
    return is_registered(await resource_provider(clients, subscription, namespace))


def is_registered(provider):
    return provider["registrationState"] == "Registered"


def registration(subscription, namespace):
    """The step that registers a resource provider; never taken silently, since it is a change to the subscription."""
    address = f"/subscriptions/{subscription}/providers/{namespace}"
    registered = Look(address, f"the registration of {namespace}", service=ARM,
                      pick=lambda answer: answer if is_registered(answer) else None)
    return Step("POST", f"{address}/register", says=f"Register resource provider {namespace}", service=ARM, confirm=registered)
