# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Long-running operations of Azure Resource Manager, polled by the SDK within the task's patience."""

from __future__ import annotations

import asyncio

from . import _sdk
from ._errors import StillMissing, Unreachable, no_answer
from ._patience import WAIT, judge
from ._service import Answer, decoded, error_of

IS_POLL = "is_poll"     # the option by which the SDK's polling says that a request is a poll
Policy = _sdk.policies.AsyncHTTPPolicy if not _sdk.MISSING else object


class PatientPolls(Policy):
    """Repeats a poll that got no answer or a "later": it only reads, and giving up on it would mean sending the write again."""

    def __init__(self, patience, credential):
        super().__init__()
        self._patience, self._credential = patience, credential

    async def send(self, request):
        if not request.context.options.pop(IS_POLL, False):
            return await self.next.send(request)
        waiting, renewed = self._patience.start(), False
        while True:
            error, sign_in = None, self._credential.generation
            try:
                response = await self.next.send(request)
                failure = _failure_in(response.http_response)
            except _sdk.NO_ANSWER as raised:
                error, failure = raised, no_answer("The operation", raised)
            if failure and failure.status == 401 and not renewed:
                await self._credential.renew(sign_in)
                renewed = True
                continue
            # What a service has accepted and does not know a moment later has not spread to all of it yet.
            may_wait = failure and (failure.status == 404 or judge("GET", failure) == WAIT)
            if not may_wait or not await waiting.pause(failure):
                if error:
                    raise error
                return response


def _failure_in(response):
    answer = answer_of(response)
    if answer.status >= 400:
        return error_of("", answer)
    is_whole = isinstance(answer.body, dict) or not response.text()     # the SDK tells where an empty one will not do
    return None if is_whole else Unreachable("The operation", "a body that is no object of JSON")


def polling(patience):
    return _sdk.AsyncARMPolling(patience.interval, **{IS_POLL: True})


def is_under_way(answer):
    """Whether a write goes on after its answer: told by a header, by 202, or by a provisioning state that is no end."""
    properties = answer.body.get("properties") if isinstance(answer.body, dict) else None
    state = properties.get("provisioningState") if isinstance(properties, dict) else None
    told = "azure-asyncoperation" in answer.headers or "location" in answer.headers or answer.status == 202
    return told or (state is not None and str(state).lower() != "succeeded")     # what has failed at once is told by the SDK's polling


async def finished(client, pipeline_response, patience, what):
    """The last answer of a long-running operation that began with this answer."""
    try:
        poller = _sdk.AsyncLROPoller(client, pipeline_response, lambda last: last.http_response, polling(patience))
    except _sdk.HttpResponseError as error:
        return failed(error)
    return await outcome(poller, patience, what)


async def outcome(poller, patience, what):
    """Wait for an SDK poller within the task's patience; a failed operation is an answer too."""
    try:
        async with asyncio.timeout(patience.timeout):
            with patience.noted():
                last = await poller.result()
            return answer_of(last) if last else Answer(204, {}, None)       # the SDK gives nothing for an empty last answer
    except TimeoutError:
        raise StillMissing(
            f"The long-running operation of {what} did not end within {patience.timeout:g} seconds; "
            "run again later, or raise wait_timeout_seconds") from None
    except _sdk.HttpResponseError as error:
        return failed(error)


def failed(error):
    """The answer in an SDK's exception; an operation that ended as Failed did so with status 200, which is a conflict to us."""
    answer = answer_of(error.response)
    if answer.status >= 400:
        return answer
    body = answer.body if isinstance(answer.body, dict) else {}
    if not isinstance(body.get("error"), dict):
        ended = body.get("status") or (body.get("properties") or {}).get("provisioningState") or "Failed"
        body = {"error": {"code": ended, "message": "The operation was accepted, and ended so."}}
    return Answer(409, answer.headers, body)


def answer_of(response):
    return Answer(response.status_code, {key.lower(): value for key, value in response.headers.items()}, decoded(response.text()))
