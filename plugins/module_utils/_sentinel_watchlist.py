# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A watchlist of a workspace with Microsoft Sentinel, with its items from inline content or a CSV file.

The service never answers the content that was uploaded, and an upload only ever adds. So items are compared one by one: new ones are
uploaded together, others are changed and removed each by itself.
"""

from __future__ import annotations

import re

from ._azure import NOT_THERE
from ._durations import duration
from ._errors import Refusal
from ._sentinel import READ_AGAIN, WORKSPACE, delete, refuse_workspace, reported, things
from ._together import together
from ._watchlist_items import item_of, refuse_rows, rows_given, rows_in
from ._watchlist_plan import BUSY, address_of, fresh, in_the_way, kept, number, write, written

__all__ = ("READ_AGAIN",)       # of the engine

OPTIONS = {
    **WORKSPACE,
    "alias": {"type": "str", "required": True},
    "search_key": {"type": "str", "no_log": False},     # the name of a column
    "display_name": {"type": "str"},
    "description": {"type": "str"},
    "labels": {"type": "list", "elements": "str"},
    "default_duration": {"type": "str"},
    "entries": {"type": "list", "elements": "dict"},
    "file": {"type": "path"},
    "lines_to_skip": {"type": "int", "default": 0},
    "purge": {"type": "bool", "default": True},
    "replace": {"type": "bool", "default": False},
}
RULES = {"mutually_exclusive": [("entries", "file")], "required_if": [("state", "present", ["search_key"])]}
INFO_OPTIONS = {**WORKSPACE, "alias": {"type": "str"}}
NEEDS = {
    "azure": {
        "read": {
            "Microsoft.SecurityInsights/watchlists/read": "", "Microsoft.Resources/subscriptions/providers/read": "in check mode",
            "Microsoft.SecurityInsights/onboardingStates/read": "in check mode"},
        "write": {
            "Microsoft.SecurityInsights/watchlists/write": "",
            "Microsoft.SecurityInsights/watchlists/delete": "with state absent or replace, and when items are removed"},
    },
}
ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,62}[A-Za-z0-9]")


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
    if "entries" in want:
        refuse_rows(rows_given(want["entries"]), want["search_key"], cloud)


async def find(clients, want):
    """The watchlist, and its items where items are wanted."""
    have = {"_typed": not clients.cloud.national, "_file": None}
    if want["state"] == "present" and "file" in want:
        have["_file"] = rows_in(want["file"], want["lines_to_skip"])
        refuse_rows(have["_file"], want["search_key"], clients.cloud)
    found = next((each for each in await things(clients, want, "watchlists") or [] if _is_there(each, want)), None)
    has_items = found and want["state"] == "present" and _rows(want, have) is not None
    items = await clients.arm.items(f"{address_of(want, found)}/watchlistItems", absent=NOT_THERE) if has_items else []
    return _state({**have, "_watchlist": found, "_items": [item_of(item) for item in items] if has_items else None})


def steps(want, have, now):
    found = have["_watchlist"]
    if want["state"] == "absent":
        if found:
            yield delete(address_of(want, found), f"Delete watchlist {want['alias']}", not_yet=BUSY)
        return _state({**_internal(have), "_watchlist": None, "_items": None})
    rows = _rows(want, have)
    if found and (other := in_the_way(want, have, rows)):
        if not want["replace"] or rows is None:
            raise Refusal(f"watchlist '{want['alias']}' has {other}, which cannot be changed; "
                          "set replace to true and give entries or file to delete it and make it anew")
        yield delete(address_of(want, found), f"Delete watchlist {want['alias']}, which has {other}, to make it anew", not_yet=BUSY)
        found = None
    if found:
        found, items = yield from kept(want, have, found, rows)
        return _state({**_internal(have), "_watchlist": found, "_items": items})
    told = f" with {number(rows)}" if rows else ""
    answer = yield write(want, have, None, rows, f"Create watchlist {want['alias']}{told}")
    return _state({**_internal(have), "_watchlist": written(want, answer), "_items": fresh(rows)})


async def report(clients, want):
    """The watchlists of a workspace, with their items."""
    refuse_workspace(want)
    found = [each for each in await reported(clients, want, "watchlists") if "alias" not in want or _is_there(each, want)]
    items = await together(*(reported(clients, want, f"watchlists/{each['name']}/watchlistItems") for each in found))
    return [_state({"_watchlist": each, "_items": [item_of(item) for item in its]}) for each, its in zip(found, items)]


def _is_there(watchlist, want):
    """One that is on its way out is as good as gone; what follows waits until it is."""
    properties = watchlist["properties"]
    leaving = properties.get("isDeleted") or str(properties.get("provisioningState")).lower() == "deleting"
    return watchlist["name"].lower() == want["alias"].lower() and not leaving


def _rows(want, have):
    """The items that are wanted, or None where nothing is said of them."""
    return rows_given(want["entries"]) if "entries" in want else have["_file"] if "file" in want else None


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
            "default_duration": properties.get("defaultDuration"), **({} if items is None else {"entries": rows})}
