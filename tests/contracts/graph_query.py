# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the query options of Microsoft Graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .formats import DIGITS
from .graph_bodies import EXTENSION
from .graph_model import Model, Type
from .problem import Problem, error, note
from .targets import query_parameters

OPTIONS = frozenset({"select", "expand", "filter", "orderby", "top", "skip", "skiptoken", "deltatoken", "count", "search", "format"})
FILTER_WORDS = frozenset({"and", "or", "not", "eq", "ne", "gt", "ge", "lt", "le", "in", "has", "true", "false", "null", "any", "all",
                          "startswith", "endswith", "contains"})
FILTER_TOKEN = re.compile(
    r"'(?:[^']|'')*'"                                              # text
    r"|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?"              # dates
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"   # ids
    r"|\d[\w.]*"                                                   # numbers
    r"|(?P<path>[A-Za-z_]\w*(?:[./]\$?\w+)*)(?P<then>\s*[(:])?")
LAMBDA = re.compile(r"\b(?:any|all)\(\s*(\w+)\s*:")


def query_problems(model: Model, type_: Type | None, query: Any) -> list[Problem]:
    problems: list[Problem] = []
    for name, value in query_parameters(query).items():
        option = name.lstrip("$").lower()
        if option not in OPTIONS:
            problems.append(error(f"query.{name}", "unknown query option", "unknown-option"))
            continue
        if not name.startswith("$"):
            problems.append(note(f"query.{name}", "without the leading $", "spelling"))
        if option in ("top", "skip") and not DIGITS.match(str(value)):
            problems.append(error(f"query.{name}", "number expected", "option-value"))
        if option == "count" and str(value) not in ("true", "false"):
            problems.append(error(f"query.{name}", "true or false expected", "option-value"))
        if type_ and option in NAMES_IN:
            problems += model.settled(_unknown_names(model, type_, option, str(value)))
    return problems


def _unknown_names(model: Model, type_: Type, option: str, value: str) -> list[Problem]:
    known, kind = (_expandable, "navigation property") if option == "expand" else (_has, "property")
    return [error(f"query.${option}", f"{type_.name} has no {kind} {name!r}", "unknown-property")
            for name in NAMES_IN[option](value) if not known(model, type_, name)]


def _selected(text: str) -> Iterator[str]:
    firsts = (part.strip().partition("/")[0] for part in text.split(","))
    return (name for name in firsts if "." not in name)


def _ordered(text: str) -> Iterator[str]:
    return ((part.split() or [part])[0].partition("/")[0] for part in text.split(","))


def _expanded(text: str) -> Iterator[str]:
    for part in re.split(r",(?![^(]*\))", text):
        found = re.match(r"\s*([\w.]+)", part)
        name = found.group(1) if found else part
        if name != "*" and "." not in name:
            yield name


def filter_names(text: str) -> Iterator[str]:
    """The property that each path of a $filter expression begins with."""
    variables = set(LAMBDA.findall(re.sub(r"'(?:[^']|'')*'", "''", text)))
    for token in FILTER_TOKEN.finditer(text):
        if token["path"] is None:
            continue
        then = (token["then"] or "").strip()
        name, slash, _rest = token["path"].partition("/")
        called = then == "(" and not slash
        if not called and then != ":" and "." not in name and name not in variables and name.lower() not in FILTER_WORDS:
            yield name


def _has(model: Model, type_: Type, name: str) -> bool:
    if name in ("id", "*"):
        return True
    found = model.members_named(type_, name)
    if any(member.here for member in found):
        return True
    if type_.name == "graph.directoryObject":
        return bool(found) or bool(EXTENSION.match(name))
    return type_.open and bool(EXTENSION.match(name))


def _expandable(model: Model, type_: Type, name: str) -> bool:
    for member in model.members_named(type_, name):
        complex_type = model.type(member.declared.type)
        if member.navigation or (complex_type and not complex_type.entity):
            return True
    return False


NAMES_IN = {"select": _selected, "orderby": _ordered, "expand": _expanded, "filter": filter_names}
