# SPDX-License-Identifier: GPL-3.0-or-later
"""Application registrations of the tenant, to read."""
from __future__ import annotations

from tests.simulator.graph import application_objects, odata
from tests.simulator.wire import Area

area = Area("applications")


@area.get("/applications")
def listed(call):
    return odata.collection(call, registered(call), "applications", default=application_objects.SHOWN, directory=True)


@area.get("/applications/$count")
def counted(call):
    return odata.count(call, registered(call))


@area.get("/applications/{id}", "/applications(appId='{appId}')")
def read(call):
    key = "appId" if "appId" in call.params else "id"
    found = next((each for each in registered(call) if each[key] == call.params[key].lower()), None)
    if found is None:
        raise odata.not_found(call.params[key])
    return odata.entity(call, found, "applications", default=application_objects.SHOWN)


def registered(call):
    """The registrations whose home is the tenant."""
    return [application_objects.shown_of(call.tenant, each) for each in call.world.applications.values()
            if each.tenant_id == call.tenant.id]
