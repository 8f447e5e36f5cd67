# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions and tenants that a token sees: the tenant's own where it may read, and those delegated to its tenant."""
from __future__ import annotations

from tests.simulator.arm import rbac, resources
from tests.simulator.wire import Area, Refused

area = Area("subscriptions")
READ = "Microsoft.Resources/subscriptions/read"
POLICIES = {"locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off"}


@area.get("/subscriptions", action=None)
def listed(call):
    return resources.listed(call, [described(call, found) for found in call.world.subscriptions.values() if visible(call, found)])


@area.get("/subscriptions/{subscriptionId}", action=None)
def read(call):
    if not visible(call, call.subscription):
        raise Refused(403, "AuthorizationFailed", f"The client '{call.claims.get('appid')}' with object id '{call.caller}' does not have "
                      f"authorization to perform action '{READ}' over scope '/subscriptions/{call.subscription.id}' or the scope is invalid. "
                      "If access was recently granted, please refresh your credentials.")
    return described(call, call.subscription)


@area.get("/tenants", action=None)
def tenants(call):
    return resources.listed(call, [tenant(call.tenant)])


def visible(call, subscription):
    """Any role at the subscription shows it; so does a delegation of one of its resource groups."""
    if subscription.tenant_id != call.tenant.id and not rbac.delegated(subscription, call.tenant.id, call.claims.get("iat")):
        return False
    return any(True for _role in rbac.roles_within(call.world, call.tenant, call.caller, subscription))


def described(call, subscription):
    managing = {found["properties"]["managedByTenantId"] for found in _definitions(subscription)}
    return {"id": f"/subscriptions/{subscription.id}", "authorizationSource": "RoleBased",
            "managedByTenants": [{"tenantId": id} for id in sorted(managing)], "subscriptionId": subscription.id,
            "tenantId": subscription.tenant_id, "displayName": subscription.name, "state": "Enabled",
            "subscriptionPolicies": POLICIES, "tags": {}}


def _definitions(subscription):
    assigned = {found["properties"]["registrationDefinitionId"].lower() for found in subscription.store.list("registrationAssignments")}
    return [found for found in subscription.store.list("registrationDefinitions") if found["id"].lower() in assigned]


def tenant(found):
    return {"id": f"/tenants/{found.id}", "tenantId": found.id, "countryCode": "US", "displayName": found.name, "domains": list(found.domains),
            "tenantCategory": "Home", "defaultDomain": found.domains[0], "tenantType": "AAD"}
