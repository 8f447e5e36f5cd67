# SPDX-License-Identifier: GPL-3.0-or-later
"""What Azure Resource Manager's operations take and answer."""

from __future__ import annotations

import re

import pytest

from tests.contracts import arm
from tests.contracts.arm_model import model
from tests.contracts.problem import UnknownOperation

SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111"
LIGHTHOUSE = f"{SUBSCRIPTION}/providers/Microsoft.ManagedServices"
OFFER = f"{LIGHTHOUSE}/registrationDefinitions/22222222-2222-2222-2222-222222222222"
WORKSPACES = f"{SUBSCRIPTION}/resourceGroups/secops/providers/Microsoft.OperationalInsights/workspaces"
AUTHORIZATION = {"principalId": "33333333-3333-3333-3333-333333333333", "roleDefinitionId": "44444444-4444-4444-4444-444444444444"}
PROPERTIES = {"managedByTenantId": "55555555-5555-5555-5555-555555555555", "authorizations": [AUTHORIZATION]}
RULE = f"{WORKSPACES}/soc/providers/Microsoft.SecurityInsights/alertRules/1"


def asked(method, path, version, body=None, **query):
    found = arm.find_operation(method, path, version)
    return [str(problem) for problem in found.notes + arm.request_problems(found, {"api-version": version, **query}, body)]


def answered(method, path, version, status, body=None):
    return [str(problem) for problem in arm.response_problems(arm.find_operation(method, path, version), status, body)]


@pytest.mark.parametrize(("method", "path", "id_"), [
    ("PUT", OFFER, "RegistrationDefinitions_CreateOrUpdate"),
    ("PUT", OFFER.upper(), "RegistrationDefinitions_CreateOrUpdate"),
    ("PUT", OFFER.replace(SUBSCRIPTION, f"{SUBSCRIPTION}/resourceGroups/a%20b"), "RegistrationDefinitions_CreateOrUpdate"),
    ("GET", f"{WORKSPACES}/soc", "Workspaces_Get"),
    ("GET", "/subscriptions", "Subscriptions_List"),
    ("POST", f"{SUBSCRIPTION}/providers/Microsoft.ManagedServices/register", "Providers_Register"),
])
def test_a_published_call_is_found(method, path, id_):
    assert arm.find_operation(method, path, "2022-10-01").id == id_


@pytest.mark.parametrize(("method", "path", "says", "allowed"), [
    ("GET", f"{SUBSCRIPTION}/providers/Microsoft.Bogus/things", "no published operation matches", ()),
    ("GET", "/", "no published operation matches /", ()),
    ("PATCH", OFFER, "method PATCH is not published for /{scope}/providers/Microsoft.ManagedServices", ("DELETE", "GET", "PUT")),
    ("POST", f"{SUBSCRIPTION}/operationresults/1", "no published operation matches", ()),
])
def test_another_call_is_refused(method, path, says, allowed):
    with pytest.raises(UnknownOperation) as refused:
        arm.find_operation(method, path, "2022-10-01")
    assert says in str(refused.value)
    assert refused.value.allowed == allowed


@pytest.mark.parametrize(("version", "problem"), [
    ("2022-10-01", None),
    (None, "E query: api-version is missing (published: 2022-10-01, 2019-09-01)"),
    ("1999-01-01", "E query: api-version 1999-01-01 is unknown for Microsoft.ManagedServices/registrationDefinitions"),
    ("2020-02-01-preview", "N query: api-version 2020-02-01-preview is not in this contract"),
])
def test_api_versions(version, problem):
    found = asked("PUT", OFFER, version, {"properties": PROPERTIES})
    assert found == [] if problem is None else len(found) == 1 and found[0].startswith(problem), found


def test_the_api_version_may_stand_in_the_path():
    assert arm.find_operation("GET", f"{OFFER}?api-version=2022-10-01").version == "2022-10-01"


