# SPDX-License-Identifier: GPL-3.0-or-later
"""Check requests to Azure Resource Manager, and its answers, against its published operations and schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .arm_bodies import body_problems
from .arm_model import Template, model, parse_declared
from .formats import DIGITS, GUID, is_number, kind_of
from .problem import Problem, UnknownOperation, error, error_body_problems, errors, note
from .targets import query_parameters, split_target

ERROR_MEMBERS = frozenset({"code", "message", "target", "details", "additionalInfo", "innererror", "innerError"})
PAGING = frozenset({"$skiptoken", "$skip", "%24skiptoken"})
SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)", re.I)
# A long-running operation is polled at addresses that providers choose themselves; these are the names they use.
POLL = re.compile(
    r"/(?:operations?|(?:azure)?asyncoperations?)(results?|status(?:es)?)/.+|/(?:azure)?asyncoperations?/.+|/operations/[^/]+\Z", re.I)


@dataclass
class Operation:
    method: str
    path: str
    id: str
    template: str = ""
    type: str | None = None
    version: str | None = None
    poll: str = ""
    published: dict[str, Any] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)

    @property
    def statuses(self) -> dict[int, Any]:
        return {int(status): schemas for status, schemas in self.published.get("out", {}).items()}

    @property
    def versions(self) -> list[str]:
        return self.published.get("v", [])

    @property
    def checked_version(self) -> str | None:
        """The api-version to check against: the newest where the request names none."""
        return self.version or next(iter(self.versions), None)

    @property
    def lro(self) -> bool:
        return bool(self.published.get("lro"))


def find_operation(method: str, path: str, version: str | None = None) -> Operation:
    """Find what a method and path mean; raises UnknownOperation. The api-version may also stand in the path's query.

    A wrong api-version is one of the problems of the request: a path is a path in any version.
    """
    path, query = split_target(path)
    method, plain = method.upper(), "/" + unquote(path).strip("/")
    version = version or query_parameters(query).get("api-version")
    templates = model().templates(plain)
    for template in templates:
        if method in template.methods:
            return _operation(method, plain, template, version)
    polled = POLL.search(plain)
    if polled and method == "GET":
        return _poll(plain, "result" if (polled.group(1) or "").lower().startswith("result") else "status", version)
    if templates:
        allowed = {method for template in templates for method in template.methods}
        first = min(template.text for template in templates)
        raise UnknownOperation(f"method {method} is not published for {first} (it has {' '.join(sorted(allowed))})", "method", allowed)
    raise UnknownOperation(f"no published operation matches {plain}", "path")


def _operation(method: str, path: str, template: Template, version: str | None) -> Operation:
    published = template.methods[method]
    operation = Operation(method, path, published["id"], template.text, published.get("t"), published=published)
    operation.version = str(version).lower() if version else None
    if published.get("note"):
        operation.notes.append(note("path", published["note"], "outside"))
    subscription = SUBSCRIPTION.search(path)
    if subscription and "{subscriptionId}" in template.text and not GUID.match(subscription.group(1)):
        operation.notes.append(note("path", f"subscription id {subscription.group(1)!r} is no GUID", "format"))
    return operation


def _poll(path: str, kind: str, version: str | None) -> Operation:
    operation = Operation("GET", path, "operation status", version=version, poll=kind)
    if not version:
        operation.notes.append(note("query", "api-version is missing", "api-version"))
    return operation


# ---- requests ------------------------------------------------------------------------------------------------------
def request_problems(operation: Operation, query: Any = None, body: Any = None) -> list[Problem]:
    """Check a request's api-version, query (text, mapping or pairs) and body."""
    if operation.poll:
        return []
    return [*_version_problems(operation), *_query_problems(operation, query_parameters(query)), *_request_body(operation, body)]


def _version_problems(operation: Operation) -> list[Problem]:
    version, published = operation.version, operation.versions
    newest = ", ".join(published[:3])
    if not version:
        return [error("query", f"api-version is missing (published: {newest})", "api-version")]
    if version in published:
        return []
    known = model().versions.get((operation.type or "").lower())
    if known and version not in known:
        return [error("query", f"api-version {version} is unknown for {operation.type} (published: {newest})", "api-version")]
    return [note("query", f"api-version {version} is not in this contract; checked against {' '.join(published[:6])}", "api-version")]


def _query_problems(operation: Operation, query: dict[str, Any]) -> list[Problem]:
    problems = []
    declared = operation.published.get("q", {})
    known = {name.lower(): parse_declared(text) for name, text in declared.items()}
    for name, value in query.items():
        where, lower = f"query.{name}", name.lower()
        if lower == "api-version":
            if name != "api-version":
                problems.append(note(where, "is spelled api-version", "spelling"))
        elif lower in known:
            if known[lower].name == "Int" and not DIGITS.match(str(value)):
                problems.append(error(where, "number expected", "option-value"))
        elif lower not in PAGING:
            has = ", ".join(sorted(declared)) or "none"
            problems.append(error(where, f"{operation.id} has no such parameter (it has {has})", "unknown-option"))
    given = {name.lower() for name in query}
    return problems + [error(f"query.{name}", "required, missing", "missing") for name in declared
                       if known[name.lower()].required and name.lower() not in given]


