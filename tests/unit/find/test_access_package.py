# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogs, access packages and connected organizations are adopted by their exact name; two of a name are an error with both ids."""
from __future__ import annotations

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
