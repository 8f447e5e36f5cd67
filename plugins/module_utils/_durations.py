# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""ISO 8601 durations, compared by their length and not by their spelling: PT60M is PT1H."""

from __future__ import annotations

from datetime import timedelta

from . import _sdk
from ._errors import Refusal

LONGEST = timedelta(days=36525)     # whatever it is added to, the sum is still a date


def duration(text, option="the duration"):
    """The length of an ISO 8601 duration; months and years have none."""
    length = length_of(text)
    if length is None:
        raise Refusal(f"{option} '{text}' is no ISO 8601 duration of weeks, days, hours, minutes or seconds; give one such as PT8H or P30D")
    if length <= timedelta(0):
        raise Refusal(f"{option} '{text}' is no time at all; give a longer one, such as PT8H or P30D")
    if length > LONGEST:
        raise Refusal(f"{option} '{text}' is longer than a hundred years; give a shorter one")
    return length


def length_of(text):
    """The same, of what a service wrote: None where it wrote none, or one without a fixed length."""
    try:
        length = _sdk.isodate.parse_duration(text or "")
    except ValueError:
        return None
    except ArithmeticError:     # more than can be counted
        return timedelta.max
    return length if isinstance(length, timedelta) else None


def written(length):
    """The duration as services write it: days, hours, minutes and seconds, no weeks."""
    return _sdk.isodate.duration_isoformat(length)