def _request_body(operation: Operation, body: Any) -> list[Problem]:
    schemas = _schemas(operation, operation.published.get("in"))
    if not any(schemas):
        if body in (None, "", {}):
            return []
        # Services ignore what a POST without a body is given.
        return [(note if operation.method == "POST" else error)("body", f"{operation.id} takes no body", "unexpected-body")]
    if body is None:
        return [] if operation.published.get("inopt") else [error("body", f"missing ({schemas[0]})", "missing-body")]
    mode = "patch" if operation.method == "PATCH" else "request"
    return _best(schemas, lambda schema: body_problems(model(), schema, body, mode) if schema else [])


def _schemas(operation: Operation, by_version: Any) -> list[str | None]:
    """The schemas that a body may follow: one for a published api-version, those of all published ones for another."""
    if not isinstance(by_version, dict):
        return [by_version]
    newest = next(iter(by_version.values()))
    if operation.checked_version in operation.versions:
        return [by_version.get(operation.checked_version, newest)]
    return list(dict.fromkeys(by_version.values()))


def _best(schemas: Iterable[str | None], check: Callable[[Any], list[Problem]]) -> list[Problem]:
    """The problems by the schema that the body fits best."""
    return min((check(schema) for schema in schemas), key=lambda problems: len(errors(problems)))


# ---- answers -------------------------------------------------------------------------------------------------------
def response_problems(operation: Operation | None, status: int, body: Any) -> list[Problem]:
    """Check an answer; one of 400 and above needs no operation."""
    if operation and operation.method == "HEAD":
        return [] if body in (None, "", {}) else [error("response", "HEAD has no body", "unexpected-body")]
    if operation and operation.poll:
        return _poll_answer(operation.poll, status, body)
    if status >= 400:
        return error_body_problems(status, body, ERROR_MEMBERS)
    problems = _status_problems(operation, status)
    if status == 204 and body not in (None, "", {}):
        return [*problems, error("response", "204 has no body", "unexpected-body")]
    return problems + _response_body(operation, status, body)


def _status_problems(operation: Operation, status: int) -> list[Problem]:
    if status in operation.statuses:
        return []
    # The statuses of a deletion changed between api-versions, and are published for the newest.
    older = operation.method == "DELETE" and status in (200, 202, 204) and operation.checked_version != operation.versions[0]
    level = note if (operation.lro and status in (201, 202)) or older else error
    return [level("status", f"{operation.id} answers {'/'.join(map(str, sorted(operation.statuses)))}, not {status}", "status")]


def _response_body(operation: Operation, status: int, body: Any) -> list[Problem]:
    answers = operation.statuses
    described = answers.get(status) or (next(filter(None, answers.values()), None) if status in (200, 201) else None)
    schemas = [schema for schema in _schemas(operation, described) if schema]
    if not schemas or schemas == ["Any"] or operation.method == "DELETE":
        return []
    if body in (None, ""):
        return [error("response", f"body is missing ({schemas[0]})", "missing-body")]
    seen = model()
    plain = _plain_list(operation)
    if isinstance(body, list) and plain is not False:
        return _best(schemas, lambda schema: [problem for item in body for problem in body_problems(seen, schema, item, "response")])
    if plain and not isinstance(body, list):
        return [error("response", f"list expected, got {kind_of(body)} (api-version {operation.version})", "wrong-type")]
    return _best(schemas, lambda schema: body_problems(seen, schema, body, "response"))


def _plain_list(operation: Operation) -> bool | None:
    """Whether the answer is a bare list: some api-versions of the metadata endpoint answer so, of some it is not known."""
    published = operation.published
    if "arr" not in published:
        return False
    version = operation.checked_version
    if version not in published["v"] or version in published.get("any", ()):
        return None
    return version in published["arr"]


def _poll_answer(kind: str, status: int, body: Any) -> list[Problem]:
    """A status document from Azure-AsyncOperation; from Location the result, or nothing yet."""
    if status >= 400:
        failed = isinstance(body, dict) and isinstance(body.get("status"), str) and isinstance(body.get("error"), dict)
        return [] if failed else error_body_problems(status, body, ERROR_MEMBERS)
    if status not in (200, 201, 202, 204):
        return [error("status", f"an operation-status address answers 200/201/202/204, not {status}", "status")]
    if body in (None, ""):
        return [error("response", 'body is missing ({"status": ...})', "missing-body")] if kind == "status" and status == 200 else []
    if kind == "result":
        return []
    if not isinstance(body, dict) or not isinstance(body.get("status"), str):
        return [error("response", '{"status": ...} expected', "wrong-type")]
    problems = []
    if not isinstance(body.get("error"), (dict, type(None))):
        problems.append(error("response.error", f"object expected, got {kind_of(body['error'])}", "wrong-type"))
    if body.get("percentComplete") is not None and not is_number(body["percentComplete"]):
        problems.append(error("response.percentComplete", f"number expected, got {kind_of(body['percentComplete'])}", "wrong-type"))
    return problems
