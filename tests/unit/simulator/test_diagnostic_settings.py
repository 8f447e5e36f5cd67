# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnostic settings of a subscription's activity log: every rule of making, listing and removing them."""

from __future__ import annotations

import pytest

from tests.simulator.arm import diagnostic_settings
from tests.unit.simulator.azure_client import GROUP, SUB, refused
from tests.unit.simulator.tenant_client import HOME_SUBSCRIPTION

SETTINGS = f"{SUB}/providers/Microsoft.Insights/diagnosticSettings"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"
VERSION = "2021-05-01-preview"
ALL = diagnostic_settings.CATEGORIES


@pytest.fixture
def away(estate):
    azure = estate.fresh().with_group().registered("Microsoft.OperationalInsights", "Microsoft.Insights")
    azure.finished(azure.put(WORKSPACE, {"location": "usgovvirginia"}))
    return azure


def body(*categories, workspace=WORKSPACE, off=()):
    logs = [{"category": name, "enabled": name not in off} for name in categories or ALL]
    return {"properties": {"workspaceId": workspace, "logs": logs}}


def put(azure, name="secops", wish=None):
    return azure.put(f"{SETTINGS}/{name}", wish or body(), version=VERSION)


def read(azure, name="secops"):
    return azure.get(f"{SETTINGS}/{name}", version=VERSION)


def enabled(setting):
    return {log["category"] for log in setting["properties"]["logs"] if log["enabled"]}


def test_kept_whole(away):
    answer = put(away)
    assert (answer.status_code, answer.json()["name"], answer.json()["properties"]["workspaceId"]) == (200, "secops", WORKSPACE)
    assert away.values(SETTINGS, version=VERSION) == [read(away).json()]
    assert enabled(read(away).json()) == set(ALL)
    assert put(away, wish=body("Administrative")).status_code == 200
    assert enabled(read(away).json()) == {"Administrative"}


def test_all_off_is_accepted_and_not_there(away):
    assert put(away, wish=body("Security", off=["Security"])).status_code == 200
    refused(read(away), 404, "ResourceNotFound")
    assert away.values(SETTINGS, version=VERSION) == []


def test_removed(away):
    put(away)
    assert [away.delete(f"{SETTINGS}/secops", version=VERSION).status_code for _twice in range(2)] == [200, 204]
    refused(read(away), 404, "ResourceNotFound")


def test_seen_by_the_next_reads_when_it_has_spread(away):
    away.control("PUT", "/replication", {"default_ms": 5000, "rules": []})
    assert put(away).status_code == 200
    refused(read(away), 404, "ResourceNotFound")
    away.later(6)
    assert read(away).status_code == 200
    away.control("PUT", "/replication", {"default_ms": 0, "rules": []})


@pytest.mark.parametrize(("wish", "words"), [
    ({"properties": {"logs": [{"category": "Policy", "enabled": True}]}}, "data sink"),
    (body("SignInLogs"), "not supported"),
    ({"properties": {"workspaceId": WORKSPACE, "logs": [{"categoryGroup": "allLogs", "enabled": True}]}}, "allLogs"),
    ({"properties": {"workspaceId": WORKSPACE, "metrics": [{"category": "AllMetrics", "enabled": True}]}}, "metric"),
    (body("Policy", "Policy"), "more than once")])
def test_what_the_activity_log_does_not_have(away, wish, words):
    refused(put(away, wish=wish), 400, "BadRequest", words)


def test_one_workspace_gets_a_category_once(away):
    put(away, wish=body("Policy"))
    refused(put(away, "another", body("Policy", "Alert")), 409, "Conflict", "already used in diagnostic setting 'secops'")
    assert put(away, "another", body("Alert")).status_code == 200


def test_five_at_most(away):
    for number, category in enumerate(ALL[:5]):
        assert put(away, f"setting-{number}", body(category)).status_code == 200
    refused(put(away, "sixth", body(ALL[5])), 400, "BadRequest", "at most 5")
    assert put(away, "setting-4", body(ALL[5])).status_code == 200


@pytest.mark.parametrize("workspace", [WORKSPACE + "-other", "law-secops", WORKSPACE.replace(SUB, f"/subscriptions/{HOME_SUBSCRIPTION}")])
def test_the_workspace_must_be_there(away, workspace):
    refused(put(away, wish=body(workspace=workspace)), 404, "ResourceNotFound", workspace)


def test_needs_a_role_that_writes_them_and_uses_the_workspace(away):
    away.only("Reader")
    refused(put(away), 403, "AuthorizationFailed", "Microsoft.Insights/diagnosticSettings/write")
    assert away.values(SETTINGS, version=VERSION) == []
    away.only("Contributor", scope=f"{SUB}/providers/Microsoft.Insights")
    refused(put(away), 403, "LinkedAuthorizationFailed", "workspaces/sharedKeys/action")


def test_lists_the_categories(away):
    listed = away.values(f"{SETTINGS}Categories", version=VERSION)
    assert [found["name"] for found in listed] == list(ALL)


def test_needs_its_provider(estate):
    refused(estate.fresh().get(SETTINGS, version=VERSION), 409, "MissingSubscriptionRegistration", "microsoft.insights")
