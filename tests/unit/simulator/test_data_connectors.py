# SPDX-License-Identifier: GPL-3.0-or-later
"""Data connectors of Microsoft Sentinel: which kinds there are where, who may connect them, and what else is refused."""

from __future__ import annotations

import pytest

from tests.simulator.graph.builtin_roles import IDS
from tests.unit.simulator.azure_client import SUB, estates, refused
from tests.unit.simulator.sentinel_client import SENTINEL, with_sentinel, with_workspace
from tests.unit.simulator.tenant_client import AWAY, AWAY_SUBSCRIPTION, HOME, HOME_SUBSCRIPTION, SAILOR

ALL = f"{SENTINEL}/dataConnectors"
ONE, OTHER = f"{ALL}/00000000-0000-4000-8000-000000000001", f"{ALL}/00000000-0000-4000-8000-000000000002"
CHECK = f"{SENTINEL}/dataConnectorsCheckRequirements"
STABLE, PREVIEW = "2024-03-01", "2023-12-01-preview"
ON, OFF = {"state": "Enabled"}, {"state": "Disabled"}
XDR = {"kind": "MicrosoftThreatProtection", "properties": {"tenantId": AWAY, "dataTypes": {"incidents": ON, "alerts": ON}}}
CLOUD = {"kind": "AzureSecurityCenter", "properties": {"subscriptionId": AWAY_SUBSCRIPTION, "dataTypes": {"alerts": ON}}}
TRAIL = {"kind": "AmazonWebServicesCloudTrail", "properties": {"awsRoleArn": "arn:aws:iam::1:role/x", "dataTypes": {"logs": ON}}}


@pytest.fixture
def away(estate):
    return with_sentinel(estate.fresh())


@pytest.fixture
def person(away):
    """A Security Administrator of the managed tenant who is Owner of its subscription."""
    sailor = away.person(SAILOR)
    away.tenant.directory.put("roleAssignments", "1", {"id": "1", "principalId": sailor, "roleDefinitionId": IDS["Security Administrator"]})
    owner = next(found for found in away.tenant.azure.truths("roleAssignments") if found["properties"]["scope"] == SUB)
    own = {**owner, "id": "sailor", "properties": {**owner["properties"], "principalId": sailor}}
    away.tenant.azure.put("roleAssignments", "sailor", own)
    return away.signed_in(SAILOR)


def of_tenant(kind, tenant=AWAY, **types):
    return {"kind": kind, "properties": {"tenantId": tenant, "dataTypes": types or {"alerts": ON}}}


def with_plan(azure):
    azure.world.subscriptions[AWAY_SUBSCRIPTION].store.put("pricings", "servers", {"id": "servers", "pricingTier": "Standard"})
    return azure


def test_connected_changed_and_disconnected(away):
    answer = away.put(ONE, TRAIL, version=STABLE)
    assert (answer.status_code, answer.json()["kind"], answer.json()["properties"]) == (201, TRAIL["kind"], TRAIL["properties"])
    changed = {**TRAIL, "etag": answer.json()["etag"], "properties": {**TRAIL["properties"], "dataTypes": {"logs": OFF}}}
    assert away.put(ONE, changed, version=STABLE).status_code == 200
    refused(away.put(ONE, changed, version=STABLE), 409, "Conflict", "etag")
    assert away.values(ALL, version=STABLE) == [away.get(ONE, version=STABLE).json()]
    assert [away.delete(ONE, version=STABLE).status_code for _twice in range(2)] == [200, 204]
    refused(away.get(ONE, version=STABLE), 404, "ResourceNotFound")


def test_a_workspace_without_sentinel_has_none(estate):
    azure = with_workspace(estate.fresh())
    refused(azure.get(ALL, version=STABLE), 400, "BadRequest", "not onboarded")
    refused(azure.put(ONE, TRAIL, version=STABLE), 400, "BadRequest", "not onboarded")


@pytest.mark.parametrize(("kind", "version"), [
    ("MicrosoftThreatProtection", "2025-09-01"), ("OfficeATP", STABLE), ("MicrosoftThreatIntelligence", STABLE), ("Smoke", PREVIEW)])
def test_a_version_knows_its_kinds(away, kind, version):
    answer = away.put(ONE, of_tenant(kind), version=version)
    refused(answer, 400, "BadRequest", f"Connector kind '{kind}' is not supported in api-version: '{version}'")


def test_a_list_shows_the_kinds_of_its_version(person):
    assert person.put(ONE, XDR, version=PREVIEW).status_code == 201
    assert person.values(ALL, version=STABLE) == []
    assert [found["kind"] for found in person.values(ALL, version=PREVIEW)] == ["MicrosoftThreatProtection"]
    refused(person.get(ONE, version=STABLE), 400, "BadRequest", "not supported in api-version")


