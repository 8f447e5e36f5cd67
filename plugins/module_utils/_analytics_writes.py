# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The steps that write analytics rules, replace those of another kind, and take rules away."""

from __future__ import annotations

from ._analytics_files import KINDS
from ._analytics_limits import PREVIEW_MEMBERS, needs_preview
from ._analytics_notes import address_of, groups, removals
from ._analytics_plan import match
from ._sentinel import NOT_YET, PREVIEW, delete, put, sentinel_of
from ._steps import ARM, Kept, Look


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
    """Fusion stays, as it came with Microsoft Sentinel, and so does what somebody else made and was adopted; of these goes the note."""
    pairs = [(wish, found) for wish in wanted if (found := match(want, have["_rules"], wish))]
    gone = {found["name"]: wish.name for wish, found in pairs}
    others = {found["name"]: wish.name for wish, found in pairs if want["made_by_others"] == "keep" and not _is_ours(want, wish, found)}
    deleted = {found["name"]: wish.name for wish, found in pairs if found["kind"] != "Fusion" and found["name"] not in others}
    yield from groups(removals(want, have["_notes"], gone))
    yield from groups([delete(address_of(want, name), f"Delete analytics rule {called}") for name, called in deleted.items()])
    for called in sorted(others.values()):
        yield Kept(f"Analytics rule {called}, which was there before, made by somebody else")
    lost = {name.lower() for name in gone}
    rules = [rule for rule in have["_rules"] if rule["name"] not in deleted]
    notes = {name: noted_there for name, noted_there in have["_notes"].items() if name not in lost}
    return {**internal(have), "_rules": rules, "_notes": notes}


def _is_ours(want, wish, found):
    """A rule that this module made is known by its id; one that was adopted keeps the id that somebody else gave it."""
    return found["kind"] == "Fusion" or found["name"].lower() in {wish.id_of(want, kind).lower() for kind in KINDS}


def internal(have):
    return {key: value for key, value in have.items() if key.startswith("_")}
