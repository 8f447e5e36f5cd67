# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of values in both services' JSON."""

from __future__ import annotations

import re
from typing import Any

HEX = "[0-9a-fA-F]"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,12})?)?"
DAY = r"\d{4}-(0[0-9]|1[0-2])-([0-2]\d|3[01])"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z")


GUID = _whole(rf"{HEX}{{8}}(-{HEX}{{4}}){{3}}-{HEX}{{12}}")
DATE = _whole(DAY)
TIME = _whole(CLOCK)
GRAPH_DATE_TIME = _whole(rf"{DAY}T{CLOCK}(Z|[+-]\d\d:\d\d)")
# Resource providers also leave the offset out, or its colon.
ARM_DATE_TIME = _whole(rf"{DAY}T{CLOCK}(Z|[+-]\d\d:?\d\d)?")
DURATION = _whole(r"-?P(?=\d|T)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
CALENDAR_DURATION = _whole(r"-?P(?=\d|T)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
DIGITS = _whole(r"[0-9]+")

KINDS = ((bool, "a boolean"), ((int, float), "a number"), (str, "a string"), (list, "a list"), (dict, "an object"))


def kind_of(value: Any) -> str:
    """How JSON calls a value."""
    return next((name for types, name in KINDS if isinstance(value, types)), "null")


def is_number(value: Any) -> bool:
    """JSON numbers only: Python counts its booleans as integers."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
