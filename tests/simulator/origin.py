# SPDX-License-Identifier: GPL-3.0-or-later
"""One origin on the wire: HTTP in, a Call to the service, its Reply out, the exchange recorded."""
from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from email.utils import format_datetime
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tests.simulator.metadata import PATH as METADATA
from tests.simulator.wire import Call


class Origin:
    """An ASGI application for one service; `beside` answers ARM's metadata, which needs no token."""

    def __init__(self, name, service, simulation, beside=None):
        self.name, self.service, self.simulation, self.beside = name, service, simulation, beside

    async def __call__(self, scope, receive, send):
        request = Request(scope, receive)
        try:
            raw = await request.body()
        except ClientDisconnect:        # in the middle of its request: there is nobody to answer
            return
        call = self._call(request, raw)
        service = self.beside if self.beside and call.path.rstrip("/").lower() == METADATA else self.service
        call.api, wire_path = service.api, call.path
        reply = service.answer(call)
        await self._wait(reply)
        call.path = wire_path
        if call.api != "control":
            self.simulation.exchanges.add(call, self.simulation.world.cloud, reply)
        await self._send(scope, receive, send, call, reply)

    def _call(self, request, raw):
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in request.scope["headers"]}
        return Call(
            api=self.name, method=request.method, path=request.scope["raw_path"].decode("latin-1"),
            query=dict(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)), headers=headers,
            body=_decoded(raw, headers.get("content-type", "")), origin=self.simulation.origins[self.name], world=self.simulation.world,
            origins=self.simulation.origins, request_id=str(uuid.uuid4()))

    async def _wait(self, reply):
        milliseconds = self.simulation.latency_ms + reply.effects.get("delay_ms", 0)
        if milliseconds and self.name != "control":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.simulation.ending.wait(), milliseconds / 1000)

    async def _until_given_up(self, receive):
        """No answer comes: the client hangs up, or the simulator ends."""
        ends = [asyncio.ensure_future(receive()), asyncio.ensure_future(self.simulation.ending.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()

    async def _send(self, scope, receive, send, call, reply):
        if reply.effects.get("silence"):
            await self._until_given_up(receive)
        if reply.effects.get("silence") or reply.effects.get("reset"):
            # ASGI has no word for cutting a connection: the transport of uvicorn's cycle has.
            send.__self__.transport.abort()
            return
        body = _encoded(reply.body)
        headers = {"Date": format_datetime(call.now(), usegmt=True), "Content-Type": "application/json; charset=utf-8", **reply.headers}
        if not body:
            headers.pop("Content-Type")
        response = Response(body, reply.status, headers=headers)
        if reply.effects.get("truncate"):
            await send({"type": "http.response.start", "status": reply.status, "headers": response.raw_headers})
            await send({"type": "http.response.body", "body": body[:len(body) // 2], "more_body": True})
            send.__self__.transport.close()
            return
        await response(scope, receive, send)


def _decoded(raw, content_type):
    """JSON decoded, a form's fields as a dict, nothing as None; what is no JSON stays text, and no contract takes that."""
    if not raw:
        return None
    text = raw.decode("utf-8", "replace")
    if "x-www-form-urlencoded" in content_type:
        return dict(parse_qsl(text, keep_blank_values=True))
    try:
        return json.loads(text, parse_constant=_no_json)
    except ValueError:
        return text


def _no_json(constant):
    """Python takes NaN and Infinity, which no service does."""
    raise ValueError(constant)


def _encoded(body):
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