@pytest.mark.parametrize(("cloud", "body", "version"), [
    ("AzureUSGovernment", of_tenant("MicrosoftThreatIntelligence"), "2025-10-01-preview"), ("AzureChinaCloud", XDR, PREVIEW),
    ("AzureChinaCloud", of_tenant("AzureActiveDirectory"), STABLE), ("USSec", XDR, PREVIEW)])
def test_a_cloud_lacks_kinds(cloud, body, version):
    with estates(cloud) as running:
        refused(running.fresh().put(ONE, body, version=version), 400, "BadRequest", "not supported")


@pytest.mark.parametrize(("body", "version"), [
    (XDR, PREVIEW), (of_tenant("AzureActiveDirectory"), STABLE), (of_tenant("MicrosoftDefenderAdvancedThreatProtection"), STABLE),
    (of_tenant("AzureAdvancedThreatProtection"), STABLE), (of_tenant("MicrosoftCloudAppSecurity"), STABLE),
    (of_tenant("Office365", exchange=ON, sharePoint=ON, teams=ON), STABLE), (of_tenant("OfficeIRM"), PREVIEW)])
def test_data_of_a_tenant_is_consented_to_by_a_person(away, person, body, version):
    refused(away.put(ONE, body, version=version), 401, "Unauthorized")
    assert person.put(ONE, body, version=version).status_code == 201
    refused(away.delete(ONE, version=version), 401, "Unauthorized")
    assert person.delete(ONE, version=version).status_code == 200


def test_the_person_needs_a_directory_role_and_the_own_tenant(away, person):
    refused(person.put(ONE, {**XDR, "properties": {**XDR["properties"], "tenantId": HOME}}, version=PREVIEW), 401, "Unauthorized")
    away.tenant.directory.delete("roleAssignments", "1")
    refused(person.put(ONE, XDR, version=PREVIEW), 401, "Unauthorized")


def test_a_product_nobody_has_bought(away, person):
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"connectorsWithoutLicence": ["MicrosoftThreatProtection"]}})
    refused(person.put(ONE, XDR, version=PREVIEW), 401, "InvalidLicense", "Missing consent")
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": []})
    refused(person.put(ONE, of_tenant("AzureActiveDirectory"), version=STABLE), 401, "InvalidLicense")


def test_defender_for_cloud_needs_a_plan(away):
    refused(away.put(ONE, CLOUD, version=STABLE), 401, "InvalidLicense")
    assert with_plan(away).put(ONE, CLOUD, version=STABLE).status_code == 201


def test_a_subscription_must_be_the_tenants_own(away):
    body = {**CLOUD, "properties": {**CLOUD["properties"], "subscriptionId": HOME_SUBSCRIPTION}}
    refused(away.put(ONE, body, version=STABLE), 404, "SubscriptionNotFound")


def test_connecting_a_subscription_needs_contributor_there(away):
    with_plan(away).only("Sentinel Contributor")
    refused(away.put(ONE, CLOUD, version=STABLE), 403, "AuthorizationFailed", SUB)
    assert away.put(ONE, TRAIL, version=STABLE).status_code == 201


def test_connecting_is_not_for_readers(away):
    away.only("Reader")
    refused(away.put(ONE, TRAIL, version=STABLE), 403, "AuthorizationFailed", "Microsoft.SecurityInsights/dataConnectors/write")


def test_once_for_each_tenant_or_subscription(away):
    assert with_plan(away).put(ONE, CLOUD, version=STABLE).status_code == 201
    refused(away.put(OTHER, CLOUD, version=STABLE), 409, "Conflict", "connected already")
    refused(away.put(ONE, TRAIL, version=STABLE), 400, "BadRequest", "cannot be changed")


def test_office_without_data_is_dropped(person):
    off = of_tenant("Office365", exchange=OFF, sharePoint=OFF, teams=OFF)
    assert person.put(ONE, off, version=STABLE).status_code == 201
    refused(person.get(ONE, version=STABLE), 404, "ResourceNotFound")


@pytest.mark.parametrize(("body", "who", "states"), [
    (XDR, "application", ("Invalid", "Valid")), (XDR, "person", ("Valid", "Valid")), (CLOUD, "application", ("Valid", "Invalid"))])
def test_what_a_connector_requires(away, person, body, who, states):
    asked = {"kind": body["kind"], "properties": {key: value for key, value in body["properties"].items() if key != "dataTypes"}}
    answer = (person if who == "person" else away).ask("POST", CHECK, asked, version=PREVIEW)
    assert (answer.json()["authorizationState"], answer.json()["licenseState"]) == states


def test_secrets_are_not_answered(away):
    taxii = {"kind": "ThreatIntelligenceTaxii", "properties": {
        "tenantId": AWAY, "taxiiServer": "https://taxii.example", "collectionId": "1", "userName": "reader", "password": "secret",
        "pollingFrequency": "OnceADay", "dataTypes": {"taxiiClient": ON}}}
    answer = away.put(ONE, taxii, version=PREVIEW)
    assert answer.status_code == 201 and "secret" not in answer.text and "reader" not in answer.text
