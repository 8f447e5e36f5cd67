# SPDX-License-Identifier: GPL-3.0-or-later
"""Registration definitions: what a subscription's tenant offers to a managing tenant (Azure Lighthouse).

Assumed: deleting a definition that is assigned answers 409 Conflict (the code is not published).
"""
from __future__ import annotations

from tests.simulator.arm import lighthouse, operations, policy_effects, resources
from tests.simulator.arm.filters import terms, unsupported
from tests.simulator.arm.scopes import is_guid
from tests.simulator.arm.system_data import system_data
from tests.simulator.wire import Area, Refused

area = Area("registration definitions")
KIND = "registrationDefinitions"
TYPE = "Microsoft.ManagedServices/registrationDefinitions"
ALL = "{+scope}/providers/Microsoft.ManagedServices/registrationDefinitions"
ONE = ALL + "/{registrationDefinitionId}"
ANSWERED_BEFORE_2020 = ("registrationDefinitionName", "description", "managedByTenantId", "managedByTenantName", "authorizations",
                        "provisioningState")


@area.get(ALL)
def listed(call):
    _subscription_scope(call)
    fits = managed_by(call)
    return resources.listed(call, [shown(call, found) for found in call.store.list(KIND) if fits(found)])


@area.get(ONE)
def read(call):
    _subscription_scope(call)
    found = operations.current(call, KIND)
    if found is None:
        raise resources.not_found(call)
    return shown(call, found)


@area.put(ONE)
def put(call):
    scope, given = _subscription_scope(call), call.body.get("properties") or {}
    name = call.params["registrationDefinitionId"]
    if not is_guid(name):
        raise Refused(400, "InvalidRegistrationDefinitionUri", f"The registration definition name '{name}' is not a GUID.")
    lighthouse.require_owner(call, scope)
    old = call.store.truth(KIND, resources.key(call))
    if not {"managedByTenantId", "authorizations"} <= set(given):
        raise lighthouse.invalid("managedByTenantId and authorizations are needed.")
    if old and old["properties"]["managedByTenantId"] != str(given["managedByTenantId"]).lower():
        raise Refused(400, "RegistrationDefinitionInvalidUpdate", "The managedByTenantId of a registration definition cannot be changed.")
    policy_effects.refuse(call, TYPE, {f"{TYPE}/managedByTenantId": str(given["managedByTenantId"])})
    lighthouse.check_offer(call, given)
    final = _definition(call, given, old)
    state = "Updating" if old else "Creating"
    interim = {**(old or final), "properties": {**(old or final)["properties"], "provisioningState": state}}
    reply = operations.begin(call, KIND, final, interim, status=200 if old else 201)
    reply.body = shown(call, reply.body)
    return reply


@area.delete(ONE)
def delete(call):
    scope = _subscription_scope(call)
    lighthouse.require_owner(call, scope)
    key = resources.key(call)
    if call.store.truth(KIND, key) is None:
        return None
    if any(found["properties"]["registrationDefinitionId"].lower() == key for found in call.store.truths("registrationAssignments")):
        raise Refused(409, "Conflict", "The registration definition has registration assignments and cannot be deleted. Delete them first.")
    call.store.delete(KIND, key)
    return {}


def managed_by(call):
    """The test that $filter asks of a definition: by its managing tenant."""
    asked = terms(call.option("$filter"))
    if any(term.name not in ("managedbytenantid", "properties/managedbytenantid") or term.operator not in ("eq", "in") for term in asked):
        raise unsupported(call.option("$filter"))
    return lambda found: all(found["properties"]["managedByTenantId"] in map(str.lower, term.values) for term in asked)


def shown(call, definition):
    """As the api-version has it: before 2020 there were no eligible authorizations and nothing was said of the managed tenant."""
    if call.version[:4] >= "2020":
        return definition
    properties = {name: value for name, value in definition["properties"].items() if name in ANSWERED_BEFORE_2020}
    return {**{name: value for name, value in definition.items() if name != "systemData"}, "properties": properties}


def _subscription_scope(call):
    scope = call.params["scope"]
    if call.subscription is None or scope.count("/") != 2:
        raise Refused(400, "InvalidRegistrationDefinitionUri", f"A registration definition belongs to a subscription, not to '{scope}'.")
    return scope


def _definition(call, given, old):
    managing = call.world.tenants[given["managedByTenantId"].lower()]
    managed = call.world.tenants[call.subscription.tenant_id]
    properties = {"registrationDefinitionName": given.get("registrationDefinitionName"), "description": given.get("description"),
                  "managedByTenantId": managing.id, "managedByTenantName": managing.name, "manageeTenantId": managed.id,
                  "manageeTenantName": managed.name, "authorizations": given["authorizations"], "provisioningState": "Succeeded"}
    if given.get("eligibleAuthorizations"):
        properties["eligibleAuthorizations"] = given["eligibleAuthorizations"]
    made = {"id": old["id"] if old else resources.id_of(call), "name": call.params["registrationDefinitionId"],
            "type": "Microsoft.ManagedServices/registrationDefinitions", "properties": properties,
            "systemData": system_data(call, (old or {}).get("systemData"))}
    return made | ({"plan": call.body["plan"]} if call.body.get("plan") else {})
