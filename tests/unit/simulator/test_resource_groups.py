# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups, what is in them, and what their deletion takes along."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, ROLES, SUB, estates, refused

WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"


def test_made_read_and_made_again(estate):
    away = estate.fresh()
    refused(away.get(GROUP), 404, "ResourceGroupNotFound", "'rg-secops'")
    assert away.ask("HEAD", GROUP).status_code == 404
    made = away.put(GROUP, {"location": "USGov Virginia", "tags": {"owner": "secops"}})
    assert (made.status_code, made.json()) == (201, {
        "id": GROUP, "name": "rg-secops", "type": "Microsoft.Resources/resourceGroups", "location": "usgovvirginia",
        "tags": {"owner": "secops"}, "properties": {"provisioningState": "Succeeded"}})
    assert away.get(GROUP).json() == made.json()
    assert away.ask("HEAD", GROUP).status_code == 204
    again = away.put(GROUP, {"location": "usgovvirginia"})
    assert (again.status_code, again.json()["tags"]) == (200, {})


def test_names_are_found_in_any_case_and_keep_their_own(estate):
    away = estate.fresh().with_group()
    other = f"{SUB}/resourcegroups/RG-SECOPS"
    assert away.get(other).json()["id"] == GROUP
    assert away.put(other, {"location": "usgovvirginia"}).json()["name"] == "rg-secops"
    assert len(away.values(f"{SUB}/resourceGroups")) == 1


def test_the_location_stays(estate):
    refused(estate.fresh().with_group().put(GROUP, {"location": "usgovarizona"}), 409, "InvalidResourceGroupLocation", "'usgovvirginia'")


@pytest.mark.parametrize(("name", "body", "code"), [
    ("rg-secops", {"location": "eastus"}, "LocationNotAvailableForResourceGroup"),
    ("rg-secops", {"tags": {}}, "InvalidRequestContent"),
    ("rg-secops", {"location": "usgovvirginia", "properties": {}, "colour": "red"}, "InvalidRequestContent"),
    ("rg secops!", {"location": "usgovvirginia"}, "InvalidResourceGroup"),
    ("rg-secops.", {"location": "usgovvirginia"}, "InvalidResourceGroup"),
    ("r" * 91, {"location": "usgovvirginia"}, "InvalidResourceGroup"),
])
def test_refused(estate, name, body, code):
    refused(estate.fresh().put(f"{SUB}/resourceGroups/{name}", body), 400, code)


def test_patch_changes_tags_alone(estate):
    away = estate.fresh().with_group()
    assert away.ask("PATCH", GROUP, {"tags": {"a": "b"}}).json()["tags"] == {"a": "b"}
    refused(away.ask("PATCH", f"{SUB}/resourceGroups/other", {"tags": {}}), 404, "ResourceGroupNotFound")


def test_lists_by_tag_and_number(estate):
    away = estate.fresh()
    for number in range(3):
        away.put(f"{SUB}/resourceGroups/rg-{number}", {"location": "usgovvirginia", "tags": {"n": str(number)}})
    listed = f"{SUB}/resourceGroups"
    assert [found["name"] for found in away.values(listed, **{"$filter": "tagName eq 'n' and tagValue eq '1'"})] == ["rg-1"]
    assert len(away.values(listed, **{"$top": "2"})) == 2
    refused(away.get(listed, **{"$filter": "name eq 'rg-1'"}), 400, "InvalidFilterInQueryString")


def test_deletion_is_long_and_location_tells_when_it_is_over(estate):
    away = estate.fresh().with_group()
    away.polls(2)
    answer = away.delete(GROUP)
    assert answer.status_code == 202 and answer.headers["Location"] and answer.headers["Retry-After"]
    refused(away.put(f"{SUB}/resourceGroups/rg-secops", {"location": "usgovvirginia"}), 409, "ResourceGroupBeingDeleted")
    assert away.finished(answer) == 2
    refused(away.get(GROUP), 404, "ResourceGroupNotFound")
    refused(away.delete(GROUP), 404, "ResourceGroupNotFound")


def test_deletion_takes_everything_along(estate):
    away = estate.fresh().with_group().registered("Microsoft.OperationalInsights")
    away.finished(away.put(WORKSPACE, {"location": "usgovvirginia"}))
    assignment = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/12345678-0000-4000-8000-000000000000"
    assert away.put(assignment, {"properties": {"principalId": away.own_principal, "roleDefinitionId": ROLES["Reader"]}}).status_code == 201
    away.finished(away.delete(GROUP))
    away.with_group()
    refused(away.get(WORKSPACE), 404, "ResourceNotFound")
    refused(away.get(assignment), 404, "RoleAssignmentNotFound")
    assert [found["name"] for found in away.values(f"{SUB}/providers/Microsoft.OperationalInsights/deletedWorkspaces")] == ["law-secops"]


def test_contents(estate):
    away = estate.fresh().with_group().registered("Microsoft.OperationalInsights")
    away.finished(away.put(WORKSPACE, {"location": "usgovvirginia", "tags": {"a": "b"}}))
    listed = f"{GROUP}/resources"
    found = away.values(listed, **{"$expand": "provisioningState,createdTime"})
    assert [(one["id"], one["type"], one["provisioningState"]) for one in found] == [
        (WORKSPACE, "Microsoft.OperationalInsights/workspaces", "Succeeded")]
    assert "createdTime" in found[0] and "properties" not in found[0] and "changedTime" not in found[0]
    assert away.values(listed, **{"$filter": "resourceType eq 'Microsoft.Compute/virtualMachines'"}) == []
    assert len(away.values(listed, **{"$filter": "tagName eq 'a'"})) == 1


def test_a_reader_reads(estate):
    away = estate.fresh().with_group().only("Reader")
    assert away.get(GROUP).status_code == 200
    refused(away.put(GROUP, {"location": "usgovvirginia"}), 403, "AuthorizationFailed",
            "Microsoft.Resources/subscriptions/resourceGroups/write")
    refused(away.delete(GROUP), 403, "AuthorizationFailed")


@pytest.mark.parametrize(("cloud", "region", "stranger"), [
    ("AzureCloud", "eastus", "usgovvirginia"), ("AzureUSGovernmentDoD", "usdodeast", "eastus"),
    ("AzureChinaCloud", "chinanorth3", "eastus"),
    ("USNat", "usnateast", "usseceast"), ("USSec", "usseceast", "usnateast")])
def test_each_cloud_has_its_own_regions(cloud, region, stranger):
    with estates(cloud) as running:
        away = running.fresh()
        assert away.put(GROUP, {"location": region}).json()["location"] == region
        refused(away.put(f"{GROUP}-2", {"location": stranger}), 400, "LocationNotAvailableForResourceGroup", region)
