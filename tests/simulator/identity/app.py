# SPDX-License-Identifier: GPL-3.0-or-later
"""Entra's sign-in service: discovery, keys and the token endpoint of every tenant."""
from __future__ import annotations

from urllib.parse import parse_qsl

from tests.simulator import identity as package
from tests.simulator.identity.errors import aadsts, body
from tests.simulator.routing import NoRoute, Router, plain_segments
from tests.simulator.service import answered
from tests.simulator.wire import Refused, Reply, areas_of


class Identity:
    api = "identity"

    def __init__(self, simulation):
        self.simulation = simulation
        self.router = Router([route for area in areas_of(package) for route in area.routes], plain_segments)

    def answer(self, call):
        return answered(self, call, self.simulation)

    def admit(self, call):
        call.version = "v2.0"
        call.keys, call.external_keys = self.simulation.keys, self.simulation.external_keys
        call.body = call.body if isinstance(call.body, dict) else {}

    def handle(self, call):
        try:
            call.route, call.params = self.router.find(call.method, call.path)
        except NoRoute as problem:
            raise Refused(404, "invalid_request", "The page you are looking for is not here.") from problem
        if call.method == "POST" and not call.body:
            raise aadsts(900144, name="grant_type")
        return call.route.handler(call)

    def refuse(self, call, refusal):
        return Reply(refusal.status, body(call, refusal), dict(refusal.headers))

    def problems(self, call, reply):
        return []

    def finish(self, call, reply):
        reply.headers.setdefault("x-ms-request-id", call.request_id)
        reply.headers.setdefault("client-request-id", call.headers.get("client-request-id", call.request_id))
        reply.headers.setdefault("Cache-Control", "no-store, no-cache")


def form(text):
    """The fields of a form as the token endpoint reads them."""
    return dict(parse_qsl(text, keep_blank_values=True))
