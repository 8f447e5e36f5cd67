# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Sentinel on a workspace: on-boarding, off-boarding, and what everything else of Sentinel says before.

On-boarding is accepted at once and confirmed later: the state cannot be read for `polls` reads. A workspace that is deleted with
Sentinel on still has it when it is recovered.
Assumed: on-boarding twice answers 409 Conflict; enabling needs the right to write solutions in the workspace's resource group, which
Contributor and Log Analytics Contributor have and the Sentinel roles do not.
"""
from __future__ import annotations

from tests.simulator.arm import operations, rbac, refusals, resources, sentinel
from tests.simulator.arm.system_data import system_data
from tests.simulator.arm.workspaces import SENTINEL as KIND
from tests.simulator.arm.workspaces import sentinel_key, workspace_of
from tests.simulator.wire import Area, Refused, Reply

area = Area("onboarding")
SOLUTIONS = "solutions"
SENTINEL = sentinel.ROOT
ONE = SENTINEL + "/onboardingStates/{onboardingStateName}"


@area.get(SENTINEL + "/onboardingStates")
def listed(call):
    workspace = workspace_of(call)
    state = call.store.get(KIND, sentinel_key(workspace))
    return {"value": [state] if state else []}


@area.get(ONE)
def read(call):
    _default(call)
    workspace_of(call)
    return operations.current(call, KIND) or _missing(call)


@area.put(ONE)
def put(call):
    _default(call)
    workspace = workspace_of(call)
    _require_contributor(call)
    if call.store.truth(KIND, resources.key(call)) or operations.under_way(call, KIND):
        raise Refused(409, "Conflict", f"The workspace '{workspace['name']}' is already onboarded to Microsoft Sentinel.")
    properties = {"customerManagedKey": False, **((call.body or {}).get("properties") or {})}
    state = {"id": resources.id_of(call), "name": "default", "type": "Microsoft.SecurityInsights/onboardingStates",
             "etag": f'"{call.new_id()}"', "properties": properties, "systemData": system_data(call)}
    solution = _solution(workspace)
    call.store.put(SOLUTIONS, solution["id"].lower(), solution)
    operations.begin(call, KIND, state, style="state", polls=call.world.polls + 1 if call.world.polls else 0)
    return Reply(201, state)


@area.delete(ONE)
def delete(call):
    _default(call)
    workspace = workspace_of(call)
    _require_contributor(call)
    operations.supersede(call.world, KIND, resources.key(call))
    if not call.store.delete(KIND, resources.key(call)):
        return None
    sentinel.forget(call.store, workspace)
    call.store.delete(SOLUTIONS, _solution(workspace)["id"].lower())
    return {}


@area.route("GET", SENTINEL + "/{kind}", SENTINEL + "/{kind}/{name}", action="Microsoft.SecurityInsights/{kind}/read")
@area.route("PUT", SENTINEL + "/{kind}/{name}", action="Microsoft.SecurityInsights/{kind}/write")
@area.route("DELETE", SENTINEL + "/{kind}/{name}", action="Microsoft.SecurityInsights/{kind}/delete")
def anything_else(call):
    sentinel.opened(call)
    raise Refused(501, "NotImplemented", f"The simulator does not answer {call.method} {call.path}.")


def _default(call):
    if call.params["onboardingStateName"].lower() != "default":
        raise Refused(400, "BadRequest", f"The onboarding state name '{call.params['onboardingStateName']}' is not valid: it must be "
                      "'default'.")


def _missing(call):
    raise resources.not_found(call)


def _require_contributor(call):
    action = "Microsoft.OperationsManagement/solutions/write"
    scope = f"/subscriptions/{call.subscription.id}/resourceGroups/{call.params['resourceGroupName']}"
    if not rbac.allowed(call.world, call.tenant, call.caller, action, scope, call.subscription):
        raise refusals.not_authorized(call, action, scope)


def _solution(workspace):
    """The solution that stands beside a workspace with Sentinel, and stays when the workspace is deleted without off-boarding it."""
    name = f"SecurityInsights({workspace['name']})"
    group = workspace["id"].rsplit("/providers/", 1)[0]
    return {"id": f"{group}/providers/Microsoft.OperationsManagement/solutions/{name}", "name": name,
            "type": "Microsoft.OperationsManagement/solutions", "location": workspace["location"], "tags": {},
            "plan": {"name": name, "product": "OMSGallery/SecurityInsights", "publisher": "Microsoft", "promotionCode": ""},
            "properties": {"workspaceResourceId": workspace["id"], "provisioningState": "Succeeded"}}
