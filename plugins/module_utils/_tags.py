# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Which tags Azure lets a resource have. See "Use tags to organize your Azure resources" in Microsoft's documentation."""

from __future__ import annotations

import json
import re

from ._errors import Refusal

MOST, LONGEST_NAME, LONGEST_VALUE = 50, 512, 256
FORBIDDEN = re.compile(r"[<>%&\\?/\x00-\x1f\x7f]")


def refuse_tags(tags):
    """Refuse tags that no resource can have."""
    if len(tags) > MOST:
        raise Refusal(f"tags holds {len(tags)}, and {MOST} are the most for a resource; leave some out, or put several values into one")
    seen = {}
    for name, value in tags.items():
        _refuse_name(name)
        if seen.setdefault(name.lower(), name) != name:
            raise Refusal(f"tags holds '{seen[name.lower()]}' and '{name}', which are one name to Azure; leave one out")
        if not isinstance(value, str):
            raise Refusal(f"tags gives '{name}' the value {json.dumps(value)}, which is no text; put it in quotation marks")
        if len(value) > LONGEST_VALUE:
            raise Refusal(f"tags gives '{name}' a value of {len(value)} characters, and {LONGEST_VALUE} are the most; shorten it")


def _refuse_name(name):
    if not name.strip():
        raise Refusal("tags holds a tag without a name; give it one, or leave it out")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"tags holds a name of {len(name)} characters, and {LONGEST_NAME} are the most; shorten '{name[:40]}...'")
    if FORBIDDEN.search(name):
        raise Refusal(f"tags holds the name '{name}', and none may have control characters or any of < > % & \\ ? /; correct it")
