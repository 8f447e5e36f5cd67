# SPDX-License-Identifier: GPL-3.0-or-later
"""Long-running operations: begun by a handler, watched at status addresses or on the resource itself.

They end with so many polls, so that nobody must wait for them; and after a while by themselves, though nobody asks any more.
"""
from __future__ import annotations

import math
from urllib.parse import quote

from tests.simulator.arm import resources
from tests.simulator.wire import Area, Refused, Reply

area = Area("operations")
STATUS = "/subscriptions/{subscriptionId}/providers/{namespace}/operationStatuses/{operationId}"
RESULT = "/subscriptions/{subscriptionId}/operationresults/{operationId}"
ENDINGS = {}


def at_end(kind):
    """Register fn(call, operation): the work that an operation of this kind does when it ends; it says what is `final`, or an `error`."""
    def register(work):
        ENDINGS[kind] = work
        return work
    return register


def begin(call, kind, final, interim=None, status=201, style="async", polls=None, plan=None, at=None):
    """Start an operation on the resource that was called. `final` is what is there when it has ended; None: it is gone.

    It ends with so many polls: the world's number, unless said otherwise. `plan` is plain data for the work at its end; `at` is the path
    under which its status is asked, where that is not the provider's.
    """
    key = resources.key(call)
    supersede(call.world, kind, key)
    if interim is not None:
        call.store.put(kind, key, interim)
    operation = {"id": call.new_id(), "subscription": call.subscription.id, "kind": kind, "key": key, "final": final,
                 "polls_left": call.world.polls if polls is None else polls, "style": style, "plan": plan, "at": at,
                 "due": call.world.clock.seconds() + call.world.operation_seconds}
    if operation["polls_left"] <= 0:
        _end(call, operation)
        if call.world.fail:
            raise Refused(409, operation["error"]["code"], operation["error"]["message"])
        return Reply(200 if final is None else status, operation["final"])
    call.world.operations[operation["id"]] = operation
    return Reply(202 if final is None else status, interim if final is not None else None, _headers(call, operation))


def settle(call):
    """End what has been under way for long enough in the subscription that is called."""
    for operation in list(call.world.operations.values()):
        is_here = call.subscription and operation["subscription"] == call.subscription.id
        if is_here and operation["polls_left"] > 0 and operation.get("due", math.inf) <= call.world.clock.seconds():
            operation["polls_left"] = 0
            _end(call, operation)


def supersede(world, kind, key):
    """What was under way on the resource ends unseen: the newer write decides what will be there."""
    for operation in world.operations.values():
        if operation["kind"] == kind and operation["key"] == key:
            operation["polls_left"] = 0


def under_way(call, kind, key=None):
    """Is an operation under way on the resource that was called, or on the one of this key?"""
    key = key or resources.key(call)
    return any(operation["kind"] == kind and operation["key"] == key and operation["polls_left"] > 0
               for operation in call.world.operations.values())


def current(call, kind, key=None):
    """The resource that was called, or the one of this key, or None. Looking counts as a poll of the operation that is under way on it."""
    key = key or resources.key(call)
    for operation in list(call.world.operations.values()):
        if operation["kind"] == kind and operation["key"] == key:
            _poll(call, operation)
    return call.store.get(kind, key)


@area.get(STATUS, action="{namespace}/operationStatuses/read", registered=False)
def status_of(call):
    operation = _asked(call)
    if not _poll(call, operation):
        headers = {"Retry-After": str(call.world.retry_after_seconds)}
        return Reply(200, {"id": call.path, "name": operation["id"], "status": "InProgress"}, headers)
    ended = {"id": call.path, "name": operation["id"]}
    return ended | ({"status": "Failed", "error": operation["error"]} if operation.get("error") else {"status": "Succeeded"})


@area.get(RESULT, action=None, registered=False)
def result_of(call):
    operation = _asked(call)
    if not _poll(call, operation):
        return Reply(202, None, _headers(call, operation))
    if operation.get("error"):
        raise Refused(409, operation["error"]["code"], operation["error"]["message"])
    return Reply(200, operation["final"])


def _asked(call):
    operation = call.world.operations.get(call.params["operationId"])
    if operation is None or operation["subscription"] != call.subscription.id:
        raise Refused(404, "ResourceNotFound", f"The operation '{call.params['operationId']}' was not found.")
    return operation


def _poll(call, operation):
    """Ask once; True when the operation has ended."""
    if operation["polls_left"] > 0:
        operation["polls_left"] -= 1
        if operation["polls_left"] == 0:
            _end(call, operation)
    return operation["polls_left"] == 0


def _end(call, operation):
    if call.world.fail:
        _fail(call, operation)
        return
    if operation.get("plan") is not None:
        ENDINGS[operation["kind"]](call, operation)
    if operation["final"] is None:
        call.store.delete(operation["kind"], operation["key"])
    else:
        call.store.put(operation["kind"], operation["key"], operation["final"])


def _fail(call, operation):
    """Nothing came of it, and the resource as far as there is one says so."""
    operation["error"] = {"code": "InternalServerError", "message": "The operation could not be completed."}
    there = call.store.truth(operation["kind"], operation["key"])
    if there and "provisioningState" in there.get("properties", {}):
        call.store.put(operation["kind"], operation["key"], {**there, "properties": {**there["properties"], "provisioningState": "Failed"}})


def _headers(call, operation):
    headers = {"Retry-After": str(call.world.retry_after_seconds)}
    namespace = resources.type_of(call).partition("/")[0]
    provider = operation.get("at") or f"/subscriptions/{operation['subscription']}/providers/{namespace}"
    status = f"{call.origin}{quote(provider)}/operationStatuses/{operation['id']}"
    result = f"{call.origin}/subscriptions/{operation['subscription']}/operationresults/{operation['id']}"
    if operation["style"] == "async":
        headers["Azure-AsyncOperation"] = f"{status}?api-version={call.version}"
    elif operation["style"] == "location":
        headers["Location"] = f"{result}?api-version={call.version}"
    else:
        return {}
    return headers
