# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens between two calls of one client, as far as a fault says so: somebody else writes, or time passes."""
from __future__ import annotations

from tests.simulator.graph import pim_policies

AGE_SECONDS = 2 * 3600      # older than any token


def happened(call, effects):
    """Let happen what the fault names, right before the service does its work."""
    if effects and "meanwhile" in effects:
        HAPPENINGS[effects["meanwhile"]](call)


def _written(call):
    """Somebody writes the thing that is called, just as it is: only its etag, or a policy's id, is another from now on."""
    if call.subscription:
        for kind in call.subscription.store.kinds():
            found = call.subscription.store.truth(kind, call.path.lower())
            if found and found.get("etag"):
                call.subscription.store.put(kind, call.path.lower(), {**found, "etag": f'"{call.new_id()}"'})
    elif call.tenant and "roleManagementPolic" in call.path:
        for found in call.tenant.directory.truths(pim_policies.POLICIES):
            pim_policies.keep(call, found, found["rules"])


def _aged(call):
    """Time passes, as on a machine that was put to sleep."""
    call.world.clock.advance(AGE_SECONDS)


HAPPENINGS = {"written": _written, "aged": _aged}
