# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Azure Lighthouse through azure-mgmt-managedservices: each request of ours is one operation of the SDK.

JSON goes in as bytes and comes out raw, since the SDK's typed models drop the members that they do not know.
"""

from __future__ import annotations

import io
import json
import re

from . import _sdk
from ._arm import policies_of, reachable
from ._arm_versions import api_version
from ._patience import azure_timeouts
from ._polling import answer_of, failed, outcome, polling
from ._service import Answer, refuse_foreign, refuse_fragment

ADDRESS = re.compile(
    r"/?(?P<scope>.+)/providers/Microsoft\.ManagedServices/(?P<kind>registration(?:Definition|Assignment)s)(?:/(?P<name>[^/]+))?", re.I)


def raw(pipeline_response, _typed, _headers):
    return pipeline_response.http_response


class LighthouseTransport:
    def __init__(self, cloud, credential, ca_file, count, patience):
        self._origin, self._patience = cloud.arm, patience
        version = api_version("/x/providers/Microsoft.ManagedServices/registrationDefinitions", cloud)
        verify = {"connection_verify": ca_file} if ca_file else {}
        self._client = _sdk.ManagedServicesClient(
            credential, base_url=cloud.arm, api_version=version, credential_scopes=[cloud.arm_scope],
            policies=policies_of(credential, cloud.arm_scope, count, patience), **azure_timeouts(), **verify)

    async def exchange(self, method, path, query, body, _headers):
        scope, kind, name = ADDRESS.fullmatch(path).group("scope", "kind", "name")
        definitions = kind.lower() == "registrationdefinitions"
        operations = self._client.registration_definitions if definitions else self._client.registration_assignments
        expand = {} if definitions else {"expand_registration_definition": query.get("$expandRegistrationDefinition") == "true"}
        try:
            with reachable(f"Azure Lighthouse at {self._origin}"):
                return await self._operation(operations, method, scope, name, body, definitions, expand)
        except _sdk.HttpResponseError as error:
            return failed(error)

    async def _operation(self, operations, method, scope, name, body, definitions, expand):
        if method == "GET" and name is None:
            return await self._listed(operations.list, scope, expand)
        if method == "GET":
            return answer_of(await operations.get(scope, name, cls=raw, raw_response_hook=self._whole, **expand))
        if method == "PUT":
            content = io.BytesIO(json.dumps(body).encode())
            first, second = (name, scope) if definitions else (scope, name)
            poller = await operations.begin_create_or_update(
                first, second, content, cls=raw, content_type="application/json", polling=polling(self._patience))
            return await outcome(poller, self._patience, f"PUT {name}")
        if definitions:
            return answer_of(await operations.delete(name, scope, cls=raw))
        return await outcome(
            await operations.begin_delete(scope, name, cls=raw, polling=polling(self._patience)), self._patience, f"DELETE {name}")

    def _whole(self, pipeline_response):
        """The answer before the SDK takes it apart, which cannot be done with everything."""
        answer = answer_of(pipeline_response.http_response)
        if answer.status < 400:
            refuse_fragment(f"Azure Lighthouse at {self._origin}", "GET", answer)
        return answer

    async def _listed(self, operation, scope, expand):
        pages = []

        def keep(pipeline_response):
            answer = self._whole(pipeline_response)
            link = (answer.body or {}).get("nextLink") if answer.status == 200 else None
            if link:
                refuse_foreign("Azure Lighthouse", link, self._origin)
            pages.append(answer)

        async for _typed in operation(scope, raw_response_hook=keep, **expand):
            pass        # the SDK turns the pages; what it makes of them drops members, so the raw ones are kept
        return Answer(200, pages[-1].headers, {"value": [item for page in pages for item in page.body.get("value", [])]})

    async def close(self):
        await self._client.close()
