# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What is to be done about one analytics rule, and what must not be done to it unasked."""

from __future__ import annotations

from ._analytics_compare import MARK, edited, equal
from ._analytics_limits import PREVIEW_MEMBERS, refuse_whole
from ._analytics_rules import KEYS, NEEDED, OF_KIND
from ._errors import Refusal

AT_FIRST = {"enabled": True}
AT_FIRST_DETECTING = {"enabled": True, "suppressionEnabled": False, "suppressionDuration": "PT5H"}


def task_of(want, have, wish):
    """What is to be done about one rule: {"says": sentence or None, ...}; None where it is left as it was edited elsewhere."""
    found = match(want, have["_rules"], wish)
    old = None
    if found and wish.kind and found["kind"] != wish.kind:
        if not want["replace"]:
            raise Refusal(f"analytics rule '{wish.name}' is of kind {found['kind']}, and a rule's kind cannot be changed to {wish.kind}; "
                          "set replace to true to delete it and make it anew, or correct kind")
        old, found = found, None
    task = {"wish": wish, "old": old, "made": found is None, "says": None, "etag": (found or {}).get("etag"),
            "name": found["name"] if found else wish.id_of(want, wish.kind or "Scheduled")}
    if found is None:
        if old is None and _is_left_deleted(want, have, wish, task["name"]):
            return None
        return task | {"properties": _complete(wish), "says": f"Create analytics rule {wish.name}"}
    there = found["properties"]
    changes = [key for key in KEYS if key in wish.properties and not equal(wish.properties[key], there.get(key), key)]
    if changes:
        if _is_kept(want, have, wish, found, changes):
            return None
        told = ", ".join(KEYS[key] for key in changes)
        kept = {key: value for key, value in there.items() if key in (*OF_KIND[found["kind"]], *PREVIEW_MEMBERS) and value is not None}
        task |= {"properties": {**kept, **wish.properties}, "says": f"Change {told} of analytics rule {wish.name}"}
        refuse_whole(wish.name, task["properties"])
    return task


def _is_kept(want, have, wish, found, changes):
    """Whether the rule is left as somebody else has made it; an error when nobody said which side wins."""
    if want["on_portal_edit"] == "overwrite":
        return False
    noted = have["_notes"].get(found["name"].lower(), {}).get("text", "")
    others = edited(changes, found["properties"], noted)
    if not others or want["on_portal_edit"] == "keep":
        return bool(others)
    why = "was edited elsewhere since this collection wrote it" if noted.startswith(MARK) else "was not written by this collection"
    raise Refusal(f"analytics rule '{wish.name}' {why}, and its {', '.join(KEYS[key] for key in others)} differs from what is "
                  "wanted; set on_portal_edit to overwrite to write it, or to keep to leave it as it is")


def _is_left_deleted(want, have, wish, name):
    """The same for a rule that somebody else has deleted."""
    noted = have["_notes"].get(name.lower(), {}).get("text", "")
    if want["on_portal_edit"] == "overwrite" or not noted.startswith(MARK):
        return False
    if want["on_portal_edit"] == "keep":
        return True
    raise Refusal(f"analytics rule '{wish.name}' was deleted elsewhere since this collection wrote it; set on_portal_edit to overwrite to "
                  "make it again, or to keep to leave it deleted")


def _complete(wish):
    """The whole of a new rule."""
    if wish.kind is None:
        return wish.properties      # its template comes with an earlier task; there is no telling in check mode
    first = AT_FIRST_DETECTING if wish.kind in ("Scheduled", "NRT") else AT_FIRST
    properties = {**first, **wish.properties}
    lacking = [key for key in NEEDED[wish.kind] if properties.get(key) in (None, "")]
    if lacking:
        raise Refusal(f"analytics rule '{wish.name}' is not there, and to make one of kind {wish.kind} takes "
                      f"{', '.join(KEYS[key] for key in lacking)} as well; give it")
    refuse_whole(wish.name, properties)
    return properties


def match(want, rules, wish):
    """The rule that is meant: under its own id, else the one that is called so."""
    by_id = {rule["name"].lower(): rule for rule in rules}
    own = next((by_id[id.lower()] for id in wish.ids(want) if id.lower() in by_id), None)
    if own or wish.kind == "Fusion":
        return own or next((rule for rule in rules if rule["kind"] == "Fusion"), None)
    called = [rule for rule in rules if rule["properties"].get("displayName") == wish.name]
    if len(called) > 1:
        raise Refusal(f"{len(called)} analytics rules are called '{wish.name}': {', '.join(sorted(rule['name'] for rule in called))}; "
                      "remove or rename all but one")
    return called[0] if called else None
