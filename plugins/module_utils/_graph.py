# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Microsoft Graph through msgraph-sdk's request adapter, fed with method, path and JSON.

The adapter brings authentication, redirects and telemetry. Its generated models stay unloaded, and the native response is
asked for: otherwise the body of an error is lost. Its own retries are off, since they would replay a POST.
"""

from __future__ import annotations

import json
import re
import ssl
import uuid
from urllib.parse import quote, urlsplit

from . import _patience, _sdk
from ._errors import no_answer
from ._service import Answer

SAFE_IN_PATH = "/()'=,$:@"
LITERAL = re.compile(r"(?<=[=(])('(?:[^']|'')*')(?=[,)])")      # a text that is given to a function in a path


class GraphTransport:
    def __init__(self, cloud, credential, ca_file, count, version="v1.0"):
        self._root = f"{cloud.graph}/{version}"
        context = ssl.create_default_context(cafile=ca_file)
        timeout = _sdk.httpx.Timeout(_patience.ANSWER_SECONDS, connect=_patience.CONNECT_SECONDS)
        client = _sdk.httpx.AsyncClient(verify=context, timeout=timeout, event_hooks={"request": [_counter(count)]})
        # msgraph-core wraps these in transports of its own, and those pass everything on but being closed.
        self._wires = [wire for wire in (client._transport, *client._mounts.values()) if wire]
        never = _sdk.RetryHandlerOption(max_retries=0, should_retry=False)
        self._http = _sdk.GraphClientFactory.create_with_default_middleware(
            client=client, options={**_sdk.GRAPH_OPTIONS, _sdk.RetryHandlerOption.get_key(): never})
        provider = _sdk.AzureIdentityAuthenticationProvider(
            credential, scopes=[cloud.graph_scope], allowed_hosts=[urlsplit(cloud.graph).hostname])
        self._adapter = _sdk.GraphRequestAdapter(provider, client=self._http)
        self._adapter.base_url = self._root

    async def exchange(self, method, path, query, body, headers):
        request = self._request(method, path, query, body, headers)
        try:
            response = await self._adapter.send_primitive_async(request, "bytes", {})
        except _sdk.httpx.RequestError as error:
            unsent = isinstance(error, (_sdk.httpx.ConnectError, _sdk.httpx.ConnectTimeout))
            raise no_answer(f"Microsoft Graph at {self._root}", error, unsent) from error
        return Answer(response.status_code, {key.lower(): value for key, value in response.headers.items()}, _json(response))

    def _request(self, method, path, query, body, headers):
        request = _sdk.RequestInformation(_sdk.Method[method])
        request.url = path if path.startswith("https://") else self._root + _path(path) + _query(query)
        request.headers.add("client-request-id", str(uuid.uuid4()))
        request.headers.add("Accept", "application/json")
        for name, value in headers.items():
            request.headers.add(name, value)
        if body is not None:
            request.headers.add("Content-Type", "application/json")
            request.content = json.dumps(body).encode()
        request.add_request_options([_sdk.ResponseHandlerOption(_sdk.NativeResponseHandler())])
        return request

    async def close(self):
        await self._http.aclose()
        for wire in self._wires:
            await wire.aclose()


def _counter(count):
    async def hook(_request):
        count()
    return hook


def _path(path):
    """Percent-encoded; a slash inside of a literal is text and parts nothing."""
    parts = LITERAL.split(path)
    return "".join(quote(part, safe="'" if place % 2 else SAFE_IN_PATH) for place, part in enumerate(parts))


def _query(query):
    return "?" + "&".join(f"{quote(key, safe='$')}={quote(str(value), safe='')}" for key, value in query.items()) if query else ""


def _json(response):
    try:
        return response.json() if response.content else None
    except ValueError:
        return response.text


def quoted(text):
    """A string inside an OData expression: 'it''s'."""
    return "'" + text.replace("'", "''") + "'"
