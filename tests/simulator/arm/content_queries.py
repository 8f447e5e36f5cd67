# SPDX-License-Identifier: GPL-3.0-or-later
"""$filter, $search, $orderby, $skip, $top and $count as the lists of the content hub have them.

Assumed: a filter compares texts of `properties` for equality, without case; a search looks for the words in name and description.
"""
from __future__ import annotations

from tests.simulator.arm import filters, resources
from tests.simulator.wire import Refused


def selected(call, rows):
    """The list answer of those rows that are asked for."""
    found = [row for row in rows if _fits(row, call.option("$filter")) and _found(row, call.option("$search"))]
    for term in reversed((call.option("$orderby") or "").split(",")):
        if term.strip():
            found = _ordered(found, term)
    total = len(found)
    found = found[int(call.option("$skip") or 0):]
    answer = resources.listed(call, found[:int(call.option("$top"))] if call.option("$top") else found)
    return {**answer, "count": total} if (call.option("$count") or "").lower() == "true" else answer


def _fits(row, text):
    for term in filters.terms(text):
        if term.operator not in ("eq", "in") or not term.name.startswith("properties/"):
            raise filters.unsupported(text)
        values = {name.lower(): value for name, value in row["properties"].items()}
        if str(values.get(term.name.removeprefix("properties/"), "")).lower() not in [value.lower() for value in term.values]:
            return False
    return True


def _found(row, text):
    seen = f"{row['properties'].get('displayName', '')} {row['properties'].get('description', '')}".lower()
    return all(word in seen for word in (text or "").lower().split())


def _ordered(rows, term):
    name, _space, direction = term.strip().partition(" ")
    if not name.startswith("properties/") or direction.lower() not in ("", "asc", "desc"):
        raise Refused(400, "BadRequest", f"Invalid $orderby '{term.strip()}' specified in the query string.")
    return sorted(rows, key=lambda row: str(row["properties"].get(name.removeprefix("properties/"), "")).lower(),
                  reverse=direction.lower() == "desc")
