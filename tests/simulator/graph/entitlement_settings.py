# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of guests that entitlement management brought in, when their last access package has ended.

Assumed, where the documentation is silent: a new tenant blocks and deletes them after 30 days.
"""
from __future__ import annotations

from tests.simulator.graph import entitlement
from tests.simulator.graph.schedule_times import length_of
from tests.simulator.wire import Area

area = Area("entitlement management settings")
KIND = "elm/settings"
FRESH = {"durationUntilExternalUserDeletedAfterBlocked": "P30D", "externalUserLifecycleAction": "blockSignInAndDelete"}


@area.get(entitlement.ROOT + "/settings")
def read(call):
    entitlement.admit(call)
    return {"@odata.context": f"{call.origin}/{call.version}/$metadata#{entitlement.CONTEXT}/settings/$entity", **_settings(call)}


@area.patch(entitlement.ROOT + "/settings")
def change(call):
    entitlement.admit(call)
    wish = {name: value for name, value in call.body.items() if name in FRESH}
    if None in wish.values() or length_of(wish.get("durationUntilExternalUserDeletedAfterBlocked", "P1D")) is None:
        raise entitlement.bad("The settings need an action and a duration.")
    call.store.put(KIND, "settings", {**_settings(call), **wish})


def _settings(call):
    return call.store.truth(KIND, "settings") or {"id": call.tenant.id, **FRESH}
