# SPDX-License-Identifier: GPL-3.0-or-later
"""Automation rules, asked by plain HTTP."""

from __future__ import annotations

import pytest

from tests.simulator.identity.firstparty import SENTINEL_APP_ID
from tests.unit.simulator.azure_client import GROUP, SUB, refused
from tests.unit.simulator.sentinel_client import SENTINEL, with_sentinel, with_workspace
from tests.unit.simulator.tenant_client import AWAY_SUBSCRIPTION

RULES = f"{SENTINEL}/automationRules"
ID = "77777777-0000-4000-8000-{:012d}"
ONE = f"{RULES}/{ID.format(1)}"
AUTOMATION_CONTRIBUTOR = "f4c81013-99ee-4d62-a7ee-b3f1f648599a"
LABEL = {"order": 1, "actionType": "ModifyProperties", "actionConfiguration": {"labels": [{"labelName": "seen"}]}}
TASK = {"order": 2, "actionType": "AddIncidentTask", "actionConfiguration": {"title": "Call the owner"}}
PLAYBOOK = {"order": 1, "actionType": "RunPlaybook", "actionConfiguration": {
    "logicAppResourceId": f"{GROUP}/providers/Microsoft.Logic/workflows/isolate"}}
HIGH = {"conditionType": "Property", "conditionProperties": {
    "propertyName": "IncidentSeverity", "operator": "Equals", "propertyValues": ["High"]}}
RAISED = {"conditionType": "PropertyChanged", "conditionProperties": {
    "propertyName": "IncidentSeverity", "changeType": "ChangedTo", "operator": "Equals", "propertyValues": ["High"]}}


@pytest.fixture
def azure(estate):
    return with_sentinel(estate.fresh())


def rule(actions=(LABEL, TASK), conditions=(HIGH,), on="Incidents", when="Created", order=1, name="First look", **logic):
    return {"properties": {"displayName": name, "order": order, "actions": list(actions), "triggeringLogic": {
        "isEnabled": True, "triggersOn": on, "triggersWhen": when, "conditions": list(conditions), **logic}}}


def closing(**properties):
    return rule([{**LABEL, "actionConfiguration": {"status": "Closed", **properties}}])


def test_made_changed_listed_removed(azure):
    made = azure.put(ONE, rule())
    assert made.status_code == 201
    changed = azure.put(ONE, rule(order=7))
    assert (changed.status_code, azure.get(ONE).json()) == (200, changed.json())
    assert changed.json()["properties"]["createdTimeUtc"] == made.json()["properties"]["createdTimeUtc"]
    assert [found["properties"]["order"] for found in azure.values(RULES)] == [7]
    assert [azure.delete(ONE).status_code, azure.delete(ONE).status_code] == [200, 204]
    refused(azure.get(ONE), 404, "ResourceNotFound")


def test_etags(azure):
    first = azure.put(ONE, rule()).json()["etag"]
    assert azure.put(ONE, {**rule(order=2), "etag": first}).status_code == 200
    refused(azure.put(ONE, {**rule(), "etag": first}), 409, "Conflict", "Data was not saved")


def test_without_sentinel_there_are_none(estate):
    azure = with_workspace(estate.fresh())
    refused(azure.put(ONE, rule()), 400, "BadRequest", "is not onboarded")
    refused(azure.get(RULES), 400, "BadRequest", "is not onboarded")


def test_who_may_write(azure):
    azure.only("Sentinel Responder")
    assert azure.put(ONE, rule()).status_code == 201
    azure.only("Reader")
    assert azure.get(ONE).status_code == 200
    refused(azure.put(ONE, rule()), 403, "AuthorizationFailed", "automationRules/write")
    refused(azure.delete(ONE), 403, "AuthorizationFailed", "automationRules/delete")


def test_names_are_guids(azure):
    refused(azure.put(f"{RULES}/first", rule()), 400, "BadRequest", "must be a GUID")


@pytest.mark.parametrize(("body", "words"), [
    (rule(on="Alerts", when="Updated", conditions=()), "TriggersOn 'Incidents' only"),
    (rule(conditions=[RAISED]), "TriggersWhen 'Updated' only"),
    (rule(on="Alerts", conditions=()), "TriggersOn 'Incidents' only"),
    (rule([]), "at least one action"),
    (rule([LABEL, {**TASK, "order": 1}]), "must be unique"),
    (rule([{"order": 1, "actionType": "ModifyProperties"}]), "needs an actionConfiguration"),
    (rule(conditions=[{"conditionType": "Property", "conditionProperties": {"propertyName": "IncidentTitle"}}]), "propertyValues"),
    (rule(expirationTimeUtc="2020-01-01T00:00:00Z"), "must be a time in the future"),
    (closing(), "needs a classification"),
    (closing(classification="FalsePositive"), "needs a classificationReason"),
    (closing(classification="BenignPositive", classificationReason="InaccurateData"), "does not belong"),
    (rule([{**LABEL, "actionConfiguration": {"status": "Active", "classification": "Undetermined"}}]), "for closing an incident only"),
    (rule([{**PLAYBOOK, "actionConfiguration": {"logicAppResourceId": f"{GROUP}/providers/Microsoft.Web/sites/x"}}]), "not the id of a"),
])
def test_rules_that_are_refused(azure, body, words):
    refused(azure.put(ONE, body), 400, "BadRequest", words)


