# SPDX-License-Identifier: GPL-3.0-or-later
"""Defender for Endpoint: a service of its own, with its own audience; the token's tenant is the tenant acted on."""
from __future__ import annotations

from tests.simulator import defender as package
from tests.simulator.bearer import TokenProblem, claims_of
from tests.simulator.routing import NoRoute, Router, odata_segments
from tests.simulator.service import answered
from tests.simulator.wire import Refused, Reply, areas_of


class Defender:
    api = "defender"

    def __init__(self, simulation):
        self.simulation = simulation
        self.router = Router([route for area in areas_of(package) for route in area.routes], odata_segments)

    def answer(self, call):
        return answered(self, call, self.simulation)

    def admit(self, call):
        try:
            call.claims = claims_of(call, self.simulation.keys, [call.origin], call.origins["authority"])
        except TokenProblem as problem:
            raise Refused(401, "Unauthorized", "Authentication failed: the token is missing or not valid for this service.") from problem
        call.tenant = call.world.tenants[call.claims["tid"]]
        self.simulation.throttling.spend(call)

    def handle(self, call):
        path = call.path if call.path.startswith("/api") else f"/api{call.path}"
        try:
            call.route, call.params = self.router.find(call.method, path.replace("/api/v1.0/", "/api/"))
        except NoRoute as problem:
            raise Refused(404, "ResourceNotFound", f"No HTTP resource was found that matches {call.path}.") from problem
        needed = call.route.rules.get("permissions", ())
        held = call.claims.get("roles", []) if call.app_only else call.claims.get("scp", "").split()
        if needed and not set(needed) & set(held):
            raise Refused(403, "Forbidden", f"Missing application roles. API required roles: {','.join(needed)}, application roles: "
                          f"{','.join(held)}.")
        return call.route.handler(call)

    def refuse(self, call, refusal):
        return Reply(refusal.status, {"error": {"code": refusal.code, "message": refusal.message, "target": call.request_id}},
                     dict(refusal.headers))

    def problems(self, call, reply):
        return []

    def finish(self, call, reply):
        reply.headers.setdefault("x-ms-request-id", call.request_id)
