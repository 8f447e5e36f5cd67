# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented limits as token buckets, off until the control address switches them on."""
from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.simulator.wire import Refused

# (service, kind of call): (burst, refill a second). Azure Resource Manager's limits are per subscription and principal; Graph's
# identity limits per application and tenant: 3,500 resource units in 10 s for a small tenant, 3,000 writes in 150 s.
LIMITS = {
    ("arm", "reads"): (250, 25), ("arm", "writes"): (200, 10), ("arm", "deletes"): (200, 10),
    ("graph", "reads"): (3500, 350), ("graph", "writes"): (3000, 20),
    ("defender", "reads"): (100, 100 / 60), ("defender", "writes"): (100, 100 / 60),
}


@dataclass
class Throttling:
    on: bool = False
    scale: float = 1.0            # of the burst and the refill, so that a test needs few calls to reach a limit
    levels: dict = field(default_factory=dict)

    def spend(self, call):
        """Count the call; refuse it with 429 when its bucket is empty."""
        if not self.on:
            return
        kind = _kind(call)
        burst, refill = (part * self.scale for part in LIMITS[call.api, kind])
        key = (call.api, kind, call.claims.get("appid"), call.claims.get("tid"), call.subscription.id if call.subscription else "")
        now = call.world.clock.seconds()
        level, since = self.levels.get(key, (burst, now))
        level = min(burst, level + (now - since) * refill)
        if level < 1:
            self.levels[key] = (level, now)
            raise _refusal(call, kind, math.ceil((1 - level) / refill))
        self.levels[key] = (level - 1, now)


def _kind(call):
    if call.method in ("GET", "HEAD"):
        return "reads"
    return "deletes" if call.api == "arm" and call.method == "DELETE" else "writes"


def _refusal(call, kind, seconds):
    headers = {"Retry-After": str(seconds)}
    if call.api == "graph":
        scope = f"Tenant_Application/ReadWrite/{call.claims.get('appid')}/{call.claims.get('tid')}"
        limit = "WriteLimitExceeded" if kind == "writes" else "ResourceUnitLimitExceeded"
        headers |= {"x-ms-throttle-scope": scope, "x-ms-throttle-information": limit}
        return Refused(429, "TooManyRequests", "Too many requests", headers)
    if call.api == "arm":
        return Refused(429, "SubscriptionRequestsThrottled", f"Number of '{kind}' requests for the subscription exceeded the limit. "
                       f"Please try again after '{seconds}' seconds.", headers)
    return Refused(429, "TooManyRequests", "Too many requests", headers)
