# SPDX-License-Identifier: GPL-3.0-or-later
"""Check requests to Microsoft Graph, and its answers, against its published metadata."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from .graph_bodies import INTEGERS, body_problems, value_problems
from .graph_model import Model, model, parse_declared
from .graph_operation import ACTION, ANYTHING, COUNT, PROPERTY, REFERENCE, Operation, complete
from .graph_paths import PathWalk, split_path
from .graph_query import query_problems
from .problem import Problem, UnknownOperation, error, error_body_problems, note
from .targets import split_target

VERSIONS = ("v1.0", "beta")
ERROR_MEMBERS = frozenset({"code", "message", "innerError", "innererror", "details", "target"})
SIMPLE_ANSWERS = frozenset({*INTEGERS, "String", "Boolean", "Guid"})


def find_operation(method: str, path: str, version: str = "v1.0", cloud: str = "AzureCloud", lenient: bool = False) -> Operation:
    """Find what a method and path mean; raises UnknownOperation, and UnknownCloud for a cloud of no known name.

    A version in the path wins. With lenient, a version that the cloud publishes no metadata of is looked up in the other clouds'.
    """
    path, query = split_target(path)
    plain = unquote(path)
    found = re.match(r"/?(v1\.0|beta)(?=/|$)", plain)
    if found:
        version, plain = found.group(1), plain[found.end():]
    if version not in VERSIONS:
        raise UnknownOperation(f"unknown version {version!r} (v1.0 or beta)", "version")
    seen = model(version, cloud)
    if not seen.published and not lenient:
        raise UnknownOperation(f"{seen.cloud} publishes no {version} metadata", "version", undecided=True)
    operation = Operation(method.upper(), version, seen.cloud, query)
    if not seen.published:
        operation.notes.append(note("path", f"{seen.cloud} publishes no {version} metadata; checked against the other clouds", "outside"))
    try:
        return _walk(seen, operation, split_path(plain))
    except UnknownOperation as refused:
        raise UnknownOperation(str(refused), refused.problem.rule, refused.allowed, undecided=not seen.complete) from None


def _walk(seen: Model, operation: Operation, segments: list[str]) -> Operation:
    if not segments:
        raise UnknownOperation("empty path", "path")
    if segments == ["$batch"]:
        if operation.method != "POST":
            raise UnknownOperation("$batch takes POST", "method", ["POST"])
        operation.template = "/$batch"
        return operation
    return complete(seen, operation, PathWalk(seen, operation).follow(segments))


def request_problems(operation: Operation, query: Any = None, body: Any = None) -> list[Problem]:
    """Check a request's query (text, mapping or pairs; by default that of the path) and body."""
    if operation.kind == "batch":
        return batch_problems(body)
    seen = model(operation.version, operation.cloud)
    return query_problems(seen, seen.type(operation.type), query or operation.query) + seen.settled(_request_body(seen, operation, body))


def batch_problems(body: Any) -> list[Problem]:
    requests = body.get("requests") if isinstance(body, dict) else None
    proper = isinstance(requests, list) and 1 <= len(requests) <= 20 and all(isinstance(item, dict) for item in requests)
    if not proper or len({str(item.get("id")) for item in requests}) != len(requests):
        return [error("body.requests", "1 to 20 requests with distinct ids expected", "wrong-type")]
    return []


def _request_body(seen: Model, operation: Operation, body: Any) -> list[Problem]:
    if operation.request is None:
        if body in (None, "", {}) or operation.kind in ("value", "opaque"):
            return []
        return [error("body", f"{operation.method} {operation.template} takes no body", "unexpected-body")]
    if operation.request == REFERENCE:
        proper = isinstance(body, dict) and isinstance(body.get("@odata.id"), str) and set(body) <= {"@odata.id", "@odata.context"}
        return [] if proper else [error("body", '{"@odata.id": URL} expected', "wrong-type")]
    if operation.request == ACTION:
        return _parameters(seen, operation, {} if body is None else body)
    if body is None:
        return [error("body", f"missing ({operation.request})", "missing-body")]
    return body_problems(seen, operation.request, body, "create" if operation.method == "POST" else "update")


def _parameters(seen: Model, operation: Operation, body: Any) -> list[Problem]:
    """An action's parameters; the service reads their names in any case of letters."""
    if not isinstance(body, dict):
        return [error("body", "object expected", "wrong-type")]
    known = {name: parse_declared(text) for name, text in operation.parameters.items()}
    spellings = {name.lower(): name for name in known}
    problems = []
    for name, value in body.items():
        if name.startswith("@"):
            continue
        spelling = spellings.get(name.lower())
        if spelling is None:
            problems.append(error(name, f"{operation.name} has no such parameter", "unknown-property"))
            continue
        if name not in known:
            problems.append(note(name, f"parameter is spelled {spelling!r}", "spelling"))
        problems += value_problems(seen, known[spelling], value, name)
    given = {name.lower() for name in body}
    for name, declared in known.items():
        if name.lower() not in given and "op" not in declared.flags:
            level = note if declared.nullable else error
            problems.append(level(name, "parameter is missing", "missing"))
    return problems


def response_problems(operation: Operation | None, status: int, body: Any) -> list[Problem]:
    """Check an answer; one of 400 and above needs no operation."""
    if status >= 400:
        return error_body_problems(status, body, ERROR_MEMBERS)
    seen = model(operation.version, operation.cloud)
    problems = []
    if status not in operation.statuses:
        expected = "/".join(map(str, operation.statuses))
        problems = seen.settled([error("status", f"{operation.method} {operation.template} answers {expected}, not {status}", "status")])
    if status == 204:
        return problems + ([] if body in (None, "", {}) else [error("response", "204 has no body", "unexpected-body")])
    return problems + _response_body(seen, operation, status, body)


def _response_body(seen: Model, operation: Operation, status: int, body: Any) -> list[Problem]:
    wanted = operation.response
    valued = isinstance(body, dict) and "value" in body
    if wanted == PROPERTY and not valued and not (operation.kind == "complex" and isinstance(body, dict)):
        return [error("response", '{"value": ...} expected', "wrong-type")]
    if wanted in (None, PROPERTY, COUNT) or operation.kind == "batch":
        return []
    if body is None:
        excused = status == 202 or operation.method in ("PATCH", "PUT", "DELETE")
        return [] if excused else [error("response", f"body is missing ({wanted})", "missing-body")]
    if wanted in (REFERENCE, REFERENCE + "[]", ANYTHING):
        return []
    declared = parse_declared(wanted)
    name = seen.full_name(declared.type)
    if seen.type(name):
        return body_problems(seen, name + "[]" * declared.many, body, "response")
    if declared.many and not (valued and isinstance(body["value"], list)):
        return [error("response", '{"value": [...]} expected', "wrong-type")]
    if name in SIMPLE_ANSWERS and not valued:
        return [error("response", '{"value": ...} expected', "wrong-type")]
    return []
