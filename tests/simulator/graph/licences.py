# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant has licensed, as its subscribed products; a licence that is not known here gets ids of its own."""
from __future__ import annotations

from tests.simulator.graph import odata
from tests.simulator.wire import Area
from tests.simulator.world import seeded_id

area = Area("licences")
SKUS = {"AAD_PREMIUM": "078d2b04-f1bd-4111-bbd4-b4b1b354cef4", "AAD_PREMIUM_P2": "84a661c4-e949-4bd2-a560-ed7766fcaf2b"}
PLANS = {"AAD_PREMIUM": "41781fb2-bc02-4b7c-bd55-b576c07bb09d", "AAD_PREMIUM_P2": "eec0eb4f-6444-4f95-aba0-50c24d67f998"}
INCLUDED = {"AAD_PREMIUM_P2": ("AAD_PREMIUM", "AAD_PREMIUM_P2")}
UNITS = 100


@area.get("/subscribedSkus")
def listed(call):
    return odata.collection(call, _skus(call), "subscribedSkus")


@area.get("/subscribedSkus/{id}")
def read(call):
    found = next((sku for sku in _skus(call) if sku["id"] == call.params["id"].lower()), None)
    if found is None:
        raise odata.not_found(call.params["id"])
    return odata.entity(call, found, "subscribedSkus")


def plans_of(licence):
    """(name, id) of the service plans that a licence brings."""
    return [(name, PLANS.get(name) or seeded_id("service plan", name)) for name in INCLUDED.get(licence, (licence,))]


def _skus(call):
    return [_sku(call, licence) for licence in sorted(call.tenant.licences)]


def _sku(call, licence):
    tenant, sku_id = call.tenant, SKUS.get(licence) or seeded_id("sku", licence)
    units = {"enabled": UNITS, "suspended": 0, "warning": 0} | ({"lockedOut": 0} if call.world.cloud == "AzureCloud" else {})
    plans = [{"servicePlanId": id, "servicePlanName": name, "provisioningStatus": "Success", "appliesTo": "User"}
             for name, id in plans_of(licence)]
    return {"id": f"{tenant.id}_{sku_id}", "accountId": tenant.id, "accountName": tenant.name, "appliesTo": "User",
            "capabilityStatus": "Enabled", "consumedUnits": 0, "prepaidUnits": units, "servicePlans": plans, "skuId": sku_id,
            "skuPartNumber": licence, "subscriptionIds": [seeded_id("commerce subscription", tenant.id, licence)]}
