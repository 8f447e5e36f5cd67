# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure Policy's own work, which Azure does in its own time."""
from __future__ import annotations

from tests.simulator.arm.app import Arm
from tests.simulator.arm.policy_effects import deploy
from tests.simulator.control.named import tenant_of
from tests.simulator.wire import Area

area = Area("policies")


@area.post("/policies")
def evaluate(call):
    """{"tenant"}: deploy what the tenant's policies find missing in its subscriptions; what came of it, for each."""
    return deploy(Arm(call.simulation), call.world, tenant_of(call))
