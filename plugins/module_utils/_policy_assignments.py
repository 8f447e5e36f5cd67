# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Policy assignments at a management group or a subscription: where they stand, found at exactly that scope, written and ended."""

from __future__ import annotations

from ._azure import NOT_THERE, deterministic_id
from ._errors import Refusal
from ._management_groups import group_scope
from ._options import guid
from ._steps import ARM, Look, Step

SCOPE_OPTIONS = {"management_group": {"type": "str"}, "subscription_id": {"type": "str"}}
SCOPE_RULES = {
    "mutually_exclusive": [("management_group", "subscription_id")], "required_one_of": [("management_group", "subscription_id")]}
ASSIGNMENTS = "/providers/Microsoft.Authorization/policyAssignments"
ABSENT = ("PolicyAssignmentNotFound", *NOT_THERE)
KEPT = ("displayName", "description", "notScopes", "parameters", "nonComplianceMessages", "resourceSelectors", "overrides")
NAME_DIGITS = 13        # at a management group the name of an assignment has at most 24 characters
TIMES = 2               # good answers in a row before something counts as so


def scope_in(want):
    """The scope that a task names; refused when it is no good name."""
    if "management_group" in want:
        return group_scope(want["management_group"])
    return f"/subscriptions/{guid(want['subscription_id'], 'subscription_id')}"


def short_name(*key):
    return "lighthouse-" + deterministic_id(*key).replace("-", "")[:NAME_DIGITS]


async def assignments_at(clients, scope):
    """The policy assignments at exactly this scope."""
    return at(await clients.arm.items(scope + ASSIGNMENTS, {"$filter": "atExactScope()"}), scope)


def at(items, scope):
    return [item for item in items if item["id"].lower().startswith((scope + ASSIGNMENTS + "/").lower())]


def of_definition(items, definition_id, own):
    """The assignment of a definition, or None: the one of our own name, else the only one."""
    hits = [item for item in items if item["properties"]["policyDefinitionId"].lower() == definition_id.lower()]
    mine = [item for item in hits if item["name"].lower() == own]
    if len(hits) > 1 and not mine:
        raise Refusal(
            f"{len(hits)} assignments of the same policy stand there ({', '.join(sorted(item['name'] for item in hits))}); "
            "remove all but one")
    return (mine or hits or [None])[0]


def is_enforced(item):
    return (item["properties"].get("enforcementMode") or "Default").lower() == "default"


def written(scope, name, body, standing, says, what, is_done, foretold=None):
    """The step that writes an assignment whole, with what else stands in it, and is done when the scope's list shows it so."""
    kept = {key: standing["properties"][key] for key in KEPT if standing and standing["properties"].get(key) is not None}
    path = standing["id"] if standing else f"{scope}{ASSIGNMENTS}/{name}"
    whole = {**_beside(standing), **body, "properties": {**kept, "enforcementMode": "Default", **body["properties"]}}

    def done(items):
        return next((item for item in at(items, scope) if item["id"].lower() == path.lower() and is_done(item)), None)

    return Step(
        "PUT", path, whole, service=ARM, says=says, foretold={"id": path, **(foretold or {})}, not_yet=("PolicyDefinitionNotFound",),
        confirm=Look(scope + ASSIGNMENTS, what, done, query={"$filter": "atExactScope()"}, service=ARM, many=True, times=TIMES))


def _beside(standing):
    """Location and identity of a standing assignment, which a write without them would take away."""
    if not standing or (standing.get("identity") or {}).get("type", "").lower() != "systemassigned":
        return {}
    return {"location": standing["location"], "identity": {"type": "SystemAssigned"}}


def ended(scope, item_id, says, what):
    """The step that ends an assignment, and is done when the scope's list shows it no more."""
    def gone(items):
        return None if any(item["id"].lower() == item_id.lower() for item in items) else True
    return Step("DELETE", item_id, service=ARM, says=says, perhaps_done=ABSENT, confirm=Look(
        scope + ASSIGNMENTS, what, gone, query={"$filter": "atExactScope()"}, service=ARM, many=True, times=TIMES))