@pytest.mark.parametrize("body", [
    rule(name="x" * 501), rule(order=0), rule(order=1001), rule(conditions=[HIGH] * 51),
    rule([{**LABEL, "order": number} for number in range(1, 22)]),
    rule(conditions=[{"conditionType": "Boolean", "conditionProperties": {"operator": "Or", "innerConditions": [HIGH]}}]),
    rule(on="Entities"), rule(conditions=[{"conditionType": "Sometimes"}]),
    rule([{"order": 1, "actionType": "Dance", "actionConfiguration": {}}]),
])
def test_rules_that_are_no_rules(azure, body):
    refused(azure.put(ONE, body), 400, "InvalidRequestContent")


def test_a_closed_incident_has_its_reason(azure):
    assert azure.put(ONE, closing(classification="BenignPositive", classificationReason="SuspiciousButExpected")).status_code == 201
    assert azure.put(ONE, closing(classification="Undetermined")).status_code == 200


def test_conditions_of_all_types(azure):
    inner = {"conditionType": "Property", "conditionProperties": {
        "propertyName": "IncidentCustomDetailsKey", "operator": "Equals", "propertyValues": ["Host"]}}
    conditions = [
        RAISED, {"conditionType": "Boolean", "conditionProperties": {"operator": "Or", "innerConditions": [HIGH, HIGH]}},
        {"conditionType": "PropertyArrayChanged", "conditionProperties": {"arrayType": "Tactics", "changeType": "Added"}},
        {"conditionType": "PropertyArray", "conditionProperties": {
            "arrayType": "CustomDetails", "arrayConditionType": "AnyItem", "itemConditions": [inner]}}]
    assert azure.put(ONE, rule(conditions=conditions, when="Updated")).json()["properties"]["triggeringLogic"]["conditions"] == conditions


def test_all_items_comes_late(azure):
    body = rule(conditions=[{"conditionType": "PropertyArray", "conditionProperties": {
        "arrayType": "CustomDetails", "arrayConditionType": "AllItems", "itemConditions": [HIGH]}}])
    refused(azure.put(ONE, body), 400, "InvalidRequestContent", "AllItems")
    assert azure.put(ONE, body, version="2025-09-01").status_code == 201


def test_old_versions_know_less(azure):
    refused(azure.put(ONE, rule([TASK]), version="2023-11-01"), 400, "InvalidRequestContent")


def test_an_expiry_may_pass(azure):
    made = azure.put(ONE, rule(expirationTimeUtc=azure.world.clock.now().replace(microsecond=0).isoformat().replace("+00:00", "Z")))
    refused(made, 400, "BadRequest", "in the future")
    until = "2099-01-01T00:00:00Z"
    assert azure.put(ONE, rule(expirationTimeUtc=until)).json()["properties"]["triggeringLogic"]["expirationTimeUtc"] == until


def test_no_more_than_512(azure):
    kept = azure.world.subscriptions[AWAY_SUBSCRIPTION].store
    azure.put(ONE, rule())
    [found] = kept.truths("automationRules")
    for number in range(2, 513):
        id = found["id"].replace(ID.format(1), ID.format(number))
        kept.put("automationRules", id.lower(), {**found, "id": id})
    refused(azure.put(f"{RULES}/{ID.format(600)}", rule()), 400, "BadRequest", "maximum number of automation rules")
    assert azure.put(ONE, rule(order=2)).status_code == 200


def test_a_playbook_takes_a_role_of_sentinels_own_principal(azure):
    refused(azure.put(ONE, rule([PLAYBOOK])), 400, "BadRequest", "missing required playbook triggering permissions")
    sentinel = next(found["id"] for found in azure.tenant.directory.list("servicePrincipals") if found["appId"] == SENTINEL_APP_ID)
    role = f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{AUTOMATION_CONTRIBUTOR}"
    assigned = azure.put(f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/{ID.format(5)}", {"properties": {
        "roleDefinitionId": role, "principalId": sentinel, "principalType": "ServicePrincipal"}})
    assert assigned.status_code == 201
    assert azure.put(ONE, rule([PLAYBOOK])).status_code == 201
    azure.only("Sentinel Contributor")
    refused(azure.put(ONE, rule([PLAYBOOK])), 400, "BadRequest", "missing required playbook triggering permissions")


def test_rules_go_when_sentinel_does(azure):
    azure.put(ONE, rule())
    assert azure.delete(f"{SENTINEL}/onboardingStates/default").status_code in (200, 204)
    refused(azure.get(RULES), 400, "BadRequest", "is not onboarded")
    with_sentinel(azure)
    assert azure.values(RULES) == []
