# SPDX-License-Identifier: GPL-3.0-or-later
"""Check recorded exchanges: one request with its answer."""

from __future__ import annotations

from typing import Any

from . import arm, graph
from .clouds import UnknownCloud
from .problem import Problem, UnknownOperation, as_notes, error
from .targets import query_parameters, split_target

CHECKED = ("graph", "arm")


def exchange_problems(record: Any, cloud: str, strict: bool = False) -> list[Problem]:
    """The problems of one record of Microsoft Graph or Azure Resource Manager.

    What is wrong with a request that the service refused is a note, unless strict: it may be wrong on purpose.
    """
    if not isinstance(record, dict) or not all(isinstance(record.get(name), str) and record[name] for name in ("method", "path")):
        return [error("record", "method and path expected", "record")]
    status = record.get("status") or 200
    if isinstance(status, bool) or not isinstance(status, int):
        return [error("record", f"status {status!r} is no number", "record")]
    tolerant = status >= 400 and not strict
    if record.get("api") == "arm":
        return _arm(record, status, tolerant)
    try:
        return _graph(record, status, record.get("cloud") or cloud, tolerant, strict)
    except UnknownCloud as unknown:
        return [error("cloud", str(unknown), "cloud")]


def _softened(problems: list[Problem], tolerant: bool) -> list[Problem]:
    return as_notes(problems) if tolerant else problems


def _arm(record: dict[str, Any], status: int, tolerant: bool) -> list[Problem]:
    body = record.get("response_body")
    query = query_parameters(record.get("query") or split_target(record["path"])[1])
    version = next((value for name, value in query.items() if name.lower() == "api-version"), None)
    try:
        operation = arm.find_operation(record["method"], record["path"], version)
    except UnknownOperation as unknown:
        nameless = arm.Operation(record["method"].upper(), record["path"], id="")
        return _softened([unknown.problem], tolerant) + (arm.response_problems(nameless, status, body) if status >= 400 else [])
    problems = [*operation.notes, *arm.request_problems(operation, query, record.get("request_body"))]
    return _softened(problems, tolerant) + arm.response_problems(operation, status, body)


def _graph(record: dict[str, Any], status: int, cloud: str, tolerant: bool, strict: bool) -> list[Problem]:
    body = record.get("response_body")
    try:
        operation = graph.find_operation(record["method"], record["path"], record.get("version") or "v1.0", cloud, lenient=True)
    except UnknownOperation as unknown:
        return _softened([unknown.problem], tolerant) + (graph.response_problems(None, status, body) if status >= 400 else [])
    asked = graph.request_problems(operation, record.get("query"), record.get("request_body"))
    problems = operation.notes + _softened(asked, tolerant) + graph.response_problems(operation, status, body)
    if operation.kind == "batch" and status < 400:
        problems += _batch(operation, record.get("request_body"), body, cloud, strict)
    return problems


def _batch(operation: graph.Operation, asked: Any, answered: Any, cloud: str, strict: bool) -> list[Problem]:
    """Each request of a batch with its own answer; answers come in any order."""
    requests, answers = _by_id(asked, "requests"), _by_id(answered, "responses")
    problems = []
    if set(answers) != set(requests):
        problems.append(error("response.responses", "ids differ from those of the requests", "batch-ids"))
    for id_ in requests.keys() & answers.keys():
        path, query = split_target(str(requests[id_].get("url", "")))
        inner = {"method": requests[id_].get("method"), "path": path, "query": query, "request_body": requests[id_].get("body"),
                 "status": answers[id_].get("status"), "response_body": answers[id_].get("body"), "version": operation.version}
        problems += [problem._replace(where=f"[{id_}] {problem.where}") for problem in exchange_problems(inner, cloud, strict)]
    return problems


def _by_id(body: Any, name: str) -> dict[str, dict[str, Any]]:
    items = body.get(name) if isinstance(body, dict) else None
    return {str(item.get("id")): item for item in items if isinstance(item, dict)} if isinstance(items, list) else {}
