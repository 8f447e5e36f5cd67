# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Plans of Microsoft Defender for Cloud on a subscription, with their subplans and extensions.

A subscription takes one update at a time, so the plans are written one after the other, and an update by somebody else is waited for.
"""

from __future__ import annotations

from ._azure import provider_is_registered, registration
from ._defender_extensions import different, merged, read_extension
from ._defender_for_cloud import NAMESPACE, UNAVAILABLE, base, state_of, subscription_and_provider
from ._defender_offer import (
    OFF,
    PLAIN_PLANS,
    SUBPLANS,
    found_of,
    offered,
    refuse_deprecated,
    refuse_extensions,
    refuse_plans,
    refuse_unavailable,
    same,
)
from ._options import guid
from ._steps import ARM, Step

EXTENSION = {
    "name": {"type": "str", "required": True},
    "enabled": {"type": "bool", "default": True},
    "properties": {"type": "dict"},
}
PLAN = {
    "name": {"type": "str", "required": True},
    "subplan": {"type": "str"},
    "extensions": {"type": "list", "elements": "dict", "options": EXTENSION},
}
OPTIONS = {
    "subscription_id": {"type": "str", "required": True},
    "plans": {"type": "list", "elements": "dict", "required": True, "options": PLAN},
    "unavailable": UNAVAILABLE,
}
INFO_OPTIONS = {"subscription_id": {"type": "str", "required": True}}
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.Resources/subscriptions/read": "", "Microsoft.Resources/subscriptions/providers/read": "",
            "Microsoft.Security/pricings/read": ""},
        "write": {"Microsoft.Security/register/action": "when it is not registered", "Microsoft.Security/pricings/write": ""},
    },
}
BUSY = ("Conflict", "AnotherOperationInProgress")       # "Another update operation is in progress"


def refuse(want, _cloud):
    guid(want["subscription_id"], "subscription_id")
    refuse_plans(want)


async def find(clients, want):
    """The plans that the service lists. Before its provider is registered it lists none: then all are off."""
    where, registered = await subscription_and_provider(clients, want)
    listed = await clients.arm.items(f"{base(want)}/pricings") if registered else []
    offers = [item["name"] for item in listed]
    if not registered:
        offers = list(PLAIN_PLANS) if clients.cloud.national else None      # None: whatever is asked for
    return _state(want, {
        "_place": where, "_registered": registered, "_plain": clients.cloud.national, "_offers": offers,
        "_plans": {item["name"].lower(): _read(item, item["name"]) for item in listed}})


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    plans, not_offered = offered(want["plans"], have)
    refuse_unavailable(want, have, not_offered)
    for plan in plans:
        there = found_of(have["_plans"], plan)
        refuse_deprecated(plan, there["_replaced_by"])
        refuse_extensions(plan, _subplan(plan, there, have["_plain"]))
    if not have["_registered"]:
        yield registration(want["subscription_id"].lower(), NAMESPACE)
    found = dict(have["_plans"])
    for plan in plans:
        found[plan["name"].lower()] = yield from _kept(want, plan, found_of(found, plan), have)
    return _state(want, {**_internal(have), "_registered": True, "_plans": found})


async def report(clients, want):
    """All plans of a subscription."""
    subscription = guid(want["subscription_id"], "subscription_id")
    if not await provider_is_registered(clients, subscription, NAMESPACE):
        return []
    return [_reported(item) for item in await clients.arm.items(f"{base(want)}/pricings")]


def _reported(item):
    properties = item["properties"]
    return {
        **_without_on(_read(item, item["name"])), "enabled": _is_on(item), "id": item["id"],
        "deprecated": bool(properties.get("deprecated")), "replaced_by": properties.get("replacedBy") or [],
        "enabled_since": properties.get("enablementTime"), "trial_remaining": properties.get("freeTrialRemainingTime"),
    }


def _removal(want, have):
    """A plan is off by its tier; it is never deleted from a subscription."""
    found = dict(have["_plans"])
    for plan in want["plans"]:
        there = found_of(found, plan)
        if there["on"]:
            yield _update(want, there["name"], {"pricingTier": "Free"}, f"Turn off plan {there['name']} at {have['_place']}")
            found[plan["name"].lower()] = {**there, **OFF, "_replaced_by": there["_replaced_by"]}
    return _state(want, {**_internal(have), "_plans": found})


def _kept(want, plan, there, have):
    """Turning a plan on, or choosing another subplan, resets its extensions, so these follow in an update of their own."""
    name, subplan = there["name"], _subplan(plan, there, have["_plain"])
    declared = plan.get("extensions", [])
    if not there["on"] or not same(subplan, there["subplan"]):
        called = f"plan {name} ({subplan})" if subplan else f"plan {name}"
        says = f"Change to {called}" if there["on"] else f"Turn on {called}"
        answer = yield _update(want, name, _properties(subplan, there), f"{says} at {have['_place']}")
        there, differing = _read(answer, name), declared
    else:
        differing = [each for each in declared if different(each, there["extensions"])]
    if differing:
        told = ", ".join(f"{each['name']} {'on' if each['enabled'] else 'off'}" for each in differing)
        properties = {**_properties(subplan, there), "extensions": merged(there["extensions"], declared)}
        answer = yield _update(want, name, properties, f"Set {told} in plan {name} at {have['_place']}")
        there = _read(answer, name)
    return there


def _update(want, name, properties, says):
    return Step("PUT", f"{base(want)}/pricings/{name}", {"properties": properties}, service=ARM, not_yet=BUSY, says=says)


def _properties(subplan, there):
    """A subplan that is left out would become the default one, and enforcement would end."""
    return {"pricingTier": "Standard", **({"subPlan": subplan} if subplan else {}), **({"enforce": "True"} if there["_enforce"] else {})}


def _subplan(plan, there, plain):
    """The one that was asked for, else the present one; a plan that is off gets its first."""
    if plan.get("subplan") or there["subplan"]:
        return plan.get("subplan") or there["subplan"]
    return None if plain or there["on"] else SUBPLANS.get(plan["name"].lower(), (None,))[0]


def _read(item, name):
    properties = item["properties"]
    return {
        "name": name, "on": _is_on(item), "subplan": properties.get("subPlan"),
        "extensions": [read_extension(each) for each in properties.get("extensions") or []],
        "_enforce": properties.get("enforce") == "True", "_replaced_by": properties.get("replacedBy") or [],
    }


def _is_on(item):
    return item["properties"]["pricingTier"].lower() == "standard"


def _without_on(plan):
    return {key: value for key, value in plan.items() if key != "on"}


def _state(want, internal):
    asked = [found_of(internal["_plans"], plan) for plan in want["plans"]]
    return state_of(want, internal, "plans", [_without_on(plan) for plan in asked if plan["on"]], offered(want["plans"], internal)[1])


def _internal(have):
    return {key: value for key, value in have.items() if key.startswith("_")}
