# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A Log Analytics workspace with Microsoft Sentinel on it, in its resource group."""

from __future__ import annotations

import math
import re

from ._azure import NOT_THERE, is_group_name, is_registered, provider_is_registered, refuse_region, region, registration, resource_provider
from ._errors import Refusal
from ._options import guid
from ._steps import ARM, Look, Step
from ._tags import refuse_tags
from ._together import together
from ._words import changes

PROVIDERS = ("Microsoft.OperationalInsights", "Microsoft.SecurityInsights")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]")
ACCESS = ["Enabled", "Disabled", "SecuredByPerimeter"]
COMMITMENTS = [100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000]
NO_QUOTA, LEAST_QUOTA = -1, 0.023
LEAST_RETENTION = 90
AT_FIRST = {"sku": "PerGB2018", "retention_days": LEAST_RETENTION}
OPTIONS = {
    "subscription_id": {"type": "str", "required": True},
    "resource_group": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "location": {"type": "str"},
    "sku": {"type": "str", "choices": ["PerGB2018", "CapacityReservation"]},
    "capacity_reservation_gb_per_day": {"type": "int", "choices": COMMITMENTS},
    "retention_days": {"type": "int"},
    "daily_quota_gb": {"type": "float"},
    "public_network_access_for_ingestion": {"type": "str", "choices": ACCESS},
    "public_network_access_for_query": {"type": "str", "choices": ACCESS},
    "tags": {"type": "dict"},
    "delete_workspace": {"type": "bool", "default": False},
}
RULES = {"required_if": [("state", "present", ("location",)), ("sku", "CapacityReservation", ("capacity_reservation_gb_per_day",))]}
INFO_OPTIONS = {"subscription_id": {"type": "str", "required": True}, "resource_group": {"type": "str"}, "name": {"type": "str"}}
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.Resources/subscriptions/providers/read": "", "Microsoft.Resources/subscriptions/resourceGroups/read": "",
            "Microsoft.OperationalInsights/workspaces/read": "", "Microsoft.OperationalInsights/deletedWorkspaces/read": "",
            "Microsoft.SecurityInsights/onboardingStates/read": "",
        },
        "write": {
            "Microsoft.OperationalInsights/register/action": "when it is not registered",
            "Microsoft.SecurityInsights/register/action": "when it is not registered",
            "Microsoft.Resources/subscriptions/resourceGroups/write": "when the group is not there",
            "Microsoft.OperationalInsights/workspaces/write": "",
            "Microsoft.OperationalInsights/operationStatuses/read": "", "Microsoft.OperationsManagement/solutions/write": "",
            "Microsoft.SecurityInsights/onboardingStates/write": "",
            "Microsoft.SecurityInsights/onboardingStates/delete": "with state absent",
            "Microsoft.OperationalInsights/workspaces/delete": "with state absent",
        },
    },
}
UNFINISHED = ("Failed", "Canceled")
# option -> where it stands in the workspace's properties
PROPERTIES = {
    "sku": ("sku", "name"),
    "capacity_reservation_gb_per_day": ("sku", "capacityReservationLevel"),
    "retention_days": ("retentionInDays",),
    "daily_quota_gb": ("workspaceCapping", "dailyQuotaGb"),
    "public_network_access_for_ingestion": ("publicNetworkAccessForIngestion",),
    "public_network_access_for_query": ("publicNetworkAccessForQuery",),
}


def refuse(want, _cloud):
    _refuse_address(want)
    if not LEAST_RETENTION <= want.get("retention_days", LEAST_RETENTION) <= 730:
        raise Refusal(
            f"retention_days is {want['retention_days']}, but Sentinel keeps 90 days at no charge and 730 is the most; choose 90 to 730")
    if "capacity_reservation_gb_per_day" in want and want.get("sku") != "CapacityReservation":
        raise Refusal("capacity_reservation_gb_per_day goes with sku CapacityReservation only; leave it out or change sku")
    quota = want.get("daily_quota_gb", NO_QUOTA)
    if quota != NO_QUOTA and not LEAST_QUOTA <= quota < math.inf:
        raise Refusal(f"daily_quota_gb is {quota:g}, and {LEAST_QUOTA} is the least; choose more, or {NO_QUOTA} for no limit")
    refuse_tags(want.get("tags", {}))


def _refuse_address(want):
    """Refuse an id or a name, as far as one is given, that there cannot be."""
    guid(want["subscription_id"], "subscription_id")
    if "resource_group" in want and not is_group_name(want["resource_group"]):
        raise Refusal(f"resource_group '{want['resource_group']}' is no name of a resource group; give its name without scope")
    if "name" in want and not NAME.fullmatch(want["name"]):
        raise Refusal(
            f"name '{want['name']}' is no workspace name; use 4 to 63 letters, digits and hyphens, with a letter or digit at both ends")


