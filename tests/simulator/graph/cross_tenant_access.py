# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross-tenant access: the policy itself, its default, its partners, and the synchronization of users from a partner.

Assumed, where the documentation is silent: the own tenant as a partner is refused with 400, one that nobody knows with 404, one that is
there already with 409; PATCH with nothing in it is accepted; the default takes no null; what is left out of inboundTrust is false.
"""
from __future__ import annotations

from tests.simulator.graph import cross_tenant_settings as settings
from tests.simulator.graph import odata
from tests.simulator.graph.directory_rules import bad_request
from tests.simulator.wire import Area, Refused, Reply

area = Area("cross-tenant access")
ROOT = "/policies/crossTenantAccessPolicy"
DEFAULT, PARTNERS, SYNC = ROOT + "/default", ROOT + "/partners", ROOT + "/partners/{id}/identitySynchronization"
CONTEXT = "policies/crossTenantAccessPolicy"
POLICY, PARTNER_KIND, SYNC_KIND = "crossTenantAccessPolicy", "crossTenantAccessPolicy/partners", "crossTenantAccessPolicy/sync"
OTHER_CLOUDS = {"AzureCloud": ("microsoftonline.us", "partner.microsoftonline.cn")}
SET_BY_SERVICE = ("id", "isServiceDefault", "isServiceProvider", "isInMultiTenantOrganization", "tenantId")
SYSTEM = {
    "isServiceDefault": True, "b2bCollaborationInbound": settings.b2b(), "b2bCollaborationOutbound": settings.b2b(),
    "b2bDirectConnectInbound": settings.b2b("blocked", "blocked"), "b2bDirectConnectOutbound": settings.b2b("blocked", "blocked"),
    "inboundTrust": dict.fromkeys(settings.TRUST, False),
    "automaticUserConsentSettings": {"inboundAllowed": False, "outboundAllowed": False},
    "tenantRestrictions": {"devices": None, **settings.b2b("blocked", "blocked")},
    "invitationRedemptionIdentityProviderConfiguration": {
        "primaryIdentityProviderPrecedenceOrder": list(settings.PROVIDERS), "fallbackIdentityProvider": "defaultConfiguredIdp"},
}


@area.get(ROOT)
def root(call):
    return odata.entity(call, _root(call), CONTEXT)


@area.patch(ROOT)
def change_root(call):
    wish = settings.judged(call, call.body, SET_BY_SERVICE)
    if set(wish.get("allowedCloudEndpoints") or ()) - set(OTHER_CLOUDS.get(call.world.cloud, ())):
        raise bad_request("An endpoint in allowedCloudEndpoints is not that of another cloud.")
    call.store.put(POLICY, "root", {**_root(call), **wish})


@area.get(DEFAULT)
def read_default(call):
    return odata.entity(call, _here(call, "Default", default_of(call.store)), CONTEXT + "/default")


@area.patch(DEFAULT)
def change_default(call):
    wish = settings.judged(call, call.body, (*SET_BY_SERVICE, "automaticUserConsentSettings"))
    if None in wish.values():
        raise bad_request("The default settings cannot be null.")
    call.store.put(POLICY, "default", {**default_of(call.store, call.store.truth), **wish, "isServiceDefault": False})


@area.post(DEFAULT + "/resetToSystemDefault")
def reset_default(call):
    call.store.delete(POLICY, "default")


@area.get(PARTNERS)
def partners(call):
    rows = [_here(call, "Partner", row) for row in call.store.list(PARTNER_KIND)]
    return odata.collection(call, rows, CONTEXT + "/partners", expand={"identitySynchronization": sync_of})


@area.get(PARTNERS + "/{id}")
def one_partner(call):
    return odata.entity(call, _here(call, "Partner", partner_of(call)), CONTEXT + "/partners", expand={"identitySynchronization": sync_of})


@area.post(PARTNERS)
def add_partner(call):
    wish = dict(call.body)
    id = str(wish.pop("tenantId", None)).lower()
    if not settings.GUID.fullmatch(id) or id == call.tenant.id:
        raise bad_request("The tenantId is not the id of another tenant.")
    if call.store.truth(PARTNER_KIND, id):
        raise Refused(409, "Request_MultipleObjectsWithSameKeyValue", "Another object with the same value for "
                      "property tenantId already exists.")
    # A tenant of another cloud is known by its id alone.
    if id not in call.world.tenants and not _root(call).get("allowedCloudEndpoints"):
        raise odata.not_found(id)
    partner = {"tenantId": id, **settings.judged(call, wish, SET_BY_SERVICE)}
    call.store.put(PARTNER_KIND, id, partner)
    return Reply(201, odata.entity(call, _here(call, "Partner", partner), CONTEXT + "/partners"))


@area.patch(PARTNERS + "/{id}")
def change_partner(call):
    partner = partner_of(call, call.store.truth)
    call.store.put(PARTNER_KIND, partner["tenantId"], {**partner, **settings.judged(call, call.body, SET_BY_SERVICE)})


@area.delete(PARTNERS + "/{id}")
def remove_partner(call):
    partner = partner_of(call, call.store.truth)
    if call.store.truth(SYNC_KIND, partner["tenantId"]):
        raise bad_request("The partner has an identity synchronization policy, which must be deleted first.")
    call.store.delete(PARTNER_KIND, partner["tenantId"])


@area.get(SYNC)
def read_sync(call):
    return odata.entity(call, _sync(call), CONTEXT + f"/partners('{call.params['id']}')/identitySynchronization")


@area.put(SYNC)
def put_sync(call):
    id = partner_of(call, call.store.truth)["tenantId"]
    call.store.put(SYNC_KIND, id, {"tenantId": id, "displayName": None, "userSyncInbound": None, **_sync_wish(call, id)})


@area.patch(SYNC)
def change_sync(call):
    found = _sync(call, call.store.truth)
    call.store.put(SYNC_KIND, found["tenantId"], {**found, **_sync_wish(call, found["tenantId"])})


@area.delete(SYNC)
def remove_sync(call):
    call.store.delete(SYNC_KIND, _sync(call, call.store.truth)["tenantId"])


def default_of(store, read=None):
    """The settings for all tenants that are no partners: the tenant's own, or those that every tenant begins with."""
    return (read or store.get)(POLICY, "default") or SYSTEM


