# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call to the control address names."""
from __future__ import annotations

from tests.simulator.wire import Refused


def tenant_of(call):
    name = call.option("tenant") or (call.body or {}).get("tenant")
    found = call.world.tenant_named(name)
    if found is None:
        raise Refused(404, "NotFound", f"there is no tenant {name!r}")
    return found


def client_of(call, client_id):
    return (client_id or next(iter(call.world.applications))).lower()


def principal_of(tenant, client_id):
    found = next((found for found in tenant.directory.truths("servicePrincipals") if found["appId"] == client_id), None)
    if found is None:
        raise Refused(404, "NotFound", f"{tenant.name} has no service principal of {client_id}")
    return found
