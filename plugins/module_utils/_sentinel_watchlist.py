# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A watchlist of a workspace with Microsoft Sentinel, with its items from inline content or a CSV file.

The service never answers the content that was uploaded, and an upload only ever adds. So items are compared one by one: new ones are
uploaded together, others are changed and removed each by itself.
"""

from __future__ import annotations

import os
import re

from ._analytics_notes import groups
from ._durations import duration, length_of
from ._errors import Refusal
from ._sentinel import NOT_YET, READ_AGAIN, WORKSPACE, delete, put, refuse_workspace, reported, sentinel_of, things
from ._steps import ARM, Look
from ._together import together
from ._watchlist_items import difference, item_of, refuse_rows, rows_given, rows_in, uploaded

__all__ = ("READ_AGAIN",)       # of the engine

OPTIONS = {
    **WORKSPACE,
    "alias": {"type": "str", "required": True},
    "search_key": {"type": "str"},
    "display_name": {"type": "str"},
    "description": {"type": "str"},
    "labels": {"type": "list", "elements": "str"},
    "default_duration": {"type": "str"},
    "items": {"type": "list", "elements": "dict"},
    "file": {"type": "path"},
    "lines_to_skip": {"type": "int", "default": 0},
    "purge": {"type": "bool", "default": True},
    "replace": {"type": "bool", "default": False},
}
RULES = {"mutually_exclusive": [("items", "file")], "required_if": [("state", "present", ["search_key"])]}
INFO_OPTIONS = {**WORKSPACE, "alias": {"type": "str"}}
NEEDS = {
    "azure": {
        "read": {"Microsoft.SecurityInsights/watchlists/read": ""},
        "write": {
            "Microsoft.SecurityInsights/watchlists/write": "",
            "Microsoft.SecurityInsights/watchlists/delete": "with state absent or replace, and when items are removed"},
    },
}
ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,62}[A-Za-z0-9]")
BUSY = (*NOT_YET, "InProgress")         # an upload or a deletion comes to its end
SETTABLE = {"display_name": "displayName", "description": "description", "labels": "labels", "default_duration": "defaultDuration"}
WORDS = {"display_name": "display name", "default_duration": "default duration"}


def refuse(want, cloud):
    refuse_workspace(want)
    if not ALIAS.fullmatch(want["alias"]):
        raise Refusal(f"alias '{want['alias']}' is no alias of a watchlist; it has 3 to 64 letters, digits, hyphens and underscores, "
                      "begins with a letter and ends with a letter or digit")
    if want["state"] == "absent":
        return
    if want["lines_to_skip"] < 0:
        raise Refusal(f"lines_to_skip is {want['lines_to_skip']}, and must be 0 or more")
    if "default_duration" in want:
        duration(want["default_duration"], "default_duration")
    if "items" in want:
        refuse_rows(rows_given(want["items"]), want["search_key"], cloud)


async def find(clients, want):
    """The watchlist, and its items where items are wanted."""
    have = {"_typed": not clients.cloud.national, "_file": None}
    if want["state"] == "present" and "file" in want:
        have["_file"] = rows_in(want["file"], want["lines_to_skip"])
        refuse_rows(have["_file"], want["search_key"], clients.cloud)
    found = next((each for each in await things(clients, want, "watchlists") or [] if _is_there(each, want)), None)
    has_items = found and want["state"] == "present" and _rows(want, have) is not None
    items = await things(clients, want, f"watchlists/{found['name']}/watchlistItems") or [] if has_items else []
    return _state({**have, "_watchlist": found, "_items": [item_of(item) for item in items] if has_items else None})


def steps(want, have, now):
    found = have["_watchlist"]
    if want["state"] == "absent":
        if found:
            yield delete(_address(want, found), f"Delete watchlist {want['alias']}", not_yet=BUSY)
        return _state({**_internal(have), "_watchlist": None, "_items": None})
    rows = _rows(want, have)
    if found and (other := _in_the_way(want, have, rows)):
        if not want["replace"] or rows is None:
            raise Refusal(f"watchlist '{want['alias']}' has {other}, which cannot be changed; "
                          "set replace to true and give its items to delete it and make it anew")
        yield delete(_address(want, found), f"Delete watchlist {want['alias']}, which has {other}, to make it anew", not_yet=BUSY)
        found = None
    if found:
        return (yield from _kept(want, have, found, rows))
    told = f" with {_number(rows)}" if rows else ""
    answer = yield _write(want, have, None, rows, f"Create watchlist {want['alias']}{told}")
    return _state({**_internal(have), "_watchlist": _written(want, answer), "_items": _new(rows)})


async def report(clients, want):
    """The watchlists of a workspace, with their items."""
    found = [each for each in await reported(clients, want, "watchlists") if want.get("alias", each["name"]).lower() == each["name"].lower()]
    items = await together(*(reported(clients, want, f"watchlists/{each['name']}/watchlistItems") for each in found))
    return [_state({"_watchlist": each, "_items": [item_of(item) for item in its]}) for each, its in zip(found, items)]


def _is_there(watchlist, want):
    """One that is on its way out is as good as gone; what follows waits until it is."""
    properties = watchlist["properties"]
    leaving = properties.get("isDeleted") or str(properties.get("provisioningState")).lower() == "deleting"
    return watchlist["name"].lower() == want["alias"].lower() and not leaving


def _rows(want, have):
    """The items that are wanted, or None where nothing is said of them."""
    return rows_given(want["items"]) if "items" in want else have["_file"] if "file" in want else None


def _in_the_way(want, have, rows):
    """What of the watchlist can only be changed by making it anew."""
    search_key = have["_watchlist"]["properties"]["itemsSearchKey"]
    if search_key != want["search_key"]:
        return f"the search key {search_key}"
    columns = set(have["_items"][0]["values"]) if have["_items"] else set()
    if rows and columns and columns != set(rows[0]):
        return f"the columns {', '.join(sorted(columns))}"
    return ""


def _kept(want, have, found, rows):
    """Single items first: an upload goes on for a while, and nothing else is taken meanwhile."""
    differs = difference(rows, have["_items"] or [], want["search_key"], want["purge"]) if rows is not None else None
    items = have["_items"]
    if differs:
        for group in groups([*_changes(want, found, differs), *_removals(want, found, differs)]):
            _answers = yield group
        values = {item["name"]: row for item, row in differs.changed}
        gone = [item["name"] for item in differs.removed]
        items = [{**item, "values": values.get(item["name"], item["values"])} for item in items or [] if item["name"] not in gone]
    changes = [WORDS.get(option, option) for option in SETTABLE if option in want and _differs(want, found, option)]
    added = differs.added if differs else []
    if changes or added:
        says = [*([f"Change {', '.join(changes)} of watchlist {want['alias']}"] if changes else []),
                *([f"{'add' if changes else 'Add'} {_number(added)}{' to it' if changes else ' to watchlist ' + want['alias']}"] if added else [])]
        answer = yield _write(want, have, found, added, " and ".join(says))
        found, items = _written(want, answer), [*items, *_new(added)] if items is not None else None
    return _state({**_internal(have), "_watchlist": found, "_items": items})


def _changes(want, found, differs):
    for item, row in differs.changed:
        columns = [column for column in row if row[column] != item["values"].get(column)]
        yield put(f"{_address(want, found)}/watchlistItems/{item['name']}", {"properties": {"itemsKeyValue": row}},
                  f"Change {', '.join(columns)} of item {row[want['search_key']]} in watchlist {want['alias']}", item["etag"], not_yet=BUSY)


def _removals(want, found, differs):
    for item in differs.removed:
        yield delete(f"{_address(want, found)}/watchlistItems/{item['name']}",
                     f"Remove item {item['values'].get(want['search_key'])} from watchlist {want['alias']}", not_yet=BUSY)


def _write(want, have, found, rows, says):
    """The watchlist whole, with what is added to its items; confirmed by the items that the next task would find."""
    path, there = _address(want, found), found["properties"] if found else {}
    kept = {name: there[name] for name in ("description", "labels", "defaultDuration", "source") if there.get(name)}
    properties = {
        "displayName": there.get("displayName", want["alias"]), "provider": there.get("provider", "Microsoft"), **kept,
        **{name: want[option] for option, name in SETTABLE.items() if option in want}, "itemsSearchKey": want["search_key"],
        **({"sourceType": "Local"} if have["_typed"] else {})}
    if not rows:
        return put(path, {"properties": properties}, says, found and found.get("etag"), not_yet=BUSY)
    upload = {"rawContent": uploaded(rows), "contentType": "text/csv", "numberOfLinesToSkip": 0,
              "source": os.path.basename(want["file"]) if "file" in want else f"{want['alias']}.csv"}
    return put(path, {"properties": {**properties, **upload}}, says, found and found.get("etag"), not_yet=BUSY,
               confirm=_look(want, path, rows))


def _look(want, path, rows):
    keys = {row[want["search_key"]] for row in rows}

    def pick(items):
        return True if keys <= {item_of(item)["values"].get(want["search_key"]) for item in items} else None
    return Look(f"{path}/watchlistItems", f"each new item of watchlist {want['alias']}", pick, service=ARM, many=True, times=2)


def _differs(want, found, option):
    there = found["properties"].get(SETTABLE[option])
    if option == "labels":
        return sorted(want["labels"]) != sorted(there or [])
    if option == "default_duration":
        return length_of(want[option]) != length_of(there)
    return want[option] != (there or "")


def _address(want, found=None):
    return f"{sentinel_of(want)}/watchlists/{found['name'] if found else want['alias']}"


def _number(rows):
    return f"{len(rows)} item{'' if len(rows) == 1 else 's'}"


def _new(rows):
    return None if rows is None else [{"name": "", "etag": None, "values": row} for row in rows]


def _written(want, answer):
    properties = {name: value for name, value in answer["properties"].items() if name != "rawContent"}
    return {"id": _address(want), "name": want["alias"], **answer, "properties": properties}


def _internal(have):
    return {key: value for key, value in have.items() if key.startswith("_")}


def _state(internal):
    """What is there, as it is shown."""
    found, items = internal["_watchlist"], internal["_items"]
    if not found:
        return internal
    properties = found["properties"]
    search_key = properties["itemsSearchKey"]
    rows = sorted((item["values"] for item in items or ()), key=lambda row: row.get(search_key, ""))
    return {**internal, "id": found["id"], "alias": found["name"], "display_name": properties["displayName"], "search_key": search_key,
            "description": properties.get("description") or "", "labels": sorted(properties.get("labels") or []),
            "default_duration": properties.get("defaultDuration"), **({} if items is None else {"items": rows})}
