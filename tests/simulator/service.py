# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of every call through a service: let in, perhaps struck by a fault, handled, held against the contract."""
from __future__ import annotations

import traceback

from tests.simulator import meanwhile
from tests.simulator.wire import Refused, Reply, reply_of


def answered(service, call, simulation):
    """The service's reply. A service has: admit(call), handle(call), refuse(call, refusal), problems(call, reply), finish(call, reply)."""
    effects = None
    try:
        service.admit(call)
        effects = simulation.faults.strike(call)
        meanwhile.happened(call, effects)
        reply = _instead(effects) or reply_of(service.handle(call))
    except Refused as refusal:
        reply = service.refuse(call, refusal)
    except Exception as crash:
        simulation.breach(call, 500, traceback.format_exception(crash)[-4:])
        reply = service.refuse(call, Refused(500, "InternalServerError", f"The simulator failed: {crash!r}"))
    if effects:
        reply = _afterwards(effects, reply)
    else:
        _check(service, call, reply, simulation)
    service.finish(call, reply)
    return reply


def _instead(effects):
    """What an injected fault answers in the service's place, or None when the call is to go on."""
    if not effects or effects.get("when") == "after":
        return None
    if "body" in effects:
        return Reply(effects.get("status", 200), _raw(effects["body"]), dict(effects.get("headers", {})))
    if "status" in effects:
        raise Refused(effects["status"], effects.get("code", "InjectedFault"), effects.get("message", "A fault was asked for."),
                      effects.get("headers"))
    return Reply(503) if (effects.get("reset") or effects.get("silence")) else None


def _afterwards(effects, reply):
    """The reply as the fault leaves it. With "when": "after" the service has done its work and just its answer suffers."""
    if effects.get("when") == "after" and ("status" in effects or "body" in effects):
        reply = Reply(effects.get("status", reply.status), _raw(effects.get("body", b"")))
    reply.headers |= effects.get("headers", {})
    reply.effects = {name: effects[name] for name in ("delay_ms", "reset", "truncate", "silence") if name in effects}
    return reply


def _raw(body):
    return body.encode() if isinstance(body, str) else body


def _check(service, call, reply, simulation):
    problems = service.problems(call, reply)
    if problems:
        simulation.breach(call, reply.status, problems)
