# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure Resource Manager: token, subscription, api-version, contract, RBAC, provider registration, then the area's handler."""
from __future__ import annotations

import re

from tests.contracts import arm as contract
from tests.contracts.problem import UnknownOperation, errors
from tests.simulator import arm as package
from tests.simulator.arm import operations, rbac, refusals, resources
from tests.simulator.arm.versions import is_known, known_versions
from tests.simulator.bearer import TokenProblem, claims_of
from tests.simulator.routing import NoRoute, Router, plain_segments
from tests.simulator.service import answered
from tests.simulator.wire import Refused, Reply, areas_of

SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)", re.I)
ALWAYS_REGISTERED = {"microsoft.resources", "microsoft.authorization", "microsoft.management", "microsoft.subscription"}
VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete", "POST": "action"}


class Arm:
    api = "arm"

    def __init__(self, simulation):
        self.simulation = simulation
        self.areas = areas_of(package)
        self.router = Router([route for area in self.areas for route in area.routes], plain_segments)

    def answer(self, call):
        return answered(self, call, self.simulation)

    def admit(self, call):
        call.version = call.option("api-version") or ""
        try:
            call.claims = claims_of(call, self.simulation.keys, [call.origin], call.origins["authority"])
        except TokenProblem as problem:
            raise refusals.token(call, problem.kind) from problem
        call.tenant = call.world.tenants[call.claims["tid"]]
        call.world.replication.reader = call.caller
        call.handle = self.handle
        call.subscription = _subscription(call)
        operations.settle(call)
        self.simulation.throttling.spend(call)

    def handle(self, call):
        if not call.version:
            raise refusals.no_version()
        self._find(call)
        self._keep_contract(call)
        self._authorize(call)
        self._registered(call)
        return call.route.handler(call)

    def _find(self, call):
        try:
            call.route, call.params = self.router.find(call.method, call.path)
        except NoRoute:
            call.route = None

    def _keep_contract(self, call):
        try:
            call.operation = contract.find_operation(call.method, call.path, call.version)
        except UnknownOperation as problem:
            raise refusals.unknown(call, problem) from problem
        if not call.operation.poll and not is_known(call.operation, call.version):
            raise refusals.unknown_version(call, call.operation.type or resources.type_in(call.path), known_versions(call.operation))
        if call.route and "first" in call.route.rules:
            call.route.rules["first"](call)
        wrong = errors(contract.request_problems(call.operation, call.query, call.body))
        if wrong:
            raise refusals.breach(wrong[0])
        if call.route is None:
            raise Refused(501, "NotImplemented", f"The simulator does not answer {call.method} {call.path}.")

    def _authorize(self, call):
        action = action_of(call)
        scope = _scope(call)
        if action and not rbac.allowed(call.world, call.tenant, call.caller, action, scope, call.subscription):
            raise refusals.not_authorized(call, action, scope)

    def _registered(self, call):
        namespace = resources.type_in(call.route.template).partition("/")[0]
        if call.subscription is None or namespace.lower() in ALWAYS_REGISTERED or not call.route.rules.get("registered", True):
            return
        if call.subscription.providers.get(namespace.lower()) not in ("Registered", "Registering"):
            raise refusals.not_registered(namespace)

    def refuse(self, call, refusal):
        error = {"code": refusal.code, "message": refusal.message, **refusal.extra}
        return Reply(refusal.status, None if call.method == "HEAD" else {"error": error}, dict(refusal.headers))

    def problems(self, call, reply):
        if call.operation is None or reply.status == 501 or call.method == "HEAD":
            return []
        return errors(contract.response_problems(call.operation, reply.status, reply.body))

    def finish(self, call, reply):
        reply.headers.setdefault("x-ms-request-id", call.request_id)
        reply.headers.setdefault("x-ms-correlation-request-id", call.headers.get("x-ms-correlation-request-id", call.request_id))
        reply.headers.setdefault("x-ms-routing-request-id", f"SIMULATOR:{call.stamp()}:{call.request_id}")
        if call.headers.get("x-ms-return-client-request-id", "").lower() == "true" and "x-ms-client-request-id" in call.headers:
            reply.headers.setdefault("x-ms-client-request-id", call.headers["x-ms-client-request-id"])


def action_of(call):
    """The Azure action that the called route needs, or None."""
    rules = call.route.rules
    if "action" in rules:
        return rules["action"] and rules["action"].format(**call.params)
    return f"{resources.type_in(call.route.template)}/{VERBS[call.method]}"


def _scope(call):
    """What a caller must have rights over: the resource called, or where the list or extension resource stands."""
    return resources.path_of(call)


def _subscription(call):
    """The subscription that the path names: it must exist, and be of the token's tenant or delegated to it."""
    match = SUBSCRIPTION.match(call.path)
    if not match:
        return None
    subscription = call.world.subscriptions.get(match.group(1).lower())
    if subscription is None:
        raise refusals.no_subscription(match.group(1))
    call.subscription = subscription
    if subscription.tenant_id != call.tenant.id and not rbac.delegated(subscription, call.tenant.id, call.claims.get("iat")):
        raise refusals.other_tenant(call)
    return subscription
