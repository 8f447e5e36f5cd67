# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A service of one tenant as the resources see it: get, items, write; with the waiting, counting and error reading of every call."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from ._addresses import host_of
from ._errors import Failure, Refusal, ServiceError, Unreachable

MARKUP = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^>]*>", re.I | re.S)     # of the page that a gateway answers
READS = ("GET", "HEAD")
WITH_BODY = ("GET", "POST", "PUT")      # a 200 or 201 to these brings an object; to others it may come alone
# Microsoft Sentinel says many things with one code, which differs at that, and access reviews with none: their words tell what is meant.
CODE_BY_TEXT = {
    "is not onboarded to Microsoft Sentinel": "NotOnboarded",       # also for minutes after it was
    "find workspaceMetadata": "NotOnboarded",
    "was recently deleted": "RecentlyDeleted",
    "One of the tables does not exist": "TableMissing",
    "is currently in progress": "InProgress",                       # an upload or a deletion of a watchlist
    "invalid due to invalid criteria": "InvalidCriteria",           # also while a new group or guest has not spread
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any = None


@dataclass
class Cost:
    """What a task cost, and the newest time that a service told (its clock decides when something expires, not ours)."""

    requests: int = 0
    service_time: datetime | None = field(default=None)

    def count(self, *_hooked):
        self.requests += 1

    def note_time(self, headers):
        try:
            self.service_time = parsedate_to_datetime(headers.get("date", ""))
        except (TypeError, ValueError):
            pass        # an answer without a Date tells nothing

    def now(self):
        return self.service_time or datetime.now(UTC)


class Service:
    """``transport.exchange(method, path, query, body, headers)`` is the official client; everything else is here."""

    def __init__(self, name, origin, transport, patience, cost, read_only, credential=None):
        self.name, self.origin = name, origin
        self._transport, self._patience, self._cost, self._read_only = transport, patience, cost, read_only
        self._credential = credential

    async def get(self, path, query=None, absent=(), **headers):
        """The body of a GET; None when the service answers 404 with one of the codes in ``absent``."""
        try:
            return await self._read(path, query, headers)
        except ServiceError as error:
            if error.status == 404 and error.code in absent:
                return None
            raise

    async def items(self, path, query=None, absent=(), **headers):
        """All items of a list, page by page; [] when the list itself is ``absent``."""
        found, page = [], await self.get(path, query, absent, **headers)
        while page is not None:
            found += page.get("value", [])
            link = page.get("@odata.nextLink") or page.get("nextLink")
            if not link:
                break
            refuse_foreign(self.name, link, self.origin)
            page = await self._read(link, None, headers)
        return found

    async def write(self, step):
        """Send a step once; the engine decides about anything else."""
        return (await self._exchange(step.method, step.path, step.query, step.body, step.headers)).body

    async def _read(self, path, query, headers):
        return (await self._patience.read(lambda: self._exchange("GET", path, query, None, headers))).body

    async def _exchange(self, method, path, query, body, headers):
        if self._read_only and method not in READS:
            raise Failure(f"a {method} to {self.name} was about to be sent from a read-only client; please report this")
        if any(part in (".", "..") for part in path.split("/")):
            raise Refusal(f"'{path}' would lead to another resource than the one that was named; correct the names in it")
        answer = await self._answered(method, path, query, body, headers)
        self._cost.note_time(answer.headers)
        if answer.status >= 400:
            raise error_of(self.name, answer)
        refuse_fragment(f"{self.name} at {self.origin}", method, answer)
        return answer

    async def _answered(self, method, path, query, body, headers):
        """The answer; where a token is not taken any more, which is found before any work is done, that to the same with a new one."""
        sign_in = self._credential.generation if self._credential else 0
        answer = await self._transport.exchange(method, path, query or {}, body, headers)
        if answer.status != 401 or not self._credential:
            return answer
        await self._credential.renew(sign_in)
        return await self._transport.exchange(method, path, query or {}, body, headers)


def refuse_fragment(origin, method, answer):
    """No answer is what a gateway puts in a success's place: no body is not "nothing there", nor is a list or a page of HTML."""
    if isinstance(answer.body, dict) or (answer.body is None and (answer.status in (202, 204) or method not in WITH_BODY)):
        return
    got = "without a body" if answer.body is None else "with a body that is not JSON" if isinstance(answer.body, str) else (
        "with JSON that is no object")
    raise Unreachable(origin, f"status {answer.status} {got}")


def decoded(text):
    """A body's JSON; None when there is none, the text itself when it is no JSON."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def refuse_foreign(service, link, origin):
    """The token goes to nobody but the service: a next page must be there too."""
    if host_of(link) != host_of(origin):
        raise Refusal(f"{service} sent a next page on another host ({link.partition('?')[0]}); it was not followed, check endpoints")


def error_of(service, answer):
    """A ServiceError from any of the shapes in which Graph, Azure Resource Manager and gateways put their errors."""
    code, message = _code_and_message(answer.body)
    headers = answer.headers
    request_id = headers.get("request-id") or headers.get("x-ms-request-id") or headers.get("x-ms-correlation-request-id") or ""
    error = ServiceError(service, answer.status, code, message, request_id, retry_after(headers))
    error.code = next((meant for words, meant in CODE_BY_TEXT.items() if words in message), code)
    return error


def retry_after(headers):
    """The seconds of a Retry-After header, or None."""
    value = headers.get("retry-after", "")
    return float(value) if value.isdigit() else None


def _code_and_message(body):
    if isinstance(body, str):
        return "", " ".join(MARKUP.sub(" ", body).split())[:200]
    if not isinstance(body, dict):
        return "", ""
    error = body.get("error") if isinstance(body.get("error"), dict) else body
    code, message = str(error.get("code") or ""), error.get("message") or error.get("Message") or ""
    if isinstance(message, dict):
        message = message.get("value") or ""
    inner = _inner(message)
    if inner:
        return code or inner[0], inner[1] or message
    listed = error.get("details") if isinstance(error.get("details"), list) else []
    details = [d for d in listed if isinstance(d, dict) and d.get("message")]
    if details and details[0]["message"] not in message:
        message = f"{message} ({details[0]['message']})"
    return code, str(message)


def _inner(message):
    """Some services put the whole error once more, as JSON, into the message."""
    if not (isinstance(message, str) and message.lstrip().startswith("{")):
        return None
    try:
        return _code_and_message(json.loads(message))
    except ValueError:
        return None
