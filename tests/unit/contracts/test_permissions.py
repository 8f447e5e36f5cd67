# SPDX-License-Identifier: GPL-3.0-or-later
"""Which permissions a Microsoft Graph call needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts import permissions
from tests.contracts.permissions import NeverAllowed, UnknownCall, alternatives, holds, missing

ASSIGNABLE = {"group.isAssignableToRole": True}
ROLE = "RoleManagement.ReadWrite.Directory"
DATA = Path(permissions.__file__).parent


def test_one_alternative_is_enough():
    assert missing(["Group.ReadWrite.All"], "POST", "/groups") == []
    assert missing(["Directory.ReadWrite.All"], "POST", "/groups") == []
    assert missing(["group.create"], "POST", "/groups") == []


def test_what_stands_together_is_needed_together():
    assert missing(["Group.ReadWrite.All"], "POST", "/groups", facts=ASSIGNABLE) == [ROLE]
    assert missing(["Group.ReadWrite.All", ROLE], "POST", "/groups", facts=ASSIGNABLE) == []


def test_the_closest_alternative_is_named():
    assert missing([ROLE], "POST", "/groups", facts=ASSIGNABLE) == ["Group.Create"]
    assert missing([], "GET", "/policies/crossTenantAccessPolicy/partners") == ["Policy.Read.All"]


@pytest.mark.parametrize(("method", "path", "held"), [
    ("POST", "/groups", "Group.Read.All"),
    ("PATCH", "/groups/1", "Directory.Read.All"),
    ("PATCH", "/policies/crossTenantAccessPolicy/default", "Policy.Read.All"),
    ("POST", "/invitations", "User.Read.All"),
])
def test_a_read_permission_never_authorises_a_write(method, path, held):
    assert missing([held], method, path)


def test_no_data_lets_a_write_pass_with_read_permissions():
    table = json.loads((DATA / "permissions.json").read_text(encoding="utf-8"))
    reading = set(table["readActions"])
    wrong = [(method, path, together) for path, methods in table["paths"].items() for method, schemes in methods.items()
             if method != "GET" and f"{method} {path}" not in reading
             for scheme in schemes.values() for together in scheme["any"] if all(is_read(permission) for permission in together)]
    assert wrong == []


def is_read(permission):
    return any(word in ("Read", "ReadBasic") for word in permission.split("."))


@pytest.mark.parametrize("path", ["/gruops", "/groups/1/bogus", "/groups/../users", "/v2.0/groups", "/groups/1/microsoft.graph.bogus/x"])
def test_a_call_in_neither_source_is_refused(path):
    with pytest.raises(UnknownCall):
        missing(["Directory.ReadWrite.All"], "GET", path)


def test_a_scheme_that_can_never_call_is_refused():
    assert alternatives("GET", "/me", scheme="app") == []
    with pytest.raises(NeverAllowed, match="GET /me cannot be called with app permissions"):
        missing(["User.Read.All"], "GET", "/me")
    assert missing(["User.Read"], "GET", "/me", scheme="delegated") == []


def test_the_overlay_wins_over_the_table():
    published = json.loads((DATA / "permissions.json").read_text(encoding="utf-8"))["paths"]["/groups/{}"]["GET"]["app"]["any"]
    assert published[0] == ["Group-NestingSupport.ReadWrite.All"]
    assert alternatives("GET", "/groups/1")[0] == ["GroupMember.Read.All"]


def test_a_path_of_one_version_is_refused_in_the_other():
    path = "/roleManagement/defender/roleDefinitions"
    assert missing(["RoleManagement.Read.Defender"], "GET", path, "beta") == []
    with pytest.raises(UnknownCall):
        alternatives("GET", path, "v1.0")


@pytest.mark.parametrize("path", [
    "/users/1", "/users('a/b')", "/users(%27a%27)", "/v1.0/users/1", "https://graph.microsoft.us/v1.0/users/1?$select=id", "//users/1/",
    "/users/guest_home.example%23EXT%23@here.example", "/users/microsoft.graph.user", "/users/$count"])
def test_ways_to_write_a_path(path):
    expected = "/users" if path.endswith(("microsoft.graph.user", "$count")) else "/users/1"
    assert alternatives("GET", path) == alternatives("GET", expected)


def test_a_functions_parameters_are_not_part_of_its_name():
    found = alternatives("GET", "/tenantRelationships/findTenantInformationByTenantId(tenantId='1')")
    assert found == [["CrossTenantInformation.ReadBasic.All"]]


def test_facts_that_the_path_shows_are_known():
    path = "/policies/roleManagementPolicies?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'"
    assert alternatives("GET", path) != alternatives("GET", path.replace("DirectoryRole", "Group"))
    assert alternatives("GET", path, facts={"policy.scopeType": "Group"}) == alternatives("GET", path.replace("DirectoryRole", "Group"))


@pytest.mark.parametrize(("when", "facts", "held"), [
    ("a", {"a": 1}, True), ("a", {}, False), ("!a", {}, True), ("!a", {"a": True}, False),
    ("a=x|y", {"a": "Y"}, True), ("a=x|y", {"a": "z"}, False), ("a=x", {}, False),
    ("a!=x", {}, True), ("a!=x", {"a": "X"}, False), (["a", "!b"], {"a": 1}, True), (["a", "!b"], {"a": 1, "b": 1}, False)])
def test_conditions(when, facts, held):
    assert holds(when, facts) is held


def test_an_unknown_scheme_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="scheme must be one of app, delegated"):
        alternatives("GET", "/users", scheme="application")
