# SPDX-License-Identifier: GPL-3.0-or-later
"""What tenants have: licences, settings, people."""
from __future__ import annotations

from tests.simulator import seed
from tests.simulator.control.named import tenant_of
from tests.simulator.graph import invitations
from tests.simulator.graph.user_objects import is_external
from tests.simulator.identity.grants import person_named
from tests.simulator.wire import Area, Refused

area = Area("tenants")


@area.get("/licences")
def licences(call):
    return {tenant.id: sorted(tenant.licences) for tenant in call.world.tenants.values()}


@area.put("/licences")
def set_licences(call):
    wanted = set(call.body["licences"])
    if not wanted <= {"AAD_PREMIUM", "AAD_PREMIUM_P2"}:
        raise ValueError("licences are AAD_PREMIUM and AAD_PREMIUM_P2")
    tenant_of(call).licences = wanted
    return licences(call)


@area.get("/settings")
def settings(call):
    return {tenant.id: tenant.settings for tenant in call.world.tenants.values()}


@area.put("/settings")
def set_settings(call):
    tenant = tenant_of(call)
    tenant.settings = {**tenant.settings, **call.body["settings"]}
    return settings(call)


@area.post("/people")
def add_person(call):
    """{"tenant", "address"}: a member of the tenant."""
    return seed.add_person(tenant_of(call), call.body["address"])


@area.post("/guests/accept")
def accept(call):
    """{"tenant", "user": object id or address}: this guest of the tenant signs in there, and so accepts the invitation."""
    tenant = tenant_of(call)
    guest = person_named(tenant, call.body["user"])
    if guest is None or not is_external(guest):
        raise Refused(404, "NotFound", f"{tenant.name} has no guest {call.body['user']!r}")
    return invitations.accept(tenant, guest["id"], call.stamp())
