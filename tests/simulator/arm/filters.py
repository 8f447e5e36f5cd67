# SPDX-License-Identifier: GPL-3.0-or-later
"""The little of OData that ARM's $filter has: comparisons of a name with a text, and functions, joined by `and`."""
from __future__ import annotations

import re
from typing import NamedTuple

from tests.simulator.wire import Refused

COMPARISON = re.compile(r"([\w./]+)\s+(eq|ne)\s+'((?:[^']|'')*)'", re.I)
ONE_OF = re.compile(r"([\w./]+)\s+in\s+\(\s*('(?:[^']|'')*'(?:\s*,\s*'(?:[^']|'')*')*)\s*\)", re.I)
FUNCTION = re.compile(r"(\w+)\(\s*(?:'((?:[^']|'')*)')?\s*\)")
AND = re.compile(r"\s+and\s+", re.I)


class Term(NamedTuple):
    name: str                     # lower case
    operator: str                 # eq, ne, in, call
    values: tuple = ()


def terms(text):
    """The terms of a filter, all of which must hold; refused when it is anything else."""
    return [_term(part.strip(), text) for part in AND.split(text.strip())] if text and text.strip() else []


def _term(part, text):
    if found := COMPARISON.fullmatch(part):
        return Term(found[1].lower(), found[2].lower(), (_plain(found[3]),))
    if found := ONE_OF.fullmatch(part):
        return Term(found[1].lower(), "in", tuple(_plain(value) for value in re.findall(r"'((?:[^']|'')*)'", found[2])))
    if found := FUNCTION.fullmatch(part):
        return Term(found[1].lower(), "call", () if found[2] is None else (_plain(found[2]),))
    raise unsupported(text)


def _plain(text):
    return text.replace("''", "'")


def equalities(text, names):
    """A filter of equalities alone, as lower-case name -> value; only these names may be asked for."""
    allowed, found = {name.lower() for name in names}, terms(text)
    if any(term.operator != "eq" or term.name not in allowed for term in found):
        raise unsupported(text)
    return {term.name: term.values[0] for term in found}


def unsupported(text):
    return Refused(400, "InvalidFilterInQueryString", f"Invalid $filter '{text}' specified in the query string.")
