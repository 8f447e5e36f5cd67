# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the logs of Microsoft Entra are sent: diagnostic settings of the tenant itself, no subscription's.

An application needs an Azure role at /providers/Microsoft.aadiam, which no subscription's role reaches and no delegation gives; a
person with the directory role Security Administrator needs none.
Assumed, besides what diagnostic_rules.py assumes: every cloud offers the same categories.
"""
from __future__ import annotations

from tests.simulator.arm import diagnostic_rules as rules
from tests.simulator.arm import rbac, refusals, resources
from tests.simulator.graph import privilege
from tests.simulator.graph.builtin_roles import IDS
from tests.simulator.wire import Area

area = Area("Entra diagnostic settings")
KIND = "entraDiagnosticSettings"
ALL = "/providers/microsoft.aadiam/diagnosticSettings"
ONE = ALL + "/{diagnosticSettingName}"
CATEGORIES = ("AuditLogs", "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs",
              "ProvisioningLogs", "ADFSSignInLogs", "RiskyUsers", "UserRiskEvents", "RiskyServicePrincipals",
              "ServicePrincipalRiskEvents", "NetworkAccessTrafficLogs", "EnrichedOffice365AuditLogs", "MicrosoftGraphActivityLogs",
              "RemoteNetworkHealthLogs", "B2CRequestLogs")
MEMBERS = ("storageAccountId", "serviceBusRuleId", "workspaceId", "eventHubAuthorizationRuleId", "eventHubName")


@area.get(ALL, action=None)
def listed(call):
    _require(call, "read")
    return {"value": [found for found in call.tenant.azure.list(KIND) if rules.is_visible(found)]}


@area.get(ONE, action=None)
def read(call):
    _require(call, "read")
    found = call.tenant.azure.get(KIND, resources.key(call))
    if found is None or not rules.is_visible(found):
        raise resources.not_found(call)
    return found


@area.put(ONE, action=None)
def put(call):
    _require(call, "write")
    key, store = resources.key(call), call.tenant.azure
    others = [found for found in store.truths(KIND) if found["id"].lower() != key and rules.is_visible(found)]
    given = rules.checked(call, others, CATEGORIES)
    return store.put(KIND, key, {
        "id": resources.id_of(call), "name": call.params["diagnosticSettingName"], "type": resources.type_of(call),
        "properties": {**{name: given.get(name) for name in MEMBERS},
                       "logs": rules.of_logs(given, ("category", "enabled", "retentionPolicy"))}})


@area.delete(ONE, action=None)
def delete(call):
    _require(call, "delete")
    return {} if call.tenant.azure.delete(KIND, resources.key(call)) else None


@area.get(ALL + "Categories", action=None)
def categories(call):
    _require(call, "read")
    return {"value": [{"id": f"{resources.id_of(call)}/{name}", "name": name, "type": resources.type_of(call),
                       "properties": {"categoryType": "Logs"}} for name in CATEGORIES]}


def _require(call, verb):
    action, scope = f"{resources.type_of(call)}/{verb}", resources.path_of(call)
    in_person = not call.app_only and privilege.holds(call, IDS["Security Administrator"])
    if not in_person and not rbac.allowed(call.world, call.tenant, call.caller, action, scope):
        raise refusals.not_authorized(call, action, scope)