async def find(clients, want):
    """Providers, group, workspace (a deleted one of that name as well) and whether Sentinel is on it."""
    subscription, group = f"/subscriptions/{want['subscription_id'].lower()}", want["resource_group"]
    providers = await together(*(resource_provider(clients, want["subscription_id"].lower(), each) for each in PROVIDERS))
    if want["state"] == "present":
        refuse_region(want["location"], providers[0], "workspaces")
    resource_group = await clients.arm.get(f"{subscription}/resourceGroups/{group}", absent=NOT_THERE)
    missing = [name for name, provider in zip(PROVIDERS, providers) if not is_registered(provider)]
    workspace = None
    if resource_group and PROVIDERS[0] not in missing:
        workspace = await clients.arm.get(_address(want), absent=NOT_THERE)
    sentinel = await _onboarding(clients, want) if workspace and PROVIDERS[1] not in missing else None
    deleted = None if workspace or PROVIDERS[0] in missing else await _deleted(clients, want)
    internal = {"_missing_providers": missing, "_group": resource_group, "_deleted": deleted}
    if not workspace:
        return internal
    ended = (workspace.get("properties") or {}).get("provisioningState")
    return {**internal, **_shape(want, workspace, bool(sentinel)), **({"_unfinished": True} if ended in UNFINISHED else {})}


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    _refuse_conflicts(want, have)
    want = _completed(want, have)
    for namespace in have["_missing_providers"]:
        yield registration(want["subscription_id"].lower(), namespace)
    if not have["_group"]:
        address = _address(want).partition("/providers/")[0]
        yield Step("PUT", address, {"location": region(want["location"])}, service=ARM,
                   says=f"Create resource group {want['resource_group']}",
                   confirm=Look(address, f"resource group '{want['resource_group']}'", service=ARM, times=2, absent=NOT_THERE))
    state = have if "id" in have else (yield from _creation(want, have))
    if have.get("_unfinished"):
        state = yield from _completion(want, have)
    change = _difference(want, state)
    if change:
        yield Step("PATCH", _address(want), _body(want, change), service=ARM,
                   says=f"Change {changes(change, state, want)} of workspace {want['name']}")
        state = {**state, **{option: want[option] for option in change}}
    if not state["sentinel"]:
        yield Step("PUT", _state_address(want), {"properties": {"customerManagedKey": False}}, service=ARM, confirm=_onboarded(want),
                   not_yet=NOT_THERE, perhaps_done=("Conflict",), says=f"Turn Microsoft Sentinel on in workspace {want['name']}")
    return {**state, "sentinel": True, "_missing_providers": [], "_group": True, "_deleted": None}


async def report(clients, want):
    """The workspaces of a subscription or resource group, or the one of a name."""
    _refuse_address(want)
    scope = f"/subscriptions/{want['subscription_id'].lower()}"
    if "resource_group" in want:
        scope += f"/resourceGroups/{want['resource_group']}"
    if not await provider_is_registered(clients, want["subscription_id"], PROVIDERS[0]):
        return []
    found = await clients.arm.items(f"{scope}/providers/Microsoft.OperationalInsights/workspaces", absent=NOT_THERE)
    asked = [item for item in found if item["name"].lower() == want.get("name", item["name"]).lower()]
    return await together(*(_reported(clients, item) for item in asked))


async def _reported(clients, item):
    parts = item["id"].split("/")
    want = {"subscription_id": parts[2], "resource_group": parts[4], "name": item["name"]}
    registered = await provider_is_registered(clients, parts[2], PROVIDERS[1])
    return _shape(want, item, bool(registered and await _onboarding(clients, want)))


def _refuse_conflicts(want, have):
    if "id" in have and region(have["location"]) != region(want["location"]):
        raise Refusal(
            f"workspace '{want['name']}' is in {have['location']}, and a workspace cannot be moved to {want['location']}; correct location")
    deleted = have["_deleted"]
    if deleted and (_group_of(deleted) != want["resource_group"].lower() or region(deleted["location"]) != region(want["location"])):
        raise Refusal(
            f"a workspace '{want['name']}' was deleted less than 14 days ago in resource group '{deleted['id'].split('/')[4]}', "
            f"{deleted['location']}, and keeps its name until then; recover it there, or choose another name")


def _completed(want, have):
    """The wish with what a new workspace gets where nothing is said.

    One that is there, or comes back, keeps what it has, but for a retention that is too short for Microsoft Sentinel: more may be
    somebody's evidence.
    """
    standing = have if "id" in have else have["_deleted"] and _shape(want, have["_deleted"], False)
    if not standing:
        return {**AT_FIRST, **want}
    kept = standing["retention_days"]
    return {"retention_days": LEAST_RETENTION, **want} if kept is not None and kept < LEAST_RETENTION else want


