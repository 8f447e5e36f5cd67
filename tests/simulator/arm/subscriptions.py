# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions and tenants that a token sees: the tenant's own where it may read, and those delegated to its tenant.

A delegated subscription shows the customer as tenantId, and the managing tenants under managedByTenants, to both sides.
Assumed: delegation adds nothing to /tenants; a person sees the tenants there that have the home account as a guest, an application its
own alone.
"""
from __future__ import annotations

from tests.simulator.arm import rbac, refusals, resources
from tests.simulator.arm.regions import regions
from tests.simulator.wire import Area

area = Area("subscriptions")
READ = "Microsoft.Resources/subscriptions/read"
POLICIES = {"locationPlacementId": "Public_2014-09-01", "quotaId": "EnterpriseAgreement_2014-09-01", "spendingLimit": "Off"}


@area.get("/subscriptions", action=None)
def listed(call):
    return resources.listed(call, [described(found) for found in call.world.subscriptions.values() if visible(call, found)])


@area.get("/subscriptions/{subscriptionId}", action=None)
def read(call):
    _require_readable(call)
    return described(call.subscription)


@area.get("/subscriptions/{subscriptionId}/locations", action=None)
def locations(call):
    _require_visible(call)
    root = f"/subscriptions/{call.subscription.id}/locations/"
    return {"value": [{"id": root + name, "name": name, "type": "Region", "displayName": display, "regionalDisplayName": display,
                       "metadata": {"regionType": "Physical", "regionCategory": "Recommended"}}
                      for name, display in regions(call.world).items()]}


@area.get("/tenants", action=None)
def tenants(call):
    others = [found for found in call.world.tenants.values() if found is not call.tenant and not call.app_only and _is_guest(call, found)]
    return resources.listed(call, [tenant(found) for found in (call.tenant, *others)])


def visible(call, subscription):
    """Any role at the subscription, or at anything in it, shows it; so does a delegation of it, or of one of its resource groups."""
    if subscription.tenant_id != call.tenant.id and not rbac.delegated(subscription, call.tenant.id, call.claims["iat"]):
        return False
    return any(True for _role in rbac.roles_within(call.world, call.tenant, call.caller, subscription))


def described(subscription):
    managing = sorted({found["properties"]["managedByTenantId"] for found in _assigned(subscription)})
    return {"id": f"/subscriptions/{subscription.id}", "authorizationSource": "RoleBased",
            "managedByTenants": [{"tenantId": id} for id in managing], "subscriptionId": subscription.id,
            "tenantId": subscription.tenant_id, "displayName": subscription.name, "state": "Enabled",
            "subscriptionPolicies": POLICIES, "tags": {}}


def tenant(found):
    return {"id": f"/tenants/{found.id}", "tenantId": found.id, "countryCode": "US", "displayName": found.name,
            "domains": list(found.domains), "tenantCategory": "Home", "defaultDomain": found.domains[0], "tenantType": "AAD"}


def _require_readable(call):
    """A subscription of the own tenant takes the right to read it, a delegated one any part in the delegation."""
    own, at = call.subscription.tenant_id == call.tenant.id, f"/subscriptions/{call.subscription.id}"
    if own and not rbac.allowed(call.world, call.tenant, call.caller, READ, at, call.subscription):
        raise refusals.not_authorized(call, READ, at)
    _require_visible(call)


def _require_visible(call):
    if not visible(call, call.subscription):
        raise refusals.not_authorized(call, READ, f"/subscriptions/{call.subscription.id}")


def _assigned(subscription):
    """The offers of the subscription that are in force somewhere in it."""
    assigned = {found["properties"]["registrationDefinitionId"].lower() for found in subscription.store.list("registrationAssignments")
                if found["properties"]["provisioningState"] != "Creating"}
    return [found for found in subscription.store.list("registrationDefinitions") if found["id"].lower() in assigned]


def _is_guest(call, other):
    home = call.tenant.directory.get("users", call.caller) or {}
    addresses = {address.lower() for address in (home.get("userPrincipalName"), home.get("mail")) if address}
    guests = [found for found in other.directory.list("users") if found.get("userType") == "Guest"]
    return any((found.get("mail") or "").lower() in addresses for found in guests)
