# SPDX-License-Identifier: GPL-3.0-or-later
"""How the application signs in, and what people do with device codes."""
from __future__ import annotations

from tests.simulator.control.named import client_of
from tests.simulator.identity.grants import person_named
from tests.simulator.wire import Area, Refused

area = Area("sign-in")


@area.put("/applications")
def set_application(call):
    """{"client_id"?, "enabled"?, "public_client"?, "multi_tenant"?, "secrets"?, "certificates"?, "federated"?}"""
    application = call.world.applications[client_of(call, call.body.get("client_id"))]
    for name in set(call.body) - {"client_id"}:
        if name not in ("enabled", "public_client", "multi_tenant", "secrets", "certificates", "federated"):
            raise ValueError(f"an application has no {name}")
        setattr(application, name, call.body[name])


@area.get("/device-codes")
def device_codes(call):
    return [{name: code[name] for name in ("user_code", "client_id", "tenant", "scope", "state", "user")}
            for code in call.world.device_codes.values()]


@area.post("/device-codes/{code}/approve")
def approve(call):
    """{"user": address}: this person enters the code, and signs in."""
    code = _device_code(call)
    tenant = call.world.tenants[code["tenant"]] if code["tenant"] else _home_of(call, call.body["user"])
    if tenant is None or person_named(tenant, call.body["user"]) is None:
        raise Refused(404, "NotFound", f"there is no person {call.body['user']!r}")
    code |= {"state": "approved", "user": call.body["user"], "user_tenant": tenant.id}


@area.post("/device-codes/{code}/decline")
def decline(call):
    _device_code(call)["state"] = "declined"


@area.post("/federated-tokens")
def federated_token(call):
    """A token of the external issuer that federated credentials trust; what is not given is as the seeded credential wants it."""
    now = int(call.world.clock.seconds())
    application = call.world.applications[client_of(call, None)]
    record = application.federated[0] if application.federated else {"issuer": None, "subject": None, "audiences": [None]}
    claims = {"iss": record["issuer"], "sub": record["subject"], "aud": record["audiences"][0], "iat": now, "nbf": now, "exp": now + 3600}
    return {"token": call.simulation.external_keys.sign(claims | (call.body or {}))}


def _device_code(call):
    wanted = call.params["code"].upper()
    found = next((code for code in call.world.device_codes.values() if code["user_code"] == wanted), None)
    if found is None:
        raise Refused(404, "NotFound", f"there is no device code {wanted}")
    return found


def _home_of(call, address):
    return next((tenant for tenant in call.world.tenants.values() if person_named(tenant, address)), None)
