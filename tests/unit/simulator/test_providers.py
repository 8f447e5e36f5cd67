# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource providers: what a subscription has, and registering what it needs."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, SUB, refused

INSIGHTS = f"{SUB}/providers/Microsoft.OperationalInsights"


def states(azure):
    return {found["namespace"]: found["registrationState"] for found in azure.values(f"{SUB}/providers")}


def test_the_list_says_what_is_registered(estate):
    found = states(estate.fresh())
    assert found["Microsoft.Resources"] == found["Microsoft.Authorization"] == "Registered"
    assert {found[f"Microsoft.{name}"] for name in ("OperationalInsights", "SecurityInsights", "ManagedServices")} == {"NotRegistered"}


def test_a_provider_lists_its_types_their_versions_and_places(estate):
    found = estate.fresh().get(INSIGHTS).json()
    types = {entry["resourceType"]: entry for entry in found["resourceTypes"]}
    assert (found["id"], found["registrationPolicy"]) == (INSIGHTS, "RegistrationRequired")
    assert "2023-09-01" in types["workspaces"]["apiVersions"]
    assert "USGov Virginia" in types["workspaces"]["locations"]
    assert estate.other(estate.fresh().tenant_id).values(f"{INSIGHTS}/resourceTypes") == found["resourceTypes"]


def test_registering_takes_its_time(estate):
    away = estate.fresh()
    away.polls(2)
    answer = away.ask("POST", f"{INSIGHTS}/register")
    assert (answer.status_code, answer.json()["registrationState"]) == (200, "Registering")
    assert [away.get(INSIGHTS).json()["registrationState"] for _unused in range(2)] == ["Registering", "Registered"]
    assert away.ask("POST", f"{INSIGHTS}/register").json()["registrationState"] == "Registered"


def test_registering_again_does_not_start_anew(estate):
    away = estate.fresh()
    away.polls(2)
    away.ask("POST", f"{INSIGHTS}/register")
    away.get(INSIGHTS)
    away.ask("POST", f"{INSIGHTS}/register")
    assert away.get(INSIGHTS).json()["registrationState"] == "Registered"


def test_before_that_its_resources_are_refused(estate):
    away = estate.fresh().with_group()
    error = refused(away.get(f"{INSIGHTS}/workspaces"), 409, "MissingSubscriptionRegistration", "Microsoft.OperationalInsights")
    assert error["details"][0]["target"] == "Microsoft.OperationalInsights"
    assert away.registered("Microsoft.OperationalInsights").values(f"{INSIGHTS}/workspaces") == []


def test_unregistering_is_asynchronous_too(estate):
    away = estate.fresh().registered("Microsoft.OperationalInsights")
    assert away.get(INSIGHTS).json()["registrationState"] == "Registered"
    away.polls(2)
    assert away.ask("POST", f"{INSIGHTS}/unregister").json()["registrationState"] == "Unregistering"
    assert [away.get(INSIGHTS).json()["registrationState"] for _unused in range(2)] == ["Unregistering", "NotRegistered"]


def test_a_provider_in_use_stays_registered(estate):
    away = estate.fresh().with_group().registered("Microsoft.OperationalInsights")
    away.finished(away.put(f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops", {"location": "usgovvirginia"}))
    refused(away.ask("POST", f"{INSIGHTS}/unregister"), 409, "Conflict", "delete existing resources")


def test_unknown_namespace(estate):
    refused(estate.fresh().get(f"{SUB}/providers/Microsoft.Nonsense"), 404, "InvalidResourceNamespace")
    refused(estate.fresh().ask("POST", f"{SUB}/providers/Microsoft.Nonsense/register"), 404, "InvalidResourceNamespace")


@pytest.mark.parametrize("role", ["Reader", "Sentinel Contributor"])
def test_registering_needs_more_than_a_reader_or_a_sentinel_role_has(estate, role):
    refused(estate.fresh().only(role).ask("POST", f"{INSIGHTS}/register"), 403, "AuthorizationFailed",
            "Microsoft.OperationalInsights/register/action")
