# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Moments as services write them (UTC, with up to seven digits of a second) and as people give them."""

from __future__ import annotations

from datetime import UTC, datetime

from ._errors import Refusal


def moment(text):
    """An aware datetime from what a service wrote, or None."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def moment_given(text, option):
    """An aware datetime from what the user gave; one without a time zone would mean another moment on another machine."""
    try:
        given = datetime.fromisoformat(text)
        if given.tzinfo:
            return given.astimezone(UTC)
    except OverflowError:
        raise Refusal(f"{option} '{text}' is no date in UTC, whose years are 1 to 9999; give one such as 2027-01-31T18:00:00Z") from None
    except ValueError:
        pass
    raise Refusal(f"{option} '{text}' is no date and time with a time zone; give one such as 2027-01-31T18:00:00Z")


def later(when, length):
    """The moment so long after another, or None where no date is as late: what lasts until then does not end."""
    try:
        return when + length
    except OverflowError:
        return None


def stamp(when):
    """The moment, to the second, as requests carry it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
