# SPDX-License-Identifier: GPL-3.0-or-later
"""The content hub: what is offered, installing, deploying, templates, uninstalling."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, estates, refused
from tests.unit.simulator.sentinel_client import SENTINEL, with_sentinel
from tests.unit.simulator.tenant_client import AWAY

ACTIVITY = "azuresentinel.azure-sentinel-solution-azureactivity"
OFFERED, INSTALLED = f"{SENTINEL}/contentProductPackages", f"{SENTINEL}/contentPackages"
TEMPLATES, OFFERED_TEMPLATES = f"{SENTINEL}/contentTemplates", f"{SENTINEL}/contentProductTemplates"
DEPLOYMENT = f"{GROUP}/providers/Microsoft.Resources/deployments/activity"
RULES = {"$filter": "properties/contentKind eq 'AnalyticsRule'"}


@pytest.fixture
def azure(estate):
    return with_sentinel(estate.fresh())


def product(azure, content_id=ACTIVITY):
    return azure.get(f"{OFFERED}/{content_id}").json()["properties"]


def package(azure, **changes):
    told = product(azure) | changes
    return {"properties": {name: told[name] for name in ("contentId", "contentProductId", "contentKind", "displayName", "version")
                           if told[name] is not None}}


def installed(azure):
    assert azure.put(f"{INSTALLED}/{ACTIVITY}", package(azure)).status_code == 201
    return azure


def deployed(azure):
    given = {"workspace": {"value": "law-secops"}, "workspace-location": {"value": "usgovvirginia"}}
    content = product(azure)["packagedContent"]
    assert azure.finished(azure.put(DEPLOYMENT, {"properties": {"mode": "Incremental", "template": content, "parameters": given}}))
    return azure


def held(azure, version):
    azure.control("PUT", "/settings", {"tenant": AWAY, "settings": {"contentHubVersions": {ACTIVITY: version}}})


def names(azure, path, **query):
    return [found["properties"]["displayName"] for found in azure.values(path, **query)]


def test_what_is_offered(azure):
    found = {each["properties"]["displayName"]: each for each in azure.values(OFFERED)}
    assert {"Azure Activity", "Microsoft Entra ID", "Microsoft Defender XDR"} <= set(found)
    assert "Threat Intelligence Premium" not in found
    assert found["Azure Activity"]["properties"]["version"] == "3.0.2"
    assert "packagedContent" not in found["Azure Activity"]["properties"]
    assert product(azure)["packagedContent"]["resources"]
    refused(azure.get(f"{OFFERED}/nothing"), 404, "ResourceNotFound")


@pytest.mark.parametrize(("cloud", "region", "missing"), [
    ("AzureCloud", "eastus", set()), ("USSec", "usseceast", {"Microsoft Defender XDR"}),
    ("AzureChinaCloud", "chinanorth2", {"Microsoft Defender XDR", "Microsoft Entra ID Protection"})])
def test_not_every_cloud_is_offered_everything(cloud, region, missing):
    with estates(cloud) as running:
        found = set(names(with_sentinel(running.fresh(), region), OFFERED))
    assert "Azure Activity" in found
    assert not missing & found
    assert ("Threat Intelligence Premium" in found) == (cloud == "AzureCloud")


def test_asking_for_some(azure):
    assert names(azure, OFFERED, **{"$filter": "properties/displayName eq 'azure activity'"}) == ["Azure Activity"]
    assert names(azure, OFFERED, **{"$search": "sign-ins audit"}) == ["Microsoft Entra ID"]
    ordered = names(azure, OFFERED, **{"$orderby": "properties/displayName desc"})
    assert ordered == sorted(ordered, key=str.lower, reverse=True)
    assert names(azure, OFFERED, **{"$orderby": "properties/displayName", "$top": "1"}) == ["Azure Activity"]
    refused(azure.get(OFFERED, **{"$filter": "version gt '3'"}), 400, "InvalidFilterInQueryString")


def test_nothing_without_sentinel(estate):
    azure = estate.fresh().with_group().registered("Microsoft.OperationalInsights", "Microsoft.SecurityInsights")
    azure.finished(azure.put(SENTINEL.partition("/providers/Microsoft.SecurityInsights")[0], {"location": "usgovvirginia"}))
    refused(azure.get(OFFERED), 400, "BadRequest", "not onboarded")
    refused(azure.put(f"{INSTALLED}/{ACTIVITY}", {"properties": {}}), 400, "BadRequest", "not onboarded")


def test_installing_notes_the_version_and_brings_no_content(azure):
    installed(azure)
    assert azure.get(f"{INSTALLED}/{ACTIVITY}").json()["properties"]["version"] == "3.0.2"
    assert names(azure, INSTALLED) == ["Azure Activity"]
    assert product(azure)["installedVersion"] == "3.0.2"
    assert azure.values(TEMPLATES) == []
    assert azure.put(f"{INSTALLED}/{ACTIVITY}", package(azure)).status_code == 200


@pytest.mark.parametrize(("changes", "words"), [
    ({"contentProductId": None}, "contentProductId"), ({"contentId": "other"}, "is not the package id"),
    ({"version": "9.9.9"}, "no version '9.9.9'"), ({"contentProductId": "other"}, "with product id 'other'")])
def test_what_cannot_be_installed(azure, changes, words):
    refused(azure.put(f"{INSTALLED}/{ACTIVITY}", package(azure, **changes)), 400, "BadRequest", words)


def test_what_the_hub_does_not_have_cannot_be_installed(azure):
    body = package(azure, contentId="other")
    refused(azure.put(f"{INSTALLED}/other", body), 400, "BadRequest", "has no package 'other'")


def test_deploying_makes_the_templates(azure):
    deployed(installed(azure))
    found = azure.values(TEMPLATES, **RULES)
    assert len(found) == 3
    assert "mainTemplate" not in found[0]["properties"]
    assert {each["properties"]["packageId"] for each in found} == {ACTIVITY}
    assert {each["properties"]["packageVersion"] for each in found} == {"3.0.2"}
    expanded = azure.values(TEMPLATES, **RULES, **{"$expand": "properties/mainTemplate"})[0]["properties"]
    rule = expanded["mainTemplate"]["resources"][0]
    assert (rule["name"], rule["kind"], rule["properties"]["enabled"]) == (expanded["contentId"], "Scheduled", False)
    assert azure.get(found[0]["id"]).json()["properties"]["mainTemplate"]
    refused(azure.get(TEMPLATES, **{"$expand": "properties/other"}), 400, "BadRequest")


def test_deploying_alone_installs_as_well(azure):
    deployed(azure)
    assert names(azure, INSTALLED) == ["Azure Activity"]


def test_a_template_needs_its_package(azure):
    one = azure.values(f"{TEMPLATES}", **RULES) or [deployed(azure).values(TEMPLATES, **RULES)[0]]
    properties = one[0]["properties"]
    refused(azure.put(f"{TEMPLATES}/mine", {"properties": properties | {"packageId": "other"}}), 400, "BadRequest", "is not installed")
    refused(azure.put(f"{TEMPLATES}/mine", {"properties": {"packageId": ACTIVITY}}), 400, "BadRequest", "contentKind")


def test_a_newer_version_is_offered_later(azure):
    held(azure, "3.0.1")
    deployed(installed(azure))
    assert len(azure.values(TEMPLATES, **RULES)) == 2
    held(azure, "3.0.2")
    told = product(azure)
    assert (told["version"], told["installedVersion"]) == ("3.0.2", "3.0.1")
    assert azure.put(f"{INSTALLED}/{ACTIVITY}", package(azure)).status_code == 200
    assert {each["properties"]["packageVersion"] for each in azure.values(TEMPLATES)} == {"3.0.1"}
    deployed(azure)
    assert {each["properties"]["packageVersion"] for each in azure.values(TEMPLATES)} == {"3.0.2"}
    assert len(azure.values(TEMPLATES, **RULES)) == 3


def test_the_templates_that_are_offered(azure):
    found = azure.values(OFFERED_TEMPLATES, **{"$filter": f"properties/packageId eq '{ACTIVITY}'"})
    assert len(found) == 3
    assert "packagedContent" not in found[0]["properties"]
    assert len(azure.get(found[0]["id"]).json()["properties"]["packagedContent"]["resources"]) == 1
    assert azure.get(OFFERED_TEMPLATES, **{"$count": "true", "$top": "1"}).json()["count"] == len(azure.values(OFFERED_TEMPLATES))
    refused(azure.get(f"{OFFERED_TEMPLATES}/other"), 404, "ResourceNotFound")


def test_uninstalling_leaves_the_templates(azure):
    deployed(installed(azure))
    assert azure.delete(f"{INSTALLED}/{ACTIVITY}").status_code == 200
    assert azure.delete(f"{INSTALLED}/{ACTIVITY}").status_code == 204
    assert "installedVersion" not in product(azure)
    found = azure.values(TEMPLATES)
    assert len(found) == 3
    assert azure.delete(found[0]["id"]).status_code == 200
    assert len(azure.values(TEMPLATES)) == 2


def test_who_may(azure):
    content = package(azure)
    refused(azure.only("Reader").put(f"{INSTALLED}/{ACTIVITY}", content), 403, "AuthorizationFailed")
    assert azure.only("Sentinel Contributor").put(f"{INSTALLED}/{ACTIVITY}", content).status_code == 201
