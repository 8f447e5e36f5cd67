# SPDX-License-Identifier: GPL-3.0-or-later
"""Watchlists: made with their content, added to by further content, removed with their items. The items are in watchlist_items.py.

Content is only ever added to what is there, and never answered. Versions that know a provisioning state (2024-09-01 and later) upload and
delete as long-running operations; older ones answer at once, upload behind the scenes, and delete at once.
Assumed: while something is under way on a watchlist, other writes to it are refused (409); an alias is a letter, then 1 to 62 letters,
digits, hyphens and underscores, then a letter or digit; the search key cannot be changed; content from Azure Storage is not taken,
since its address is in no published schema.
"""
from __future__ import annotations

import re

from tests.simulator.arm import operations, resources, sentinel
from tests.simulator.arm.system_data import author, system_data
from tests.simulator.arm.watchlist_content import rows_of, wrong
from tests.simulator.wire import Area, Refused, Reply

area = Area("watchlists")
KIND, ITEMS = "watchlists", "watchlistItems"
ALL = sentinel.ROOT + "/watchlists"
ONE = ALL + "/{watchlistAlias}"
ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,62}[A-Za-z0-9]")
STATED = "2024-09-01"                                 # the first version that knows these members
SINCE_STATED = ("provisioningState", "sourceType")
SETTABLE = ("displayName", "provider", "source", "sourceType", "description", "labels", "defaultDuration", "itemsSearchKey",
            "contentType", "numberOfLinesToSkip")


@area.get(ALL)
def listed(call):
    sentinel.opened(call)
    for found in call.store.list(KIND):
        operations.current(call, KIND, found["id"].lower())
    return sentinel.listed(call, KIND, lambda found: _shown(call, found))


@area.get(ONE)
def read(call):
    sentinel.opened(call)
    operations.current(call, KIND)
    return _shown(call, sentinel.one(call, KIND))


@area.put(ONE)
def put(call):
    sentinel.opened(call)
    given, old = call.body.get("properties") or {}, call.store.truth(KIND, resources.key(call))
    refuse_while_busy(call, resources.key(call))
    _check(call, given, old)
    sentinel.refuse_stale(call, old)
    there = [item["properties"]["itemsKeyValue"] for item in items_of(call.store, resources.id_of(call))]
    rows = rows_of(given, there) if given.get("rawContent") else []
    final, status = _kept(call, given, old), 200 if old else 201
    if not given.get("rawContent"):
        call.store.put(KIND, resources.key(call), final)
        return Reply(status, _shown(call, final))
    interim = {**final, "properties": {**final["properties"], "uploadStatus": "InProgress", "provisioningState": "InProgress"}}
    plan = {"rows": rows, "who": final["properties"]["updatedBy"], "when": call.stamp(7), "data": final["systemData"]}
    reply = operations.begin(call, KIND, final, interim, status=status, style="async" if _is_stated(call) else "state", plan=plan)
    reply.body = _shown(call, reply.body)
    return reply


@area.delete(ONE)
def delete(call):
    sentinel.opened(call)
    old = call.store.truth(KIND, resources.key(call))
    if old is None:
        return None
    refuse_while_busy(call, resources.key(call), "Delete")
    sentinel.refuse_stale(call, old)
    if not _is_stated(call):
        _forget_items(call.store, old)
        call.store.delete(KIND, resources.key(call))
        return Reply(200)
    deleting = {**old, "properties": {**old["properties"], "provisioningState": "Deleting"}}
    return operations.begin(call, KIND, None, deleting, style="async", plan={"rows": []})


@operations.at_end(KIND)
def finish(call, operation):
    """The items of an upload are there from its end on; with a watchlist its items go."""
    store = call.world.subscriptions[operation["subscription"]].store
    if operation["final"] is None:
        _forget_items(store, store.truth(KIND, operation["key"]))
        return
    for row in operation["plan"]["rows"]:
        put_item(call, store, operation["final"], call.new_id(), row, operation["plan"])


def put_item(call, store, watchlist, name, row, by, old=None):
    """Keep an item of a watchlist, as it is answered."""
    id = f"{watchlist['id']}/watchlistItems/{name}"
    return store.put(ITEMS, id.lower(), {
        "id": id, "name": name, "type": "Microsoft.SecurityInsights/watchlists/watchlistItems", "etag": f'"{call.new_id()}"',
        "systemData": by["data"], "properties": {
            "watchlistItemType": "watchlist-item", "watchlistItemId": name, "tenantId": watchlist["properties"]["tenantId"],
            "isDeleted": False, "created": by["when"], "createdBy": by["who"],
            **{key: value for key, value in (old or {}).get("properties", {}).items() if key.startswith("created")},
            "updated": by["when"], "updatedBy": by["who"], "itemsKeyValue": row, "entityMapping": {}}})


def items_of(store, watchlist_id):
    prefix = f"{watchlist_id}/watchlistItems/".lower()
    return [item for item in store.truths(ITEMS) if item["id"].lower().startswith(prefix)]


def refuse_while_busy(call, key, what="Update"):
    """What is under way on a watchlist must come to its end first."""
    busy = call.store.truth(KIND, key)
    if busy and operations.under_way(call, KIND, key):
        doing = "Delete" if busy["properties"]["provisioningState"] == "Deleting" else "Upload"
        raise Refused(409, "Conflict", f"{what} of the watchlist is not possible. {doing} is currently in progress.")


def by_whom(call):
    return {"objectId": call.caller, "email": None, "name": author(call)}


def _check(call, given, old):
    alias = call.params["watchlistAlias"]
    if not ALIAS.fullmatch(alias):
        raise wrong(f"The watchlist alias '{alias}' is not valid.")
    if not given:
        raise wrong("The properties of the watchlist are missing.")
    if given.get("sourceType") not in (None, "Local"):
        why = "is not available in this cloud" if call.world.cloud != "AzureCloud" else "needs the address of the content"
        raise wrong(f"The source type '{given['sourceType']}' {why}.")
    if old and old["properties"]["itemsSearchKey"] != given["itemsSearchKey"]:
        raise wrong("The search key of a watchlist cannot be changed.")


def _kept(call, given, old):
    """The watchlist as it is once its content is there."""
    first, now = (old or {}).get("properties", {}), call.stamp(7)
    asked = {name: given[name] for name in SETTABLE if given.get(name) is not None}
    return {
        "id": resources.id_of(call), "name": call.params["watchlistAlias"], "type": resources.type_of(call), "etag": f'"{call.new_id()}"',
        "systemData": system_data(call, (old or {}).get("systemData")), "properties": {
            "watchlistId": first.get("watchlistId") or call.new_id(), "source": "", "sourceType": "Local", "description": "", "labels": [],
            "defaultDuration": None, "contentType": "", "numberOfLinesToSkip": 0, **asked, "watchlistType": "watchlist",
            "watchlistAlias": call.params["watchlistAlias"], "isDeleted": False, "tenantId": call.subscription.tenant_id,
            "created": first.get("created", now), "createdBy": first.get("createdBy") or by_whom(call), "updated": now,
            "updatedBy": by_whom(call), "uploadStatus": "Complete", "provisioningState": "Succeeded"}}


def _forget_items(store, watchlist):
    for item in items_of(store, watchlist["id"]):
        store.delete(ITEMS, item["id"].lower())


def _is_stated(call):
    return call.version >= STATED


def _shown(call, watchlist):
    """As the version called has it."""
    properties = {name: value for name, value in watchlist["properties"].items()
                  if value is not None and (_is_stated(call) or name not in SINCE_STATED)}
    return {**watchlist, "properties": properties}
