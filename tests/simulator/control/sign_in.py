# SPDX-License-Identifier: GPL-3.0-or-later
"""How the application signs in, and what people do with device codes."""
from __future__ import annotations

from cryptography import x509

from tests.simulator.control.named import client_of
from tests.simulator.identity.grants import person_named
from tests.simulator.wire import Area, Refused

area = Area("sign-in")


@area.put("/applications")
def set_application(call):
    """{"client_id"?, "enabled"?, "public_client"?, "multi_tenant"?, "secrets"?, "certificates"?, "federated"?}"""
    application = call.world.applications[client_of(call, call.body.get("client_id"))]
    changes = {name: value for name, value in call.body.items() if name != "client_id"}
    for name, value in changes.items():
        if name not in FORMS:
            raise ValueError(f"an application has no {name}")
        FORMS[name](name, value)
    for name, value in changes.items():
        setattr(application, name, value)


def _flag(name, value):
    if not isinstance(value, bool):
        raise ValueError(f"{name} is {value!r}, which is neither true nor false")


def _records(*keys):
    def check(name, value):
        for number, record in enumerate(_listed(name, value)):
            if not isinstance(record, dict) or record.keys() != set(keys):
                raise ValueError(f"{name}[{number}] must hold {', '.join(keys)}, and nothing else")
    return check


def _certificates(name, value):
    """Looked at here, since a sign-in that meets one that cannot be read would be the simulator's own failure."""
    for number, pem in enumerate(_listed(name, value)):
        try:
            x509.load_pem_x509_certificate(pem.encode())
        except (ValueError, AttributeError) as problem:
            raise ValueError(f"{name}[{number}] is no certificate in PEM form") from problem


def _listed(name, value):
    if not isinstance(value, list):
        raise ValueError(f"{name} must be a list")
    return value


FORMS = {"enabled": _flag, "public_client": _flag, "multi_tenant": _flag, "secrets": _records("value", "expires"),
         "certificates": _certificates, "federated": _records("issuer", "subject", "audiences")}


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
