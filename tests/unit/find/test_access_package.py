# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogs, access packages and connected organizations are adopted by their exact name; two of a name are an error with both ids."""
from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _access_catalog, _access_package, _connected_organization
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

CATALOG = {"id": "c", "displayName": "Security operations"}


def thing(id, name="Operators", **more):
    return {"id": id, "displayName": name, **more}


@pytest.mark.parametrize("find", [_access_catalog.of_name, _connected_organization.of_name])
def test_two_of_a_name_are_told_by_their_ids(find):
    with pytest.raises(Refusal, match="'Operators' [(]1, 2[)]"):
        find([thing("2"), thing("1"), thing("3", "operators")], "Operators")


@pytest.mark.parametrize("find", [_access_catalog.of_name, _connected_organization.of_name])
def test_a_name_is_exact(find):
    assert find([thing("1", "operators"), thing("2")], "Operators")["id"] == "2"
    assert find([thing("1", "operators")], "Operators") is None


def test_a_package_is_one_of_its_catalog():
    elsewhere, here = thing("1", catalog={"id": "d"}), thing("2", catalog=CATALOG)
    assert _access_package.in_catalog([elsewhere, here], "Operators", CATALOG) == here
    assert _access_package.in_catalog([elsewhere], "Operators", CATALOG) is None
    with pytest.raises(Refusal, match="'Operators' [(]2, 3[)]"):
        _access_package.in_catalog([here, {**here, "id": "3"}], "Operators", CATALOG)


class Graph:
    """The lists of a tenant."""

    def __init__(self, lists):
        self.lists = lists

    async def items(self, path, query=None, absent=()):
        return self.lists.get(path.rpartition("/")[2], [])


def clients(foretells, **lists):
    return SimpleNamespace(graph=Graph(lists), foretells=foretells, cloud=SimpleNamespace(graph=""))


@pytest.mark.parametrize(("foretells", "there"), [(True, ["Audit", "Later"]), (False, ["Audit", "Earlier", "Later"])])
def test_a_catalog_is_shared_with_what_no_earlier_task_takes_away(foretells, there):
    packages = [thing(name, name, catalog=CATALOG) for name in ("Operators", "Later", "Earlier", "Audit")]
    want = {"name": "Operators", "state": "absent", "remove_catalog": True, "going_packages": ["Earlier", "Operators", "Later"]}
    packages.append(thing("x", "Else", catalog={"id": "d"}))
    asked = _access_catalog.neighbours(clients(foretells, accessPackages=packages), want, CATALOG)
    assert asyncio.run(asked) == there


@pytest.mark.parametrize(("foretells", "there"), [(True, ["P of access package Audit"]),
                                                  (False, ["P of access package Audit", "P of access package Operators"])])
def test_an_organization_is_in_use_by_policies_that_no_earlier_task_takes_away(foretells, there):
    policies = [thing(name, "P", accessPackage={"displayName": name}, specificAllowedTargets=[{"connectedOrganizationId": id}])
                for name, id in (("Operators", "ORG"), ("Audit", "org"), ("Other", "elsewhere"))]
    organization = thing("org", "Harborwatch", identitySources=[{"tenantId": "t"}])
    want = {"name": "Harborwatch", "state": "absent", "in_use": "keep", "going_packages": ["Operators"]}
    asked = _connected_organization.find(
        clients(foretells, connectedOrganizations=[organization], assignmentPolicies=policies), want)
    assert asyncio.run(asked)["_policies"] == there
