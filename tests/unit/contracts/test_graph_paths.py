# SPDX-License-Identifier: GPL-3.0-or-later
"""Which methods and paths Microsoft Graph has, and what they take and answer."""

from __future__ import annotations

import pytest

from tests.contracts import graph
from tests.contracts.clouds import UnknownCloud
from tests.contracts.problem import UnknownOperation

GOVERNMENT = "AzureUSGovernment"


@pytest.mark.parametrize(("method", "path", "template", "request_type", "response_type"), [
    ("GET", "/groups", "/groups", None, "graph.group[]"),
    ("POST", "/groups", "/groups", "graph.group", "graph.group"),
    ("PATCH", "/v1.0/groups/1", "/groups/{}", "graph.group", "graph.group"),
    ("GET", "/users('a/b')", "/users/{}", None, "graph.user"),
    ("GET", "/users/guest_home.example%23EXT%23@here.example", "/users/{}", None, "graph.user"),
    ("GET", "/servicePrincipals(appId='1')", "/servicePrincipals/{}", None, "graph.servicePrincipal"),
    ("GET", "/groups/1/members/microsoft.graph.user", "/groups/{}/members/microsoft.graph.user", None, "graph.user[]"),
    ("POST", "/groups/1/members/$ref", "/groups/{}/members/$ref", "$ref", None),
    ("DELETE", "/groups/1/members/2/$ref", "/groups/{}/members/{}/$ref", None, None),
    ("GET", "/groups/$count", "/groups/$count", None, "$count"),
    ("GET", "/groups/delta", "/groups/delta", None, "graph.group[]"),
    ("POST", "/users/1/checkMemberGroups", "/users/{}/checkMemberGroups", "$action", "String[]"),
    ("GET", "/tenantRelationships/findTenantInformationByTenantId(tenantId='1')",
     "/tenantRelationships/findtenantinformationbytenantid(tenantId={})", None, "graph.tenantInformation"),
    ("PATCH", "/policies/crossTenantAccessPolicy/default", "/policies/crossTenantAccessPolicy/default",
     "graph.crossTenantAccessPolicyConfigurationDefault", "graph.crossTenantAccessPolicyConfigurationDefault"),
    ("PATCH", "/policies/roleManagementPolicies/Group_1/rules/2", "/policies/roleManagementPolicies/{}/rules/{}",
     "graph.unifiedRoleManagementPolicyRule", "graph.unifiedRoleManagementPolicyRule"),
])
def test_a_published_call_is_found(method, path, template, request_type, response_type):
    found = graph.find_operation(method, path, "v1.0", GOVERNMENT)
    assert (found.template, found.request) == (template, request_type)
    assert found.response is None if response_type is None else found.response.rstrip("!") == response_type


@pytest.mark.parametrize(("method", "path", "says"), [
    ("GET", "/gruops", "unknown resource 'gruops'"),
    ("GET", "/", "empty path"),
    ("GET", "/groups/1/memberss", "graph.group has no segment 'memberss'"),
    ("GET", "/directory/deletedItems/1/members", "add a type cast"),
    ("GET", "/groups/1/$count", "$count needs a collection"),
    ("GET", "/groups/1/$ref", "$ref needs a navigation property"),
    ("GET", "/groups/$count/1", "nothing can follow '$count'"),
    ("GET", "/organization(bogus='1')", "has no key 'bogus'"),
    ("GET", "/me('1')", "me takes no key"),
    ("GET", "/tenantRelationships/findTenantInformationByTenantId", "parameters of function findTenantInformationByTenantId do not match"),
    ("DELETE", "/groups", "method DELETE is not allowed on /groups (collection)"),
    ("GET", "/users/1/checkMemberGroups", "method GET is not allowed"),
    ("PUT", "/me", "method PUT is not allowed on /me (singleton)"),
    ("POST", "/groups/1", "method POST is not allowed on /groups/{} (entity)"),
    ("GET", "/$batch", "$batch takes POST"),
    ("GET", "//[", "unknown resource '['"),
])
def test_another_call_is_refused(method, path, says):
    with pytest.raises(UnknownOperation) as refused:
        graph.find_operation(method, path, "v1.0", GOVERNMENT)
    assert says in str(refused.value)
    assert refused.value.problem.level == "E"


def test_what_a_cloud_lacks_is_refused_there_only():
    path = "/policies/crossTenantAccessPolicy/partners/1/identitySynchronization"
    assert graph.find_operation("GET", path, "v1.0", "AzureCloud").type == "graph.crossTenantIdentitySyncPolicyPartner"
    path = "/security/incidents"
    assert graph.find_operation("GET", path, "v1.0", GOVERNMENT).documented
    with pytest.raises(UnknownOperation, match="security is not available in mooncake"):
        graph.find_operation("GET", path, "v1.0", "AzureChinaCloud")


def test_a_wrong_method_names_those_that_are_published():
    with pytest.raises(UnknownOperation) as refused:
        graph.find_operation("PUT", "/groups", "v1.0", GOVERNMENT)
    assert refused.value.allowed == ("GET", "POST")
    assert refused.value.problem.rule == "method"


def test_beta_is_not_published_for_us_government():
    with pytest.raises(UnknownOperation, match="fairfax publishes no beta metadata") as refused:
        graph.find_operation("GET", "/beta/groups", cloud=GOVERNMENT)
    assert refused.value.undecided
    found = graph.find_operation("GET", "/beta/groups", cloud=GOVERNMENT, lenient=True)
    assert [str(problem) for problem in found.notes] == ["N path: fairfax publishes no beta metadata; checked against the other clouds"]


def test_versions_and_clouds_are_known_by_name():
    with pytest.raises(UnknownOperation, match="unknown version"):
        graph.find_operation("GET", "/groups", "v2.0", GOVERNMENT)
    with pytest.raises(UnknownCloud, match="unknown cloud 'Atlantis'"):
        graph.find_operation("GET", "/groups", "v1.0", "Atlantis")
    names = ("GCC High", "DoD", "l4", "AzureUSGovernmentDoD")
    assert {graph.find_operation("GET", "/me", "v1.0", name).cloud for name in names} == {"fairfax"}


def test_another_spelling_of_a_segment_is_a_note():
    found = graph.find_operation("GET", "/GROUPS/1/Members", "v1.0", GOVERNMENT)
    assert found.template == "/groups/{}/members"
    assert [problem.rule for problem in found.notes] == ["spelling", "spelling"]
