# SPDX-License-Identifier: GPL-3.0-or-later
"""What the caller may do at a scope, as Azure Resource Manager tells it."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, SUB, refused
from tests.unit.simulator.tenant_client import AWAY, HOME

PERMISSIONS = "/providers/Microsoft.Authorization/permissions"
AADIAM, ROOT = "/providers/Microsoft.aadiam", f"/providers/Microsoft.Management/managementGroups/{AWAY}"


def allowed(azure, scope=SUB):
    return azure.values(f"{scope}{PERMISSIONS}")


def test_each_role_is_a_permission_of_its_own(estate):
    away = estate.fresh().only("Reader", "Contributor")
    reader, contributor = allowed(away)
    assert reader == {"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}
    assert contributor["actions"] == ["*"] and "Microsoft.Authorization/*/Write" in contributor["notActions"]


def test_a_role_reaches_what_is_below_and_nothing_above(estate):
    away = estate.fresh().with_group().only("Reader", scope=GROUP)
    assert [each["actions"] for each in allowed(away, GROUP)] == [["*/read"]]
    refused(away.get(f"{SUB}{PERMISSIONS}"), 403, "AuthorizationFailed", "Microsoft.Authorization/permissions/read")
    assert allowed(away.only("Owner"), GROUP)[0]["actions"] == ["*"]


@pytest.mark.parametrize("scope", [AADIAM, ROOT])
def test_above_subscriptions(estate, scope):
    away = estate.fresh()
    refused(away.get(f"{scope}{PERMISSIONS}"), 403, "AuthorizationFailed")
    assert [each["actions"] for each in allowed(away.only("Contributor", scope=scope), scope)] == [["*"]]


def test_a_role_at_a_management_group_reaches_its_subscriptions(estate):
    away = estate.fresh().only("Reader", scope=ROOT)
    assert [each["actions"] for each in allowed(away)] == [["*/read"]]


def test_a_role_that_does_not_let_read_permissions_hides_them(estate):
    away = estate.fresh().only("Storage Account Backup Contributor")
    assert allowed(away), "it reads all of Microsoft.Authorization"
    away.only("Log Analytics Data Reader")
    refused(away.get(f"{SUB}{PERMISSIONS}"), 403, "AuthorizationFailed")


def test_of_another_tenants_subscription_nothing_is_told(estate):
    assert estate.fresh(HOME).get(f"{SUB}{PERMISSIONS}").status_code in (401, 403)


def test_a_scope_that_is_not_there(estate):
    refused(estate.fresh().get(f"{GROUP}{PERMISSIONS}"), 404, "ResourceGroupNotFound")
