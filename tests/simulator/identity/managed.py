# SPDX-License-Identifier: GPL-3.0-or-later
"""A managed identity's endpoint, as App Service and as virtual machines have it: plain HTTP, one tenant, no secret to know."""
from __future__ import annotations

from tests.simulator.identity import tokens
from tests.simulator.service import answered
from tests.simulator.wire import Refused, Reply

APP_SERVICE = "/msi/token"
MACHINE = "/metadata/identity/oauth2/token"
HEADER = "simulated-identity-header"


class ManagedIdentity:
    api = "managed_identity"

    def __init__(self, simulation):
        self.simulation = simulation

    def answer(self, call):
        return answered(self, call, self.simulation)

    def admit(self, call):
        call.version = call.option("api-version") or ""
        call.keys = self.simulation.keys
        call.body = {}
        shown = {APP_SERVICE: ("x-identity-header", HEADER), MACHINE: ("metadata", "true")}.get(call.path)
        if shown is None:
            raise Refused(404, "not_found", "There is no identity endpoint at this path.")
        if call.headers.get(shown[0], "").lower() != shown[1]:
            raise Refused(400, "bad_request_102", f"Required {shown[0]} header not specified.")

    def handle(self, call):
        if not call.version or not call.option("resource"):
            raise Refused(400, "invalid_request", "api-version and resource are needed.")
        tenant, principal = _identity(call)
        audience, resource = tokens.resource_of(call, call.option("resource"), tenant)
        access = tokens.app_token(call, tenant, principal, audience, resource, "2")
        return {"access_token": access, "expires_on": str(int(call.world.clock.seconds()) + tokens.LIFETIME), "resource": audience,
                "token_type": "Bearer", "client_id": principal["appId"], "expires_in": str(tokens.LIFETIME)}

    def refuse(self, call, refusal):
        return Reply(refusal.status, {"error": refusal.code, "error_description": refusal.message, "statusCode": refusal.status,
                                      "message": refusal.message}, dict(refusal.headers))

    def problems(self, call, reply):
        return []

    def finish(self, call, reply):
        reply.headers.setdefault("x-ms-request-id", call.request_id)


def _identity(call):
    """The tenant that the identity lives in, and its service principal there."""
    asked = (call.option("client_id") or "").lower()
    for tenant in call.world.tenants.values():
        for principal in tenant.directory.list("servicePrincipals"):
            if principal["servicePrincipalType"] == "ManagedIdentity" and asked in ("", principal["appId"]):
                return tenant, principal
    raise Refused(400, "invalid_request", "Identity not found")
