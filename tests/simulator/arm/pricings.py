# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans of Defender for Cloud on a subscription: which there are, turning them on and off, their subplans and extensions.

A subscription takes one update at a time. Turning a plan on, and choosing another subplan, sets its extensions to what they are at first,
whatever the same request says about them. The first time that a plan is on begins a trial of 30 days.
Assumed: an update is over when it is answered, or with more than one of `polls` when Defender for Cloud has been asked about the plans of
the subscription as often as the others say; an extension that an update leaves out is as at first again; the codes of what is refused
besides Conflict (400 BadRequest, and 500 InternalServerError for properties of an extension that is off); a plan that the cloud does not
have is 404 ResourceNotFound to a reader and 400 to a writer; a deprecated plan cannot be turned on any more; plans of single resources
are not there.
"""
from __future__ import annotations

import datetime
import re

from tests.simulator.arm import resources
from tests.simulator.arm.defender_plans import is_plain, named, plans
from tests.simulator.clock import moment
from tests.simulator.wire import Area, Refused

area = Area("pricings")
KIND = "pricings"
ROOT = "/subscriptions/{subscriptionId}/providers/Microsoft.Security/pricings"
ONE = ROOT + "/{pricingName}"
TRIAL = datetime.timedelta(days=30)
NAMES = re.compile(r"\s*name\s+in\s+\(([\w\s,']*)\)\s*", re.I)
SINCE_2023 = ("enablementTime", "extensions")
SINCE_2024 = ("enforce", "inherited", "inheritedFrom", "resourcesCoverageStatus")


@area.get(ROOT)
def listed(call):
    look_at(call)
    asked = _asked(call)
    return {"value": [shown(call, name, seen(call, name)) for name in plans(call.world) if asked is None or name.lower() in asked]}


@area.get(ONE)
def read(call):
    look_at(call)
    found = named(call.world, call.params["pricingName"])
    if found is None:
        raise resources.not_found(call)
    return shown(call, found[0], seen(call, found[0]))


@area.put(ONE)
def put(call):
    found = named(call.world, call.params["pricingName"])
    if found is None:
        raise bad(f"'{call.params['pricingName']}' is not the name of a plan. The plans are {', '.join(plans(call.world))}.")
    name, plan = found
    before, given = kept(call, name), call.body.get("properties") or {}
    _keep_rules(call, name, plan, before, given)
    if under_way(call):
        raise Refused(409, "Conflict", "Another update operation is in progress. Please retry in a few minutes.")
    after = {"pricingTier": "Free"} if given["pricingTier"] == "Free" else _standard(call, plan, before, given)
    began = {"trial": before.get("trial") or (call.stamp(7) if after["pricingTier"] == "Standard" else None)}
    begin(call)
    return shown(call, name, call.store.put(KIND, address(call, name).lower(), {"id": address(call, name), **after, **began}))


@area.delete(ONE)
def delete(call):
    raise bad("A plan can be deleted from single resources only. To turn it off for a subscription, update its tier to Free.")


def _keep_rules(call, name, plan, before, given):
    """What is refused, whether or not another update is under way."""
    standard, extensions = given["pricingTier"] == "Standard", given.get("extensions") or []
    if is_plain(call.world) and (given.get("subPlan") or extensions):
        raise bad(f"The plan '{name}' has neither sub plans nor extensions in this cloud.")
    if extensions and not standard:
        raise bad("Extensions are only supported with the Standard tier.")
    if standard and plan.deprecated and before["pricingTier"] == "Free":
        raise bad(f"The plan '{name}' is deprecated. It has been replaced by {', '.join(plan.replaced_by)}.")
    if standard and plan.must_choose and not given.get("subPlan"):
        raise bad(f"The plan '{name}' needs a sub plan.")
    if standard and _subplan(plan, given) not in plan.subplans:
        raise bad(f"The sub plan '{given['subPlan']}' is not valid for the plan '{name}'.")
    if standard:
        _keep_extensions(name, plan.subplans[_subplan(plan, given)], extensions)


def _keep_extensions(name, known, extensions):
    for extension in extensions:
        if extension["name"] not in known:
            raise bad(f"The extension '{extension['name']}' is not valid for the plan '{name}' with this sub plan.")
        properties = extension.get("additionalExtensionProperties") or {}
        if properties and extension["isEnabled"] == "False":
            raise Refused(500, "InternalServerError", "An internal server error occurred.")
        if unknown := set(properties) - set(known[extension["name"]].properties):
            raise bad(f"The extension '{extension['name']}' has no property '{min(unknown)}'.")
    if len({extension["name"] for extension in extensions}) < len(extensions):
        raise bad("An extension may be named once only.")


def _subplan(plan, given):
    return given.get("subPlan") or plan.default


def _standard(call, plan, before, given):
    """The plan that is on: with extensions as at first when it was off or had another subplan, else as they were asked for."""
    subplan = _subplan(plan, given)
    anew = before["pricingTier"] == "Free" or before["subPlan"] != subplan
    said = {} if anew else {extension["name"]: extension for extension in given.get("extensions") or []}
    extensions = [_extension(name, first, said.get(name)) for name, first in plan.subplans[subplan].items()]
    enabled = before.get("enablementTime") if before["pricingTier"] == "Standard" else call.stamp(7)
    return {"pricingTier": "Standard", "subPlan": subplan, "extensions": extensions, "enablementTime": enabled,
            "enforce": given.get("enforce") or "False"}


def _extension(name, first, said):
    on = first.on if said is None else said["isEnabled"] == "True"
    properties = {**first.properties, **((said or {}).get("additionalExtensionProperties") or {})}
    return {"name": name, "isEnabled": str(on), **({"additionalExtensionProperties": properties} if on and properties else {}),
            "operationStatus": {"code": "Succeeded", "message": "The extension was updated."}}


def kept(call, name):
    """What is known of a plan of the subscription where it is written; at first it is off."""
    return call.store.truth(KIND, address(call, name).lower()) or {"pricingTier": "Free"}


def seen(call, name):
    """The same, as this reader sees it."""
    return call.store.get(KIND, address(call, name).lower()) or {"pricingTier": "Free"}


def is_on(call, name):
    return kept(call, name)["pricingTier"] == "Standard"


def shown(call, name, found):
    """A plan as the version that was asked for shows it."""
    plan = plans(call.world)[name]
    properties = {"pricingTier": found["pricingTier"], "freeTrialRemainingTime": remaining(call, found.get("trial"))}
    if found["pricingTier"] == "Standard":
        properties |= {key: found[key] for key in ("subPlan", "extensions", "enablementTime") if found[key]}
    if plan.deprecated:
        properties |= {"deprecated": True, "replacedBy": list(plan.replaced_by)}
    properties |= {"enforce": found.get("enforce", "False"),
                   "resourcesCoverageStatus": "NotCovered" if found["pricingTier"] == "Free" else "FullyCovered"}
    younger = (*(SINCE_2023 if call.version < "2023" else ()), *(SINCE_2024 if call.version < "2024" else ()))
    return {"id": address(call, name), "name": name, "type": "Microsoft.Security/pricings",
            "properties": {key: value for key, value in properties.items() if key not in younger}}


def remaining(call, began):
    """How much of the trial is left, as a duration."""
    left = max(TRIAL - (call.now() - moment(began) if began else datetime.timedelta()), datetime.timedelta())
    hours, minutes = divmod(left.seconds // 60, 60)
    text = (f"{left.days}D" if left.days else "") + "T" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return "P" + text.rstrip("T") if left >= datetime.timedelta(minutes=1) else "PT0S"


def address(call, name):
    return f"/subscriptions/{call.subscription.id}/providers/Microsoft.Security/pricings/{name}"


def begin(call):
    key, more = _key(call), call.world.polls - 1
    if more > 0:
        call.world.operations[key] = {"id": key, "subscription": call.subscription.id, "kind": KIND, "key": key, "polls_left": more}


def look_at(call):
    """Each call about the plans brings an update that is under way nearer to its end."""
    operation = call.world.operations.get(_key(call))
    if operation is not None:
        operation["polls_left"] -= 1
        if operation["polls_left"] <= 0:
            del call.world.operations[_key(call)]


def under_way(call):
    found = _key(call) in call.world.operations
    look_at(call)
    return found


def _key(call):
    return f"{call.subscription.id} pricings".lower()


def _asked(call):
    """The names that a filter asks for, in lower case; None without a filter."""
    text = call.option("$filter")
    if not text:
        return None
    match = NAMES.fullmatch(text)
    if not match:
        raise bad(f"The filter '{text}' is not supported.")
    return {name.strip(" '").lower() for name in match[1].split(",")}


def bad(message):
    return Refused(400, "BadRequest", message)
