# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection's tasks returned, as recorded by tools/callbacks/secops_record.py."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What is another in each run, but the same wherever it stands again: identifiers, the simulator's ports, folders made for one run.
NAMED = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|127\.0\.0\.1:\d+"
    r"|/[\w/.-]*/(?:simulator-\w+|\.tmp)/[\w/.-]+",
    re.IGNORECASE,
)
# Two moments may fall into one second in one run and not in the other, and nobody knows how long a wait is.
TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:?\d\d)?|(?<=\"waited_seconds\": )[\d.]+")


def read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def steps(records: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The sentences of each host's tasks, in order."""
    said: dict[str, list[str]] = {}
    for record in records:
        for result in each(record["result"]):
            said.setdefault(record["host"], []).extend(result.get("steps", []))
    return said


def each(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A loop's results, or the one result."""
    yield from result.get("results", [result])


def first_difference(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> str | None:
    """Where two recordings part, whatever may vary set aside: the n-th new identifier of one stands for the n-th of the other."""
    ours, theirs = _comparable(one), _comparable(other)
    for number, (left, right) in enumerate(zip(ours, theirs, strict=False)):
        if left != right:
            return f"{one[number]['task']}:\n  {left}\n  {right}"
    if len(ours) != len(theirs):
        return f"{len(ours)} results against {len(theirs)}"
    return None


def _comparable(records: list[dict[str, Any]]) -> list[str]:
    names: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"<{len(names)}>")

    texts = (json.dumps({**record, "result": _settled(record["result"])}, sort_keys=True) for record in records)
    return [NAMED.sub(named, TIMES.sub("<time>", text)) for text in texts]


def _settled(result: dict[str, Any]) -> dict[str, Any]:
    """A failure ends what is under way beside it, early or late: the number of requests by then is not the same twice."""
    if "results" in result:
        return {**result, "results": [_settled(each) for each in result["results"]]}
    return {name: value for name, value in result.items() if name != "requests" or "msg" not in result}
