# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Items of a watchlist: as they are given inline or in a file, as they are uploaded, as they differ from those that are there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from ._errors import Refusal

LARGEST, LONGEST = 3_800_000, 10_240        # bytes of an upload, characters of a line


@dataclass(frozen=True)
class Difference:
    """What turns the items that are there into those that are wanted."""

    added: list[dict]
    changed: list[tuple[dict, dict]]        # (item as it is, its values as wanted)
    removed: list[dict]


def rows_in(path, lines_to_skip):
    """The items in a CSV file: a header, then a line for each."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            for _line in range(lines_to_skip):
                file.readline()
            read = [row for row in csv.reader(file, strict=True) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"the file '{path}' cannot be read as comma-separated values in UTF-8 ({error}); correct it") from error
    if not read:
        raise Refusal(f"the file '{path}' is empty; its first line must name the columns")
    header, *rows = read
    if len(set(header)) < len(header) or "" in header:
        raise Refusal(f"the first line of the file '{path}' must name each column once; correct it, or set lines_to_skip")
    uneven = next((row for row in rows if len(row) != len(header)), None)
    if uneven:
        raise Refusal(f"the line '{','.join(uneven)}' of the file '{path}' has {len(uneven)} values for {len(header)} columns; correct it")
    return [dict(zip(header, row)) for row in rows]


def rows_given(items):
    """The items given inline, each with all the columns that one of them has, as the texts that a watchlist holds."""
    columns = list(dict.fromkeys(column for item in items for column in item))
    return [{column: _text(item.get(column), column) for column in columns} for item in items]


def refuse_rows(rows, search_key, cloud):
    """Items that cannot be told apart, or that cannot be uploaded."""
    seen = set()
    for row in rows:
        key = row.get(search_key, "")
        if not key.strip():
            raise Refusal(f"an item of the watchlist has no value for the search key '{search_key}'; give each item one")
        if key in seen:
            raise Refusal(f"two items of the watchlist have '{key}' as their {search_key}; the search key must tell items apart")
        seen.add(key)
    text = uploaded(rows)
    longest = max((len(line) for line in text.splitlines()), default=0)
    if longest > LONGEST:
        raise Refusal(f"a line of the watchlist has {longest} characters, and {LONGEST} is the most that there may be; shorten it")
    if len(text.encode()) > LARGEST:
        large = (f"{cloud.name} has no large watchlists: divide it" if cloud.national
                 else "divide it, or upload it from Azure Storage in the portal as a large watchlist")
        raise Refusal(f"the items are more than the 3.8 MB of a watchlist that is uploaded at once; {large}")


def uploaded(rows):
    """The items as comma-separated values under a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\r\n")
    if rows:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def difference(rows, there, search_key, purge):
    """Which items are added, changed and removed. The search key tells which item is which."""
    left, added, changed = list(there), [], []
    for row in rows:
        named = [item for item in left if item["values"].get(search_key) == row[search_key]]
        mine = next((item for item in named if item["values"] == row), named[0] if named else None)
        if mine is None:
            added.append(row)
            continue
        left.remove(mine)
        if mine["values"] != row:
            changed.append((mine, row))
    return Difference(added, changed, left if purge else [])


def item_of(answer):
    """An item as it is compared: its values as texts."""
    values = {column: _text(value, column) for column, value in answer["properties"]["itemsKeyValue"].items()}
    return {"name": answer["name"], "etag": answer.get("etag"), "values": values}


def _text(value, column):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        raise Refusal(f"the column '{column}' of an item holds a {type(value).__name__}, and a watchlist holds texts; give a text")
    return str(value)
