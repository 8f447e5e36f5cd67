# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking up another tenant of the same cloud by its id or one of its domains."""
from __future__ import annotations

from tests.simulator.wire import Area, Refused

area = Area("tenant look-up")
FUNCTION = "/tenantRelationships/findTenantInformationBy"


@area.get(FUNCTION + "TenantId(tenantId='{tenantId}')")
def by_id(call):
    return _information(call, call.world.tenants.get(call.params["tenantId"].lower()), call.params["tenantId"])


@area.get(FUNCTION + "DomainName(domainName='{domainName}')")
def by_domain(call):
    name = call.params["domainName"].lower()
    found = next((tenant for tenant in call.world.tenants.values() if name in map(str.lower, tenant.domains)), None)
    return _information(call, found, name)


def _information(call, tenant, sought):
    if tenant is None:
        raise Refused(404, "Request_ResourceNotFound", f"Unable to find a tenant for '{sought}'.")
    return {"@odata.context": f"{call.origin}/{call.version}/$metadata#microsoft.graph.tenantInformation", "tenantId": tenant.id,
            "federationBrandName": None, "displayName": tenant.name, "defaultDomainName": tenant.domains[0]}
