# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The one place that decides whether a failed request is repeated, looked after, or final."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time

from ._errors import Refusal, ServiceError, Unreachable

FAIL, WAIT, LOOK, GONE = "fail", "wait", "look", "gone"
# A 404 that speaks of more than the thing that was asked for.
ELSEWHERE = ("SubscriptionNotFound", "InvalidSubscriptionId", "InvalidResourceType", "InvalidResourceNamespace",
             "NoRegisteredProviderFound")
LONGEST_TIMEOUT_SECONDS = 7 * 24 * 3600
SHORTEST_INTERVAL_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_WITHOUT_CONNECTION_SECONDS = 30.0
BUSY = (500, 502, 503, 504)
CONNECT_SECONDS, ANSWER_SECONDS = 20, 90        # so long every client waits for a connection, and for an answer on it


def azure_timeouts():
    """The same for a client of azure-core's making."""
    return {"connection_timeout": CONNECT_SECONDS, "read_timeout": ANSWER_SECONDS}


def refuse_times(timeout, interval):
    """Times that nothing can be waited by: below zero, endless, or so short that a service would be asked without a pause."""
    if not 0 <= timeout <= LONGEST_TIMEOUT_SECONDS:
        raise Refusal(
            f"wait_timeout_seconds is {timeout}, but must be 0 (wait for nothing) to {LONGEST_TIMEOUT_SECONDS} (a week); correct it")
    if not SHORTEST_INTERVAL_SECONDS <= interval <= LONGEST_TIMEOUT_SECONDS:        # false for what is no number, too
        raise Refusal(
            f"poll_interval_seconds is {interval:g}, but must be {SHORTEST_INTERVAL_SECONDS} to {LONGEST_TIMEOUT_SECONDS} (a week); "
            "correct it")


def judge(method, failure, not_yet=(), perhaps_done=()):
    """What to do about a failed request.

    A read may always be repeated. A write that the service certainly did not carry out may be repeated too. A write
    that may have happened is repeated only when repeating it cannot do it twice (PUT, PATCH and DELETE name their
    target); after a POST the engine looks whether it happened and never sends it again blindly. What is to be removed and
    is not there is removed: an answer that was lost may have been a yes, or somebody else was quicker.
    """
    if failure.code in not_yet:
        return WAIT
    if failure.code in perhaps_done:
        return LOOK
    if failure.final:
        return FAIL
    if method == "DELETE" and failure.status == 404 and failure.code and failure.code not in ELSEWHERE:
        return GONE
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
        self._waiting, self._since = 0, 0.0         # for how many things it is being waited now, and since when for any

    def start(self, at_most=math.inf):
        """The waiting for one thing, which begins now and lasts no longer than so many seconds."""
        return Waiting(self, min(self.timeout, at_most))

    def now(self):
        return self._clock()

    async def sleep(self, seconds):
        with self.noted():
            await self._sleep(seconds)
        self.retries += 1

    @contextlib.contextmanager
    def noted(self):
        """Time that is waited; what is waited for at the same time counts once."""
        if not self._waiting:
            self._since = self._clock()
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.waited_seconds += self._clock() - self._since

    async def read(self, ask):
        """What ``await ask()``, which only reads, gives; asked again while that may help."""
        waiting = self.start()
        while True:
            try:
                return await ask()
            except (ServiceError, Unreachable) as failure:
                if judge("GET", failure) != WAIT or not await waiting.pause(failure):
                    raise


class Waiting:
    """The waiting for one thing: its pauses grow, and it ends when the time is up.

    A busy service comes back; a name that is not known and a machine that nobody listens on hardly do. So while no connection can be
    made the time is short, counted from the first time that there was none.
    """

    def __init__(self, patience, timeout):
        self._patience = patience
        self._deadline = patience.now() + timeout
        self._attempt, self._unconnected_since = 0, None

    async def pause(self, failure=None):
        """Wait before the next attempt; False when the time is up (or would be before the service wants us back)."""
        asked = failure.retry_after if failure else None
        pause = asked if asked is not None else min(self._patience.interval * 2 ** min(self._attempt, 6), LONGEST_PAUSE_SECONDS)
        if self._patience.now() + pause > self._end(failure):
            return False
        await self._patience.sleep(pause)
        self._attempt += 1
        return True

    def _end(self, failure):
        if not (failure and failure.unconnected):
            self._unconnected_since = None
            return self._deadline
        if self._unconnected_since is None:
            self._unconnected_since = self._patience.now()
        return min(self._deadline, self._unconnected_since + LONGEST_WITHOUT_CONNECTION_SECONDS)
