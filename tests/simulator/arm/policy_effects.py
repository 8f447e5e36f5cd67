# SPDX-License-Identifier: GPL-3.0-or-later
"""What Azure Policy does: it denies writes, and deploys by itself what is missing in subscriptions, as the assignment's identity.

What was written of an assignment, or that it was deleted, works five minutes later. Nothing is deployed unasked: at the control address
`POST /policies` is the evaluation that Azure makes some time after a subscription was made or an assignment was remediated.
Assumed: a deployment whose resources are refused leaves what was made before.
"""
from __future__ import annotations

import datetime
import json

from tests.simulator.arm import policy_definitions, policy_rules, rbac, templates
from tests.simulator.wire import Call, Refused

IN_FORCE = "policyAssignments in force"
CACHED = datetime.timedelta(minutes=5)
SUBSCRIPTIONS = "microsoft.resources/subscriptions"
DEFINITIONS = "Microsoft.ManagedServices/registrationDefinitions"


def put(call, tenant, assignment):
    tenant.azure.plan(IN_FORCE, assignment["id"].lower(), assignment, call.now() + CACHED)


def end(call, tenant, assignment):
    tenant.azure.plan(IN_FORCE, assignment["id"].lower(), None, call.now() + CACHED)


def refuse(call, kind, fields):
    """Refuse the write of a resource of this kind that a policy in force denies; fields are by the names of Azure Policy's aliases."""
    tenant = rbac.tenant_of(call)
    known = {"type": kind, **{name.lower(): value for name, value in fields.items()}}
    for assignment, definition, values in _in_force(call.world, tenant, f"/subscriptions/{call.subscription.id}"):
        rule = definition["properties"]["policyRule"]
        if policy_rules.effect_of(definition, values) == "deny" and policy_rules.holds(rule["if"], known, values):
            raise _disallowed(call, assignment, definition)


def deploy(arm, world, tenant):
    """What the policies that deploy would do now: [{"subscription", "assignment", "outcome"}]; `arm` is the service that answers."""
    told = []
    for subscription in [found for found in world.subscriptions.values() if found.tenant_id == tenant.id]:
        for assignment, definition, values in _in_force(world, tenant, f"/subscriptions/{subscription.id}"):
            if policy_rules.effect_of(definition, values) == "deployifnotexists" and _is_about(definition, values):
                told.append({"subscription": subscription.id, "assignment": assignment["name"],
                             "outcome": _deployed(arm, world, tenant, subscription, assignment, definition, values)})
    return told


def _in_force(world, tenant, scope):
    """(assignment, definition, parameters) of each assignment that works at a scope and is enforced."""
    for assignment in tenant.azure.list(IN_FORCE):
        properties = assignment["properties"]
        excluded = any(rbac.reaches(tenant, place, scope) for place in properties["notScopes"])
        definition = policy_definitions.usable(world, tenant, properties["policyDefinitionId"], properties["scope"])
        if definition and not excluded and properties["enforcementMode"] == "Default" and rbac.reaches(tenant, properties["scope"], scope):
            given = {name.lower(): each.get("value") for name, each in properties["parameters"].items()}
            declared = definition["properties"].get("parameters") or {}
            yield assignment, definition, {**{name.lower(): each.get("defaultValue") for name, each in declared.items()}, **given}


def _disallowed(call, assignment, definition):
    resource, name = call.path.rpartition("/")[2], assignment["properties"].get("displayName") or assignment["name"]
    info = {"policyDefinitionId": definition["id"], "policyDefinitionName": definition["name"],
            "policyDefinitionDisplayName": definition["properties"].get("displayName"), "policyDefinitionEffect": "deny",
            "policyAssignmentId": assignment["id"], "policyAssignmentName": assignment["name"], "policyAssignmentDisplayName": name,
            "policyAssignmentScope": assignment["properties"]["scope"]}
    named = json.dumps([{"policyAssignment": {"name": name, "id": assignment["id"]},
                         "policyDefinition": {"name": info["policyDefinitionDisplayName"], "id": definition["id"]}}])
    return Refused(403, "RequestDisallowedByPolicy", f"Resource '{resource}' was disallowed by policy. Policy identifiers: '{named}'.",
                   target=resource, additionalInfo=[{"type": "PolicyViolation", "info": info}])


def _is_about(definition, values):
    """Is the rule one for whole subscriptions? Mode Indexed looks at resources with tags and a location only."""
    properties = definition["properties"]
    return properties["mode"].lower() == "all" and policy_rules.holds(properties["policyRule"]["if"], {"type": SUBSCRIPTIONS}, values)


def _deployed(arm, world, tenant, subscription, assignment, definition, values):
    details = definition["properties"]["policyRule"]["then"]["details"]
    if any(_exists(details, found, values) for found in subscription.store.list("registrationDefinitions")):
        return "exists"
    deployment = details["deployment"]["properties"]
    given = {name: {"value": policy_rules.value_of(each.get("value"), values)}
             for name, each in (deployment.get("parameters") or {}).items()}
    described = {"id": f"/subscriptions/{subscription.id}", "subscriptionId": subscription.id, "tenantId": tenant.id,
                 "displayName": subscription.name}
    try:
        # A template at subscription scope stands where one of a resource group has the group.
        wanted, _scope = templates.planned(deployment["template"], given, {"id": described["id"]}, described)
        for resource in wanted:
            arm.handle(_call(arm, world, tenant, subscription, assignment, resource))
    except Refused as refusal:
        return f"{refusal.code}: {refusal.message}"
    return "deployed"


def _exists(details, found, values):
    """Does a resource of the subscription meet the existence condition?"""
    if details["type"].lower() != DEFINITIONS.lower():
        return False
    fields = {"type": DEFINITIONS, f"{DEFINITIONS}/managedByTenantId": found["properties"]["managedByTenantId"],
              f"{DEFINITIONS}/registrationDefinitionName": found["properties"].get("registrationDefinitionName")}
    condition = details.get("existenceCondition")
    return condition is None or policy_rules.holds(condition, {name.lower(): value for name, value in fields.items()}, values)


def _call(arm, world, tenant, subscription, assignment, resource):
    """The call by which the assignment's identity makes a resource."""
    principal = (assignment.get("identity") or {}).get("principalId", "")
    return Call(api="arm", method="PUT", path=resource.id, query={"api-version": resource.version}, headers={}, body=resource.body,
                origin=arm.simulation.origins.get("arm", ""), world=world, version=resource.version, origins=arm.simulation.origins,
                tenant=tenant, subscription=subscription, claims={"oid": principal, "tid": tenant.id, "idtyp": "app", "appid": principal},
                request_id=world.new_id(), handle=arm.handle)