def test_a_body_of_another_api_version_may_follow_any_published_one():
    body = {"properties": {**PROPERTIES, "eligibleAuthorizations": []}}
    assert asked("PUT", OFFER, "2022-10-01", body) == []
    assert [problem[0] for problem in asked("PUT", OFFER, "2019-09-01", body)] == ["E"]
    assert [problem[0] for problem in asked("PUT", OFFER, "2020-02-01-preview", body)] == ["N"]


@pytest.mark.parametrize(("method", "path", "body", "problem"), [
    ("PUT", OFFER, {"properties": {**PROPERTIES, "colour": 1}},
     "E properties.colour: ManagedServices@2022-10-01:RegistrationDefinitionProperties has no"),
    ("PUT", OFFER, {"properties": {**PROPERTIES, "Description": "x"}}, "E properties.Description: the property is spelled 'description'"),
    ("PUT", OFFER, {"properties": {"managedByTenantId": "1"}}, "E properties.authorizations: required, missing"),
    ("PUT", OFFER, {"properties": {**PROPERTIES, "managedByTenantId": None}}, "E properties.managedByTenantId: required, must not be null"),
    ("PUT", OFFER, {"properties": {**PROPERTIES, "managedByTenantId": 5}}, "E properties.managedByTenantId: string expected, got a number"),
    ("PUT", OFFER, {"properties": {**PROPERTIES, "authorizations": {}}}, "E properties.authorizations: list expected, got an object"),
    ("PUT", OFFER, {"properties": {**PROPERTIES, "authorizations": ["x"]}}, "E properties.authorizations[0]: object ManagedServices"),
    ("PUT", OFFER, {"properties": {**PROPERTIES, "provisioningState": "Succeeded"}}, "N properties.provisioningState: read-only"),
    ("PUT", OFFER, "x", "E body: object ManagedServices"),
    ("PUT", OFFER, None, "E body: missing (S:ManagedServices@2022-10-01:registrationDefinitions)"),
    ("GET", OFFER, {"a": 1}, "E body: RegistrationDefinitions_Get takes no body"),
])
def test_an_improper_request_is_told(method, path, body, problem):
    found = asked(method, path, "2022-10-01", body)
    assert len(found) == 1, found
    assert found[0].startswith(problem), found


@pytest.mark.parametrize(("properties", "problems"), [
    ({"sku": {"name": "PerGB2018"}, "retentionInDays": 90}, []),
    ({"sku": {"name": "pergb2018"}}, ["N properties.sku.name: is spelled 'PerGB2018'"]),
    ({"sku": {"name": 1}}, ["E properties.sku.name: one of Free Standard"]),
    ({"sku": {"name": "Cheap"}}, ["E properties.sku.name: 'Cheap' is not one of the known values"]),
    ({"retentionInDays": "90"}, ["E properties.retentionInDays: number expected, got a string"]),
    ({"features": {"immediatePurgeDataOn30Days": 1}}, ["E properties.features.immediatePurgeDataOn30Days: boolean expected"]),
    ({"features": {"notYetPublished": 1}}, []),
])
def test_workspaces(properties, problems):
    found = asked("PUT", f"{WORKSPACES}/soc", "2022-10-01", {"location": "usgovvirginia", "properties": properties})
    assert len(found) == len(problems), found
    assert all(told.startswith(problem) for told, problem in zip(found, problems, strict=True)), found


AUTOMATION = f"{WORKSPACES}/soc/providers/Microsoft.SecurityInsights/automationRules/1"
TRIGGER = {"isEnabled": True, "triggersOn": "Incidents", "triggersWhen": "Created"}
ORDERED = {"displayName": "Close", "order": 1, "triggeringLogic": TRIGGER, "actions": []}
INCIDENT = f"{WORKSPACES}/soc/providers/Microsoft.SecurityInsights/incidents/1"


