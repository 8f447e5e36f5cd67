# SPDX-License-Identifier: GPL-3.0-or-later
"""Watchlists and their items, asked by plain HTTP."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import estates, refused
from tests.unit.simulator.sentinel_client import SENTINEL, with_sentinel, with_workspace

LISTS = f"{SENTINEL}/watchlists"
ONE, ITEMS = f"{LISTS}/Hosts", f"{LISTS}/Hosts/watchlistItems"
ID = "77777777-0000-4000-8000-{:012d}"
NEW, OLD = "2025-09-01", "2024-03-01"
CSV = "Host,Owner\r\nalpha,Kit\r\nbeta,\"Lee, Sam\"\r\n"


@pytest.fixture
def azure(estate):
    return with_sentinel(estate.fresh())


def watchlist(content=CSV, **properties):
    upload = {"rawContent": content, "contentType": "text/csv", "numberOfLinesToSkip": 0} if content is not None else {}
    return {"properties": {"displayName": "Hosts", "provider": "Microsoft", "itemsSearchKey": "Host", **upload, **properties}}


def rows(azure, version=NEW):
    return [item["properties"]["itemsKeyValue"] for item in azure.values(ITEMS, version=version)]


def item(**values):
    return {"properties": {"itemsKeyValue": values}}


@pytest.mark.parametrize("version", [NEW, "2024-09-01", "2025-10-01-preview"])
def test_made_and_removed_as_long_operations(azure, version):
    made = azure.put(ONE, watchlist(), version=version)
    assert (made.status_code, made.json()["properties"]["provisioningState"]) == (201, "InProgress")
    assert azure.finished(made) == 1
    found = azure.get(ONE, version=version).json()
    assert (found["properties"]["provisioningState"], found["properties"]["uploadStatus"]) == ("Succeeded", "Complete")
    assert found["properties"]["sourceType"] == "Local"
    assert "rawContent" not in found["properties"]
    assert rows(azure, version) == [{"Host": "alpha", "Owner": "Kit"}, {"Host": "beta", "Owner": "Lee, Sam"}]
    gone = azure.delete(ONE, version=version)
    assert gone.status_code == 202
    azure.finished(gone)
    refused(azure.get(ONE, version=version), 404, "ResourceNotFound")
    refused(azure.get(ITEMS, version=version), 404, "NotFound")
    assert azure.delete(ONE, version=version).status_code == 204


def test_an_upload_ends_though_nobody_asks_any_more(azure):
    assert azure.put(ONE, watchlist(), version=NEW).json()["properties"]["provisioningState"] == "InProgress"
    refused(azure.put(ONE, watchlist(), version=NEW), 409, "Conflict")
    azure.later(61)
    assert azure.put(ONE, watchlist(content=None), version=NEW).status_code == 200
    assert rows(azure) == [{"Host": "alpha", "Owner": "Kit"}, {"Host": "beta", "Owner": "Lee, Sam"}]


def test_older_versions_answer_at_once_and_upload_behind_the_scenes(azure):
    azure.polls(3)
    made = azure.put(ONE, watchlist(), version=OLD)
    assert (made.status_code, made.json()["properties"]["uploadStatus"]) == (201, "InProgress")
    assert not {"provisioningState", "sourceType"} & made.json()["properties"].keys()
    assert "Azure-AsyncOperation" not in made.headers
    assert rows(azure, OLD) == []
    refused(azure.delete(ONE, version=OLD), 409, "Conflict", "is currently in progress")
    assert [azure.get(ONE, version=OLD).json()["properties"]["uploadStatus"] for _time in range(2)] == ["InProgress", "Complete"]
    assert len(rows(azure, OLD)) == 2
    assert azure.delete(ONE, version=OLD).status_code == 200
    assert azure.values(LISTS, version=OLD) == []


def test_nothing_else_while_something_is_under_way(azure):
    azure.polls(5)
    azure.put(ONE, watchlist(), version=NEW)
    refused(azure.put(ONE, watchlist(), version=NEW), 409, "Conflict", "Upload is currently in progress")
    refused(azure.put(f"{ITEMS}/{ID.format(1)}", item(Host="gamma", Owner=""), version=NEW), 409, "Conflict", "is currently in progress")
    for _time in range(5):
        azure.get(ONE, version=NEW)
    assert azure.delete(ONE, version=NEW).status_code == 202
    refused(azure.put(ONE, watchlist(), version=NEW), 409, "Conflict", "Delete is currently in progress")
    refused(azure.delete(ONE, version=NEW), 409, "Conflict", "Delete is currently in progress")


def test_content_is_added_never_taken_away(azure):
    azure.finished(azure.put(ONE, watchlist(), version=NEW))
    again = azure.put(ONE, watchlist("Host,Owner\r\nalpha,Kit\r\nalpha,Pat\r\n"), version=NEW)
    assert again.status_code == 200
    azure.finished(again)
    assert [row["Owner"] for row in rows(azure)] == ["Kit", "Lee, Sam", "Pat"]


def test_an_empty_one_and_its_description(azure):
    assert azure.put(ONE, watchlist(None), version=NEW).json()["properties"]["provisioningState"] == "Succeeded"
    changed = azure.put(ONE, watchlist(None, description="Ours", labels=["a"], defaultDuration="P30D"), version=NEW)
    assert (changed.status_code, changed.json()["properties"]["labels"]) == (200, ["a"])
    assert rows(azure) == []


@pytest.mark.parametrize(("body", "words"), [
    (watchlist("Name,Owner\r\nalpha,Kit\r\n"), "of the search key is missing"),
    (watchlist("Host,Owner\r\n"), "no watchlist items found"),
    (watchlist("Host,Owner\r\nalpha\r\n"), "each line must have a value"),
    (watchlist(contentType="text/plain"), "contentType"),
    (watchlist("Host,Owner\r\n" + "x" * 10_240 + ",y\r\n"), "maximum length"),
    (watchlist("Host,Owner\r\n" + ("x" * 1000 + ",y\r\n") * 3800), "maximum size"),
    (watchlist(None, sourceType="AzureStorage"), "is not available in this cloud"),
])
def test_watchlists_that_are_refused(azure, body, words):
    refused(azure.put(ONE, body, version=NEW), 400, "BadRequest", words)


def test_large_ones_need_an_address_that_no_schema_has(estate):
    with estates("AzureCloud") as public:
        azure = with_sentinel(public.fresh(), "eastus")
        refused(azure.put(ONE, watchlist(None, sourceType="AzureStorage"), version=NEW), 400, "BadRequest", "needs the address")


def test_lines_may_be_skipped(azure):
    azure.finished(azure.put(ONE, watchlist("Exported today\r\n" + CSV, numberOfLinesToSkip=1), version=NEW))
    assert len(rows(azure)) == 2


@pytest.mark.parametrize("alias", ["ab", "1st", "two words", "x" * 65])
def test_aliases(azure, alias):
    refused(azure.put(f"{LISTS}/{alias}", watchlist(), version=NEW), 400, "BadRequest", "is not valid")


def test_the_search_key_and_the_columns_stay(azure):
    azure.finished(azure.put(ONE, watchlist(), version=NEW))
    refused(azure.put(ONE, watchlist(None, itemsSearchKey="Owner"), version=NEW), 400, "BadRequest", "cannot be changed")
    refused(azure.put(ONE, watchlist("Host\r\ngamma\r\n"), version=NEW), 400, "BadRequest", "columns do not match")
    refused(azure.put(f"{ITEMS}/{ID.format(1)}", item(Host="gamma"), version=NEW), 400, "BadRequest", "columns do not match")


def test_etags(azure):
    first = azure.put(ONE, watchlist(None), version=NEW).json()["etag"]
    assert azure.put(ONE, {**watchlist(None), "etag": first}, version=NEW).status_code == 200
    refused(azure.put(ONE, {**watchlist(None), "etag": first}, version=NEW), 409, "Conflict", "Data was not saved")


def test_items_one_by_one(azure):
    azure.finished(azure.put(ONE, watchlist(), version=NEW))
    one = f"{ITEMS}/{ID.format(1)}"
    assert azure.put(one, item(Host="gamma", Owner=""), version=NEW).status_code == 201
    changed = azure.put(one, item(Host="gamma", Owner="Pat"), version=NEW)
    assert (changed.status_code, azure.get(one, version=NEW).json()) == (200, changed.json())
    assert len(rows(azure)) == 3
    refused(azure.put(one, item(Host="", Owner="Pat"), version=NEW), 400, "BadRequest", "value for the search key")
    refused(azure.put(f"{ITEMS}/one", item(Host="a", Owner=""), version=NEW), 400, "BadRequest", "must be a GUID")
    refused(azure.put(f"{LISTS}/Others/watchlistItems/{ID.format(1)}", item(Host="a"), version=NEW), 404, "NotFound")
    assert [azure.delete(one, version=NEW).status_code, azure.delete(one, version=NEW).status_code] == [200, 204]


def test_many_items_come_on_pages(azure):
    azure.finished(azure.put(ONE, watchlist("Host\r\n" + "".join(f"h{number}\r\n" for number in range(150))), version=NEW))
    page = azure.get(ITEMS, version=NEW).json()
    assert len(page["value"]) == 100
    assert len(azure.get(page["nextLink"]).json()["value"]) == 50


def test_who_may_write(azure):
    azure.only("Sentinel Contributor")
    azure.finished(azure.put(ONE, watchlist(), version=NEW))
    azure.only("Sentinel Responder")
    assert len(rows(azure)) == 2
    refused(azure.put(ONE, watchlist(), version=NEW), 403, "AuthorizationFailed", "watchlists/write")
    refused(azure.delete(ONE, version=NEW), 403, "AuthorizationFailed", "watchlists/delete")


def test_without_sentinel_there_are_none(estate):
    azure = with_workspace(estate.fresh())
    refused(azure.put(ONE, watchlist(), version=NEW), 400, "BadRequest", "is not onboarded")
    refused(azure.get(ITEMS, version=NEW), 400, "BadRequest", "is not onboarded")
