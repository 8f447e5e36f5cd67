# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The one place that decides whether a failed request is repeated, looked after, or final."""

from __future__ import annotations

import asyncio
import time

FAIL, WAIT, LOOK = "fail", "wait", "look"
LONGEST_PAUSE_SECONDS = 60.0
BUSY = (500, 502, 503, 504)


def judge(method, failure, not_yet=(), perhaps_done=()):
    """What to do about a failed request.

    A read may always be repeated. A write that the service certainly did not carry out may be repeated too. A write
    that may have happened is repeated only when repeating it cannot do it twice (PUT, PATCH and DELETE name their
    target); after a POST the engine looks whether it happened and never sends it again blindly.
    """
    if failure.code in not_yet:
        return WAIT
    if failure.code in perhaps_done:
        return LOOK
    if failure.final:
        return FAIL
    if failure.status == 429:
        return WAIT
    if failure.status is None or failure.status in BUSY:
        return LOOK if method == "POST" and not failure.unsent else WAIT
    return FAIL


class Patience:
    """How long a task may wait in all for one thing, and what it has waited so far."""

    def __init__(self, timeout_seconds, interval_seconds, clock=time.monotonic, sleep=asyncio.sleep):
        self.timeout = timeout_seconds
        self.interval = interval_seconds
        self.waited_seconds = 0.0
        self.retries = 0
        self._clock, self._sleep = clock, sleep

    def start(self):
        """The moment after which no more waiting is done for what begins now."""
        return self._clock() + self.timeout

    async def pause(self, deadline, attempt, asked=None):
        """Wait before the next attempt; False when the time is up (or would be before the service wants us back)."""
        pause = asked if asked is not None else min(self.interval * 2 ** min(attempt, 6), LONGEST_PAUSE_SECONDS)
        if self._clock() + pause > deadline:
            return False
        before = self._clock()
        await self._sleep(pause)
        self.waited_seconds += self._clock() - before
        self.retries += 1
        return True
