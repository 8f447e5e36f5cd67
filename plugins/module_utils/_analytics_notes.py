# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What was written of a rule, noted in the metadata that Sentinel keeps beside it.

A rule has no place of its own for it: what it holds is what the portal shows and edits. The metadata has a free text, customVersion.
"""

from __future__ import annotations

from ._analytics_compare import MARK, note
from ._sentinel import NOT_YET, delete, put, sentinel_of, workspace_of
from ._steps import ARM, Step

PREFIX = "analyticsrule-"
AT_ONCE = 20        # writes that may be under way together


def notes_of(metadata):
    """{name of a rule: what its metadata's free text is}"""
    return {item["name"].lower().removeprefix(PREFIX): {"text": item["properties"].get("customVersion") or ""}
            for item in metadata if item["name"].lower().startswith(PREFIX)}


def noted(want, notes, todo):
    """Note what was written, and what was found to be so; with on_portal_edit overwrite only where there is a note that would be wrong."""
    notes, writes = dict(notes), []
    for task in todo:
        there = notes.get(task["name"].lower())
        text = note(task["wish"].properties, there["text"] if there else "")
        free = there is None or not there["text"] or there["text"].startswith(MARK)
        wanted = want["on_portal_edit"] != "overwrite" or (there and there["text"].startswith(MARK))
        if task["old"]:
            notes.pop(task["old"]["name"].lower(), None)
        if wanted and free and (there is None or there["text"] != text):
            writes.append(_note(want, task, there, text))
            notes[task["name"].lower()] = {"text": text}
    yield from groups(writes)
    return notes


def _note(want, task, there, text):
    says = f"Note in the metadata of analytics rule {task['wish'].name} what it holds"
    path = metadata_of(want, task["name"])
    if there:
        return Step("PATCH", path, {"properties": {"customVersion": text}}, says, service=ARM, not_yet=NOT_YET)
    return put(path, {"properties": {
        "kind": "AnalyticsRule", "parentId": address_of(want, task["name"]), "contentId": task["name"], "customVersion": text,
        "version": task["wish"].version or "1.0.0",
        "source": {"kind": "LocalWorkspace", "name": want["workspace"], "sourceId": workspace_of(want)}}}, says)


def removals(want, notes, gone):
    """The steps that take away the notes of rules that go: {name of a rule: what it is called}."""
    return [delete(metadata_of(want, name), f"Delete the note in the metadata of analytics rule {called}")
            for name, called in gone.items() if notes.get(name.lower(), {}).get("text", "").startswith(MARK)]


def address_of(want, name):
    return f"{sentinel_of(want)}/alertRules/{name}"


def metadata_of(want, name):
    return f"{sentinel_of(want)}/metadata/{PREFIX}{name}"


def groups(items):
    """Some at a time; a generator, so that what is sent to a plan finds its way through ``yield from``."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start:start + AT_ONCE]
