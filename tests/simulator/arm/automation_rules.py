# SPDX-License-Identifier: GPL-3.0-or-later
"""Automation rules: made, changed, removed. What one may hold is in automation_rule_checks.py.

Assumed: a rule's name is a GUID; a workspace has 512 rules at most; the owner that a rule sets is kept as it was given.
"""
from __future__ import annotations

from tests.simulator.arm import resources, sentinel
from tests.simulator.arm.automation_rule_checks import check, wrong
from tests.simulator.arm.system_data import author
from tests.simulator.wire import Area

area = Area("automation_rules")
KIND = "automationRules"
ALL = sentinel.ROOT + "/automationRules"
ONE = ALL + "/{automationRuleId}"
MOST = 512


@area.get(ALL)
def listed(call):
    return sentinel.listed(call, KIND)


@area.get(ONE)
def read(call):
    return sentinel.one(call, KIND)


@area.put(ONE)
def put(call):
    workspace = sentinel.opened(call)
    if not sentinel.GUID.fullmatch(call.params["automationRuleId"]):
        raise wrong(f"The automation rule id '{call.params['automationRuleId']}' is not valid: it must be a GUID.")
    old = call.store.truth(KIND, resources.key(call))
    prefix = f"{workspace['id']}/providers/".lower()
    if old is None and sum(rule["id"].lower().startswith(prefix) for rule in call.store.truths(KIND)) >= MOST:
        raise wrong(f"The maximum number of automation rules ({MOST}) has been reached.")
    given = call.body["properties"]
    check(call, given, old)
    return sentinel.put(call, KIND, properties=_kept(call, given, old))


@area.delete(ONE)
def delete(call):
    return sentinel.delete(call, KIND)


def _kept(call, given, old):
    """As it is answered: with the moments and people that the service notes, and without what was given as null."""
    now, client = call.stamp(7), {"objectId": call.caller, "email": None, "name": author(call), "userPrincipalName": None}
    first = (old or {}).get("properties", {})
    logic = {name: value for name, value in given["triggeringLogic"].items() if value is not None}
    return {"displayName": given["displayName"], "order": given["order"], "triggeringLogic": {"conditions": [], **logic},
            "actions": sorted(given["actions"], key=lambda action: action["order"]),
            "createdTimeUtc": first.get("createdTimeUtc", now), "lastModifiedTimeUtc": now,
            "createdBy": first.get("createdBy", client), "lastModifiedBy": client}
