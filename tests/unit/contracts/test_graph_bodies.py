# SPDX-License-Identifier: GPL-3.0-or-later
"""What Microsoft Graph's bodies, queries and answers may hold."""

from __future__ import annotations

import pytest

from tests.contracts import graph

GOVERNMENT = "AzureUSGovernment"
GROUP = {"displayName": "SecOps", "mailEnabled": False, "mailNickname": "secops", "securityEnabled": True}
RULES = "/policies/roleManagementPolicies/1/rules/2"
ELIGIBILITY = "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests"
GRANT = {"accessId": "member", "action": "adminAssign", "groupId": "1", "principalId": "2"}
PARTNERS = "/policies/crossTenantAccessPolicy/partners"


def asked(method, path, body=None, query=None, cloud=GOVERNMENT, version="v1.0"):
    found = graph.find_operation(method, path, version, cloud, lenient=True)
    return [str(problem) for problem in graph.request_problems(found, query, body)]


def answered(method, path, status, body=None):
    return [str(problem) for problem in graph.response_problems(graph.find_operation(method, path, "v1.0", GOVERNMENT), status, body)]


def timed(duration):
    return {**GRANT, "scheduleInfo": {"expiration": {"type": "afterDuration", "duration": duration}}}


@pytest.mark.parametrize(("method", "path", "body"), [
    ("POST", "/groups", GROUP),
    ("POST", "/groups", {**GROUP, "owners@odata.bind": ["https://graph.microsoft.us/v1.0/users/1"]}),
    ("PATCH", "/groups/1", {"description": None}),
    ("POST", "/groups/1/members/$ref", {"@odata.id": "https://graph.microsoft.us/v1.0/users/1"}),
    ("POST", ELIGIBILITY, timed("PT8H")),
    ("PATCH", RULES, {"@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule", "maximumDuration": "P365D"}),
    ("POST", "/users/1/checkMemberGroups", {"groupIds": ["1"]}),
    ("POST", PARTNERS, {"tenantId": "1", "inboundTrust": {"isMfaAccepted": True}}),
    ("DELETE", "/groups/1", None),
])
def test_a_proper_request_has_no_problem(method, path, body):
    assert asked(method, path, body) == []


@pytest.mark.parametrize(("method", "path", "body", "problem"), [
    ("POST", "/groups", {**GROUP, "colour": 1}, "E colour: graph.group has no property 'colour'"),
    ("POST", "/groups", {**GROUP, "displayname": "x"}, "E displayname: the property is spelled 'displayName'"),
    ("POST", "/groups", {**GROUP, "mailEnabled": "no"}, "E mailEnabled: Edm.Boolean expected, got \"no\""),
    ("POST", "/groups", {**GROUP, "groupTypes": "Unified"}, "E groupTypes: list expected, got a string"),
    ("POST", "/groups", {**GROUP, "description": ["x"]}, "E description: one value expected, got a list"),
    ("POST", "/groups", {**GROUP, "id": "1"}, "N id: id is given by the service"),
    ("POST", "/groups", {**GROUP, "@odata.bogus": 1}, "E @odata.bogus: unknown annotation"),
    ("POST", "/groups", {**GROUP, "owners@odata.bind": "x"}, "E owners@odata.bind: list of URLs expected"),
    ("POST", "/groups", {**GROUP, "displayName@odata.bind": "x"}, "E displayName@odata.bind: 'displayName' is no navigation property"),
    ("POST", "/groups", [], "E body: object of graph.group expected, got a list"),
    ("POST", "/groups", None, "E body: missing (graph.group)"),
    ("POST", "/groups", {name: GROUP[name] for name in GROUP if name != "mailNickname"}, "E mailNickname: required on create, missing"),
    ("DELETE", "/groups/1", {"a": 1}, "E body: DELETE /groups/{} takes no body"),
    ("POST", "/groups/1/members/$ref", {"id": "1"}, "E body: {\"@odata.id\": URL} expected"),
    ("POST", ELIGIBILITY, {**GRANT, "action": "grant"}, "E action: 'grant' is not in graph.scheduleRequestActions"),
    ("POST", ELIGIBILITY, {**GRANT, "action": "AdminAssign"}, "N action: enum member is spelled 'adminAssign'"),
    ("POST", ELIGIBILITY, {**GRANT, "action": "unknownFutureValue"}, "E action: unknownFutureValue must not be sent"),
    ("POST", ELIGIBILITY, {**GRANT, "action": 1}, "E action: member of graph.scheduleRequestActions expected, got a number"),
    ("POST", ELIGIBILITY, timed("8 hours"), "E scheduleInfo.expiration.duration: Edm.Duration expected, got \"8 hours\""),
    ("POST", ELIGIBILITY, timed("P1Y"), "N scheduleInfo.expiration.duration: years, months and weeks are not part of Edm.Duration"),
    ("PATCH", RULES, {"maximumDuration": "P1D"}, "E body: @odata.type is missing and graph.unifiedRoleManagementPolicyRule is abstract"),
    ("PATCH", RULES, {"@odata.type": "#microsoft.graph.group"},
     "E body.@odata.type: graph.group does not derive from graph.unifiedRoleManagementPolicyRule"),
    ("PATCH", RULES, {"@odata.type": "#microsoft.graph.bogus"}, "E body.@odata.type: '#microsoft.graph.bogus' is no type of the metadata"),
    ("POST", "/users/1/checkMemberGroups", {"groups": ["1"]}, "E groups: checkMemberGroups has no such parameter"),
    ("POST", "/$batch", {"requests": [{"id": "1"}, {"id": "1"}]}, "E body.requests: 1 to 20 requests with distinct ids expected"),
])
def test_an_improper_request_is_told(method, path, body, problem):
    assert any(found.startswith(problem) for found in asked(method, path, body)), asked(method, path, body)


