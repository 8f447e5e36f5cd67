# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what the modules returned is what their documentation says that they return."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tools import results
from tools.bench import Bench

Members = dict[str, dict[str, Any]]

# What Ansible itself puts into a result: for every module, in a loop, after a failure, about a task that ran in the background.
ANSIBLES_OWN = {
    "ansible_job_id", "ansible_loop_var", "attempts", "changed", "deprecations", "diff", "exception", "failed", "failed_when_result",
    "failed_when_suppressed_exception", "finished", "invocation", "item", "msg", "results_file", "started", "stderr", "stderr_lines",
    "stdout", "stdout_lines", "warnings",
}
UNKNOWN_YET = "(known after apply)"
KINDS: dict[str, type | tuple[type, ...]] = {"str": str, "bool": bool, "int": int, "float": (int, float), "dict": dict, "list": list}
AS_ELSEWHERE = re.compile(r"RV\(([\w.]+)#module:(\w+)\)")


def returned(bench: Bench) -> dict[str, Members]:
    """What each module documents that it returns, by the module's whole name."""
    names = sorted(f"multitenant.secops.{path.stem}" for path in bench.collection.glob("plugins/modules/*.py"))
    described = json.loads(bench.answer("ansible-doc", "--json", "--type", "module", *names))
    return resolved({name: described[name]["return"] or {} for name in names})


def resolved(documented: dict[str, Members]) -> dict[str, Members]:
    """The same, with the members of a value that is described by pointing to another module's."""
    for members in documented.values():
        for member in members.values():
            if "contains" not in member and (found := AS_ELSEWHERE.search(_text(member.get("description", "")))):
                member["contains"] = documented[found[1]][found[2]]["contains"]
    return documented


def _text(description: str | list[str]) -> str:
    return description if isinstance(description, str) else " ".join(description)


def differences(records: Iterable[dict[str, Any]], documented: dict[str, Members]) -> list[str]:
    """What was returned and is not documented, what is documented and was not returned, what has another type."""
    found: set[str] = set()
    holders: set[str] = set()       # the dicts of which at least one was looked at
    seen: set[str] = set()          # and the members that were in them
    for record in records:
        module = record["module"]
        for result in results.each(record["result"]):
            if result.get("skipped") or "censored" in result:
                continue
            values = {name: value for name, value in result.items() if name not in ANSIBLES_OWN and not name.startswith("_ansible")}
            found.update(_compared(module, values, documented[module], "msg" not in result, holders, seen))
    never = {f"{path} was never returned" for path in _paths(documented, holders) if path not in seen}
    return sorted(found | never | {f"{module} never ran" for module in documented.keys() - holders})


def _compared(place: str, values: dict[str, Any], members: Members, whole: bool, holders: set[str], seen: set[str]) -> Iterator[str]:
    """``whole``: nothing that is always returned may be missing (a failure, which has a message, shows what was known by then)."""
    holders.add(place)
    for name in values.keys() - members.keys():
        yield f"{place}.{name} is not documented"
    for name, member in members.items():
        if name in values:
            seen.add(f"{place}.{name}")
            yield from _value(f"{place}.{name}", values[name], member, holders, seen)
        elif whole and member.get("returned") in ("always", "success", "when present"):
            yield f"{place}.{name} is missing"


def _value(place: str, value: Any, member: dict[str, Any], holders: set[str], seen: set[str]) -> Iterator[str]:
    if value is None or value == UNKNOWN_YET:
        return
    kind = member["type"]
    if not isinstance(value, KINDS[kind]) or (kind in ("int", "float") and isinstance(value, bool)):
        yield f"{place} is {type(value).__name__}, documented as {kind}"
        return
    for item in value if kind == "list" else [value]:
        if kind == "list":
            yield from _value(place, item, {"type": member["elements"]}, holders, seen)
        if isinstance(item, dict) and "contains" in member:
            yield from _compared(place, item, member["contains"], True, holders, seen)


def _paths(documented: dict[str, Members], holders: set[str]) -> Iterator[str]:
    """Each documented member of what was looked at."""
    def below(place: str, members: Members) -> Iterator[str]:
        if place not in holders:
            return
        for name, member in members.items():
            yield f"{place}.{name}"
            yield from below(f"{place}.{name}", member.get("contains", {}))

    for module, members in documented.items():
        yield from below(module, members)
