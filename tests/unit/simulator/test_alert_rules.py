# SPDX-License-Identifier: GPL-3.0-or-later
"""Analytics rules and their templates, asked by plain HTTP."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import SUB, estates, refused
from tests.unit.simulator.sentinel_client import SENTINEL, STATE, WORKSPACE, with_sentinel, with_workspace

RULES, TEMPLATES = f"{SENTINEL}/alertRules", f"{SENTINEL}/alertRuleTemplates"
ID = "77777777-0000-4000-8000-{:012d}"
ONE = f"{RULES}/{ID.format(1)}"
FUSION = f"{RULES}/BuiltInFusion"
PREVIEW = "2023-12-01-preview"
SCHEDULED = {"displayName": "Alerts", "enabled": True, "severity": "High", "query": "SecurityAlert", "queryFrequency": "PT60M",
             "queryPeriod": "PT60M", "triggerOperator": "GreaterThan", "triggerThreshold": 0, "suppressionEnabled": False,
             "suppressionDuration": "PT300M"}
NRT = {name: SCHEDULED[name] for name in ("displayName", "enabled", "severity", "query", "suppressionEnabled", "suppressionDuration")}
INCIDENTS = {"displayName": "Defender for Cloud", "enabled": True, "productFilter": "Azure Security Center"}


@pytest.fixture
def azure(estate):
    return with_sentinel(estate.fresh())


def rule(kind="Scheduled", **properties):
    base = {"Scheduled": SCHEDULED, "NRT": NRT, "MicrosoftSecurityIncidentCreation": INCIDENTS}[kind]
    return {"kind": kind, "properties": {**base, **properties}}


def names(azure, **options):
    return [found["name"] for found in azure.values(RULES, **options)]


def test_made_changed_listed_removed(azure):
    made = azure.put(ONE, rule())
    assert made.status_code == 201
    assert made.json()["properties"]["queryFrequency"] == "PT1H"
    assert made.json()["properties"]["suppressionDuration"] == "PT5H"
    assert made.json()["properties"]["incidentConfiguration"]["createIncident"] is True
    changed = azure.put(ONE, rule(severity="Low", description="Less."))
    assert (changed.status_code, azure.get(ONE).json()) == (200, changed.json())
    assert changed.json()["etag"] != made.json()["etag"]
    assert ID.format(1) in names(azure)
    assert [azure.delete(ONE).status_code, azure.delete(ONE).status_code] == [200, 204]
    refused(azure.get(ONE), 404, "ResourceNotFound")


def test_a_put_replaces_the_whole_rule(azure):
    azure.put(ONE, rule(description="More.", tactics=["Impact"]))
    assert azure.put(ONE, rule()).json()["properties"]["description"] == ""


def test_etags(azure):
    first = azure.put(ONE, rule()).json()["etag"]
    second = azure.put(ONE, {**rule(severity="Low"), "etag": first})
    assert second.status_code == 200
    refused(azure.put(ONE, {**rule(), "etag": first}), 409, "Conflict", "Data was not saved")
    assert azure.put(ONE, rule()).status_code == 200


def test_the_fusion_rule_is_there_from_the_beginning_and_only_once(azure):
    assert names(azure) == ["BuiltInFusion"]
    found = azure.get(FUSION).json()
    assert found["properties"]["enabled"]
    body = {"kind": "Fusion", "properties": {"alertRuleTemplateName": found["properties"]["alertRuleTemplateName"], "enabled": False}}
    assert azure.put(FUSION, {**body, "etag": found["etag"]}).json()["properties"]["enabled"] is False
    refused(azure.put(ONE, body), 400, "BadRequest", "Only one rule of kind 'Fusion'")
    assert azure.delete(FUSION).status_code == 200
    body["properties"]["alertRuleTemplateName"] = ID.format(9)
    refused(azure.put(ONE, body), 400, "BadRequest", "not one of kind 'Fusion'")


@pytest.mark.parametrize("kind", ["NRT", "MLBehaviorAnalytics", "ThreatIntelligence"])
def test_kinds_that_no_stable_version_knows(azure, kind):
    body = {"kind": kind, "properties": NRT if kind == "NRT" else {"alertRuleTemplateName": ID.format(8), "enabled": True}}
    refused(azure.put(ONE, body), 400, "BadRequest", f"kind '{kind}' is not supported in api-version: '2024-03-01'")
    assert azure.put(ONE, body, version=PREVIEW).status_code == 201
    assert names(azure) == ["BuiltInFusion"]
    assert names(azure, version=PREVIEW) == ["BuiltInFusion", ID.format(1)]
    refused(azure.get(ONE), 400, "BadRequest", "is not supported in api-version")
    assert azure.get(ONE, version=PREVIEW).json()["kind"] == kind


def test_what_only_preview_versions_know_of_a_scheduled_rule(azure):
    refused(azure.put(ONE, rule(subTechniques=["T1059.001"])), 400, "InvalidRequestContent", "subTechniques")
    assert azure.put(ONE, rule(subTechniques=["T1059.001"]), version=PREVIEW).status_code == 201
    assert "subTechniques" not in azure.get(ONE).json()["properties"]


def test_incidents_of_another_product(azure):
    assert azure.put(ONE, rule("MicrosoftSecurityIncidentCreation", severitiesFilter=["High"])).status_code == 201
    body = rule("MicrosoftSecurityIncidentCreation", productFilter="Microsoft Defender Advanced Threat Protection")
    refused(azure.put(ONE, body), 400, "InvalidRequestContent", "productFilter")
    assert azure.put(ONE, body, version=PREVIEW).status_code == 200
    assert names(azure) == ["BuiltInFusion"]


def test_identity_protection_is_not_in_china():
    with estates("AzureChinaCloud") as estate:
        azure = estate.fresh()
        assert azure.put(WORKSPACE.partition("/providers/")[0], {"location": "chinaeast2"}).status_code == 201
        azure.registered("Microsoft.OperationalInsights", "Microsoft.SecurityInsights")
        azure.finished(azure.put(WORKSPACE, {"location": "chinaeast2"}))
        azure.polls(0)
        azure.put(STATE, {"properties": {}})
        body = rule("MicrosoftSecurityIncidentCreation", productFilter="Azure Active Directory Identity Protection")
        refused(azure.put(ONE, body), 400, "BadRequest", "not supported")


def test_the_kind_stays(azure):
    azure.put(ONE, rule())
    refused(azure.put(ONE, rule("MicrosoftSecurityIncidentCreation")), 400, "BadRequest", "kind of rule")


def test_a_name_is_a_guid(azure):
    refused(azure.put(f"{RULES}/my-rule", rule()), 400, "BadRequest", "must be a GUID")


def test_an_id_rests_for_a_while_after_its_rule_was_deleted(azure):
    azure.put(ONE, rule())
    azure.polls(2)
    azure.delete(ONE)
    for _unused in range(2):
        refused(azure.put(ONE, rule()), 400, "BadRequest", "was recently deleted")
    assert azure.put(ONE, rule()).status_code == 201


@pytest.mark.parametrize(("changes", "words"), [
    ({"queryFrequency": "PT4M"}, "'queryFrequency' must be between 5 minutes and 14 days"),
    ({"queryFrequency": "P15D", "queryPeriod": "P15D"}, "'queryFrequency' must be"),
    ({"queryPeriod": "P15D"}, "'queryPeriod' must be between"),
    ({"queryPeriod": "PT30M"}, "greater than or equal to 'queryFrequency'"),
    ({"queryFrequency": "PT30M", "queryPeriod": "P3D"}, "2 days when"),
    ({"queryFrequency": "1h"}, "'1h' is not a duration"),
    ({"suppressionDuration": "PT1M"}, "between 5 minutes and 24 hours"),
    ({"suppressionDuration": "P2D"}, "between 5 minutes and 24 hours"),
    ({"suppressionEnabled": True, "suppressionDuration": "PT30M"}, "'suppressionDuration' must be greater"),
    ({"query": ""}, "'query' is required"),
    ({"severity": None}, "'severity' is required"),
    ({"triggerThreshold": None}, "'triggerThreshold' is required"),
    ({"query": "Unknown | take 1"}, "One of the tables does not exist"),
    ({"query": "AzureActivity"}, "One of the tables does not exist"),
    ({"query": "SecurityAlert | where ("}, "could not be parsed"),
    ({"query": "SecurityAlert | project Title", "customDetails": {"who": "Computer"}}, "The given column 'Computer' does not exist"),
    ({"query": "SecurityAlert | project Title",
      "entityMappings": [{"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "columnName": "Computer"}]}]},
     "The given column 'Computer'"),
    ({"entityMappings": [{"entityType": "Host", "fieldMappings": []}] * 11}, "more than 10 entity mappings"),
    ({"customDetails": {f"d{number}": "Title" for number in range(21)}}, "more than 20 custom details"),
    ({"description": "x" * 5001}, "longer than 5000"),
    ({"incidentConfiguration": {"createIncident": True, "groupingConfiguration": {
        "enabled": True, "reopenClosedIncident": False, "lookbackDuration": "PT5H", "matchingMethod": "Selected"}}}, "group by"),
])
def test_what_no_rule_may_hold(azure, changes, words):
    refused(azure.put(ONE, rule(**changes)), 400, "BadRequest", words)


def test_a_query_is_not_compiled_while_the_rule_is_off(azure):
    assert azure.put(ONE, rule(query="Unknown", enabled=False)).status_code == 201
    refused(azure.put(ONE, rule(query="Unknown")), 400, "BadRequest", "One of the tables does not exist")


def test_a_table_comes_with_its_source(azure):
    azure.registered("Microsoft.Insights")
    setting = {"properties": {"workspaceId": WORKSPACE, "logs": [{"category": "Administrative", "enabled": True}]}}
    refused(azure.put(ONE, rule(query="AzureActivity")), 400, "BadRequest")
    address = f"{SUB}/providers/Microsoft.Insights/diagnosticSettings/activity"
    assert azure.put(address, setting, version="2021-05-01-preview").status_code == 200
    assert azure.put(ONE, rule(query="AzureActivity")).status_code == 201


@pytest.mark.parametrize(("kind", "most", "version"), [("Scheduled", 512, "2024-03-01"), ("NRT", 50, PREVIEW)])
def test_so_many_are_enabled_at_most(azure, kind, most, version):
    store = azure.world.subscriptions[SUB.rpartition("/")[2]].store
    azure.put(ONE, rule(kind), version=version)
    made = store.truth("alertRules", ONE.lower())
    for number in range(2, most + 1):
        other = f"{RULES}/{ID.format(number)}"
        store.put("alertRules", other.lower(), {**made, "id": other, "name": ID.format(number)})
    another = f"{RULES}/{ID.format(most + 1)}"
    refused(azure.put(another, rule(kind), version=version), 400, "BadRequest", f"({most}) has been reached")
    assert azure.put(another, rule(kind, enabled=False), version=version).status_code == 201
    assert azure.put(ONE, rule(kind), version=version).status_code == 200


def test_who_may(azure):
    azure.put(ONE, rule())
    reader = azure.only("Sentinel Responder")
    assert reader.get(ONE).status_code == 200
    refused(reader.put(ONE, rule()), 403, "AuthorizationFailed")
    refused(reader.delete(ONE), 403, "AuthorizationFailed")
    assert azure.only("Sentinel Contributor").put(ONE, rule()).status_code == 200


def test_without_sentinel(estate):
    azure = with_workspace(estate.fresh())
    for answer in (azure.get(RULES), azure.get(ONE), azure.put(ONE, rule()), azure.delete(ONE), azure.get(TEMPLATES)):
        refused(answer, 400, "BadRequest", "is not onboarded to Microsoft Sentinel")


def test_rules_go_with_sentinel(azure):
    azure.put(ONE, rule())
    azure.delete(STATE)
    azure.polls(0)
    azure.put(STATE, {"properties": {}})
    assert names(azure) == ["BuiltInFusion"]


def test_templates(azure):
    found = {each["kind"]: each for each in azure.values(TEMPLATES, version=PREVIEW)}
    assert set(found) == {"Fusion", "MicrosoftSecurityIncidentCreation", "Scheduled", "NRT"}
    assert {each["kind"] for each in azure.values(TEMPLATES)} == set(found) - {"NRT"}
    refused(azure.get(f"{TEMPLATES}/{found['NRT']['name']}"), 400, "BadRequest", "is not supported in api-version")
    refused(azure.get(f"{TEMPLATES}/{ID.format(5)}"), 404, "ResourceNotFound")
    template = azure.get(f"{TEMPLATES}/{found['Scheduled']['name']}").json()
    assert template["properties"]["status"] == "Available"
    version = template["properties"].pop("version")
    asked = {name: value for name, value in template["properties"].items()
             if name in (*SCHEDULED, "description", "tactics", "techniques", "entityMappings")}
    azure.put(ONE, rule(**asked, alertRuleTemplateName=template["name"], templateVersion=version))
    assert azure.get(f"{TEMPLATES}/{template['name']}").json()["properties"]["status"] == "Installed"
