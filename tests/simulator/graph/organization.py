# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /organization: the tenant itself, with its verified domains and what it has licensed."""
from __future__ import annotations

from tests.simulator.graph import odata
from tests.simulator.wire import Area

area = Area("organization")
PLANS = {
    "AAD_PREMIUM": ("41781fb2-bc02-4b7c-bd55-b576c07bb09d", "exchange"),
    "AAD_PREMIUM_P2": ("eec0eb4f-6444-4f95-aba0-50c24d67f998", "AADPremiumService"),
}


@area.get("/organization")
def listed(call):
    return odata.collection(call, [organization(call.tenant)], "organization")


@area.get("/organization/{id}")
def read(call):
    if call.params["id"].lower() != call.tenant.id:
        raise odata.not_found(call.params["id"])
    return odata.entity(call, organization(call.tenant), "organization")


def organization(tenant):
    return {
        "id": tenant.id, "deletedDateTime": None, "displayName": tenant.name, "createdDateTime": tenant.created,
        "countryLetterCode": "US", "tenantType": "AAD", "onPremisesSyncEnabled": None,
        "securityComplianceNotificationMails": [], "technicalNotificationMails": [], "businessPhones": [],
        "assignedPlans": [plan(licence, tenant.created) for licence in sorted(tenant.licences)],
        "verifiedDomains": [domain(name, first=name == tenant.domains[0]) for name in tenant.domains],
    }


def plan(licence, since):
    plan_id, service = PLANS[licence]
    return {"assignedDateTime": since, "capabilityStatus": "Enabled", "service": service, "servicePlanId": plan_id}


def domain(name, first):
    return {"capabilities": "Email, OfficeCommunicationsOnline", "isDefault": first, "isInitial": ".onmicrosoft." in name, "name": name,
            "type": "Managed"}
