# SPDX-License-Identifier: GPL-3.0-or-later
"""Scopes of extension resources: what stands before /providers/Microsoft.Authorization/... must exist."""
from __future__ import annotations

import re

from tests.simulator.arm import hierarchy, resources
from tests.simulator.wire import Refused

GUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/([^/]+)", re.I)


def scope_of(call):
    """The scope called; refused when there is no such management group, resource group or resource.

    The subscription was looked at before.
    """
    scope = call.params.get("scope", "/")
    name = hierarchy.name_in(scope)
    if name and name.lower() not in hierarchy.groups(call.tenant):
        raise Refused(404, "NotFound", f"The management group '{name}' was not found.")
    group = GROUP.match(scope)
    if group:
        call.params.setdefault("resourceGroupName", group[1])
        resources.group_of(call)
        if group.end() < len(scope) and not exists(call.store, scope):
            kind = resources.type_in(scope)
            raise Refused(404, "ResourceNotFound", f"The Resource '{kind}/{scope.rsplit('/', 1)[-1]}' under resource group '{group[1]}' "
                          "was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix")
    return scope


def exists(store, id):
    return any(store.get(kind, id.lower()) is not None for kind in store.kinds())


def subscription_root(call):
    return f"/subscriptions/{call.subscription.id}" if call.subscription else ""


def is_guid(text):
    return isinstance(text, str) and bool(GUID.fullmatch(text))