def partner_of(call, read=None):
    found = (read or call.store.get)(PARTNER_KIND, call.params["id"].lower())
    if found is None:
        raise odata.not_found(call.params["id"])
    return found


def sync_of(call, partner):
    return call.store.get(SYNC_KIND, partner["tenantId"])


def _sync(call, read=None):
    found = (read or call.store.get)(SYNC_KIND, partner_of(call, read)["tenantId"])
    if found is None:
        raise odata.not_found(call.params["id"])
    return found


def _sync_wish(call, id):
    wish = {name: value for name, value in call.body.items() if name not in settings.ANNOTATIONS}
    if wish.get("tenantId", id).lower() != id:
        raise bad_request("The tenantId of an identity synchronization policy cannot be changed.")
    return {**wish, "tenantId": id}


def _root(call):
    clouds = {"allowedCloudEndpoints": []} if "allowedCloudEndpoints" in settings.properties_of(call, "crossTenantAccessPolicy") else {}
    return call.store.truth(POLICY, "root") or {"id": call.tenant.id, "displayName": "CrossTenantAccessPolicy", **clouds}


def _here(call, kind, row):
    """The settings with all the properties that this cloud has."""
    names = settings.properties_of(call, f"crossTenantAccessPolicyConfiguration{kind}")
    nothing = {"isInMultiTenantOrganization": False}
    return {name: row.get(name, nothing.get(name)) for name in sorted(names, key=lambda name: name != "tenantId")}
