# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the activity log of a subscription is sent: its diagnostic settings.

Assumed, besides what diagnostic_rules.py assumes: the activity log has no groups of categories and no metrics.
"""
from __future__ import annotations

from tests.simulator.arm import diagnostic_rules as rules
from tests.simulator.arm import resources
from tests.simulator.arm.system_data import system_data
from tests.simulator.wire import Area, Refused

area = Area("diagnostic settings")
KIND = "diagnosticSettings"
ALL = "/subscriptions/{subscriptionId}/providers/Microsoft.Insights/diagnosticSettings"
ONE = ALL + "/{diagnosticSettingName}"
CATEGORIES = ("Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth")
MEMBERS = ("storageAccountId", "serviceBusRuleId", "workspaceId", "eventHubAuthorizationRuleId", "eventHubName", "marketplacePartnerId")


@area.get(ALL)
def listed(call):
    return {"value": [found for found in call.store.list(KIND) if rules.is_visible(found)]}


@area.get(ONE)
def read(call):
    found = call.store.get(KIND, resources.key(call))
    if found is None or not rules.is_visible(found):
        raise resources.not_found(call)
    return found


@area.put(ONE)
def put(call):
    key = resources.key(call)
    if (call.body.get("properties") or {}).get("metrics"):
        raise Refused(400, "BadRequest", "Metric settings are not supported for a subscription.")
    others = [found for found in call.store.truths(KIND) if found["id"].lower() != key and rules.is_visible(found)]
    given = rules.checked(call, others, CATEGORIES)
    old = call.store.truth(KIND, key)
    return call.store.put(KIND, key, {
        "id": resources.id_of(call), "name": call.params["diagnosticSettingName"], "type": resources.type_of(call),
        "properties": {**{name: given.get(name) for name in MEMBERS},
                       "logs": rules.of_logs(given, ("category", "categoryGroup", "enabled"))},
        "systemData": system_data(call, (old or {}).get("systemData"))})


@area.delete(ONE)
def delete(call):
    return {} if call.store.delete(KIND, resources.key(call)) else None


@area.get(ALL + "Categories")
def categories(call):
    return {"value": [_category(call, name) for name in CATEGORIES]}


def _category(call, name):
    return {"id": f"{resources.id_of(call)}/{name}", "name": name, "type": resources.type_of(call),
            "properties": {"categoryType": "Logs", "categoryGroups": []}}
