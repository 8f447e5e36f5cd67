# SPDX-License-Identifier: GPL-3.0-or-later
"""What everything on a workspace with Microsoft Sentinel has in common: is it on yet, etags, kinds, how a thing is kept and shown.

A thing is kept in the subscription's store under a kind named as its resource type, as it is answered. What stood on a workspace goes
when Sentinel is turned off, and comes back with a workspace that is recovered with Sentinel on.
Assumed: for one call less than the world has `polls`, everything still says "not onboarded" after the on-boarding can be read, with the
whole error once more as text in the error's message; the code of a stale etag is Conflict; turning Sentinel off takes everything at once.
"""
from __future__ import annotations

import json
import re

from tests.simulator.arm import resources
from tests.simulator.arm.system_data import system_data
from tests.simulator.arm.workspaces import ONE as WORKSPACE
from tests.simulator.arm.workspaces import SENTINEL as STATES
from tests.simulator.arm.workspaces import sentinel_key, workspace_of
from tests.simulator.wire import Refused, Reply

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
ROOT = WORKSPACE + "/providers/Microsoft.SecurityInsights"
FILLERS = []


def at_onboarding(filler):
    """Register fn(call, workspace): puts what is on a workspace from the moment on that Sentinel is."""
    FILLERS.append(filler)
    return filler


def opened(call):
    """The workspace in the path called; refused, with Sentinel's own text, when it is not on-boarded, or was a moment ago only."""
    workspace = workspace_of(call)
    state = call.store.get(STATES, sentinel_key(workspace))
    if state is None:
        raise Refused(400, "BadRequest", _not_onboarded(workspace))
    settling = _settling(call, workspace, state)
    if settling["polls_left"] > 0:
        settling["polls_left"] -= 1
        error = {"code": "BadRequest", "message": _not_onboarded(workspace)}
        raise Refused(400, "BadRequest", json.dumps({"error": error}))
    return workspace


def forget(store, workspace):
    """Take away all that stands on a workspace but its on-boarding."""
    prefix = f"{workspace['id']}/providers/Microsoft.SecurityInsights/".lower()
    for kind in store.kinds():
        for found in store.truths(kind) if kind != STATES else ():
            if found.get("id", "").lower().startswith(prefix):
                store.delete(kind, found["id"].lower())


def listed(call, kind, show=None):
    """The list answer of all things of a kind on the workspace called; `show` gives each as the version called has it, or None."""
    prefix = f"{opened(call)['id']}/providers/Microsoft.SecurityInsights/".lower()
    found = [thing for thing in call.store.list(kind) if thing["id"].lower().startswith(prefix)]
    return resources.listed(call, [shown for thing in found if (shown := show(thing) if show else thing)])


def one(call, kind):
    """The thing that was called; refused when the workspace has no Sentinel or there is no such thing."""
    opened(call)
    found = call.store.get(kind, resources.key(call))
    if found is None:
        raise resources.not_found(call)
    return found


def put(call, collection, /, **members):
    """Write the thing that was called, after its rules were kept; the answer is 201 when it was not there before."""
    old = call.store.truth(collection, resources.key(call))
    refuse_stale(call, old)
    thing = {"id": resources.id_of(call), "name": resources.id_of(call).rpartition("/")[2], "type": resources.type_of(call),
             "etag": f'"{call.new_id()}"', **members, "systemData": system_data(call, (old or {}).get("systemData"))}
    call.store.put(collection, resources.key(call), thing)
    return Reply(200 if old else 201, thing)


def delete(call, kind):
    """Take the thing that was called away: 200, or 204 when there was none."""
    opened(call)
    refuse_stale(call, call.store.truth(kind, resources.key(call)))
    return Reply(200) if call.store.delete(kind, resources.key(call)) else None


def refuse_stale(call, old):
    """An etag, in the body or as If-Match, that is not that of the thing as it is. None at all overwrites whatever is there."""
    given = [(call.body or {}).get("etag"), call.headers.get("if-match")]
    for etag in (each for each in given if each and each != "*"):
        if old is None or etag.strip('"') != old["etag"].strip('"'):
            raise Refused(409, "Conflict", "Newer instance of the resource exists for the given etag. Data was not saved.")


def is_preview(call):
    return call.version.lower().endswith("-preview")


def _not_onboarded(workspace):
    return (f"Workspace '{workspace['name']}' is not onboarded to Microsoft Sentinel. Please onboard the workspace to Microsoft Sentinel "
            "before using this API.")


def _settling(call, workspace, state):
    """What is left of the while after on-boarding. At its beginning the workspace has what any newly on-boarded one has."""
    key = f"sentinel {state['id']} {state['etag']}".lower()
    if key not in call.world.operations:
        forget(call.store, workspace)
        for filler in FILLERS:
            filler(call, workspace)
        call.world.operations[key] = {"id": key, "subscription": call.subscription.id, "kind": "settling", "key": key,
                                      "polls_left": max(call.world.polls - 1, 0)}
    return call.world.operations[key]
