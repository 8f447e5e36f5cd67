# SPDX-License-Identifier: GPL-3.0-or-later
"""When a grant starts and ends: the scheduleInfo of a request, read and judged, and how schedules show it.

Assumed, where the documentation is silent: a start that lies more than five minutes in the past is refused, one that is left out is now;
the expiration type notSpecified is refused; a schedule shows the end of a grant as a moment, even where the request gave a duration.
"""
from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from tests.simulator.clock import moment, stamp
from tests.simulator.wire import Refused

TYPES = {name.lower(): name for name in ("noExpiration", "afterDateTime", "afterDuration")}
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
PAST = datetime.timedelta(minutes=5)
SHORTEST = datetime.timedelta(minutes=5)
DIGITS = 7


@dataclass(frozen=True)
class Window:
    start: datetime.datetime
    end: datetime.datetime | None     # None: it does not end by itself
    asked: dict                       # the expiration as the request gave it

    @property
    def length(self):
        return self.end - self.start if self.end else None

    def starts_later(self, now):
        return self.start > now


def length_of(text):
    """A duration of days, hours, minutes and seconds; None for what is none (years and months have no length)."""
    match = DURATION.fullmatch(text or "")
    if not match or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def window(info, now):
    """The time that a request's scheduleInfo asks for; the service starts no grant before it has processed the request."""
    expiration = (info or {}).get("expiration") or {}
    kind = TYPES.get(str(expiration.get("type")).lower())
    if info is None or kind is None:
        raise refused("The schedule needs an expiration of the type noExpiration, afterDateTime or afterDuration.")
    if info.get("recurrence") is not None:
        raise refused("A recurring schedule is not supported.")
    start = moment(info.get("startDateTime")) or now
    if start < now - PAST:
        raise refused("The start of the schedule lies in the past.")
    start = max(start, now)
    return Window(start, _end(kind, expiration, start), _shown(kind, expiration))


def _end(kind, expiration, start):
    duration, until = expiration.get("duration"), expiration.get("endDateTime")
    if duration is not None and until is not None:
        raise refused("A schedule has a duration or an end, not both.")
    if kind == "noExpiration":
        if duration is not None or until is not None:
            raise refused("A schedule without expiration has neither a duration nor an end.")
        return None
    end = moment(until) if kind == "afterDateTime" else _after(start, length_of(duration))
    if end is None or end <= start:
        raise refused("The schedule ends before it starts." if end else f"The schedule needs what {kind} stands for.")
    return end


def _after(start, length):
    return None if length is None else start + length


def _shown(kind, expiration):
    return {"type": kind, "endDateTime": expiration.get("endDateTime"), "duration": expiration.get("duration")}


def requested(window_):
    """The scheduleInfo as a request shows it: as it was asked for, from when it was processed."""
    return {"startDateTime": stamp(window_.start, DIGITS), "recurrence": None, "expiration": dict(window_.asked)}


def scheduled(window_):
    """The scheduleInfo as a schedule shows it."""
    end = stamp(window_.end, DIGITS) if window_.end else None
    expiration = {"type": "afterDateTime" if end else "noExpiration", "endDateTime": end, "duration": None}
    return {"startDateTime": stamp(window_.start, DIGITS), "recurrence": None, "expiration": expiration}


def start_of(schedule):
    return moment(schedule["scheduleInfo"]["startDateTime"])


def end_of(schedule):
    return moment(schedule["scheduleInfo"]["expiration"]["endDateTime"])


def overlap(schedule, window_):
    """Do a standing schedule and a wanted time share a moment?"""
    end = end_of(schedule)
    return (window_.end is None or start_of(schedule) < window_.end) and (end is None or window_.start < end)


def refused(message):
    return Refused(400, "InvalidRoleAssignmentRequestSchedule", message)
