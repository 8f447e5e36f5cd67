# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that passes only when somebody waits: shared by the simulator and the modules, which are different processes."""
from __future__ import annotations

import asyncio
import multiprocessing
import time

from tests.simulator.clock import Clock

START = time.time()


class SharedClock(Clock):
    """The simulator's clock: what has been waited for since the start. A copy of a world keeps the same clock."""

    def __init__(self):
        self.waited = multiprocessing.Value("d", 0.0)

    @property
    def offset_seconds(self):
        return self.waited.value

    def advance(self, seconds):
        with self.waited.get_lock():
            self.waited.value += seconds

    def seconds(self):
        return START + self.waited.value

    def monotonic(self):
        return self.waited.value

    async def sleep(self, seconds):
        """In the place of asyncio.sleep, for what waits: others go on meanwhile, and then the time has passed."""
        await asyncio.sleep(0)
        self.advance(max(seconds, 0.001))

    def __deepcopy__(self, memo):
        return self
