# SPDX-License-Identifier: GPL-3.0-or-later
"""What the caller may do at a scope, as the roles that it holds there say.

Assumed: the call is one that a role must allow like any other; who holds no role there is refused, and is not shown an empty list.
"""
from __future__ import annotations

from tests.simulator.arm import rbac, resources, scopes
from tests.simulator.wire import Area

area = Area("permissions of the caller")
MEMBERS = ("actions", "notActions", "dataActions", "notDataActions")


@area.get("{+scope}/providers/Microsoft.Authorization/permissions")
def listed(call):
    scope = scopes.scope_of(call)
    roles = rbac.roles_at(call.world, call.tenant, call.caller, scope, call.subscription)
    return resources.listed(call, [_shown(permission) for role in roles if role for permission in role["properties"]["permissions"]])


def _shown(permission):
    return {name: permission.get(name, []) for name in MEMBERS}
