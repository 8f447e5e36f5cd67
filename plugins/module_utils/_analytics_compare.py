# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Two states of an analytics rule held against each other, and what is noted of the last one that was written."""

from __future__ import annotations

import hashlib
import json

from ._durations import length_of

DURATIONS = ("queryFrequency", "queryPeriod", "suppressionDuration", "lookbackDuration")
MARK = "secops:"


def equal(one, other, name=""):
    return plain(one, name) == plain(other, name)


def plain(value, name=""):
    """A value without what makes no difference: spelling of durations, order of lists, what is empty, blank ends of lines."""
    if value in (None, "", [], {}):
        return None
    if name in DURATIONS:
        length = length_of(value)
        return value if length is None else int(length.total_seconds())
    if isinstance(value, dict):
        return {key: inner for key, each in value.items() if (inner := plain(each, key)) is not None} or None
    if isinstance(value, list):
        return sorted((plain(each) for each in value), key=_text)
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    return int(value) if isinstance(value, float) and value == int(value) else value


def note(properties, before=""):
    """What to remember of declared properties: a short fingerprint of each, so that it can be told which one was edited since.

    What was noted of others stays: another task may declare them.
    """
    known = _noted(before) | {name: _fingerprint(name, value) for name, value in properties.items()}
    return MARK + " ".join(f"{name}={known[name]}" for name in sorted(known))


def edited(names, properties, noted):
    """Those of the named properties that are not as this collection wrote them last; all when it never did."""
    if not noted.startswith(MARK):
        return list(names)
    known = _noted(noted)
    return [name for name in names if name in known and known[name] != _fingerprint(name, properties.get(name))]


def _noted(text):
    return dict(each.split("=", 1) for each in text.removeprefix(MARK).split() if "=" in each) if text.startswith(MARK) else {}


def _fingerprint(name, value):
    return hashlib.sha256(_text(plain(value, name)).encode()).hexdigest()[:8]


def _text(value):
    return json.dumps(value, sort_keys=True)
