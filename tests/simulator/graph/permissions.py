# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the token hold the Graph permissions that this call needs? Facts that the path does not tell come from the areas."""
from __future__ import annotations

from urllib.parse import urlencode

from tests.contracts import permissions
from tests.simulator.graph.filters import Filter, Unsupported
from tests.simulator.wire import Refused

BASIC = {"id", "displayname", "givenname", "mail", "photo", "surname", "userprincipalname", "description", "grouptypes",
         "mailenabled", "mailnickname", "securityenabled", "visibility", "createddatetime", "organizationid"}


def require(call, providers):
    scheme = "app" if call.app_only else "delegated"
    granted = call.claims.get("roles", []) if call.app_only else call.claims.get("scp", "").split()
    try:
        missing = permissions.missing(granted, call.method, _addressed(call), call.version, scheme, facts(call, providers))
    except permissions.Refused as problem:
        missing = [str(problem)]
    if missing:
        raise Refused(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def facts(call, providers):
    """What decides beyond the path: from the request itself, and from what the areas know of the objects it addresses."""
    body = call.body if isinstance(call.body, dict) else {}
    known = {"request.action": body.get("action"), "request.requestType": body.get("requestType"),
             "body.accountEnabled": "accountEnabled" in body, "select.full": _beyond_basic(call)}
    known |= {name: provider(call) for name, provider in providers.items()}
    return {name: value for name, value in known.items() if value is not None}


def _addressed(call):
    """The path with its query, since the scope of a policy list stands in its filter."""
    return f"{call.path}?{urlencode(call.query)}" if call.query else call.path


def _beyond_basic(call):
    asked = [name.strip().lower() for name in (call.option("$select") or "").split(",") if name.strip()]
    if call.option("$filter"):
        try:
            asked += [name.lower() for name in Filter(call.option("$filter")).properties]
        except Unsupported:
            return True
    return any(name not in BASIC for name in asked)
