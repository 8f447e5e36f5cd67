# SPDX-License-Identifier: GPL-3.0-or-later
"""The content of a watchlist as it is uploaded: lines of comma-separated values under a header.

Assumed: the largest upload is 3,800,000 bytes, the longest line 10,240 characters; an upload has just the columns that the watchlist's
items have; lines that are equal in every column to one that is there are left out.
"""
from __future__ import annotations

import csv
import io

from tests.simulator.wire import Refused

LARGEST, LONGEST = 3_800_000, 10_240
TYPES = {"text/csv": ",", "text/tsv": "\t"}


def rows_of(given, there):
    """The items in an upload that are not among those that are there; refused when it is no good."""
    text, skipped = given["rawContent"], int(given.get("numberOfLinesToSkip") or 0)
    if given.get("contentType") not in TYPES:
        raise wrong("The 'contentType' of a watchlist's content must be 'text/csv' or 'text/tsv'.")
    if len(text.encode()) > LARGEST:
        raise wrong("The content of the watchlist exceeds the maximum size of 3.8 MB.")
    lines = text.splitlines(keepends=True)[skipped:]
    if any(len(line.rstrip("\r\n")) > LONGEST for line in lines):
        raise wrong(f"Invalid csv content: a line exceeds the maximum length of {LONGEST} characters.")
    read = [row for row in csv.reader(io.StringIO("".join(lines)), delimiter=TYPES[given["contentType"]]) if row]
    if len(read) < 2:
        raise wrong("Invalid csv content : no watchlist items found in the provided rawContent!")
    header, *rows = read
    if len(set(header)) < len(header) or "" in header or any(len(row) != len(header) for row in rows):
        raise wrong("Invalid csv content: each line must have a value for each column of the header.")
    if given["itemsSearchKey"] not in header:
        raise wrong(f"Invalid csv content: the column '{given['itemsSearchKey']}' of the search key is missing.")
    refuse_columns(header, there)
    fresh = []
    for row in (dict(zip(header, row)) for row in rows):
        if row not in there and row not in fresh:
            fresh.append(row)
    return fresh


def refuse_columns(columns, there):
    if there and set(columns) != set(there[0]):
        raise wrong("The columns do not match those of the watchlist.")


def wrong(message):
    return Refused(400, "BadRequest", message)
