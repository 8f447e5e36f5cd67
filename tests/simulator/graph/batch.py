# SPDX-License-Identifier: GPL-3.0-or-later
"""$batch: up to twenty calls in one; each goes the whole way of a call of its own."""
from __future__ import annotations

import base64
import dataclasses
from urllib.parse import parse_qsl, urlsplit

from tests.simulator.wire import Refused

MOST = 20


def answer(graph, call):
    if call.method != "POST":
        raise Refused(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
    requests = _requests(call)
    done = {}
    for request in _in_order(requests):
        done[str(request["id"]).lower()] = _one(graph, call, request, done)
    return {"responses": [done[str(request["id"]).lower()] for request in requests]}


def _requests(call):
    requests = call.body.get("requests") if isinstance(call.body, dict) else None
    if not isinstance(requests, list) or not requests:
        raise Refused(400, "BadRequest", "Invalid batch payload format.")
    if len(requests) > MOST:
        raise Refused(400, "BadRequest", f"Number of batch request steps exceeds the maximum value of {MOST}.")
    seen = set()
    for request in requests:
        if not isinstance(request, dict) or not all(isinstance(request.get(name), str) for name in ("id", "method", "url")):
            raise Refused(400, "BadRequest", "A batch step needs id, method and url.")
        if request["id"].lower() in seen:
            raise Refused(400, "BadRequest", f"Request Id : {request['id']} has already been used in the batch.")
        if request.get("body") is not None and not _header(request, "content-type"):
            raise Refused(400, "BadRequest", f"Write request id : {request['id']} does not contain Content-Type header or body.")
        seen.add(request["id"].lower())
    return requests


def _in_order(requests):
    """Those that wait for others after them; a batch that waits for itself, or for what it does not hold, is malformed."""
    waiting, ready = list(requests), []
    while waiting:
        names = {request["id"].lower() for request in ready}
        free = [request for request in waiting if all(str(name).lower() in names for name in request.get("dependsOn") or [])]
        if not free:
            raise Refused(400, "BadRequest", "The dependsOn of a batch step names a step that is not there, or the steps wait for "
                          "each other.")
        ready += free
        waiting = [request for request in waiting if request not in free]
    return ready


def _one(graph, call, request, done):
    failed = [name for name in request.get("dependsOn") or [] if done[str(name).lower()]["status"] >= 400]
    inner = _inner(call, request)
    if failed:
        reply = graph.refuse(inner, Refused(424, "FailedDependency", f"The request failed because step {failed[0]} failed."))
    else:
        reply = graph.answer(inner)
    return _shown(request["id"], reply)


def _inner(call, request):
    parts = urlsplit("/" + request["url"].lstrip("/"))
    headers = {"authorization": call.headers.get("authorization", "")}
    headers |= {name.lower(): str(value) for name, value in (request.get("headers") or {}).items()}
    return dataclasses.replace(
        call, method=request["method"].upper(), path=f"/{call.version}{parts.path}",
        query=dict(parse_qsl(parts.query, keep_blank_values=True)), headers=headers, body=request.get("body"),
        request_id=call.new_id(), operation=None, route=None, params={})


def _shown(id, reply):
    shown = {"id": id, "status": reply.status, "headers": dict(reply.headers)}
    if isinstance(reply.body, bytes):
        shown["body"] = base64.b64encode(reply.body).decode()
    elif reply.body is not None:
        shown["headers"]["Content-Type"] = "application/json"
        shown["body"] = reply.body
    return shown


def _header(request, name):
    return next((value for key, value in (request.get("headers") or {}).items() if key.lower() == name), None)
