# SPDX-License-Identifier: GPL-3.0-or-later
"""How Graph shows objects: one, or a collection that was filtered, ordered, cut to size and paged."""
from __future__ import annotations

import base64
import re
from urllib.parse import quote, urlencode

from tests.simulator.graph.filters import Filter, Unsupported
from tests.simulator.wire import Refused, Reply

PAGE = 100
LARGEST_PAGE = 999


def collection(call, rows, context, default=None, expand=None, directory=False):
    """The answer of a list call about these rows."""
    rows, total = _queried(call, rows, directory)
    start, size = _start(call), _size(call)
    page = rows[start:start + size]
    answer = {"@odata.context": _context(call, context)}
    if total is not None:
        answer["@odata.count"] = total
    if start + size < len(rows):
        answer["@odata.nextLink"] = _next_link(call, start + size)
    answer["value"] = [{**_control(call, row), **_shown(call, row, default, expand)} for row in page]
    return answer


def entity(call, row, context, default=None, expand=None):
    """The answer of a call about one object."""
    return {"@odata.context": _context(call, context) + "/$entity", **_shown(call, row, default, expand)}


def count(call, rows, directory=True):
    """The answer of a call to /$count: a bare number."""
    if directory and not _eventual(call):
        raise Refused(400, "Request_BadRequest", "$count is not currently supported.")
    rows, _total = _queried(call, rows, directory, counts=True)
    return Reply(200, str(len(rows)).encode(), {"content-type": "text/plain"})


def not_found(id):
    return Refused(404, "Request_ResourceNotFound",
                   f"Resource '{id}' does not exist or one of its queried reference-property objects are not present.")


def unsupported(message="Unsupported or invalid query filter clause specified for property or expression."):
    return Refused(400, "Request_UnsupportedQuery", message)


def options_of(text):
    """The options within an $expand's parentheses: "$expand=rules;$select=id" as a dict."""
    return {key.strip().lower().lstrip("$"): value for key, _unused, value in (part.partition("=") for part in _split(text, ";")) if key}


def _queried(call, rows, directory, counts=False):
    """The rows that the query wants, in its order, and their number when it asks for that."""
    wants_count = (call.option("$count") or "").lower() == "true"
    wish = _filter(call.option("$filter"))
    order, search = call.option("$orderby"), call.option("$search")
    advanced = bool(search) or bool(wish and (wish.advanced or order)) or wants_count
    if directory and advanced and not (_eventual(call) and (wants_count or counts)):
        raise unsupported()
    if wish:
        rows = [row for row in rows if wish.fits(row)]
    if search:
        rows = _searched(rows, search)
    if order:
        rows = _ordered(rows, order)
    return rows, len(rows) if wants_count else None


def _filter(text):
    if text is None:
        return None
    try:
        return Filter(text)
    except Unsupported as problem:
        raise Refused(400, "BadRequest", f"Invalid filter clause: {problem}.") from problem


def _eventual(call):
    return call.headers.get("consistencylevel", "").lower() == "eventual"


def _searched(rows, search):
    wishes = re.findall(r'"?(\w+):([^"]*)"?', search)
    if not wishes:
        raise Refused(400, "Request_BadRequest", f"Syntax error in the $search expression {search}.")
    return [row for row in rows if all(text.lower() in str(row.get(name) or "").lower() for name, text in wishes)]


def _ordered(rows, order):
    for part in reversed(_split(order, ",")):
        name, _unused, direction = part.strip().partition(" ")
        rows = sorted(rows, key=lambda row, name=name: _sortable(row.get(name)), reverse=direction.strip().lower() == "desc")
    return rows


def _sortable(value):
    return (value is not None, str(value).lower())


def _size(call):
    text = call.option("$top")
    if text is None:
        return PAGE
    if not text.isdigit() or not 0 < int(text) <= LARGEST_PAGE:
        raise Refused(400, "Request_BadRequest", f"Invalid page size specified: '{text}'. Must be between 1 and {LARGEST_PAGE} inclusive.")
    return int(text)


def _start(call):
    token = call.option("$skiptoken")
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token.encode()).decode().removeprefix("from:"))
    except ValueError as problem:
        raise Refused(400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included "
                      "in your request.") from problem


def _control(call, row):
    """With full metadata each entity says where it stands; see https://learn.microsoft.com/en-us/graph/query-parameters for $format."""
    asked = f"{call.option('$format') or ''};{call.headers.get('accept', '')}".replace(" ", "").lower()
    if "odata.metadata=full" not in asked or "id" not in row:
        return {}
    place = f"{call.path.strip('/')}('{row['id']}')"
    return {"@odata.id": f"{call.origin}/{call.version}/{place}", "@odata.editLink": place}


def _next_link(call, start):
    query = {key: value for key, value in call.query.items() if key.lower().lstrip("$") != "skiptoken"}
    query["$skiptoken"] = base64.urlsafe_b64encode(f"from:{start}".encode()).decode()
    return f"{call.origin}/{call.version}{call.path}?{urlencode(query, safe='$', quote_via=quote)}"


def _context(call, context):
    select = call.option("$select")
    return f"{call.origin}/{call.version}/$metadata#{context}" + (f"({select})" if select else "")


def _shown(call, row, default, expand):
    return project(call, row, {"select": call.option("$select"), "expand": call.option("$expand")}, default, expand)


def project(call, row, options, default=None, expand=None):
    """The properties of a row that the options select, and what they expand."""
    select = [name.strip() for name in (options.get("select") or "").split(",") if name.strip()]
    if select and "*" not in select:
        shown = {name: row.get(name) for name in select if name in row or "@odata.type" not in row}
        shown |= {name: value for name, value in row.items() if name == "@odata.type"}
    else:
        names = default(row) if callable(default) else default
        shown = {name: value for name, value in row.items() if names is None or name in names or name.startswith("@")}
    for part in _split(options.get("expand") or "", ","):
        name, inner = _navigation(part)
        if expand is None or name not in expand:
            raise Refused(400, "BadRequest", f"Parsing OData Select and Expand failed: Could not find a property named '{name}'.")
        shown[name] = _expanded(call, expand[name], row, inner)
    return shown


def _expanded(call, navigation, row, options):
    """What a navigation leads to; as attributes of its function stand what is shown without $select and what can be expanded there."""
    found, inner = navigation(call, row), (options, getattr(navigation, "default", None), getattr(navigation, "expand", None))
    if isinstance(found, list):
        return [project(call, item, *inner) for item in found]
    return found if found is None else project(call, found, *inner)


def _navigation(part):
    name, _unused, inner = part.strip().partition("(")
    return name.strip(), options_of(inner.rstrip(")"))


def _split(text, separator):
    """Split where the separator is in no parentheses and no quotes."""
    parts, depth, quoted, current = [], 0, False, ""
    for sign in text:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == separator and depth == 0 and not quoted:
            parts.append(current)
            current = ""
        else:
            current += sign
    return [part for part in [*parts, current] if part.strip()]