@pytest.mark.parametrize(("properties", "problems"), [
    (ORDERED, []),
    ({**ORDERED, "order": 1001}, ["E properties.order: must be in 1..1000"]),
    ({**ORDERED, "order": 0}, ["E properties.order: must be in 1..1000"]),
    ({**ORDERED, "order": True}, ["E properties.order: number expected, got a boolean"]),
    ({**ORDERED, "displayName": "x" * 501}, ["E properties.displayName: length must be 0..500"]),
    ({**ORDERED, "triggeringLogic": {**TRIGGER, "conditions": [None] * 51}},
     ["E properties.triggeringLogic.conditions: length must be 0..50"]),
])
def test_limits(properties, problems):
    assert asked("PUT", AUTOMATION, "2024-09-01", {"properties": properties}) == problems


@pytest.mark.parametrize(("owner", "rules"), [(AUTHORIZATION["principalId"], []), ("x" * 36, ["limit"]), ("x", ["limit", "limit"])])
def test_patterns(owner, rules):
    found = arm.find_operation("PUT", INCIDENT, "2025-10-01-preview")
    body = {"properties": {"title": "x", "severity": "High", "status": "New", "owner": {"objectId": owner}}}
    query = {"api-version": "2025-10-01-preview"}
    assert [problem.rule for problem in arm.request_problems(found, query, body) if problem.level == "E"] == rules


@pytest.mark.parametrize(("body", "problem"), [
    ({"kind": "Scheduled", "properties": {}}, "required, missing"),
    ({}, "E body.kind: discriminator is missing (one of "),
    ({"kind": "Bogus"}, "E body.kind: 'Bogus' is not one of "),
    ({"kind": "scheduled"}, "N body.kind: is spelled 'Scheduled'"),
])
def test_the_kind_decides_the_schema(body, problem):
    version = arm.find_operation("PUT", RULE).versions[0]
    assert any(problem in found for found in asked("PUT", RULE, version, body))


def test_query_parameters():
    path = f"{SUBSCRIPTION}/resourceGroups"
    version = arm.find_operation("GET", path).versions[0]
    assert asked("GET", path, version, **{"$top": "5", "$skiptoken": "x"}) == []
    assert asked("GET", path, version, **{"$top": "x"}) == ["E query.$top: number expected"]
    assert asked("GET", path, version, colour="x") == ["E query.colour: ResourceGroups_List has no such parameter (it has $filter, $top)"]
    assert asked("GET", "/subscriptions/1/resourceGroups", version) == ["N path: subscription id '1' is no GUID"]


OFFERED = {"id": OFFER, "name": "1", "type": "Microsoft.ManagedServices/registrationDefinitions", "properties": PROPERTIES}


@pytest.mark.parametrize(("method", "path", "status", "body", "problems"), [
    ("GET", OFFER, 200, OFFERED, []),
    ("GET", f"{LIGHTHOUSE}/registrationDefinitions", 200, {"value": [OFFERED], "nextLink": "x"}, []),
    ("GET", f"{LIGHTHOUSE}/registrationDefinitions", 200, [OFFERED], ['E body: a list answer needs {"value": [...]}']),
    ("GET", f"{LIGHTHOUSE}/registrationDefinitions", 200, {"value": [], "total": 1}, ["E total: unknown member of a list answer"]),
    ("GET", OFFER, 200, {**OFFERED, "colour": 1},
     ["E colour: ManagedServices@2022-10-01:registrationDefinitions has no property 'colour'"]),
    ("GET", OFFER, 200, None, ["E response: body is missing (S:ManagedServices@2022-10-01:registrationDefinitions)"]),
    ("GET", OFFER, 204, None, ["E status: RegistrationDefinitions_Get answers 200, not 204"]),
    ("DELETE", OFFER, 204, {"id": "1"}, ["E response: 204 has no body"]),
    ("GET", OFFER, 404, {"error": {"code": "NotFound", "message": "No."}}, []),
    ("GET", OFFER, 404, {"code": "NotFound"}, ['E response: {"error": {"code", "message"}} expected']),
    ("GET", OFFER, 503, "<html>", ["N response: no error object"]),
])
def test_answers(method, path, status, body, problems):
    assert answered(method, path, "2022-10-01", status, body) == problems


