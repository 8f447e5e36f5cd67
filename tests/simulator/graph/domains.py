# SPDX-License-Identifier: GPL-3.0-or-later
"""The verified domains of a tenant; the first one is the default."""
from __future__ import annotations

from tests.simulator.graph import odata
from tests.simulator.wire import Area

area = Area("domains")


@area.get("/domains")
def listed(call):
    return odata.collection(call, _domains(call.tenant), "domains")


@area.get("/domains/{id}")
def read(call):
    found = next((domain for domain in _domains(call.tenant) if domain["id"].lower() == call.params["id"].lower()), None)
    if found is None:
        raise odata.not_found(call.params["id"])
    return odata.entity(call, found, "domains")


def _domains(tenant):
    return [{"authenticationType": "Managed", "availabilityStatus": None, "id": name, "isAdminManaged": True,
             "isDefault": name == tenant.domains[0], "isInitial": ".onmicrosoft." in name, "isRoot": True, "isVerified": True,
             "supportedServices": ["Email", "OfficeCommunicationsOnline"], "passwordValidityPeriodInDays": None,
             "passwordNotificationWindowInDays": None, "state": None, "manufacturer": None, "model": None} for name in tenant.domains]
