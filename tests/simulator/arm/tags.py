# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tags a resource may have: at most 50, with names of 512 and values of 256 characters, and without some signs in names.

Assumed: the codes, but for InvalidTagNameCharacters; that blank names, names that differ in case only, and null values are refused.
"""
from __future__ import annotations

import re

from tests.simulator.wire import Refused

MOST, LONGEST_NAME, LONGEST_VALUE = 50, 512, 256
RESERVED = re.compile(r"[<>%&\\?/\x00-\x1f\x7f]")


def checked_tags(tags):
    """The tags of a request; refused when no resource can have them."""
    tags = tags or {}
    if len(tags) > MOST:
        raise Refused(400, "InvalidTagsCount", f"The number of tags, {len(tags)}, exceeds the maximum of {MOST}.")
    reserved = [name for name in tags if RESERVED.search(name)]
    if reserved:
        raise Refused(400, "InvalidTagNameCharacters", f"The tag names '{','.join(reserved)}' have reserved characters '<,>,%,&,\\,?,/' or "
                      "control characters.")
    if len({name.lower() for name in tags}) < len(tags):
        raise Refused(400, "InvalidRequestContent", "The request content was invalid: two tag names differ in case only.")
    for name, value in tags.items():
        if not name.strip() or len(name) > LONGEST_NAME:
            raise Refused(400, "InvalidTagName", f"A tag name must have 1 to {LONGEST_NAME} characters; '{name}' has not.")
        if value is None or len(value) > LONGEST_VALUE:
            raise Refused(400, "InvalidTagValue", f"A tag value must have 0 to {LONGEST_VALUE} characters; that of '{name}' has not.")
    return tags