@pytest.mark.parametrize(("created", "problems"), [
    ("2026-01-01T00:00:00.1234567Z", []), ("2026-01-01T00:00:00", []),
    ("2026-13-01T00:00:00Z", ["wrong-type"]), ("tomorrow", ["wrong-type"])])
def test_dates(created, problems):
    found = arm.find_operation("GET", f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignmentSchedules/1", "2020-10-01")
    body = {"properties": {"createdOn": created}}
    assert [problem.rule for problem in arm.response_problems(found, 200, body)] == problems


ASSIGNMENT = f"{LIGHTHOUSE}/registrationAssignments/66666666-6666-6666-6666-666666666666"


@pytest.mark.parametrize(("method", "version", "status", "levels"), [
    ("PUT", "2022-10-01", 202, ["N"]), ("PUT", "2022-10-01", 204, ["E"]), ("GET", "2022-10-01", 202, ["E"]),
    ("DELETE", "2022-10-01", 201, ["N"]), ("DELETE", "2022-10-01", 206, ["E"]), ("DELETE", "2019-09-01", 204, [])])
def test_statuses_of_long_running_operations_vary(method, version, status, levels):
    found = arm.find_operation(method, ASSIGNMENT, version)
    problems = arm.response_problems(found, status, {} if status == 202 else None)
    assert [problem.level for problem in problems if problem.rule == "status"] == levels


def test_statuses_of_deletions_changed_between_versions():
    path = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/1"
    versions = arm.find_operation("DELETE", path).versions
    assert answered("DELETE", path, versions[0], 202) == ["E status: RoleAssignments_Delete answers 200/204, not 202"]
    assert answered("DELETE", path, "2015-07-01", 202) == ["N status: RoleAssignments_Delete answers 200/204, not 202"]


def test_enum_members_of_answers_are_spelled_exactly():
    body = {**OFFERED, "properties": {**PROPERTIES, "provisioningState": "succeeded"}}
    assert answered("GET", OFFER, "2022-10-01", 200, body) == ["N properties.provisioningState: is spelled 'Succeeded'"]


STATUSES = f"{SUBSCRIPTION}/providers/Microsoft.OperationalInsights/locations/usgovvirginia/operationStatuses/1"
RESULTS = f"{SUBSCRIPTION}/operationresults/1"


@pytest.mark.parametrize(("path", "status", "body", "problems"), [
    (STATUSES, 200, {"status": "Succeeded", "percentComplete": 100}, []),
    (STATUSES, 200, {"state": "Succeeded"}, ['E response: {"status": ...} expected']),
    (STATUSES, 200, None, ['E response: body is missing ({"status": ...})']),
    (STATUSES, 200, {"status": "Failed", "error": "No."}, ["E response.error: object expected, got a string"]),
    (STATUSES, 200, {"status": "Running", "percentComplete": "5"}, ["E response.percentComplete: number expected, got a string"]),
    (STATUSES, 206, None, ["E status: an operation-status address answers 200/201/202/204, not 206"]),
    (STATUSES, 409, {"status": "Failed", "error": {}}, []),
    (STATUSES, 202, None, []),
    (RESULTS, 202, None, []),
    (RESULTS, 200, None, []),
    (RESULTS, 200, {"anything": 1}, []),
])
def test_polls_of_long_running_operations(path, status, body, problems):
    assert answered("GET", path, "2022-10-01", status, body) == problems


@pytest.mark.parametrize(("version", "body", "problems"), [
    ("2019-05-01", [{}], []),
    ("2019-05-01", {}, ["E response: list expected, got an object (api-version 2019-05-01)"]),
])
def test_some_versions_of_the_metadata_endpoint_answer_with_a_bare_list(version, body, problems):
    assert [told for told in answered("GET", "/metadata/endpoints", version, 200, body) if "list" in told] == problems


def test_every_published_pattern_is_one_that_python_reads():
    patterns = [limit["re"] for schema in model().schemas.values() for limit in schema.get("c", {}).values() if "re" in limit]
    assert patterns
    assert all(re.compile(pattern) for pattern in patterns)
