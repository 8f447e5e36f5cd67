# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What every resource on a workspace with Microsoft Sentinel shares: the workspace's options, reading before Sentinel is on, etags.

A write carries the etag of what was read. When the service answers that it is stale, the engine reads and plans again (``READ_AGAIN``),
so that an edit made meanwhile is seen and never overwritten unseen.
"""

from __future__ import annotations

from ._azure import NOT_THERE, is_group_name, provider_is_registered
from ._errors import Refusal, ServiceError
from ._options import guid
from ._steps import ARM, KNOWN_AFTER_APPLY, Step

WORKSPACE = {
    "subscription_id": {"type": "str", "required": True},
    "resource_group": {"type": "str", "required": True},
    "workspace": {"type": "str", "required": True},
}
PREVIEW = {"api-version": "2023-12-01-preview"}     # for the kinds that no stable version knows
NOT_YET = ("NotOnboarded",)                         # also for minutes after on-boarding was confirmed
READ_AGAIN = ("Conflict",)
NO_SENTINEL = (*NOT_YET, "MissingSubscriptionRegistration", *NOT_THERE)


def refuse_workspace(want):
    """What no workspace can be called, before any call."""
    guid(want["subscription_id"], "subscription_id")
    if not is_group_name(want["resource_group"]):
        raise Refusal(f"resource_group '{want['resource_group']}' is no name of a resource group; give its name without scope")
    if not want["workspace"] or "/" in want["workspace"]:
        raise Refusal(f"workspace '{want['workspace']}' is no name of a workspace; give its name without scope")


def workspace_of(want):
    return (f"/subscriptions/{want['subscription_id'].lower()}/resourceGroups/{want['resource_group']}"
            f"/providers/Microsoft.OperationalInsights/workspaces/{want['workspace']}")


def sentinel_of(want):
    """Where a workspace's rules, connectors, watchlists and so on stand."""
    return f"{workspace_of(want)}/providers/Microsoft.SecurityInsights"


async def things(clients, want, collection, query=None):
    """All things of a collection (alertRules, watchlists, ...), or None where there is no Sentinel.

    What is to be removed needs no Sentinel. For what is to be there, Sentinel is waited for in a run; in check mode another task
    of the same play may turn it on, and what that makes is foretold by the resource.
    """
    async def read():
        try:
            if clients.foretells and not await _is_on(clients, want):
                return None
            return await clients.arm.items(f"{sentinel_of(want)}/{collection}", query)
        except ServiceError as error:
            if error.code in NO_SENTINEL:
                return None
            raise

    if want.get("state", "present") == "absent":
        return await read()
    found = await clients.expected(f"Microsoft Sentinel in workspace '{want['workspace']}'", read)
    return None if found == KNOWN_AFTER_APPLY else found


async def _is_on(clients, want):
    """Asked before in check mode, where nothing may be there yet, so that no question is put that the service must refuse."""
    if not await provider_is_registered(clients, want["subscription_id"].lower(), "Microsoft.SecurityInsights"):
        return False
    return await clients.arm.get(f"{sentinel_of(want)}/onboardingStates/default", absent=NOT_THERE) is not None


async def reported(clients, want, collection, query=None):
    """The same for a module that only reads, by name: [] where there is no Sentinel. Things that are written together come in any order."""
    found = await things(clients, {**want, "state": "absent"}, collection, query) or []
    return sorted(found, key=lambda item: (str((item.get("properties") or {}).get("displayName")).lower(), item["name"].lower()))


def put(path, body, says, etag=None, not_yet=NOT_YET, **more):
    """The step that writes a thing whole; the service refuses it when the thing is not any more as it was read."""
    return Step("PUT", path, {**body, **({"etag": etag} if etag else {})}, says=says, service=ARM, not_yet=not_yet, **more)


def delete(path, says, not_yet=NOT_YET, **more):
    return Step("DELETE", path, says=says, service=ARM, not_yet=not_yet, **more)
