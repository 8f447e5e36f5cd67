# SPDX-License-Identifier: GPL-3.0-or-later
"""Connected organizations: whose people may ask for access packages, and who sponsors them.

The answer to a new one holds no identity sources yet; reading it afterwards does.

Assumed, where the documentation is silent: nothing keeps two from having one name; an identity source stands in one organization only
(400), and only when it is new; a domain of an Entra tenant becomes that tenant; the own tenant is refused; one that a policy names or
whose people hold an assignment is not removed (400); internal sponsors are members or groups, external ones guests from the organization.
"""
from __future__ import annotations

from tests.simulator.graph import directory, entitlement, odata, shapes, user_objects
from tests.simulator.graph.directory_rules import already_referenced
from tests.simulator.wire import Area, Reply

area = Area("connected organizations")
KIND, ROOT = entitlement.ORGANIZATIONS, entitlement.ROOT + "/connectedOrganizations"
NAME = "connectedOrganizations"
RELATIONS = ("internalSponsors", "externalSponsors")
SOURCES = {"azureActiveDirectoryTenant": "tenantId", "crossCloudAzureActiveDirectoryTenant": "tenantId",
           "domainIdentitySource": "domainName", "externalDomainFederation": "domainName"}
CLOUDS = {"AzureCloud": "microsoftonline.com", "AzureUSGovernment": "microsoftonline.us", "AzureUSGovernmentDoD": "microsoftonline.us",
          "AzureChinaCloud": "partner.microsoftonline.cn"}


@area.get(ROOT)
def listed(call):
    return entitlement.collection(call, call.store.list(KIND), NAME, expand=EXPAND)


@area.get(ROOT + "/{id}")
def read(call):
    return entitlement.entity(call, entitlement.one(call, KIND, call.params["id"]), NAME, expand=EXPAND)


@area.post(ROOT)
def create(call):
    entitlement.admit(call)
    sources = call.body.get("identitySources") or []
    if len(sources) != 1:
        raise entitlement.bad("A connected organization needs exactly one identity source.")
    source = _source(call, sources[0])
    if any(_key(source) == _key(each) for there in call.store.truths(KIND) for each in there["identitySources"]):
        raise entitlement.bad("A connected organization with this identity source already exists.")
    made = {"id": call.new_id(), "displayName": entitlement.text(call.body, "displayName"), "description": call.body.get("description"),
            "createdDateTime": call.stamp(7), "modifiedDateTime": call.stamp(7), "state": call.body.get("state") or "configured",
            "identitySources": [source]}
    call.store.put(KIND, made["id"], made)
    return Reply(201, entitlement.entity(call, {**made, "identitySources": []}, NAME))


@area.patch(ROOT + "/{id}")
def change(call):
    entitlement.changed(call, KIND, ("displayName", "description", "state"))


@area.delete(ROOT + "/{id}")
def remove(call):
    found = entitlement.truth(call, KIND, call.params["id"])
    named = [target.get("connectedOrganizationId") for policy in call.store.truths(entitlement.POLICIES)
             for target in policy["specificAllowedTargets"]]
    if found["id"] in named:
        raise entitlement.bad("The connected organization is named by an access package assignment policy.")
    if found["id"] in [each["target"]["connectedOrganizationId"] for each in entitlement.standing(call)]:
        raise entitlement.bad("The connected organization has users with assignments.")
    call.store.delete(KIND, found["id"])


@area.get(*(f"{ROOT}/{{id}}/{relation}" for relation in RELATIONS))
def sponsors(call):
    rows = _sponsors(call, entitlement.one(call, KIND, call.params["id"]), _relation(call))
    return odata.collection(call, rows, "directoryObjects", default=shapes.shown)


@area.post(*(f"{ROOT}/{{id}}/{relation}/$ref" for relation in RELATIONS))
def add_sponsor(call):
    found, relation = entitlement.truth(call, KIND, call.params["id"]), _relation(call)
    id = directory.reference(call, call.body["@odata.id"])
    principal = directory.principal(call.tenant, id, ("users", "groups"))
    if principal is None:
        raise odata.not_found(id)
    external = principal[0] == "users" and user_objects.is_external(principal[1])
    if external != (relation == "externalSponsors"):
        raise entitlement.bad("An external sponsor is a guest, an internal one is not.")
    if external and not belongs(call, found, principal[1]):
        raise entitlement.bad("The guest is not from the connected organization.")
    kind = f"{KIND}/{found['id']}/{relation}"
    if call.store.truth(kind, id):
        raise already_referenced(relation)
    call.store.put(kind, id, {"id": id})


@area.delete(*(f"{ROOT}/{{id}}/{relation}/{{sponsor}}/$ref" for relation in RELATIONS))
def remove_sponsor(call):
    found = entitlement.truth(call, KIND, call.params["id"])
    if not call.store.delete(f"{KIND}/{found['id']}/{_relation(call)}", call.params["sponsor"]):
        raise entitlement.not_found(call.params["sponsor"])


def organization_of(call, address):
    """The connected organization that people with this address come from, or None."""
    return next((found for found in call.store.truths(KIND) if belongs(call, found, {"mail": address})), None)


def belongs(call, organization, user):
    domain = str(user.get("mail") or "").rpartition("@")[2].lower()
    home = call.world.tenant_named(domain)
    keys = [_key(source) for source in organization["identitySources"]]
    return home is not None and home.id in keys or domain in keys


def _source(call, wish):
    """The identity source as the service keeps it."""
    kind = str(wish.get("@odata.type", "")).removeprefix(entitlement.TYPED)
    value = wish.get(SOURCES.get(kind))
    if not value:
        raise entitlement.bad("The identity source needs a type, and the tenant or the domain.")
    tenant = call.world.tenant_named(value) if kind in ("azureActiveDirectoryTenant", "domainIdentitySource") else None
    if tenant is not None and tenant.id == call.tenant.id:
        raise entitlement.bad("The identity source is this tenant.")
    if kind == "azureActiveDirectoryTenant" and (tenant is None or tenant.id != value.lower()):
        raise entitlement.bad(f"The tenant '{value}' is not found.")
    if kind == "crossCloudAzureActiveDirectoryTenant":
        others = set(CLOUDS.values()) - {CLOUDS.get(call.world.cloud)}
        if wish.get("cloudInstance") not in others:
            raise entitlement.bad("The cloudInstance is not that of another cloud.")
    if tenant is not None:
        return {"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": tenant.id, "displayName": tenant.name}
    return {"displayName": value, **wish}


def _key(source):
    return str(source.get("tenantId") or source.get("domainName")).lower()


def _sponsors(call, found, relation):
    ids = [row["id"] for row in call.store.list(f"{KIND}/{found['id']}/{relation}")]
    principals = [directory.principal(call.tenant, id, ("users", "groups")) for id in ids]
    return [shapes.typed(call, *each) for each in principals if each]


def _relation(call):
    return next(name for name in RELATIONS if f"/{name.lower()}" in call.path.lower())


EXPAND = {relation: lambda call, row, relation=relation: _sponsors(call, row, relation) for relation in RELATIONS}
