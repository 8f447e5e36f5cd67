# SPDX-License-Identifier: GPL-3.0-or-later
"""What the diagnostic settings of Azure Monitor and those of Microsoft Entra have in common: where logs go, which, and how often.

A setting in which every category is off is accepted and then is not there: neither a read nor a list shows it.
Assumed: a setting without a destination, or with a category that the source does not have, answers 400 BadRequest; a sixth setting of
one source 400 BadRequest; the same category to the same workspace by a second setting 409 Conflict; a workspace that is not there 404
ResourceNotFound; sending to a workspace needs the right to its shared keys, without it the answer is 403 LinkedAuthorizationFailed.
"""
from __future__ import annotations

from tests.simulator.arm import rbac, resources
from tests.simulator.wire import Refused

MOST = 5
SINKS = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "serviceBusRuleId", "marketplacePartnerId")
LINKED = "Microsoft.OperationalInsights/workspaces/sharedKeys/action"


def is_visible(setting):
    return any(log["enabled"] for log in setting["properties"]["logs"])


def checked(call, others, offered):
    """The properties of the setting in the call's body; refused when the source or the destination does not have it so."""
    properties = call.body.get("properties") or {}
    if not any(properties.get(sink) for sink in SINKS):
        raise Refused(400, "BadRequest", "At least one data sink needs to be specified.")
    logs = properties.get("logs") or []
    for log in logs:
        if log.get("category") not in offered:
            raise Refused(400, "BadRequest", f"Category '{log.get('category') or log.get('categoryGroup')}' is not supported, supported "
                          f"categories are: '{','.join(offered)}'.")
    if len({log["category"] for log in logs}) < len(logs):
        raise Refused(400, "BadRequest", "A category is configured more than once.")
    if len(others) >= MOST:
        raise Refused(400, "BadRequest", f"There can be at most {MOST} diagnostic settings.")
    workspace = properties.get("workspaceId")
    if workspace:
        _link(call, workspace)
        _refuse_shared_sink(call, workspace, logs, others)
    return properties


def of_logs(properties, members):
    return [{name: log.get(name) for name in members} for log in properties.get("logs") or []]


def _link(call, workspace):
    """The workspace must be there, and its keys the caller's to use."""
    subscription = call.world.subscriptions.get(workspace.strip("/").split("/")[1].lower() if workspace.count("/") > 2 else "")
    found = subscription and subscription.store.get("workspaces", workspace.rstrip("/").lower())
    if not found:
        raise Refused(404, "ResourceNotFound", f"The Resource '{workspace}' was not found.")
    if not rbac.allowed(call.world, call.tenant, call.caller, LINKED, found["id"], subscription):
        raise Refused(403, "LinkedAuthorizationFailed", f"The client '{call.claims.get('appid')}' with object id '{call.caller}' has "
                      f"permission to perform action '{resources.type_of(call)}/write' on scope '{resources.path_of(call)}'; however, it "
                      f"does not have permission to perform action(s) '{LINKED}' on the linked scope(s) '{found['id']}'.")


def _refuse_shared_sink(call, workspace, logs, others):
    wanted = {log["category"] for log in logs if log["enabled"]}
    for other in others:
        same = (other["properties"].get("workspaceId") or "").lower() == workspace.lower()
        shared = wanted & {log["category"] for log in other["properties"]["logs"] if log["enabled"]}
        if same and shared:
            raise Refused(409, "Conflict", f"Data sink '{workspace}' is already used in diagnostic setting '{other['name']}' for category "
                          f"'{sorted(shared)[0]}'. Data sinks can't be reused in different settings on the same category for the same "
                          "resource.")
