# SPDX-License-Identifier: GPL-3.0-or-later
"""Data connectors of Microsoft Sentinel: which there are, connecting and disconnecting them, and the check of what they require.

Data of a whole tenant is consented to by a person: a user of the workspace's own tenant who is Security Administrator or Global
Administrator there. No application can, and nobody of another tenant. `connectorsWithoutLicence`, a setting of the tenant, lists kinds
whose product nobody has bought; Entra ID Protection needs the licence AAD_PREMIUM_P2.
Assumed: what only a person may connect only a person may disconnect; a subscription without a Defender plan is refused as a missing licence
(401 InvalidLicense), one that is not the tenant's 404 SubscriptionNotFound; a second connector for the same tenant or subscription is 409
Conflict; a list leaves out the kinds that the version does not know; connecting a subscription needs Contributor there.
"""
from __future__ import annotations

from tests.simulator.arm import rbac, refusals, resources, sentinel
from tests.simulator.arm.connector_kinds import KINDS, SUBSCRIPTION, TENANT, is_known
from tests.simulator.graph import privilege
from tests.simulator.graph.builtin_roles import IDS
from tests.simulator.wire import Area, Refused

area = Area("data connectors")
KIND = "dataConnectors"
ALL = sentinel.ROOT + "/dataConnectors"
ONE = ALL + "/{dataConnectorId}"
CONTRIBUTOR_ONLY = "Microsoft.Resources/subscriptions/resourceGroups/write"     # Owner and Contributor have it; no role of Sentinel has
SECRET = ("password", "userName", "ApiKey", "ClientSecret", "ClientId", "clientSecret", "clientId", "apiKey")


def known_kind(call):
    kind = (call.body or {}).get("kind")
    if isinstance(kind, str) and not is_known(call, kind):
        raise _unsupported(call, kind)


@area.get(ALL)
def listed(call):
    return sentinel.listed(call, KIND, lambda found: found if is_known(call, found["kind"]) else None)


@area.get(ONE)
def read(call):
    found = sentinel.one(call, KIND)
    if not is_known(call, found["kind"]):
        raise _unsupported(call, found["kind"])
    return found


@area.put(ONE, first=known_kind)
def put(call):
    workspace, kind, given = sentinel.opened(call), call.body["kind"], call.body.get("properties") or {}
    old = call.store.truth(KIND, resources.key(call))
    if old and old["kind"] != kind:
        raise Refused(400, "BadRequest", f"The kind of data connector '{old['name']}' cannot be changed.")
    _allow(call, kind, given)
    _refuse_second(call, workspace, kind, given)
    reply = sentinel.put(call, KIND, kind=kind, properties=_kept(kind, given))
    if kind == "Office365" and not any(each["state"] == "Enabled" for each in reply.body["properties"]["dataTypes"].values()):
        call.store.delete(KIND, resources.key(call))
    return reply


@area.delete(ONE)
def delete(call):
    sentinel.opened(call)
    found = call.store.truth(KIND, resources.key(call))
    if found and KINDS[found["kind"]].of == TENANT:
        _require_administrator(call)
    return sentinel.delete(call, KIND)


@area.post(sentinel.ROOT + "/dataConnectorsCheckRequirements", first=known_kind)
def check(call):
    sentinel.opened(call)
    kind, given = call.body["kind"], call.body.get("properties") or {}
    authorized = KINDS[kind].of != TENANT or (_is_administrator(call) and given.get("tenantId", "").lower() == call.tenant.id)
    said = {True: "Valid", False: "Invalid"}
    return {"authorizationState": said[authorized], "licenseState": said[_licensed(call, kind, given)]}


def _unsupported(call, kind):
    return Refused(400, "BadRequest", f"Connector kind '{kind}' is not supported in api-version: '{call.version}'")


def _allow(call, kind, given):
    """May the caller connect this, and has the tenant or subscription what the connector brings the data of?"""
    if KINDS[kind].of == TENANT:
        _require_administrator(call)
        if given["tenantId"].lower() != call.tenant.id:
            raise _unauthorized()
    if KINDS[kind].of == SUBSCRIPTION:
        _require_contributor(call, given)
    if not _licensed(call, kind, given):
        raise Refused(401, "InvalidLicense", "Missing consent. Invalid license.")


def _require_administrator(call):
    if not _is_administrator(call):
        raise _unauthorized()


def _is_administrator(call):
    own = call.subscription.tenant_id == call.tenant.id
    return own and not call.app_only and privilege.holds(call, IDS["Security Administrator"])


def _unauthorized():
    return Refused(401, "Unauthorized", "Access denied. Either the user has no permissions on the tenant, or consent is missing.")


def _require_contributor(call, given):
    subscription = call.world.subscriptions.get(str(given.get("subscriptionId")).lower())
    if subscription is None or subscription.tenant_id != call.subscription.tenant_id:
        raise refusals.no_subscription(given.get("subscriptionId"))
    scope = f"/subscriptions/{subscription.id}"
    if not rbac.allowed(call.world, call.tenant, call.caller, CONTRIBUTOR_ONLY, scope, subscription):
        raise refusals.not_authorized(call, CONTRIBUTOR_ONLY, scope)
    if subscription.providers.get("microsoft.securityinsights") not in ("Registered", "Registering"):
        raise refusals.not_registered("Microsoft.SecurityInsights")


def _licensed(call, kind, given):
    owner = call.world.tenants[call.subscription.tenant_id]
    if kind in owner.settings.get("connectorsWithoutLicence", ()):
        return False
    if kind == "AzureActiveDirectory":
        return "AAD_PREMIUM_P2" in owner.licences
    if kind != "AzureSecurityCenter":
        return True
    subscription = call.world.subscriptions.get(str(given.get("subscriptionId")).lower())
    return subscription is not None and any(plan["pricingTier"] == "Standard" for plan in subscription.store.truths("pricings"))


def _refuse_second(call, workspace, kind, given):
    if KINDS[kind].of not in (TENANT, SUBSCRIPTION):
        return
    prefix, key = f"{workspace['id']}/".lower(), resources.key(call)
    for other in call.store.truths(KIND):
        same = other["kind"] == kind and other["properties"].get("subscriptionId", "").lower() == given.get("subscriptionId", "").lower()
        if same and other["id"].lower().startswith(prefix) and other["id"].lower() != key:
            raise Refused(409, "Conflict", f"A data connector of kind '{kind}' is connected already: '{other['name']}'.")


def _kept(kind, given):
    """What is answered from then on: every type of data with its state, and no secret."""
    types = given.get("dataTypes") or {"alerts": {"state": "Enabled"}}
    states = {name: {**(types.get(name) or {}), "state": (types.get(name) or {}).get("state", "Disabled")} for name in KINDS[kind].types}
    kept = {name: _without_secrets(value) for name, value in given.items() if name not in SECRET}
    return {**kept, **({"dataTypes": states} if states else {})}


def _without_secrets(value):
    return {name: _without_secrets(each) for name, each in value.items() if name not in SECRET} if isinstance(value, dict) else value
