# SPDX-License-Identifier: GPL-3.0-or-later
"""How the directory refuses values: one place for the texts, whatever object they are about."""
from __future__ import annotations

from tests.simulator.wire import Refused


def bad_request(message, **extra):
    return Refused(400, "Request_BadRequest", message, **extra)


def invalid(name, resource):
    return bad_request(f"Invalid value specified for property '{name}' of resource '{resource}'.")


def required(name, resource):
    return bad_request(f"A value is required for property '{name}' of resource '{resource}'.")


def read_only(name):
    return bad_request(f"Property '{name}' is read-only and cannot be set.")


def taken(name):
    """Another object has the value that must be unique."""
    message = f"Another object with the same value for property {name} already exists."
    return bad_request(message, details=[{"code": "ObjectConflict", "message": message, "target": name}])


def app_in_use(app_id):
    """The application has a service principal in the tenant already."""
    return Refused(409, "Request_MultipleObjectsWithSameKeyValue", "The service principal cannot be created, updated, or restored because "
                   f"the service principal name {app_id} is already in use.")


def already_referenced(relation):
    return bad_request(f"One or more added object references already exist for the following modified properties: '{relation}'.")


def denied(message="Insufficient privileges to complete the operation."):
    return Refused(403, "Authorization_RequestDenied", message)


def keep_writable(body, names):
    """Refuse a body that sets what only the service sets."""
    for name in body:
        if name in names:
            raise read_only(name)


def keep_length(body, limits, resource):
    """Refuse texts longer than the directory keeps."""
    for name, most in limits.items():
        if isinstance(body.get(name), str) and len(body[name]) > most:
            raise invalid(name, resource)
