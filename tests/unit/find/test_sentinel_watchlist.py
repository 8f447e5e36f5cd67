# SPDX-License-Identifier: GPL-3.0-or-later
"""What sentinel_watchlist reads: files of comma-separated values, and the watchlist that is meant."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_watchlist as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._sentinel import sentinel_of
from ansible_collections.multitenant.secops.plugins.module_utils._watchlist_items import LARGEST, refuse_rows, rows_given, rows_in, uploaded

from tests.unit.plan.cases import want_of

WISH = {"subscription_id": "11111111-1111-4111-8111-111111111111", "resource_group": "rg-secops", "workspace": "law-secops",
        "alias": "Hosts", "search_key": "Host"}
LISTS = f"{sentinel_of(WISH)}/watchlists"


def watchlist(name="Hosts", **properties):
    return {"id": f"{LISTS}/{name}", "name": name, "properties": {"displayName": name, "itemsSearchKey": "Host", **properties}}


def found(lists, cloud="AzureUSGovernment", **options):
    asked = []

    async def items(path, query=None, absent=()):
        asked.append(path)
        return lists.get(path, [])

    async def expected(what, read):
        return await read()
    clients = SimpleNamespace(cloud=CLOUDS[cloud], arm=SimpleNamespace(items=items), expected=expected, foretells=False)
    return asyncio.run(resource.find(clients, want_of(resource, {**WISH, **options}))), asked


def written(folder, content):
    path = folder / "hosts.csv"
    path.write_bytes(content)
    return str(path)


def test_a_file_as_spreadsheets_write_it(tmp_path):
    path = written(tmp_path, b'\xef\xbb\xbfHost,Owner\r\nalpha,"Lee, ""Sam"""\r\n\r\nbeta,"two\r\nlines"\r\n')
    assert rows_in(path, 0) == [{"Host": "alpha", "Owner": 'Lee, "Sam"'}, {"Host": "beta", "Owner": "two\r\nlines"}]


def test_lines_before_the_columns_are_left_out(tmp_path):
    assert rows_in(written(tmp_path, b"Our hosts\nof today\nHost\nalpha\n"), 2) == [{"Host": "alpha"}]


@pytest.mark.parametrize(("content", "words"), [
    (b"", "is empty"), (b"Host,Host\na,b\n", "must name each column once"), (b"Host,\na,b\n", "must name each column once"),
    (b"Host,Owner\nalpha\n", "the line 'alpha' of the file"), (b"\xff\xfe", "in UTF-8"), (b'Host\n"open\n', "cannot be read"),
])
def test_files_that_are_none(tmp_path, content, words):
    with pytest.raises(Refusal, match=words):
        rows_in(written(tmp_path, content), 0)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Refusal, match="cannot be read"):
        rows_in(str(tmp_path / "none.csv"), 0)


def test_what_is_uploaded_is_read_as_it_was(tmp_path):
    rows = rows_given([{"Host": "a,b", "Note": 'say "x"'}, {"Host": "c\nd", "More": 0}])
    assert rows_in(written(tmp_path, uploaded(rows).encode()), 0) == rows


@pytest.mark.parametrize(("cloud", "words"), [
    ("AzureUSGovernment", "has no large watchlists"), ("AzureCloud", "from Azure Storage in the portal")])
def test_more_than_can_be_sent(cloud, words):
    rows = [{"Host": str(number), "Note": "x" * 10_000} for number in range(LARGEST // 10_000 + 1)]
    with pytest.raises(Refusal, match=words):
        refuse_rows(rows, "Host", CLOUDS[cloud])


def test_items_are_read_only_where_items_are_wanted():
    have, asked = found({LISTS: [watchlist()]})
    assert (have["_items"], asked) == (None, [LISTS])
    one = {"name": "1", "etag": '"1"', "properties": {"itemsKeyValue": {"Host": "alpha", "Size": 3}}}
    have, asked = found({LISTS: [watchlist("HOSTS")], f"{LISTS}/HOSTS/watchlistItems": [one]}, entries=[])
    assert have["_items"] == [{"name": "1", "etag": '"1"', "values": {"Host": "alpha", "Size": "3"}}]
    assert have["entries"] == [{"Host": "alpha", "Size": "3"}]


@pytest.mark.parametrize("leaving", [{"isDeleted": True}, {"provisioningState": "Deleting"}])
def test_one_that_is_being_deleted_is_not_there(leaving):
    assert found({LISTS: [watchlist(**leaving), watchlist("Others")]})[0]["_watchlist"] is None


def test_a_bad_file_is_told_before_any_call(tmp_path):
    with pytest.raises(Refusal, match="two items"):
        found({LISTS: AssertionError}, file=written(tmp_path, b"Host\na\na\n"))
    assert found({}, file=written(tmp_path, b"Host\na\n"))[0]["_file"] == [{"Host": "a"}]
