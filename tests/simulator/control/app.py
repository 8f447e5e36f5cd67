# SPDX-License-Identifier: GPL-3.0-or-later
"""The address outside the clouds. No token; loopback alone reaches it."""
from __future__ import annotations

from tests.simulator import control as package
from tests.simulator.routing import NoRoute, Router, plain_segments
from tests.simulator.wire import Refused, Reply, areas_of


class Control:
    api = "control"

    def __init__(self, simulation):
        self.simulation = simulation
        self.router = Router([route for area in areas_of(package) for route in area.routes], plain_segments)

    def answer(self, call):
        call.simulation = self.simulation
        try:
            call.route, call.params = self.router.find(call.method, call.path)
            answer = call.route.handler(call)
        except NoRoute as problem:
            return Reply(405 if problem.methods else 404, {"error": f"the control address has no {call.method} {call.path}"})
        except Refused as refusal:
            return Reply(refusal.status, {"error": refusal.message})
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            return Reply(400, {"error": f"{call.method} {call.path}: {problem}"})
        return answer if isinstance(answer, Reply) else Reply(200, {} if answer is None else answer)
