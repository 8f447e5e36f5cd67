# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata of Sentinel's content, asked by plain HTTP."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import refused
from tests.unit.simulator.sentinel_client import SENTINEL, with_sentinel, with_workspace

RULE = "77777777-0000-4000-8000-000000000001"
ONE = f"{SENTINEL}/metadata/analyticsrule-{RULE}"
PARENT = f"{SENTINEL}/alertRules/{RULE}"
BODY = {"properties": {"kind": "AnalyticsRule", "parentId": PARENT, "customVersion": "noted"}}


@pytest.fixture
def azure(estate):
    return with_sentinel(estate.fresh())


def test_written_read_listed_removed(azure):
    answer = azure.put(ONE, BODY)
    assert (answer.status_code, answer.json()["properties"]["contentId"]) == (201, RULE)
    assert azure.put(ONE, BODY).status_code == 200
    assert [found["id"] for found in azure.values(f"{SENTINEL}/metadata")] == [ONE]
    assert azure.get(ONE).json()["properties"]["customVersion"] == "noted"
    assert [azure.delete(ONE).status_code, azure.delete(ONE).status_code] == [200, 204]
    refused(azure.get(ONE), 404, "ResourceNotFound")


def test_a_patch_leaves_the_rest(azure):
    solution = {"kind": "Solution", "name": "A solution", "sourceId": "solution-1"}
    azure.put(ONE, {"properties": {**BODY["properties"], "source": solution}})
    answer = azure.ask("PATCH", ONE, {"properties": {"customVersion": "noted anew"}}).json()["properties"]
    assert (answer["customVersion"], answer["source"]) == ("noted anew", solution)
    refused(azure.ask("PATCH", ONE + "0", {"properties": {}}), 404, "ResourceNotFound")


def test_a_stale_etag(azure):
    first = azure.put(ONE, BODY).json()
    azure.put(ONE, BODY)
    refused(azure.put(ONE, {**BODY, "etag": first["etag"]}), 409, "Conflict")


def test_a_parent_elsewhere(azure):
    elsewhere = PARENT.replace("law-secops", "law-other")
    refused(azure.put(ONE, {"properties": {**BODY["properties"], "parentId": elsewhere}}), 400, "BadRequest", "law-other")


def test_without_sentinel(estate):
    refused(with_workspace(estate.fresh()).put(ONE, BODY), 400, "BadRequest", "is not onboarded")
