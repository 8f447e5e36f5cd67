# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Graph: token, contract, permissions, then the area's handler."""
from __future__ import annotations

import re

from tests.contracts import graph as contract
from tests.contracts.problem import UnknownOperation, errors
from tests.simulator import graph as package
from tests.simulator.bearer import TokenProblem, claims_of
from tests.simulator.graph import batch, permissions, refusals
from tests.simulator.routing import NoRoute, Router, odata_segments
from tests.simulator.service import answered
from tests.simulator.wire import Refused, Reply, areas_of

# The metadata's alias of the namespace, which the SDK's builders write in casts.
ALIAS = re.compile(r"/graph\.(?=[A-Za-z]+(?:/|\(|$))")


class Graph:
    api = "graph"

    def __init__(self, simulation):
        self.simulation = simulation
        self.areas = areas_of(package)
        self.router = Router([route for area in self.areas for route in area.routes], odata_segments)
        self.facts = {name: provider for area in self.areas for name, provider in area.facts.items()}

    def answer(self, call):
        call.version, _unused, rest = call.path.lstrip("/").partition("/")
        call.path = ALIAS.sub("/microsoft.graph.", "/" + rest.lstrip("/"))
        return answered(self, call, self.simulation)

    def admit(self, call):
        if call.version not in ("v1.0", "beta"):
            raise Refused(400, "BadRequest", f"Invalid version: {call.version}.")
        try:
            call.claims = claims_of(call, self.simulation.keys, [call.origin, refusals.GRAPH_APP_ID], call.origins["authority"])
        except TokenProblem as problem:
            raise refusals.token(call, problem.kind) from problem
        call.tenant = call.world.tenants[call.claims["tid"]]
        call.world.replication.reader = call.caller
        self.simulation.throttling.spend(call)

    def handle(self, call):
        if call.path.lower() == "/$batch":
            return batch.answer(self, call)
        self._keep_contract(call)
        permissions.require(call, self.facts)
        try:
            call.route, call.params = self.router.find(call.method, call.path)
        except NoRoute as problem:
            raise Refused(501, "NotImplemented", f"The simulator does not answer {call.method} {call.path}.") from problem
        return call.route.handler(call)

    def _keep_contract(self, call):
        if call.body is not None and "json" not in call.headers.get("content-type", ""):
            raise Refused(400, "RequestBodyRead", "Entity only allows writes with a JSON Content-Type header.")
        try:
            call.operation = contract.find_operation(call.method, call.path, call.version, call.world.cloud)
        except UnknownOperation as problem:
            raise refusals.unknown(call, problem) from problem
        wrong = errors(contract.request_problems(call.operation, call.query, call.body))
        if wrong:
            raise refusals.breach(call, wrong[0])

    def refuse(self, call, refusal):
        inner = {"date": call.stamp().rstrip("Z"), "request-id": call.request_id,
                 "client-request-id": call.headers.get("client-request-id", call.request_id)}
        error = {"code": refusal.code, "message": refusal.message, **refusal.extra, "innerError": inner}
        return Reply(refusal.status, {"error": error}, dict(refusal.headers))

    def problems(self, call, reply):
        if call.operation is None or reply.status == 501:
            return []
        return errors(contract.response_problems(call.operation, reply.status, _seen(reply)))

    def finish(self, call, reply):
        reply.headers.setdefault("request-id", call.request_id)
        reply.headers.setdefault("client-request-id", call.headers.get("client-request-id", call.request_id))
        reply.headers.setdefault("x-ms-ags-diagnostic", '{"ServerInfo":{"DataCenter":"Simulator","Slice":"E","Ring":"1","ScaleUnit":"000",'
                                 '"RoleInstance":"SIM0000"}}')
        reply.headers.setdefault("OData-Version", "4.0")


def _seen(reply):
    return reply.body.decode() if isinstance(reply.body, bytes) else reply.body
