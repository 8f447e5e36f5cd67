# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Azure Resource Manager and Defender for Endpoint through azure-core's pipeline.

The pipeline is built here policy by policy: azure-mgmt-core's default would register resource providers silently, and its
retries are left out because the engine decides about them.
"""

from __future__ import annotations

from urllib.parse import quote

from . import _sdk
from ._arm_versions import api_version
from ._errors import no_answer
from ._patience import azure_timeouts
from ._polling import PatientPolls, answer_of, finished, is_under_way

SAFE_IN_PATH = "/()'=,$:@"


def policies_of(credential, scope, count, patience):
    """The policies for an Azure SDK client: identity, ids, redirects, counting; no retries, no provider registration."""
    return [
        _sdk.policies.RequestIdPolicy(auto_request_id=True),
        _sdk.policies.HeadersPolicy(),
        _sdk.policies.UserAgentPolicy("multitenant.secops"),
        _sdk.policies.ProxyPolicy(),
        _sdk.policies.ContentDecodePolicy(),
        _sdk.policies.AsyncRedirectPolicy(),
        PatientPolls(patience, credential),
        _sdk.AsyncARMChallengeAuthenticationPolicy(credential, scope),
        _sdk.policies.CustomHookPolicy(raw_request_hook=count),
    ]


class PipelineTransport:
    """``versioned`` adds the api-version that Azure Resource Manager wants for the path's resource type in this cloud."""

    def __init__(self, name, origin, scope, credential, ca_file, count, patience, versioned_for=None):
        self._name, self._origin, self._patience, self._versioned_for = name, origin, patience, versioned_for
        verify = {"connection_verify": ca_file} if ca_file else {}
        self._client = _sdk.AsyncARMPipelineClient(
            origin, policies=policies_of(credential, scope, count, patience), **azure_timeouts(), **verify)

    async def exchange(self, method, path, query, body, headers):
        request = _sdk.HttpRequest(method, self._url(path), params=self._query(path, query), headers=headers,
                                   **({} if body is None else {"json": body}))
        with reachable(f"{self._name} at {self._origin}"):
            pipeline_response = await self._client.send_request(request, _return_pipeline_response=True)
            answer = answer_of(pipeline_response.http_response)
            if method == "GET" or answer.status >= 400 or not self._versioned_for or not is_under_way(answer):
                return answer
            return await finished(self._client, pipeline_response, self._patience, f"{method} {path}")

    def _url(self, path):
        return path if path.startswith("https://") else self._origin + quote(path, safe=SAFE_IN_PATH)

    def _query(self, path, query):
        """The query, quoted, since azure-core takes it for quoted already; a link to a next page brings its own."""
        version = {"api-version": api_version(path, self._versioned_for)} if self._versioned_for and not path.startswith("https://") else {}
        return {name: quote(value, safe="") for name, value in {**version, **query}.items()}

    async def close(self):
        await self._client.close()


class reachable:
    """Turn what azure-core raises when no answer came into our Unreachable."""

    def __init__(self, origin):
        self._origin = origin

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _traceback):
        if isinstance(error, _sdk.NO_ANSWER):
            raise no_answer(self._origin, error) from error