def _creation(want, have):
    """A deleted namesake comes back with its data and its old settings, so what is wanted is set anew after that."""
    given = [option for option in PROPERTIES if option in want]
    if have["_deleted"]:
        back = yield Step("PUT", _address(want), {"location": region(want["location"])}, service=ARM,
                          foretold={"properties": have["_deleted"].get("properties") or {}},
                          says=f"Recover workspace {want['name']}, deleted less than 14 days ago, with its data")
        if not given and "tags" not in want:
            return _shape(want, back, False)
        named = [*given, *(["tags"] if "tags" in want else [])]
        answer = yield Step("PATCH", _address(want), _body(want, given), service=ARM, foretold={"location": region(want["location"])},
                            says=f"Set {', '.join(named)} of workspace {want['name']}")
    else:
        answer = yield Step("PUT", _address(want), {"location": region(want["location"]), **_body(want, given)}, service=ARM,
                            says=f"Create workspace {want['name']}", not_yet=NOT_THERE,
                            confirm=Look(_address(want), f"workspace '{want['name']}'", service=ARM, times=2, absent=NOT_THERE))
    return _shape(want, answer, False)


def _completion(want, have):
    """A workspace whose creation or change was accepted and came to nothing: it is written again, with what it has."""
    whole = {option: have[option] for option in PROPERTIES if have[option] is not None} | {
        option: want[option] for option in PROPERTIES if option in want}
    tags = want.get("tags", have["tags"])
    yield Step("PUT", _address(want), {"location": have["location"], **_body({**whole, "tags": tags}, whole)}, service=ARM,
               says=f"Write workspace {want['name']} again, which was not completed")
    return {key: value for key, value in {**have, **whole, "tags": tags}.items() if key != "_unfinished"}


def _removal(want, have):
    if "id" not in have:
        return have
    if not want["delete_workspace"]:
        raise Refusal(
            f"workspace '{want['name']}' is there, and its data would go with it; set delete_workspace to true to remove it "
            "(it can be recovered for 14 days), or leave it")
    if have["sentinel"]:
        yield Step("DELETE", _state_address(want), service=ARM, says=f"Turn Microsoft Sentinel off in workspace {want['name']}")
    yield Step("DELETE", _address(want), service=ARM, says=f"Delete workspace {want['name']} (it can be recovered for 14 days)")
    return {"_missing_providers": have["_missing_providers"], "_group": have["_group"], "_deleted": None}


def _difference(want, state):
    different = [option for option in PROPERTIES if option in want and want[option] != state[option]]
    return different + (["tags"] if "tags" in want and want["tags"] != state["tags"] else [])


def _body(want, options):
    properties = {}
    for option in options:
        if option in PROPERTIES:
            *outer, last = PROPERTIES[option]
            target = properties.setdefault(outer[0], {}) if outer else properties
            target[last] = want[option]
    if "capacityReservationLevel" in properties.get("sku", {}):
        properties["sku"]["name"] = want["sku"]
    return {"properties": properties, **({"tags": want["tags"]} if "tags" in want else {})}


def _shape(want, item, sentinel):
    properties = item.get("properties", {})
    values = {}
    for option, path in PROPERTIES.items():
        value = properties
        for key in path:
            value = (value or {}).get(key)
        values[option] = value
    return {
        "id": _address(want), "name": want["name"], "resource_group": want["resource_group"],
        "subscription_id": want["subscription_id"].lower(), "location": item.get("location"),
        "workspace_id": properties.get("customerId"), "tags": item.get("tags") or {}, "sentinel": sentinel, **values,
    }


def _address(want):
    return (f"/subscriptions/{want['subscription_id'].lower()}/resourceGroups/{want['resource_group']}"
            f"/providers/Microsoft.OperationalInsights/workspaces/{want['name']}")


def _state_address(want):
    return f"{_address(want)}/providers/Microsoft.SecurityInsights/onboardingStates/default"


def _onboarded(want):
    return Look(_state_address(want), f"Microsoft Sentinel in workspace '{want['name']}'", service=ARM, times=2, absent=NOT_THERE)


async def _onboarding(clients, want):
    return await clients.arm.get(_state_address(want), absent=NOT_THERE)


async def _deleted(clients, want):
    subscription = f"/subscriptions/{want['subscription_id'].lower()}"
    found = await clients.arm.items(f"{subscription}/providers/Microsoft.OperationalInsights/deletedWorkspaces")
    return next((item for item in found if item["name"].lower() == want["name"].lower()), None)


def _group_of(item):
    return item["id"].split("/")[4].lower()
