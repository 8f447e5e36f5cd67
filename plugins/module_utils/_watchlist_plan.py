# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What is written of a watchlist: itself whole, what is new among its items with it, other items one by one."""

from __future__ import annotations

import os

from ._analytics_notes import groups
from ._azure import NOT_THERE
from ._durations import length_of
from ._sentinel import NOT_YET, delete, put, sentinel_of
from ._steps import ARM, Look
from ._watchlist_items import difference, item_of, uploaded

BUSY = (*NOT_YET, "InProgress")         # an upload or a deletion comes to its end
SETTABLE = {"display_name": "displayName", "description": "description", "labels": "labels", "default_duration": "defaultDuration"}
WORDS = {"display_name": "display name", "default_duration": "default duration"}


def in_the_way(want, have, rows):
    """What of the watchlist can only be changed by making it anew."""
    search_key = have["_watchlist"]["properties"]["itemsSearchKey"]
    if search_key != want["search_key"]:
        return f"the search key {search_key}"
    columns = set(have["_items"][0]["values"]) if have["_items"] else set()
    if rows and columns and columns != set(rows[0]):
        return f"the columns {', '.join(sorted(columns))}"
    return ""


def kept(want, have, found, rows):
    """Yield what turns a watchlist that is there into the one that is wanted; returns (watchlist, items).

    Single items come first: an upload goes on for a while, and nothing else is taken meanwhile.
    """
    differs = difference(rows, have["_items"] or [], want["search_key"], want["purge"]) if rows is not None else None
    items = have["_items"]
    if differs:
        yield from groups([*_changes(want, found, differs), *_removals(want, found, differs)])
        values = {item["name"]: row for item, row in differs.changed}
        gone = [item["name"] for item in differs.removed]
        items = [{**item, "values": values.get(item["name"], item["values"])} for item in items or [] if item["name"] not in gone]
    changes = [WORDS.get(option, option) for option in SETTABLE if option in want and _differs(want, found, option)]
    added = differs.added if differs else []
    if changes or added:
        answer = yield write(want, have, found, added, _says(want, changes, added))
        found, items = written(want, answer), [*items, *fresh(added)] if items is not None else None
    return found, items


def _says(want, changes, added):
    if not changes:
        return f"Add {number(added)} to watchlist {want['alias']}"
    return f"Change {', '.join(changes)} of watchlist {want['alias']}" + (f" and add {number(added)} to it" if added else "")


def _changes(want, found, differs):
    for item, row in differs.changed:
        columns = sorted(column for column in row if row[column] != item["values"].get(column))
        yield put(f"{address_of(want, found)}/watchlistItems/{item['name']}", {"properties": {"itemsKeyValue": row}},
                  f"Change {', '.join(columns)} of item {row[want['search_key']]} in watchlist {want['alias']}", item["etag"], not_yet=BUSY)


def _removals(want, found, differs):
    for item in differs.removed:
        yield delete(f"{address_of(want, found)}/watchlistItems/{item['name']}",
                     f"Remove item {item['values'].get(want['search_key'])} from watchlist {want['alias']}", not_yet=BUSY)


def write(want, have, found, rows, says):
    """The watchlist whole, with what is added to its items; confirmed by the items that the next task would find."""
    path, there = address_of(want, found), found["properties"] if found else {}
    rest = {name: there[name] for name in ("description", "labels", "defaultDuration", "source") if there.get(name)}
    properties = {
        "displayName": there.get("displayName", want["alias"]), "provider": there.get("provider", "Microsoft"), **rest,
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
    return Look(f"{path}/watchlistItems", f"each new item of watchlist {want['alias']}", pick, service=ARM, many=True, times=2,
                absent=NOT_THERE)


def _differs(want, found, option):
    there = found["properties"].get(SETTABLE[option])
    if option == "labels":
        return sorted(want["labels"]) != sorted(there or [])
    if option == "default_duration":
        return length_of(want[option]) != length_of(there)
    return want[option] != (there or "")


def address_of(want, found=None):
    return f"{sentinel_of(want)}/watchlists/{found['name'] if found else want['alias']}"


def number(rows):
    return f"{len(rows)} item{'' if len(rows) == 1 else 's'}"


def fresh(rows):
    return None if rows is None else [{"name": "", "etag": None, "values": row} for row in rows]


def written(want, answer):
    properties = {name: value for name, value in answer["properties"].items() if name != "rawContent"}
    return {"name": want["alias"], **answer, "id": address_of(want), "properties": properties}
