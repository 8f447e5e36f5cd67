# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments of ARM templates: what is refused at once, what ends as failed, what is made."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, refused
from tests.unit.simulator.sentinel_client import SENTINEL, with_sentinel

ONE = f"{GROUP}/providers/Microsoft.Resources/deployments/metadata"
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
TYPE = "Microsoft.OperationalInsights/workspaces/providers/metadata"
PARENT = f"{SENTINEL}/alertRules/one"


@pytest.fixture
def azure(estate):
    return with_sentinel(estate.fresh())


def metadata(name="'rule-one'", **more):
    return {"type": TYPE, "apiVersion": "2023-11-01", "name": f"[concat(parameters('workspace'), '/Microsoft.SecurityInsights/', {name})]",
            "properties": {"kind": "AnalyticsRule", "parentId": PARENT}, **more}


def template(*resources, **more):
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "parameters": {"workspace": {"type": "string"}}, "resources": list(resources),
            **more}


def body(*resources, given=None, mode="Incremental", **more):
    parameters = {"workspace": {"value": "law-secops"}} if given is None else given
    return {"properties": {"mode": mode, "template": template(*resources, **more), "parameters": parameters}}


def ended(azure, answer):
    """The status of the operation when it has ended."""
    assert answer.status_code in (200, 201), answer.text
    while True:
        status = azure.get(answer.headers["Azure-AsyncOperation"]).json()
        if status["status"] != "InProgress":
            return status


def outcome(azure, *resources, **more):
    return ended(azure, azure.put(ONE, body(*resources, **more)))


def test_a_resource_is_made_when_the_operation_has_ended(azure):
    answer = azure.put(ONE, body(metadata()))
    assert answer.status_code == 201
    assert answer.json()["properties"]["provisioningState"] == "Accepted"
    refused(azure.get(f"{SENTINEL}/metadata/rule-one"), 404, "ResourceNotFound")
    assert f"{ONE}/operationStatuses/" in answer.headers["Azure-AsyncOperation"]
    assert ended(azure, answer)["status"] == "Succeeded"
    assert azure.get(f"{SENTINEL}/metadata/rule-one").json()["properties"]["kind"] == "AnalyticsRule"
    properties = azure.get(ONE).json()["properties"]
    assert properties["provisioningState"] == "Succeeded"
    assert properties["outputResources"] == [{"id": f"{SENTINEL}/metadata/rule-one"}]
    assert properties["parameters"] == {"workspace": {"type": "string", "value": "law-secops"}}


def test_again_is_200_and_while_under_way_a_conflict(azure):
    first = azure.put(ONE, body(metadata()))
    refused(azure.put(ONE, body(metadata())), 409, "DeploymentActive")
    ended(azure, first)
    again = azure.put(ONE, body(metadata()))
    assert again.status_code == 200
    assert ended(azure, again)["status"] == "Succeeded"


def test_nothing_to_make_is_a_deployment_too(azure):
    assert outcome(azure)["status"] == "Succeeded"


def test_listing_and_deleting_the_record(azure):
    outcome(azure, metadata())
    assert [found["name"] for found in azure.values(ONE.rpartition("/")[0])] == ["metadata"]
    assert azure.values(ONE.rpartition("/")[0], **{"$filter": "provisioningState eq 'Failed'"}) == []
    assert azure.ask("HEAD", ONE).status_code == 204
    azure.finished(azure.delete(ONE))
    assert azure.ask("HEAD", ONE).status_code == 404
    refused(azure.get(ONE), 404, "DeploymentNotFound", "could not be found")
    refused(azure.delete(ONE), 404, "DeploymentNotFound")
    assert azure.get(f"{SENTINEL}/metadata/rule-one").status_code == 200


def test_what_a_service_refuses_fails_the_deployment_and_what_depends_on_it(azure):
    wrong = metadata(properties={"kind": "AnalyticsRule", "parentId": "/elsewhere"})
    after = metadata("'rule-two'", dependsOn=["rule-one"])
    beside = metadata("'rule-three'")
    status = outcome(azure, after, wrong, beside)
    assert (status["status"], status["error"]["code"]) == ("Failed", "DeploymentFailed")
    assert [(found["code"], found["target"].rpartition("/")[2]) for found in status["error"]["details"]] == [("BadRequest", "rule-one")]
    assert azure.get(ONE).json()["properties"]["provisioningState"] == "Failed"
    refused(azure.get(f"{SENTINEL}/metadata/rule-two"), 404, "ResourceNotFound")
    assert azure.get(f"{SENTINEL}/metadata/rule-three").status_code == 200


def test_a_bad_body_of_a_resource_fails_the_deployment(azure):
    status = outcome(azure, metadata(properties={"kind": "AnalyticsRule", "parentId": PARENT, "colour": "red"}))
    assert status["error"]["details"][0]["code"] == "InvalidRequestContent"


@pytest.mark.parametrize(("given", "words"), [
    ({}, "is not provided"),
    ({"workspace": {"value": 7}}, "Expected 'string'"),
    ({"workspace": {"value": "law-secops"}, "colour": {"value": "red"}}, "not present in the original template"),
])
def test_parameters_must_fit(azure, given, words):
    refused(azure.put(ONE, body(metadata(), given=given)), 400, "InvalidTemplate", words)


