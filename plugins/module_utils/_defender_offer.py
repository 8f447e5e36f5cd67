# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What plans Defender for Cloud has, where, and what of a wish it cannot fulfil; told before anything is written.

Sources: Microsoft's reference of Microsoft.Security/pricings, its support matrix for national clouds, Azure Policy's built-in definitions.
"""

from __future__ import annotations

from ._errors import Refusal

# Plans of national clouds, which have neither subplans nor extensions unless the service shows them.
PLAIN_PLANS = ("VirtualMachines", "SqlServers", "StorageAccounts", "Arm", "Containers")
REPLACED = {"kubernetesservice": "Containers", "containerregistry": "Containers", "dns": "VirtualMachines"}
# Plan -> its subplans; one that is turned on without a choice has the first.
SUBPLANS = {
    "virtualmachines": ("P2", "P1"), "storageaccounts": ("DefenderForStorageV2", "PerTransaction", "PerStorageAccount"),
    "keyvaults": ("PerKeyVault", "PerTransaction"), "arm": ("PerSubscription", "PerApiCall"), "api": ("P1", "P2", "P3", "P4", "P5"),
}
TO_BE_CHOSEN = ("api",)
# (plan, extension) -> the only subplan that has it
ONLY_IN = {
    ("virtualmachines", "agentlessvmscanning"): "P2", ("virtualmachines", "fileintegritymonitoring"): "P2",
    ("storageaccounts", "onuploadmalwarescanning"): "DefenderForStorageV2",
    ("storageaccounts", "sensitivedatadiscovery"): "DefenderForStorageV2",
}
OFF = {"on": False, "subplan": None, "extensions": [], "_enforce": False, "_replaced_by": []}


def found_of(plans, plan):
    """A plan as it was found; one that was not is off."""
    return plans.get(plan["name"].lower()) or {"name": plan["name"], **OFF}


def offered(plans, have):
    """(the plans as far as the cloud has them, in words what it has not)."""
    there, lacking = [], []
    for plan in plans:
        if have["_offers"] is not None and plan["name"].lower() not in (name.lower() for name in have["_offers"]):
            lacking.append(f"plan {plan['name']}")
        elif have["_plain"]:
            there.append(_plain(plan, found_of(have["_plans"], plan), lacking))
        else:
            there.append(plan)
    return there, lacking


def refuse_unavailable(want, have, lacking):
    if lacking and want["unavailable"] == "refuse":
        current = [name for name in have["_offers"] or [] if not found_of(have["_plans"], {"name": name})["_replaced_by"]]
        raise Refusal(
            f"Defender for Cloud has no {', no '.join(lacking)} in this cloud (it has the plans {', '.join(sorted(current))}); "
            "leave out what it has not, or set unavailable to skip")


def refuse_plans(want):
    """What contradicts itself, or what is known of plans everywhere."""
    _refuse_twice([plan["name"] for plan in want["plans"]], "plans", "each plan")
    for plan in want["plans"] if want["state"] == "present" else []:
        key, subplan = plan["name"].lower(), plan.get("subplan")
        known = SUBPLANS.get(key, ())
        refuse_deprecated(plan, [REPLACED[key]] if key in REPLACED else [])
        if subplan and known and subplan.lower() not in (each.lower() for each in known):
            raise Refusal(f"subplan '{subplan}' is none of plan {plan['name']}; use one of {', '.join(known)}")
        if key in TO_BE_CHOSEN and not subplan:
            raise Refusal(f"plan {plan['name']} must have a subplan; set subplan to one of {', '.join(known)}")
        _refuse_twice([each["name"] for each in plan.get("extensions", [])], f"plan {plan['name']}", "each extension")
        refuse_extensions(plan, subplan)


def refuse_deprecated(plan, replaced_by):
    if replaced_by:
        raise Refusal(f"plan {plan['name']} is deprecated; name {' and '.join(replaced_by)} instead")


def refuse_extensions(plan, subplan):
    """Extensions that this subplan has not (None: not known yet), or that are off and have properties."""
    for each in plan.get("extensions", []):
        if each.get("properties") and not each["enabled"]:
            raise Refusal(f"extension {each['name']} is to be off, but has properties; leave them out, or set enabled to true")
        only = ONLY_IN.get((plan["name"].lower(), each["name"].lower()))
        if only and each["enabled"] and not same(subplan or only, only):
            raise Refusal(
                f"extension {each['name']} of plan {plan['name']} needs subplan {only}, but the subplan is {subplan}; "
                f"set subplan to {only}, or leave the extension out")


def same(one, other):
    return (one or "").lower() == (other or "").lower()


def _plain(plan, there, lacking):
    """A plan of a national cloud, without the subplan and the extensions that the service does not show."""
    known = {each["name"].lower() for each in there["extensions"]}
    hidden = [each for each in plan.get("extensions", []) if each["name"].lower() not in known]
    kept = {**plan, "extensions": [each for each in plan.get("extensions", []) if each not in hidden]}
    if plan.get("subplan") and not there["subplan"]:
        lacking.append(f"subplan {plan['subplan']} of plan {plan['name']}")
        del kept["subplan"]
    lacking += [f"extension {each['name']} of plan {plan['name']}" for each in hidden]
    return kept


def _refuse_twice(names, where, what):
    lowered = [name.lower() for name in names]
    twice = [name for place, name in enumerate(names) if name.lower() in lowered[:place]]
    if twice:
        raise Refusal(f"{where} names '{twice[0]}' more than once; name {what} once")
