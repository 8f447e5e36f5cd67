# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments of ARM templates into a resource group: checked at once, carried out when the long operation ends, resource by resource.

Each resource is made by the same call that a client would make, with the rights of who deployed. What is known of types, versions and
rights is said before anything is made; what the resources' own services refuse ends the deployment as failed, with what was made kept.
Assumed: a missing right on one of the resources is said with status 403; a deployment of a template's own history is not limited to 800.
Left out (501): mode Complete, template links, other types than TYPES, the list of a deployment's operations.
"""
from __future__ import annotations

import dataclasses
import hashlib
import json
import re

from tests.contracts import arm as contract
from tests.contracts.problem import UnknownOperation
from tests.simulator.arm import operations, rbac, refusals, resources, templates
from tests.simulator.arm.filters import equalities
from tests.simulator.arm.system_data import system_data
from tests.simulator.arm.versions import is_known, known_versions
from tests.simulator.clock import stamp
from tests.simulator.wire import Area, Call, Refused, Reply

area = Area("deployments")
KIND = "deployments"
ALL = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Resources/deployments"
ONE = ALL + "/{deploymentName}"
NAME = re.compile(r"[-\w.()]{1,64}")
UNDER_WAY = ("Accepted", "Running")
TYPES = {f"microsoft.securityinsights/{name}" for name in ("contentpackages", "contenttemplates", "metadata", "alertrules")}
USAGE = "Please see https://aka.ms/arm-deployment-operations for usage details."


@area.get(ALL)
def listed(call):
    group = resources.group_of(call)
    wanted = equalities(call.option("$filter"), ("provisioningState",)).get("provisioningstate")
    found = [each for each in call.store.list(KIND) if each["id"].lower().startswith(group["id"].lower() + "/")
             and wanted in (None, each["properties"]["provisioningState"])]
    count = call.option("$top")
    return resources.listed(call, found[:int(count)] if count else found)


@area.get(ONE)
def read(call):
    return _there(call)


@area.route("HEAD", ONE)
def exists(call):
    resources.group_of(call)
    return Reply(204 if call.store.get(KIND, resources.key(call)) else 404)


@area.put(ONE)
def put(call):
    group, old = resources.open_group(call), call.store.truth(KIND, resources.key(call))
    if not NAME.fullmatch(call.params["deploymentName"]):
        raise Refused(400, "InvalidDeploymentName", f"The deployment name '{call.params['deploymentName']}' is not valid: it may have up "
                      "to 64 letters, digits, '-', '_', '.', '(' and ')'.")
    if old and old["properties"]["provisioningState"] in UNDER_WAY:
        raise Refused(409, "DeploymentActive", f"Unable to edit or replace deployment '{old['name']}': previous deployment is still "
                      "active. Please see https://aka.ms/arm-deploy for usage details.")
    given = call.body["properties"]
    _refuse_what_is_not_here(given)
    wanted, scope = templates.planned(given.get("template"), given.get("parameters"), group, _subscription(call))
    for resource in wanted:
        _preflight(call, resource)
    deployment = _deployment(call, given, scope, wanted, old)
    told = {"provisioningState": "Succeeded", "outputs": templates.outputs(scope)}
    ended = {**deployment, "properties": {**deployment["properties"], **told}}
    plan = {"resources": [dataclasses.asdict(each) for each in wanted], "claims": call.claims, "tenant": call.tenant.id}
    return operations.begin(call, KIND, ended, deployment, status=200 if old else 201, plan=plan, at=resources.id_of(call))


@area.delete(ONE)
def delete(call):
    """Only the record goes; what was deployed stays."""
    old = _there(call)
    if old["properties"]["provisioningState"] in UNDER_WAY:
        raise Refused(409, "DeploymentActive", f"Unable to delete deployment '{old['name']}': it is still active.")
    reply = operations.begin(call, KIND, None, old, style="location")
    return reply if reply.status == 202 else Reply(204)


@area.get(ONE + "/operationStatuses/{operationId}", action="Microsoft.Resources/deployments/operationStatuses/read")
def status(call):
    return operations.status_of(call)


@operations.at_end(KIND)
def carry_out(call, operation):
    """Make the resources in their order; what depends on one that failed is not made."""
    made, problems = [], {}
    for resource in operation["plan"]["resources"]:
        if any(each in problems for each in resource["after"]):
            problems[resource["id"]] = None
            continue
        try:
            call.handle(_inner(call, operation["plan"], resource))
            made.append({"id": resource["id"]})
        except Refused as refusal:
            problems[resource["id"]] = {"code": refusal.code, "message": refusal.message, "target": resource["id"]}
    final = operation["final"]
    properties = {**final["properties"], "outputResources": made, "timestamp": stamp(call.now(), 7)}
    if problems:
        operation["error"] = {
            "code": "DeploymentFailed", "target": final["id"], "message": "At least one resource deployment operation failed. Please list "
            f"deployment operations for details. {USAGE}", "details": [each for each in problems.values() if each]}
        properties = {**properties, "provisioningState": "Failed", "error": operation["error"]}
    operation["final"] = {**final, "properties": properties}


def _inner(call, plan, resource):
    """The call by which the deployment makes a resource: as who deployed would make it."""
    return Call(api="arm", method="PUT", path=resource["id"], query={"api-version": resource["version"]}, headers={},
                body=resource["body"], origin=call.origin, world=call.world, version=resource["version"], origins=call.origins,
                tenant=call.world.tenants[plan["tenant"]], subscription=call.subscription, claims=plan["claims"],
                request_id=call.request_id, handle=call.handle)


def _there(call):
    resources.group_of(call)
    found = call.store.get(KIND, resources.key(call))
    if found is None:
        raise Refused(404, "DeploymentNotFound", f"Deployment '{call.params['deploymentName']}' could not be found.")
    return found


def _refuse_what_is_not_here(given):
    if given["mode"].lower() != "incremental":
        raise Refused(501, "NotImplemented", f"The simulator does not deploy in mode '{given['mode']}'.")
    if given.get("templateLink") or given.get("parametersLink"):
        raise Refused(501, "NotImplemented", "The simulator does not fetch templates or parameters from links.")


def _preflight(call, resource):
    """What ARM itself knows before: the type, its versions, and whether the caller may write it."""
    try:
        operation = contract.find_operation("PUT", resource.id, resource.version)
    except UnknownOperation as problem:
        raise Refused(400, "InvalidTemplate", f"The resource type '{resource.type}' of '{resource.id}' could not be found: {problem}.") \
            from problem
    if not is_known(operation, resource.version):
        inner = dataclasses.replace(call, version=resource.version)
        raise refusals.unknown_version(inner, operation.type, known_versions(operation))
    if resource.type.lower() not in TYPES:
        raise Refused(501, "NotImplemented", f"The simulator does not deploy resources of type '{resource.type}'.")
    if not rbac.allowed(call.world, call.tenant, call.caller, f"{resource.type}/write", resource.id, call.subscription):
        raise Refused(403, "InvalidTemplateDeployment", "Deployment failed with multiple errors: 'Authorization failed for template "
                      f"resource '{resource.id.rpartition('/')[2]}' of type '{resource.type}'. The client '{call.claims.get('appid')}' "
                      f"with object id '{call.caller}' does not have permission to perform action '{resource.type}/write' at scope "
                      f"'{resource.id}'.'.")
    # ARM keeps a location and tags for itself where the resource is one of a provider without them.
    for name in ("location", "tags"):
        resource.body.pop(name, None)


def _deployment(call, given, scope, wanted, old):
    template = json.dumps(given["template"], sort_keys=True).encode()
    kinds = sorted({each.type.split("/", 1)[1] for each in wanted})
    providers = [{"namespace": "Microsoft.SecurityInsights", "resourceTypes": [{"resourceType": kind, "locations": [None]}
                                                                               for kind in kinds]}] if kinds else []
    shown = {name: {"type": declared["type"], "value": scope.values[name.lower()]}
             for name, declared in scope.declared.values() if not declared["type"].lower().startswith("secure")}
    return {"id": resources.id_of(call), "name": call.params["deploymentName"], "type": "Microsoft.Resources/deployments",
            "tags": call.body.get("tags") or {}, "systemData": system_data(call, (old or {}).get("systemData")), "properties": {
                "templateHash": str(int.from_bytes(hashlib.sha256(template).digest()[:8], "big")), "parameters": shown,
                "mode": "Incremental", "provisioningState": "Accepted", "timestamp": call.stamp(7), "duration": "PT0S",
                "correlationId": call.request_id, "providers": providers, "dependencies": [], "outputResources": []}}


def _subscription(call):
    found = call.subscription
    return {"id": f"/subscriptions/{found.id}", "subscriptionId": found.id, "tenantId": found.tenant_id, "displayName": found.name}
