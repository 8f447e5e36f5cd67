# SPDX-License-Identifier: GPL-3.0-or-later
"""How Graph refuses what its published contract does not have, and tokens that it does not accept."""
from __future__ import annotations

from tests.simulator.wire import Refused

GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000"
TOKEN_TEXTS = {
    "missing": "Access token is empty.",
    "malformed": "IDX14100: JWT is not well formed, there are no dots (.).",
    "signature": "Access token validation failure. Invalid signature.",
    "audience": "Access token validation failure. Invalid audience.",
    "expired": "Lifetime validation failed, the token is expired.",
    "issuer": "Access token validation failure. Invalid issuer.",
}


def token(call, kind):
    authority = call.origins["authority"]
    return Refused(401, "InvalidAuthenticationToken", TOKEN_TEXTS[kind], {
        "WWW-Authenticate": f'Bearer realm="", authorization_uri="{authority}/common/oauth2/authorize", client_id="{GRAPH_APP_ID}"'})


def unknown(call, problem):
    """No operation of the contract has this method and path."""
    if problem.allowed:
        return Refused(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.",
                       {"Allow": ", ".join(problem.allowed)})
    return Refused(400, "BadRequest", f"Resource not found for the segment of '{call.path}': {problem}.")


def breach(call, problem):
    """The operation is known, its query or body is not what the contract says."""
    if problem.where.startswith("query"):
        return Refused(400, "BadRequest", f"Parsing OData query failed: {problem.where}: {problem.what}.")
    return Refused(400, "Request_BadRequest", f"Invalid value or property specified: {problem.where}: {problem.what}.")
