# SPDX-License-Identifier: GPL-3.0-or-later
"""What a method on a resource path of Microsoft Graph takes and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from .graph_model import Model
from .problem import Problem, UnknownOperation, note

REFERENCE, ACTION, PROPERTY, COUNT, ANYTHING = "$ref", "$action", "$property", "$count", "$any"


@dataclass(frozen=True)
class Place:
    """Where a path has led to so far."""

    kind: str
    type: str | None = None
    many: bool = False
    contained: bool = True
    navigation: bool = False
    nullable: bool = False
    limits: frozenset[str] = frozenset()
    bound: dict[str, Any] | None = None


@dataclass
class Operation:
    method: str
    version: str
    cloud: str
    query: str = ""
    template: str = ""
    kind: str = "batch"
    type: str | None = None
    many: bool = False
    request: str | None = None
    response: str | None = None
    statuses: tuple[int, ...] = (200,)
    name: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    documented: bool = True
    schemes: str = ""
    notes: list[Problem] = field(default_factory=list)
    alternate_key: str = ""


@dataclass(frozen=True)
class Exchange:
    """The bodies of a call, by type, and the statuses of a call that succeeds."""

    request: str | None
    response: str | None
    statuses: tuple[int, ...]


def complete(model: Model, operation: Operation, place: Place) -> Operation:
    """Fill in what the operation's method does at a place, or refuse it."""
    type_ = model.type(place.type)
    if type_:
        place = replace(place, limits=place.limits | type_.limits)
    published = _published_methods(model, operation)
    exchange = BY_KIND[place.kind](operation, place, frozenset(published))
    if exchange is None:
        raise refusal(operation, f"method {operation.method} is not allowed on {operation.template} ({place.kind})", published)
    operation.kind, operation.type, operation.many = place.kind, place.type, place.many or place.kind in ("collection", "references")
    operation.request, operation.response, operation.statuses = exchange.request, exchange.response, exchange.statuses
    if place.bound:
        operation.parameters = place.bound.get("params", {})
    operation.documented, operation.schemes = operation.method in published, published.get(operation.method, "")
    if not operation.documented:
        listed = f" (it lists {' '.join(sorted(published))})" if published else ""
        what = f"{operation.method} {operation.template} is not in the published permission table{listed}"
        operation.notes.append(note("path", what, "undocumented"))
    return operation


def refusal(operation: Operation, what: str, published: dict[str, str] | None = None) -> UnknownOperation:
    return UnknownOperation(what, "method", published or ())


def _published_methods(model: Model, operation: Operation) -> dict[str, str]:
    path = re.sub(r"[^/{}]+", lambda part: part.group().lower(), operation.template)
    listed = model.methods.get(path)
    if not listed and operation.alternate_key:
        listed = model.methods.get(path.replace("/{}", f"({operation.alternate_key}={{}})", 1))
    return dict(word.split(":") for word in (listed or "").split())


def _collection(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    if operation.method == "GET":
        return Exchange(None, f"{place.type}[]", (200,))
    if operation.method != "POST":
        return None
    if not place.contained and "POST" not in published:
        raise refusal(operation, f"POST {operation.template}: the navigation property is not contained; add /$ref")
    if "noI" in place.limits:
        raise refusal(operation, f"POST {operation.template}: not insertable")
    return Exchange(place.type, place.type, (201, 200, 202))


def _resource(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    method = operation.method
    if method == "GET":
        return Exchange(None, place.type, (200,))
    if method in ("PATCH", "PUT", "DELETE") and not place.contained and method not in published:
        raise refusal(operation, f"{method} {operation.template}: the navigation property is not contained; use its own resource or $ref")
    if method == "PATCH":
        if "noU" in place.limits:
            raise refusal(operation, f"PATCH {operation.template}: not updatable")
        # An upsert by an alternate key answers 201 where it makes the object.
        return Exchange(place.type, place.type, (204, 200, 202, 201) if operation.alternate_key else (204, 200, 202))
    if method == "PUT" and (method in published or (not published and place.kind == "singleton")):
        return Exchange(place.type, place.type, (204, 200, 201))
    if method == "DELETE":
        if "noD" in place.limits:
            raise refusal(operation, f"DELETE {operation.template}: not deletable")
        if place.kind == "entity" or method in published or place.nullable:
            return Exchange(None, None, (204, 200, 202))
    if method == "POST" and method in published:
        return Exchange(place.type, place.type, (201, 200, 202))
    return None


def _reference(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    many = place.kind == "references"
    if operation.method == "GET":
        return Exchange(None, REFERENCE + "[]" * many, (200,))
    if operation.method == ("POST" if many else "PUT"):
        return Exchange(REFERENCE, None, (204,))
    return Exchange(None, None, (204,)) if operation.method == "DELETE" else None


def _function(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    return Exchange(None, place.bound.get("ret"), (200,)) if operation.method == "GET" else None


def _action(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    if operation.method != "POST":
        return None
    answer = place.bound.get("ret")
    return Exchange(ACTION, answer, (200, 201, 202) if answer else (204, 200, 202))


def _count(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    return Exchange(None, COUNT, (200,)) if operation.method == "GET" else None


def _unchecked(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    return Exchange(None, None, (200, 201, 202, 204)) if operation.method in ("GET", "PUT", "PATCH", "POST", "DELETE") else None


def _property(operation: Operation, place: Place, published: frozenset[str]) -> Exchange | None:
    if operation.method == "GET":
        return Exchange(None, PROPERTY, (200,))
    if place.kind == "complex-collection" and operation.method == "POST" and "POST" in published:
        return Exchange(place.type, ANYTHING, (200, 201))
    return None


BY_KIND = {
    "collection": _collection, "entity": _resource, "singleton": _resource, "reference": _reference, "references": _reference,
    "function": _function, "action": _action, "count": _count, "value": _unchecked, "opaque": _unchecked,
    "primitive": _property, "complex": _property, "complex-collection": _property,
}
