# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Sentinel: on-boarding, off-boarding, and what it says of a workspace that does not have it."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, SUB, refused

WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"
SENTINEL = f"{WORKSPACE}/providers/Microsoft.SecurityInsights"
ONE = f"{SENTINEL}/onboardingStates/default"
BODY = {"properties": {"customerManagedKey": False}}
DAY = 24 * 3600


@pytest.fixture
def away(estate):
    azure = estate.fresh().with_group().registered("Microsoft.OperationalInsights", "Microsoft.SecurityInsights")
    made(azure)
    return azure


def made(azure):
    azure.finished(azure.put(WORKSPACE, {"location": "usgovvirginia"}))


def onboarded(azure, one=ONE):
    assert azure.put(one, BODY).status_code == 201
    while azure.get(one).status_code == 404:
        assert azure.world.operations
    return azure


def contents(azure):
    return {found["type"] for found in azure.values(f"{GROUP}/resources", version="2021-04-01")}


def test_accepted_at_once_and_confirmed_later(away):
    refused(away.get(ONE), 404, "ResourceNotFound")
    away.polls(2)
    answer = away.put(ONE, BODY)
    assert (answer.status_code, answer.json()["id"], answer.json()["properties"]) == (201, ONE, {"customerManagedKey": False})
    assert [away.get(ONE).status_code for _unused in range(4)] == [404, 404, 200, 200]
    assert away.get(ONE).json() == answer.json()
    assert [found["id"] for found in away.values(f"{SENTINEL}/onboardingStates")] == [ONE]


def test_a_group_of_any_letters(estate):
    azure = estate.fresh().registered("Microsoft.OperationalInsights", "Microsoft.SecurityInsights")
    group = f"{SUB}/resourceGroups/ümläut"
    workspace, one = WORKSPACE.replace(GROUP, group), ONE.replace(GROUP, group)
    assert azure.put(group, {"location": "usgovvirginia"}).status_code == 201
    azure.finished(azure.put(workspace, {"location": "usgovvirginia"}))
    onboarded(azure, one)
    assert azure.get(one.replace("ü", "Ü")).json()["id"] == one
    assert azure.ask("POST", f"{workspace}/sharedKeys").status_code == 200


def test_a_body_is_not_needed(away):
    assert away.put(ONE).status_code == 201


def test_twice_is_a_conflict_before_and_after_it_is_confirmed(away):
    away.put(ONE, BODY)
    refused(away.put(ONE, BODY), 409, "Conflict", "already onboarded")
    while away.get(ONE).status_code == 404:
        assert away.world.operations
    refused(away.put(ONE, BODY), 409, "Conflict")


def test_the_one_name(away):
    refused(away.put(f"{SENTINEL}/onboardingStates/other", BODY), 400, "BadRequest", "must be 'default'")


def test_everything_else_says_not_onboarded(away):
    for path in ("alertRules", "settings", "incidents/11111111-0000-4000-8000-000000000000"):
        version = {"version": "2023-12-01-preview"} if path == "settings" else {}
        refused(away.get(f"{SENTINEL}/{path}", **version), 400, "BadRequest", "is not onboarded to Microsoft Sentinel")
    away.put(ONE, BODY)
    refused(away.get(f"{SENTINEL}/alertRules"), 400, "BadRequest", "is not onboarded to Microsoft Sentinel")


def test_without_a_workspace(away):
    refused(away.put(ONE.replace("law-secops", "law-other"), BODY), 404, "ResourceNotFound", "law-other")


def test_the_provider_must_be_registered(estate):
    azure = estate.fresh().with_group().registered("Microsoft.OperationalInsights")
    made(azure)
    refused(azure.put(ONE, BODY), 409, "MissingSubscriptionRegistration", "Microsoft.SecurityInsights")


def test_a_solution_stands_beside_the_workspace(away):
    assert contents(onboarded(away)) == {"Microsoft.OperationalInsights/workspaces", "Microsoft.OperationsManagement/solutions"}
    away.delete(ONE)
    assert contents(away) == {"Microsoft.OperationalInsights/workspaces"}


def test_off_boarding(away):
    onboarded(away)
    assert away.delete(ONE).status_code == 200
    assert away.delete(ONE).status_code == 204
    refused(away.get(ONE), 404, "ResourceNotFound")
    assert away.put(ONE, BODY).status_code == 201


def test_a_workspace_deleted_with_sentinel_on_leaves_the_solution_and_comes_back_with_it(away):
    onboarded(away)
    away.finished(away.delete(WORKSPACE))
    refused(away.get(ONE), 404, "ResourceNotFound", "law-secops")
    assert contents(away) == {"Microsoft.OperationsManagement/solutions"}
    made(away)
    assert away.get(ONE).status_code == 200


def test_a_workspace_off_boarded_first_comes_back_without(away):
    onboarded(away)
    away.delete(ONE)
    away.finished(away.delete(WORKSPACE))
    made(away)
    refused(away.get(ONE), 404, "ResourceNotFound")


def test_a_new_workspace_of_the_name_has_no_sentinel(estate, away):
    onboarded(away)
    away.finished(away.delete(WORKSPACE))
    away.later(15 * DAY)
    azure = estate.other(away.tenant_id)
    made(azure)
    refused(azure.get(ONE), 404, "ResourceNotFound")


@pytest.mark.parametrize("role", ["Reader", "Sentinel Contributor"])
def test_enabling_needs_a_contributor(away, role):
    refused(away.only(role).put(ONE, BODY), 403, "AuthorizationFailed")
    assert away.only("Contributor").put(ONE, BODY).status_code == 201
