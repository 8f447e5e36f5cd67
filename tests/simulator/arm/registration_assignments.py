# SPDX-License-Identifier: GPL-3.0-or-later
"""Registration assignments: where an offer to a managing tenant is in force (Azure Lighthouse).

Assumed: a second assignment of an offer at a scope answers 409 Conflict, so does giving a standing assignment another definition; a
definition that is not there or is another subscription's answers 400; a list shows the assignments at its very scope.
"""
from __future__ import annotations

import re

from tests.simulator.arm import lighthouse, operations, policy_effects, resources, scopes
from tests.simulator.arm.registration_definitions import managed_by
from tests.simulator.arm.registration_definitions import shown as shown_definition
from tests.simulator.arm.system_data import system_data
from tests.simulator.wire import Area, Refused

area = Area("registration assignments")
KIND = "registrationAssignments"
TYPE = "Microsoft.ManagedServices/registrationAssignments"
ALL = "{+scope}/providers/Microsoft.ManagedServices/registrationAssignments"
ONE = ALL + "/{registrationAssignmentId}"
DEFINITION = re.compile(r"/subscriptions/[^/]+/providers/Microsoft\.ManagedServices/registrationDefinitions/[^/]+", re.I)


@area.get(ALL)
def listed(call):
    scope, fits = _scope(call).lower(), managed_by(call)
    found = [assignment for assignment in call.store.list(KIND) if _at(assignment) == scope]
    return resources.listed(call, [shown(call, assignment) for assignment in found if fits(_definition(call, assignment))])


@area.get(ONE)
def read(call):
    _scope(call)
    found = operations.current(call, KIND)
    if found is None:
        raise resources.not_found(call)
    return shown(call, found)


@area.put(ONE)
def put(call):
    scope, name = _scope(call), call.params["registrationAssignmentId"]
    if not scopes.is_guid(name):
        raise Refused(400, "InvalidRegistrationAssignmentUri", f"The registration assignment name '{name}' is not a GUID.")
    lighthouse.require_owner(call, scope)
    definition = _offered(call, (call.body.get("properties") or {}).get("registrationDefinitionId"))
    policy_effects.refuse(call, TYPE, {f"{TYPE}/registrationDefinition.managedByTenantId": definition["properties"]["managedByTenantId"]})
    old = call.store.truth(KIND, resources.key(call))
    _one_only(call, scope, definition, old)
    final = {"id": old["id"] if old else resources.id_of(call), "name": name, "type": "Microsoft.ManagedServices/registrationAssignments",
             "properties": {"registrationDefinitionId": definition["id"], "provisioningState": "Succeeded"},
             "systemData": system_data(call, (old or {}).get("systemData"))}
    interim = old or {**final, "properties": {**final["properties"], "provisioningState": "Creating"}}
    reply = operations.begin(call, KIND, final, interim, status=200 if old else 201)
    reply.body = shown(call, reply.body)
    return reply


@area.delete(ONE)
def delete(call):
    scope = _scope(call)
    lighthouse.require_offboarding(call, scope)
    old = call.store.truth(KIND, resources.key(call))
    if old is None:
        return None
    return operations.begin(call, KIND, None, {**old, "properties": {**old["properties"], "provisioningState": "Deleting"}})


def shown(call, assignment):
    expand = (call.option("$expandRegistrationDefinition") or "").lower() == "true"
    properties = dict(assignment["properties"])
    if expand:
        properties["registrationDefinition"] = shown_definition(call, _definition(call, assignment))
    answer = {**assignment, "properties": properties}
    return answer if call.version[:4] >= "2020" else {name: value for name, value in answer.items() if name != "systemData"}


def _scope(call):
    """A subscription, or one of its resource groups."""
    scope = scopes.scope_of(call)
    if call.subscription is None or scope.count("/") not in (2, 4):
        raise Refused(400, "InvalidRegistrationAssignmentUri", "A registration assignment belongs to a subscription or a resource group, "
                      f"not to '{scope}'.")
    return scope


def _at(assignment):
    return re.split("/providers/", assignment["id"].lower(), maxsplit=1)[0]


def _definition(call, assignment):
    return call.store.truth("registrationDefinitions", assignment["properties"]["registrationDefinitionId"].lower())


def _offered(call, id):
    found = call.store.truth("registrationDefinitions", id.lower()) if isinstance(id, str) and DEFINITION.fullmatch(id) else None
    if found is None:
        raise Refused(400, "InvalidRegistrationAssignmentCreateRequest", f"The registration definition '{id}' was not found in the "
                      "subscription of the registration assignment.")
    return found


def _one_only(call, scope, definition, old):
    """One assignment of an offer at a scope; two definitions of one name for one managing tenant are the same offer."""
    if old and old["properties"]["registrationDefinitionId"].lower() != definition["id"].lower():
        raise Refused(409, "Conflict", "The registration definition of a registration assignment cannot be changed.")
    for found in call.store.truths(KIND):
        if found is not old and _at(found) == scope.lower() and _offer(_definition(call, found)) == _offer(definition):
            raise Refused(409, "Conflict", f"Another registration assignment '{found['name']}' present at this scope refers to the same "
                          "registration definition. Multiple registration assignments are not allowed.")


def _offer(definition):
    properties = definition["properties"]
    return properties["managedByTenantId"], properties.get("registrationDefinitionName") or definition["id"].lower()
