# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulator asked of callers: which permissions would have allowed each call, and which Azure actions it looked for."""
from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.contracts import permissions as published
from tests.simulator.arm import rbac
from tests.simulator.graph import permissions as graph

KEPT = 5000


@dataclass(frozen=True)
class Judged:
    """A call to Microsoft Graph: each of ``enough`` is a set of permissions that allows it, ``least`` are the least of them."""

    tenant: str
    call: str
    enough: tuple
    least: tuple


@dataclass(frozen=True)
class Asked:
    """An Azure action that was looked for at a scope."""

    tenant: str
    action: str
    scope: str


def watch():
    """From now on, in this process, each judgement is noted in the list that is returned."""
    noted, require, allowed = deque(maxlen=KEPT), graph.require, rbac.allowed

    def requiring(call, providers):
        noted.append(_judged(call, providers))
        return require(call, providers)

    def allowing(world, tenant, caller, action, scope, subscription=None):
        noted.append(Asked(tenant.id, action, scope))
        return allowed(world, tenant, caller, action, scope, subscription)

    graph.require, rbac.allowed = requiring, allowing
    return noted


def _judged(call, providers):
    path = f"{call.path}?{urlencode(call.query)}" if call.query else call.path
    scheme, facts = "app" if call.app_only else "delegated", graph.facts(call, providers)
    try:
        enough = published.alternatives(call.method, path, call.version, scheme, facts)
        least = published.least(call.method, path, call.version, scheme, facts)
    except published.Refused:
        enough = least = []
    return Judged(call.tenant.id, f"{call.method} {call.path}", tuple(map(frozenset, enough)), tuple(map(frozenset, least)))
