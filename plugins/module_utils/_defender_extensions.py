# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Extensions of a plan of Microsoft Defender for Cloud, whose booleans and properties are texts on the wire."""

from __future__ import annotations

import json


def read_extension(item):
    return {
        "name": item["name"], "enabled": str(item["isEnabled"]).lower() == "true",
        "properties": item.get("additionalExtensionProperties") or {}}


def different(declared, extensions):
    """Whether an extension is not as it is declared; one that the service does not show is off."""
    there = _named(extensions).get(declared["name"].lower(), {"enabled": False, "properties": {}})
    if declared["enabled"] != there["enabled"]:
        return True
    wanted = declared.get("properties", {})
    return any(_meaning(value) != _meaning(there["properties"].get(name)) for name, value in wanted.items())


def merged(extensions, declared):
    """All extensions as the service takes them: those declared as declared, the others as they are."""
    all_of_them = _named(extensions)
    for each in declared:
        before = all_of_them.get(each["name"].lower(), {"name": each["name"], "properties": {}})
        texts = {name: _text(value) for name, value in each.get("properties", {}).items()}
        all_of_them[each["name"].lower()] = {
            "name": before["name"], "enabled": each["enabled"], "properties": {**before["properties"], **texts}}
    return [_written(each) for each in all_of_them.values()]


def _written(extension):
    """Properties together with an extension that is off make the service fail."""
    properties = extension["properties"] if extension["enabled"] else {}
    return {"name": extension["name"], "isEnabled": str(extension["enabled"]),
            **({"additionalExtensionProperties": properties} if properties else {})}


def _named(extensions):
    return {each["name"].lower(): each for each in extensions}


def _text(value):
    return value if isinstance(value, str) else json.dumps(value)


def _meaning(value):
    """What a property says, however it is written: 5000 and "5000", a list and its JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