def test_a_default_stands_for_what_is_not_given(azure):
    parameters = {"workspace": {"type": "string", "defaultValue": "[variables('one')]"}}
    variables = {"one": "[concat('law', '-', 'secops')]"}
    assert outcome(azure, metadata(), given={}, parameters=parameters, variables=variables)["status"] == "Succeeded"


@pytest.mark.parametrize(("change", "words"), [
    ({"colour": "red"}, "Could not find member 'colour'"),
    ({"contentVersion": None}, "contentVersion"),
    ({"variables": {"a": "[variables('b')]", "b": "[variables('a')]"}, "outputs": {"a": {"type": "string", "value": "[variables('a')]"}}},
     "refers to itself"),
    ({"outputs": {"a": {"type": "string", "value": "[variables('c')]"}}}, "variable 'c' is not found"),
    ({"outputs": {"a": {"type": "string", "value": "[concat('a']"}}}, "is not valid"),
])
def test_a_template_must_be_one(azure, change, words):
    refused(azure.put(ONE, body(metadata(), **change)), 400, "InvalidTemplate", words)


@pytest.mark.parametrize(("resource", "words"), [
    (metadata(dependsOn=["rule-nine"]), "is not defined in the template"),
    (metadata(dependsOn=["rule-one"]), "Circular dependency"),
    (metadata() | {"name": "law-secops"}, "incorrect segment lengths"),
    (metadata(apiVersion=None), "apiVersion"),
    (metadata(type="Microsoft.OperationalInsights/workspaces/providers/colours"), "could not be found"),
])
def test_resources_must_be_well_formed(azure, resource, words):
    refused(azure.put(ONE, body(resource)), 400, "InvalidTemplate", words)


def test_the_same_resource_twice(azure):
    refused(azure.put(ONE, body(metadata(), metadata())), 400, "InvalidTemplate", "multiple times")


def test_a_resource_with_a_condition_that_does_not_hold_is_left_out(azure):
    assert outcome(azure, metadata(condition="[equals(parameters('workspace'), 'other')]"))["status"] == "Succeeded"
    refused(azure.get(f"{SENTINEL}/metadata/rule-one"), 404, "ResourceNotFound")


def test_versions_of_the_resources_must_be_known(azure):
    refused(azure.put(ONE, body(metadata(apiVersion="1999-01-01"))), 400, "NoRegisteredProviderFound")


def test_types_that_are_not_deployed_here(azure):
    workspace = {"type": "Microsoft.OperationalInsights/workspaces", "apiVersion": "2023-09-01", "name": "law-other"}
    refused(azure.put(ONE, body(workspace)), 501, "NotImplemented", "Microsoft.OperationalInsights/workspaces")


def test_a_right_on_each_resource_is_needed(azure):
    refused(azure.only("Sentinel Responder").put(ONE, body(metadata())), 403, "InvalidTemplateDeployment", "metadata/write")
    assert outcome(azure.only("Sentinel Contributor"), metadata())["status"] == "Succeeded"


@pytest.mark.parametrize(("text", "value"), [
    ("[[concat('a', 'b')]", "[concat('a', 'b')]"), ("[no expression", "[no expression"), ("[concat('it''s', ' ', 7)]", "it's 7"),
    ("[split('a/b', '/')[1]]", "b"), ("[last(split('a/b', '/'))]", "b"), ("[toLower('AB')]", "ab"),
    ("[resourceGroup().location]", "usgovvirginia"),
    ("[if(equals(1, 2), 'yes', 'no')]", "no"), ("[format('{0}-{1}', 'a', 'b')]", "a-b"), ("[substring('abcdef', 1, 3)]", "bcd"),
    ("[variables('thing').Inner[0]]", "here"),
    ("[resourceId('Microsoft.Insights/workbooks', 'w')]", f"{GROUP}/providers/Microsoft.Insights/workbooks/w"),
    ("[extensionResourceId('/x', 'Microsoft.SecurityInsights/metadata', 'm')]", "/x/providers/Microsoft.SecurityInsights/metadata/m"),
])
def test_expressions(azure, text, value):
    outcome(azure, variables={"thing": {"inner": ["here"]}}, outputs={"it": {"type": "string", "value": text}})
    assert azure.get(ONE).json()["properties"]["outputs"]["it"]["value"] == value


def test_the_same_text_gives_the_same_id(azure):
    told = {"type": "string", "value": "[uniqueString('a')]"}
    outcome(azure, outputs={"one": told, "other": told, "third": {"type": "string", "value": "[uniqueString('b')]"}})
    one, other, third = (found["value"] for found in azure.get(ONE).json()["properties"]["outputs"].values())
    assert one == other != third
    assert len(one) == 13


@pytest.mark.parametrize("change", [
    {"outputs": {"a": {"type": "string", "value": "[reference('x')]"}}}, {"languageVersion": "2.0"}, {"mode": "Complete"}])
def test_what_is_not_simulated_is_said(azure, change):
    refused(azure.put(ONE, body(metadata(), **change)), 501, "NotImplemented")


def test_a_group_and_a_name_are_needed(azure):
    refused(azure.put(ONE.replace("rg-secops", "rg-other"), body(metadata())), 404, "ResourceGroupNotFound")
    refused(azure.put(ONE + "x" * 64, body(metadata())), 400, "InvalidDeploymentName")
