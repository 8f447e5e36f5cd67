# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.simulator.routing import NoRoute, Router, odata_segments, plain_segments
from tests.simulator.wire import Area


def router(split, *templates):
    area = Area("test")
    for template in templates:
        area.get(template)(template)
    return Router(area.routes, split)


GRAPH = router(
    odata_segments, "/groups", "/groups/$count", "/groups/delta", "/groups/{id}", "/groups/{id}/members/$ref",
    "/groups/{id}/members/{member}/$ref",
    "/groups/{id}/members/microsoft.graph.user", "/groups(uniqueName='{uniqueName}')", "/groups(uniqueName='{uniqueName}')/owners",
    "/policies/x/findTenantInformationByTenantId(tenantId='{tenantId}')", "/pair(b={second},a={first})", "/users/{id}")
ARM = router(
    plain_segments, "/subscriptions/{subscriptionId}", "/subscriptions/{subscriptionId}/resourceGroups/{group}",
    "{+scope}/providers/Microsoft.Authorization/roleAssignments/{name}", "{+scope}/providers/Microsoft.Authorization/roleAssignments")


@pytest.mark.parametrize(("path", "template", "params"), [
    ("/groups", "/groups", {}),
    ("/GROUPS/", "/groups", {}),
    ("//groups", "/groups", {}),
    ("/groups/$count", "/groups/$count", {}),
    ("/groups/delta", "/groups/delta", {}),
    ("/groups/delta()", "/groups/delta", {}),
    ("/groups/x1", "/groups/{id}", {"id": "x1"}),
    ("/groups('x1')", "/groups/{id}", {"id": "x1"}),
    ("/groups(%27x1%27)", "/groups/{id}", {"id": "x1"}),
    ("/groups/x/members/$ref", "/groups/{id}/members/$ref", {"id": "x"}),
    ("/groups('x')/members('y')/$ref", "/groups/{id}/members/{member}/$ref", {"id": "x", "member": "y"}),
    ("/groups/x/members/microsoft.graph.user", "/groups/{id}/members/microsoft.graph.user", {"id": "x"}),
    ("/groups(uniqueName='a b')", "/groups(uniqueName='{uniqueName}')", {"uniqueName": "a b"}),
    ("/groups(uniqueName='it''s/one%20of')/owners", "/groups(uniqueName='{uniqueName}')/owners", {"uniqueName": "it's/one of"}),
    ("/policies/x/findTenantInformationByTenantId(tenantId='t')", "/policies/x/findTenantInformationByTenantId(tenantId='{tenantId}')",
     {"tenantId": "t"}),
    ("/pair(a=1,b=2)", "/pair(b={second},a={first})", {"first": "1", "second": "2"}),
    ("/users/ann%23EXT%23@x.example", "/users/{id}", {"id": "ann#EXT#@x.example"}),
])
def test_graph_paths(path, template, params):
    route, found = GRAPH.find("GET", path)
    assert (route.template, found) == (template, params)


@pytest.mark.parametrize("path", ["/groups/$ref", "/nothing", "/groups/x/members/$ref/more", "/groups(other='x')", "/"])
def test_graph_paths_that_are_none(path):
    with pytest.raises(NoRoute) as problem:
        GRAPH.find("GET", path)
    assert problem.value.methods == ()


def test_a_wrong_method_names_the_right_ones():
    with pytest.raises(NoRoute) as problem:
        GRAPH.find("DELETE", "/groups/x")
    assert problem.value.methods == ("GET",)


@pytest.mark.parametrize(("path", "params"), [
    ("/providers/Microsoft.Authorization/roleAssignments/n", {"scope": "/", "name": "n"}),
    ("/subscriptions/s/providers/microsoft.authorization/roleassignments/n", {"scope": "/subscriptions/s", "name": "n"}),
    ("/subscriptions/s/resourceGroups/g(1)/providers/P.Q/kinds/k/providers/Microsoft.Authorization/roleAssignments/n",
     {"scope": "/subscriptions/s/resourceGroups/g(1)/providers/P.Q/kinds/k", "name": "n"}),
    ("/subscriptions/s/providers/Microsoft.Authorization/roleAssignments", {"scope": "/subscriptions/s"}),
    ("/subscriptions/s/resourcegroups/g", {"subscriptionId": "s", "group": "g"}),
])
def test_arm_paths(path, params):
    assert ARM.find("GET", path)[1] == params


def test_one_path_has_one_handler():
    with pytest.raises(ValueError, match="two handlers"):
        router(odata_segments, "/groups/{id}", "/groups/{groupId}")
