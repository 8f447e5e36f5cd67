# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The steps that write analytics rules, replace those of another kind, and take rules away."""

from __future__ import annotations

from ._analytics_limits import PREVIEW_MEMBERS, needs_preview
from ._analytics_notes import address_of, groups, removals
from ._analytics_plan import match
from ._sentinel import NOT_YET, PREVIEW, delete, put, sentinel_of
from ._steps import ARM, Look


def replacement(want, have, tasks, rules):
    """Take away the rules whose kind is another one, with their notes.

    The note goes first: a note without its rule says that somebody else deleted the rule.
    """
    gone = {task["old"]["name"]: task["wish"].name for task in tasks}
    yield from groups(removals(want, have["_notes"], gone))
    for group in groups(tasks):
        yield [delete(address_of(want, task["old"]["name"]), f"Delete analytics rule {task['wish'].name} of kind {task['old']['kind']}, to "
                      f"make it anew as {task['wish'].kind}") for task in group]
    for name in gone:
        del rules[name.lower()]


def write(want, task):
    query = PREVIEW if needs_preview(task["wish"].kind, task["properties"]) else {}
    properties = {key: value for key, value in task["properties"].items() if query or key not in PREVIEW_MEMBERS}
    return put(address_of(want, task["name"]), {"kind": task["wish"].kind, "properties": properties}, task["says"], task["etag"],
               query=query, not_yet=(*NOT_YET, "RecentlyDeleted"))


def written(want, task, answer):
    return {"id": address_of(want, task["name"]), "name": task["name"], "kind": task["wish"].kind, "etag": answer.get("etag"),
            "properties": answer.get("properties") or task["properties"]}


def seen(want, have, names):
    """Wait until the new rules are in the list in which the next task looks for them."""
    def pick(items):
        return True if names <= {item["name"].lower() for item in items} else None
    return Look(f"{sentinel_of(want)}/alertRules", "each new analytics rule", pick, have.get("_version") or {}, ARM, many=True, times=2)


def removal(want, have, wanted):
    """Fusion stays, as it came with Microsoft Sentinel; of it goes only the note."""
    gone = {found["name"]: wish.name for wish in wanted if (found := match(want, have["_rules"], wish))}
    staying = {rule["name"] for rule in have["_rules"] if rule["kind"] == "Fusion"}
    deleted = {name: called for name, called in gone.items() if name not in staying}
    yield from groups(removals(want, have["_notes"], gone))
    yield from groups([delete(address_of(want, name), f"Delete analytics rule {called}") for name, called in deleted.items()])
    lost = {name.lower() for name in gone}
    return {**internal(have), "_rules": [rule for rule in have["_rules"] if rule["name"] not in deleted],
            "_notes": {name: noted_there for name, noted_there in have["_notes"].items() if name not in lost}}


def internal(have):
    return {key: value for key, value in have.items() if key.startswith("_")}
