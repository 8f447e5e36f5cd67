# SPDX-License-Identifier: GPL-3.0-or-later
"""Single items of a watchlist: written one at a time, whatever came with the watchlist's content.

Assumed: an item's id is a GUID; it has a value for the search key, and just the columns that the watchlist's other items have;
who may write, or delete, watchlists may do so to their items.
"""
from __future__ import annotations

from tests.simulator.arm import operations, resources, sentinel
from tests.simulator.arm.system_data import system_data
from tests.simulator.arm.watchlist_content import refuse_columns, wrong
from tests.simulator.arm.watchlists import ITEMS, KIND, ONE, by_whom, items_of, put_item, refuse_while_busy
from tests.simulator.wire import Area, Refused, Reply

area = Area("watchlist_items")
WATCHLISTS = "Microsoft.SecurityInsights/watchlists"
ALL = ONE + "/watchlistItems"
ITEM = ALL + "/{watchlistItemId}"


@area.get(ALL, action=f"{WATCHLISTS}/read")
def listed(call):
    watchlist = _watchlist(call)
    prefix = f"{watchlist['id']}/watchlistItems/".lower()
    return resources.listed(call, [item for item in call.store.list(ITEMS) if item["id"].lower().startswith(prefix)])


@area.get(ITEM, action=f"{WATCHLISTS}/read")
def read(call):
    _watchlist(call)
    return sentinel.one(call, ITEMS)


@area.put(ITEM, action=f"{WATCHLISTS}/write")
def put(call):
    watchlist, name = _watchlist(call), call.params["watchlistItemId"]
    refuse_while_busy(call, watchlist["id"].lower())
    row = (call.body.get("properties") or {}).get("itemsKeyValue")
    if not sentinel.GUID.fullmatch(name):
        raise wrong(f"The watchlist item id '{name}' is not valid: it must be a GUID.")
    if not isinstance(row, dict) or not row.get(watchlist["properties"]["itemsSearchKey"]):
        raise wrong("A watchlist item must have a value for the search key of its watchlist.")
    old = call.store.truth(ITEMS, resources.key(call))
    refuse_columns(row, [item["properties"]["itemsKeyValue"] for item in items_of(call.store, watchlist["id"]) if item != old])
    sentinel.refuse_stale(call, old)
    data = system_data(call, (old or {}).get("systemData"))
    kept = put_item(call, call.store, watchlist, name, row, {"who": by_whom(call), "when": call.stamp(7), "data": data}, old)
    return Reply(200 if old else 201, kept)


@area.delete(ITEM, action=f"{WATCHLISTS}/delete")
def delete(call):
    refuse_while_busy(call, _watchlist(call)["id"].lower())
    return sentinel.delete(call, ITEMS)


def _watchlist(call):
    """The watchlist of the item that was called; looking at its items counts as a poll of what is under way on it."""
    sentinel.opened(call)
    id = resources.id_of(call).rpartition("/watchlistItems")[0]
    found = operations.current(call, KIND, id.lower()) if call.method == "GET" else call.store.get(KIND, id.lower())
    if found is None:
        raise Refused(404, "NotFound", f"Watchlist '{call.params['watchlistAlias']}' was not found.")
    return found
