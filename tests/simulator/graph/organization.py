# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /organization: the tenant itself, with its verified domains and what it has licensed."""
from __future__ import annotations

from tests.simulator.graph import licences, odata
from tests.simulator.wire import Area

area = Area("organization")
NOTHING = dict.fromkeys((
    "deletedDateTime", "city", "country", "onPremisesLastSyncDateTime", "onPremisesSyncEnabled", "partnerTenantType", "postalCode",
    "preferredLanguage", "privacyProfile", "state", "street")) | {name: [] for name in (
        "businessPhones", "marketingNotificationEmails", "provisionedPlans", "securityComplianceNotificationMails",
        "securityComplianceNotificationPhones", "technicalNotificationMails")}


@area.get("/organization")
def listed(call):
    return odata.collection(call, [organization(call)], "organization", directory=True)


@area.get("/organization/{id}")
def read(call):
    if call.params["id"].lower() != call.tenant.id:
        raise odata.not_found(call.params["id"])
    return odata.entity(call, organization(call), "organization")


def organization(call):
    tenant = call.tenant
    return {
        **NOTHING, "id": tenant.id, "displayName": tenant.name, "createdDateTime": tenant.created, "countryLetterCode": "US",
        "tenantType": "AAD",
        "assignedPlans": [_plan(id, tenant.created) for licence in sorted(tenant.licences) for _name, id in licences.plans_of(licence)],
        "verifiedDomains": [_domain(name, first=name == tenant.domains[0]) for name in tenant.domains],
    }


def _plan(id, since):
    return {"assignedDateTime": since, "capabilityStatus": "Enabled", "service": "AADPremiumService", "servicePlanId": id}


def _domain(name, first):
    return {"capabilities": "Email, OfficeCommunicationsOnline", "isDefault": first, "isInitial": ".onmicrosoft." in name, "name": name,
            "type": "Managed"}
