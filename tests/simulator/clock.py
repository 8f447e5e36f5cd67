# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator's time: the machine's, plus what the control address has added. Nothing in the simulator asks another clock."""
from __future__ import annotations

import datetime
import time


class Clock:
    def __init__(self, offset_seconds=0.0):
        self.offset_seconds = offset_seconds

    def advance(self, seconds):
        self.offset_seconds += seconds

    def seconds(self):
        """Seconds since 1970."""
        return time.time() + self.offset_seconds

    def now(self):
        return datetime.datetime.fromtimestamp(self.seconds(), datetime.UTC)


def stamp(moment, digits=0):
    """A moment as the services write it: UTC, ending in Z, with so many digits of a second (0 to 7)."""
    text = moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if digits:
        text += "." + f"{moment.microsecond:06d}0"[:digits]
    return text + "Z"


def moment(text):
    """The moment that a service's timestamp names, or None when it is none."""
    try:
        read = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=datetime.UTC)
