# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The Azure Lighthouse offers that stand in a subscription, and the steps that write and remove their parts.

An offer is a registration definition, which exists in a subscription only, and its registration assignments: one for the
subscription, or one for each resource group.
"""

from __future__ import annotations

from ._azure import NOT_THERE, deterministic_id
from ._lighthouse_grants import access, authorization_body, authorizations_of, eligible_body, eligible_of
from ._lighthouse_roles import role_of
from ._steps import LIGHTHOUSE, Look, Step
from ._together import together

PROVIDER = "Microsoft.ManagedServices"
DEFINITIONS = f"/providers/{PROVIDER}/registrationDefinitions"
ASSIGNMENTS = f"/providers/{PROVIDER}/registrationAssignments"
BUSY = ("AnotherOperationInProgress", "RetryableError")
NOT_SEEN = ("ResourceNotFound",)        # the end of a write may be read from a replica that does not have it yet
FAILED = ("Failed", "Canceled")
TIMES = 2       # good answers in a row before something counts as so


async def definitions_in(clients, subscription):
    """Every registration definition of the subscription, by lower-case id; none that is on its way out."""
    found = await clients.lighthouse.items(subscription + DEFINITIONS)
    return {item["id"].lower(): item for item in found if not _leaving(item)}


async def assignments_in(clients, subscription, everywhere):
    """{lower-case id of the definition: its assignments}; ``everywhere`` looks into each resource group as well.

    The list of a subscription is not promised to hold what is assigned to its resource groups.
    """
    scopes = [subscription]
    if everywhere:
        scopes += [group["id"] for group in await clients.arm.items(f"{subscription}/resourceGroups")]
    lists = await together(*(clients.lighthouse.items(scope + ASSIGNMENTS, absent=NOT_THERE) for scope in scopes))
    found = {}
    for item in {item["id"].lower(): item for items in lists for item in items if not _leaving(item)}.values():
        found.setdefault(item["properties"]["registrationDefinitionId"].lower(), []).append(assignment_of(item))
    return found


def _leaving(item):
    return item["properties"].get("provisioningState") in ("Deleting", "Deleted")


def assignment_of(item):
    return {"id": item["id"], "scope": item["id"][:item["id"].lower().index(ASSIGNMENTS.lower())],
            "provisioning_state": item["properties"].get("provisioningState")}


async def role_names(clients, subscription, definitions, known=()):
    """{role id: name} for all that the definitions grant; ``known`` are roles that were looked up already."""
    names = {role["id"]: role["name"] for role in known}
    granted = [each for item in definitions for of in (authorizations_of, eligible_of) for each in of(item["properties"], {})]
    missing = sorted({each["role_id"] for each in granted} - set(names))
    path = f"{subscription}/providers/Microsoft.Authorization/roleDefinitions"
    found = await together(*(
        clients.arm.get(f"{path}/{each}", absent=("RoleDefinitionDoesNotExist", *NOT_THERE)) for each in missing))
    return {**names, **{each: role_of(definition)["name"] for each, definition in zip(missing, found) if definition}}


def offer_of(definition, assignments, roles):
    """An offer as people see it."""
    properties = definition["properties"]
    return {
        "id": definition["id"], "name": properties.get("registrationDefinitionName"),
        "description": properties.get("description") or None, "subscription_id": definition["id"].split("/")[2].lower(),
        "managing_tenant_id": properties["managedByTenantId"].lower(), "provisioning_state": properties.get("provisioningState"),
        "authorizations": authorizations_of(properties, roles), "eligible_authorizations": eligible_of(properties, roles),
        "assignments": sorted(assignments, key=lambda each: each["scope"].lower()),
    }


def differing(one, other):
    """The options in which two offers differ."""
    found = [option for option in ("name", "description") if one[option] != other[option]]
    return found + [option for option in ("authorizations", "eligible_authorizations") if access(one[option]) != access(other[option])]


def definition_properties(offer, had_eligible=False):
    """The properties of the registration definition that makes an offer."""
    eligible = [eligible_body(each) for each in offer["eligible_authorizations"]]
    return {
        "registrationDefinitionName": offer["name"], "managedByTenantId": offer["managing_tenant_id"],
        **({"description": offer["description"]} if offer["description"] else {}),
        "authorizations": [authorization_body(each) for each in offer["authorizations"]],
        **({"eligibleAuthorizations": eligible} if eligible or had_eligible else {}),
    }


def written(offer, had_eligible, says):
    """The step that writes an offer's definition whole, and is done when the subscription's list shows it so."""
    def is_as_written(item):
        return item["id"].lower() == offer["id"].lower() and _succeeded(item) and not differing(offer_of(item, [], {}), offer)

    def as_written(items):
        return next(filter(is_as_written, items), None)

    return Step(
        "PUT", offer["id"], {"properties": definition_properties(offer, had_eligible)}, service=LIGHTHOUSE, says=says,
        not_yet=("MissingSubscriptionRegistration", *BUSY), perhaps_done=NOT_SEEN,
        confirm=Look(_subscription(offer) + DEFINITIONS, f"Lighthouse offer '{offer['name']}' as it was written", as_written,
                     service=LIGHTHOUSE, many=True, times=TIMES))


def assignment_for(offer, scope, standing):
    """The assignment of an offer to a scope: the standing one that failed, or a new one whose id follows from offer and scope."""
    failed = next((each["id"] for each in standing if each["scope"].lower() == scope.lower()), None)
    name = deterministic_id("registrationAssignment", scope, offer["id"])
    return {"id": failed or f"{scope}{ASSIGNMENTS}/{name}", "scope": scope, "provisioning_state": "Succeeded"}


def assigned(offer, assignment, place):
    """The step that assigns an offer to a scope."""
    def there(items):
        return next((item for item in items if item["id"].lower() == assignment["id"].lower() and _succeeded(item)), None)
    return Step(
        "PUT", assignment["id"], {"properties": {"registrationDefinitionId": offer["id"]}}, service=LIGHTHOUSE, not_yet=BUSY,
        perhaps_done=NOT_SEEN, says=f"Assign Lighthouse offer {offer['name']} to {place}",
        confirm=Look(assignment["scope"] + ASSIGNMENTS, f"the assignment of Lighthouse offer '{offer['name']}' to {place}", there,
                     service=LIGHTHOUSE, many=True, times=TIMES))


def withdrawn(offer, assignment, place):
    """The step that takes an offer away from a scope, and is done when the assignment is gone."""
    return Step(
        "DELETE", assignment["id"], service=LIGHTHOUSE, not_yet=BUSY, perhaps_done=NOT_THERE,
        says=f"Withdraw Lighthouse offer {offer['name']} from {place}",
        confirm=_gone(assignment["scope"] + ASSIGNMENTS, assignment["id"], f"the end of Lighthouse offer '{offer['name']}' at {place}"))


def removed(offer):
    """The step that removes an offer's definition."""
    return Step(
        "DELETE", offer["id"], service=LIGHTHOUSE, not_yet=BUSY, perhaps_done=NOT_THERE, says=f"Remove Lighthouse offer {offer['name']}",
        confirm=_gone(_subscription(offer) + DEFINITIONS, offer["id"], f"the end of Lighthouse offer '{offer['name']}'"))


def _gone(path, resource_id, what):
    return Look(path, what, lambda items: None if any(item["id"].lower() == resource_id.lower() for item in items) else True,
                service=LIGHTHOUSE, many=True, times=TIMES, absent=NOT_THERE)


def _succeeded(item):
    return item["properties"].get("provisioningState") in ("Succeeded", None)


def _subscription(offer):
    return f"/subscriptions/{offer['subscription_id']}"
