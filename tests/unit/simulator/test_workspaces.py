# SPDX-License-Identifier: GPL-3.0-or-later
"""Log Analytics workspaces: made, changed, deleted softly, recovered."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, SUB, refused

WORKSPACES = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces"
ONE = f"{WORKSPACES}/law-secops"
DELETED = f"{SUB}/providers/Microsoft.OperationalInsights/deletedWorkspaces"
DAY = 24 * 3600


@pytest.fixture
def away(estate):
    return estate.fresh().with_group().registered("Microsoft.OperationalInsights")


def wanted(location="usgovvirginia", tags=None, **properties):
    return {"location": location, "tags": tags or {}, "properties": properties}


def made(azure, id=ONE, **properties):
    azure.finished(azure.put(id, wanted(**properties)))
    return azure.get(id).json()


def tier(level=None):
    return {"name": "CapacityReservation", "capacityReservationLevel": level} if level else {"name": "PerGB2018"}


def test_made_whole_and_long(away):
    away.polls(2)
    answer = away.put(ONE, wanted(sku={"name": "pergb2018"}, retentionInDays=90))
    assert (answer.status_code, answer.json()["properties"]["provisioningState"]) == (201, "Creating")
    assert away.finished(answer) == 2
    found = away.get(ONE).json()
    assert {name: found[name] for name in ("id", "name", "type", "location", "tags")} == {
        "id": ONE, "name": "law-secops", "type": "Microsoft.OperationalInsights/workspaces", "location": "usgovvirginia", "tags": {}}
    properties = found["properties"]
    assert (properties["provisioningState"], properties["sku"]["name"], properties["retentionInDays"]) == ("Succeeded", "PerGB2018", 90)
    assert properties["workspaceCapping"]["dailyQuotaGb"] == -1
    assert properties["publicNetworkAccessForIngestion"] == properties["publicNetworkAccessForQuery"] == "Enabled"
    assert properties["features"]["enableLogAccessUsingOnlyResourcePermissions"] is True
    assert len(properties["customerId"]) == 36 and found["etag"] and found["systemData"]["createdBy"]


def test_left_out_is_30_days(away):
    assert made(away)["properties"]["retentionInDays"] == 30


@pytest.mark.parametrize("version", ["2021-06-01", "2022-10-01", "2023-09-01", "2025-07-01", "2026-03-01"])
def test_each_version_answers_as_it_is_published(away, version):
    away.finished(away.put(ONE, wanted(), version=version))
    answer = away.get(ONE, version=version)
    assert answer.status_code == 200 and ("systemData" in answer.json()) == (version > "2022")


def test_an_unknown_version(away):
    refused(away.get(ONE, version="2019-01-01"), 400, "NoRegisteredProviderFound", "2023-09-01")


@pytest.mark.parametrize(("body", "status", "code"), [
    (wanted("eastus"), 400, "LocationNotAvailableForResourceType"),
    ({"properties": {}}, 400, "InvalidRequestContent"),
    (wanted(colour="red"), 400, "InvalidRequestContent"),
    (wanted(retentionInDays="90"), 400, "InvalidRequestContent"),
    (wanted(publicNetworkAccessForQuery="SecuredByPerimeter"), 400, "InvalidRequestContent"),
    (wanted(retentionInDays=7), 400, "InvalidParameter"),
    (wanted(retentionInDays=731), 400, "InvalidParameter"),
    (wanted(sku={"name": "Standard"}), 400, "InvalidParameter"),
    (wanted(sku={"name": "LACluster"}), 400, "InvalidParameter"),
    (wanted(sku=tier(150)), 400, "InvalidParameter"),
    (wanted(sku={"name": "CapacityReservation"}), 400, "InvalidParameter"),
    (wanted(sku={"name": "PerGB2018", "capacityReservationLevel": 100}), 400, "InvalidParameter"),
    (wanted(workspaceCapping={"dailyQuotaGb": 0.01}), 400, "InvalidParameter"),
    (wanted(defaultDataCollectionRuleResourceId="/subscriptions/x"), 400, "InvalidParameter"),
])
def test_refused(away, body, status, code):
    refused(away.put(ONE, body), status, code)
    refused(away.get(ONE), 404, "ResourceNotFound", "law-secops")


@pytest.mark.parametrize("name", ["law", "-secops", "secops-", "law_secops", "l" * 64])
def test_names(away, name):
    refused(away.put(f"{WORKSPACES}/{name}", wanted()), 400, "InvalidParameter", name)


def test_the_group_must_be_there(away):
    refused(away.put(ONE.replace("rg-secops", "other"), wanted()), 404, "ResourceGroupNotFound")
    away.polls(3)
    away.delete(GROUP)
    refused(away.put(ONE, wanted()), 409, "ResourceGroupBeingDeleted")


def test_what_is_not_given_stays(away):
    before = made(away, retentionInDays=90, features={"disableLocalAuth": True}, sku=tier(100))
    after = made(away, workspaceCapping={"dailyQuotaGb": 5})
    assert after["properties"]["customerId"] == before["properties"]["customerId"]
    assert (after["properties"]["retentionInDays"], after["properties"]["sku"]["name"]) == (90, "CapacityReservation")
    assert after["properties"]["features"]["disableLocalAuth"] is True
    assert after["properties"]["workspaceCapping"]["dailyQuotaGb"] == 5
    assert after["etag"] != before["etag"]


def test_the_location_stays(away):
    made(away)
    refused(away.put(ONE, wanted("usgovarizona")), 409, "InvalidResourceLocation", "usgovvirginia")


def test_patch(away):
    made(away)
    answer = away.ask("PATCH", ONE, {"tags": {"a": "b"}, "properties": {"retentionInDays": 120}})
    assert (answer.status_code, answer.json()["tags"], answer.json()["properties"]["retentionInDays"]) == (200, {"a": "b"}, 120)
    refused(away.ask("PATCH", f"{WORKSPACES}/law-other", {"tags": {}}), 404, "ResourceNotFound")


def test_a_commitment_binds_for_31_days(away):
    made(away, sku=tier(500))
    refused(away.put(ONE, wanted(sku=tier(100))), 400, "InvalidParameter", "31 days")
    refused(away.put(ONE, wanted(sku=tier())), 400, "InvalidParameter", "31 days")
    assert made(away, sku=tier(1000))["properties"]["sku"]["capacityReservationLevel"] == 1000
    away.much_later(31 * DAY)
    assert made(away, sku=tier())["properties"]["sku"]["name"] == "PerGB2018"


def test_lists(away):
    made(away)
    for path in (WORKSPACES, f"{SUB}/providers/Microsoft.OperationalInsights/workspaces"):
        assert [found["id"] for found in away.values(path)] == [ONE]


def test_deleted_softly_and_recovered_as_it_was(away):
    before = made(away, retentionInDays=90)
    away.polls(2)
    answer = away.delete(ONE)
    assert answer.status_code == 202
    away.finished(answer)
    refused(away.get(ONE), 404, "ResourceNotFound")
    assert away.delete(ONE).status_code == 204
    assert [found["id"] for found in away.values(DELETED)] == [ONE]
    assert len(away.values(DELETED.replace(SUB, GROUP))) == 1
    after = made(away, retentionInDays=30)
    assert after["properties"]["customerId"] == before["properties"]["customerId"]
    assert (after["properties"]["retentionInDays"], after["properties"]["createdDate"]) == (90, before["properties"]["createdDate"])
    assert away.values(DELETED) == []
    assert made(away, retentionInDays=30)["properties"]["retentionInDays"] == 30


def test_the_name_of_a_deleted_one_is_kept_for_14_days(away):
    first = made(away)
    away.finished(away.delete(ONE))
    elsewhere = ONE.replace("rg-secops", "rg-other")
    away.put(f"{SUB}/resourceGroups/rg-other", {"location": "usgovvirginia"})
    refused(away.put(elsewhere, wanted()), 409, "Conflict", "less than 14 days ago")
    refused(away.put(ONE, wanted("usgovarizona")), 409, "Conflict", "usgovvirginia")
    away.much_later(14 * DAY)
    assert away.values(DELETED) == []
    assert made(away, ONE)["properties"]["customerId"] != first["properties"]["customerId"]
    assert away.put(elsewhere, wanted()).status_code == 201


def test_a_recovered_one_is_not_forgotten_when_14_days_are_over(away):
    made(away)
    away.finished(away.delete(ONE))
    made(away)
    away.much_later(13 * DAY)
    away.finished(away.delete(ONE))
    away.much_later(2 * DAY)
    assert len(away.values(DELETED)) == 1


def test_deleted_by_force(away):
    first = made(away)
    away.finished(away.delete(ONE, force="true"))
    assert away.values(DELETED) == []
    assert made(away)["properties"]["customerId"] != first["properties"]["customerId"]


def test_keys_for_those_who_may(away):
    made(away)
    keys = away.ask("POST", f"{ONE}/sharedKeys").json()
    assert set(keys) == {"primarySharedKey", "secondarySharedKey"} and keys == away.ask("POST", f"{ONE}/sharedKeys").json()
    refused(away.ask("POST", f"{WORKSPACES}/law-other/sharedKeys"), 404, "ResourceNotFound")
    refused(away.only("Reader").ask("POST", f"{ONE}/sharedKeys"), 403, "AuthorizationFailed",
            "Microsoft.OperationalInsights/workspaces/sharedKeys/action")


def test_sentinel_roles_make_no_workspace(away):
    answer = away.only("Sentinel Contributor").put(ONE, wanted())
    refused(answer, 403, "AuthorizationFailed", "Microsoft.OperationalInsights/workspaces/write")