def test_null_where_none_is_allowed_is_an_error():
    body = {"allowedToUseSSPR": None}
    assert asked("PATCH", "/policies/authorizationPolicy", body) == ["E allowedToUseSSPR: null is not allowed"]
    assert asked("PATCH", "/policies/authorizationPolicy", body, cloud="USNat") == []


def test_a_property_that_a_cloud_lacks_is_refused_there_only():
    body = {"justification": "new"}
    path = "/identityGovernance/entitlementManagement/assignmentRequests"
    assert asked("POST", path, body, cloud="AzureCloud") == []
    assert asked("POST", path, body) == ["E justification: not available in fairfax"]


def test_partial_metadata_decides_the_form_of_values_only():
    body = {**GROUP, "colour": 1, "mailEnabled": "no"}
    assert asked("POST", "/groups", body, cloud="AzureCloud", version="beta") == [
        'E mailEnabled: Edm.Boolean expected, got "no"', "N colour: graph.group has no property 'colour'"]
    assert {found[0] for found in asked("POST", "/groups", body, version="beta")} == {"N"}


@pytest.mark.parametrize(("query", "problems"), [
    ("$select=id,displayName&$top=5&$count=true", []),
    ("$filter=displayName eq 'a b' and members/any(m:m/id eq '1') and startswith(mail,'x')", []),
    ("$filter=owners/$count eq 0", []),
    ("$filter=displayName eq 'it''s colour eq 1'", []),
    ("$expand=members($select=id),owners", []),
    ("$expand=*", []),
    ("$expand=members/microsoft.graph.user,colour",
     ["E query.$expand: graph.group has no navigation property 'colour'"]),
    ("$orderby=displayName desc", []),
    ({"$select": "colour"}, ["E query.$select: graph.group has no property 'colour'"]),
    ({"$filter": "colour eq 'x'"}, ["E query.$filter: graph.group has no property 'colour'"]),
    ({"$filter": "members/any(m:m/id eq colour)"}, ["E query.$filter: graph.group has no property 'colour'"]),
    ({"$expand": "displayName"}, ["E query.$expand: graph.group has no navigation property 'displayName'"]),
    ({"$orderby": "colour"}, ["E query.$orderby: graph.group has no property 'colour'"]),
    ({"$top": "many"}, ["E query.$top: number expected"]),
    ({"$count": "yes"}, ["E query.$count: true or false expected"]),
    ({"colour": "1"}, ["E query.colour: unknown query option"]),
    ({"top": "1"}, ["N query.top: without the leading $"]),
])
def test_query_options(query, problems):
    assert asked("GET", "/groups", query=query) == problems


REFUSAL = {"error": {"code": "Request_BadRequest", "message": "No.", "innerError": {}}}


@pytest.mark.parametrize(("method", "path", "status", "body", "problems"), [
    ("GET", "/groups", 200, {"value": [{"id": "1", "displayName": "x"}], "@odata.nextLink": "x"}, []),
    ("DELETE", "/groups/1", 204, None, []),
    ("PATCH", "/groups/1", 204, None, []),
    ("GET", "/groups/1", 404, REFUSAL, []),
    ("GET", "/groups/1/members", 200, {"value": [{"id": "1", "userPrincipalName": "x"}]},
     ["N value[0].userPrincipalName: graph.directoryObject has no such property; "
      "it is one of graph.user, graph.agentUser (@odata.type is missing)"]),
    ("GET", "/groups", 200, {"groups": []}, ['E body: a collection answer needs {"value": [...]}']),
    ("GET", "/groups", 200, {"value": [], "total": 3}, ["E total: unknown member of a collection answer"]),
    ("GET", "/groups/1", 200, {"colour": 1}, ["E colour: graph.group has no property 'colour'"]),
    ("GET", "/groups/1", 200, None, ["E response: body is missing (graph.group)"]),
    ("GET", "/groups/1", 201, {}, ["E status: GET /groups/{} answers 200, not 201"]),
    ("DELETE", "/groups/1", 204, {"id": "1"}, ["E response: 204 has no body"]),
    ("GET", "/groups/1", 404, {"message": "No."}, ['E response: {"error": {"code", "message"}} expected']),
    ("GET", "/groups/1", 400, {"error": {**REFUSAL["error"], "hint": "x"}}, ["E response.error.hint: unknown member"]),
    ("GET", "/groups/1/displayName", 200, {"value": "x"}, []),
    ("GET", "/groups/1/displayName", 200, {}, ['E response: {"value": ...} expected']),
    ("GET", "/groups/$count", 200, 5, []),
    ("GET", "/users/1/manager/$ref", 200, {"@odata.id": "x"}, []),
    ("POST", "/$batch", 200, None, []),
    ("POST", "/users/1/checkMemberGroups", 200, {"value": ["1"]}, []),
    ("POST", "/users/1/checkMemberGroups", 200, {"value": "1"}, ['E response: {"value": [...]} expected']),
    ("POST", "/users/1/revokeSignInSessions", 200, {"value": True}, []),
    ("POST", "/users/1/revokeSignInSessions", 200, {}, ['E response: {"value": ...} expected']),
    ("GET", "/users/1", 200, {"calendar": {"anything": 1}}, []),
    ("GET", "/groups/1", 502, "<html>", ["N response: no error object"]),
    ("POST", ELIGIBILITY, 201, {"action": "AdminAssign"}, ["E action: enum member is spelled 'adminAssign'"]),
])
def test_answers(method, path, status, body, problems):
    assert answered(method, path, status, body) == problems
