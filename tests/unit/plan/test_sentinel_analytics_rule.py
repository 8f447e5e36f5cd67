# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases of analytics rules cannot show: reading files, and finding the template that is meant."""
from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._analytics_compare import edited, note
from ansible_collections.multitenant.secops.plugins.module_utils._analytics_files import rules_in
from ansible_collections.multitenant.secops.plugins.module_utils._analytics_rules import lasting
from ansible_collections.multitenant.secops.plugins.module_utils._analytics_templates import templates
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY

WANT = {"subscription_id": "11111111-1111-4111-8111-111111111111", "resource_group": "rg", "workspace": "law", "state": "present"}
GALLERY = {"name": "77777777-0000-4000-8000-000000000001", "kind": "NRT", "properties": {
    "displayName": "At once", "query": "Heartbeat", "severity": "Low", "version": "1.0.0", "status": "Available", "description": None}}
SOLUTION = {"properties": {"contentId": "77777777-0000-4000-8000-000000000002", "version": "2.0.1", "mainTemplate": {"resources": [
    {"type": "Microsoft.OperationalInsights/workspaces/providers/metadata", "properties": {}},
    {"type": "Microsoft.SecurityInsights/AlertRuleTemplates", "kind": "Scheduled", "properties": {
        "displayName": "Hourly", "query": "Heartbeat", "enabled": False, "incidentConfiguration": {"createIncident": False}}}]}}}


def written(folder, **files):
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return str(folder)


def test_one_rule_a_list_and_several_documents_are_read_in_the_order_of_names(tmp_path):
    folder = written(tmp_path, b_yaml="name: two\nstatus: Available\n", a_yml="- {name: one}\n", d_txt="name: five\n",
                     c_yml="name: three\n---\nname: four\n---\n")
    assert [rule["name"] for rule in rules_in([folder])] == ["one", "two", "three", "four"]
    assert rules_in([f"{folder}/b.yaml"]) == [{"name": "two"}]


@pytest.mark.parametrize(("files", "words"), [
    ({"a_txt": "name: one"}, "holds no file that ends in .yml or .yaml"),
    ({"a_yml": "name: [one"}, "is no YAML"),
    ({"a_yml": "one"}, "holds something else than rules"),
    ({"a_yml": "{name: one, queryFrequenzy: 1h}"}, "has queryFrequenzy, which no rule has"),
    ({"a_yml": "{name: one, severity: Severe}"}, "rule 'one' in the file"),
])
def test_files_that_hold_no_rules(tmp_path, files, words):
    with pytest.raises(Refusal) as refused:
        rules_in([written(tmp_path, **files)])
    assert words in str(refused.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Refusal, match="cannot be read"):
        rules_in([str(tmp_path / "none.yml")])


@pytest.mark.parametrize(("text", "same"), [("5m", "PT5M"), ("90M", "PT1H30M"), ("36h", "P1DT12H"), ("14d", "P14D"), ("PT60M", "PT1H")])
def test_short_durations(text, same):
    assert lasting(text, "it") == same


def test_what_is_noted_tells_which_property_was_edited():
    text = note({"severity": "High", "queryPeriod": "PT60M", "tactics": ["A", "B"]})
    there = {"severity": "Low", "queryPeriod": "PT1H", "tactics": ["B", "A"]}
    assert edited(["severity", "queryPeriod", "tactics", "query"], there, text) == ["severity"]
    assert edited(["severity"], {"severity": "Low"}, note({"query": "x"}, text)) == ["severity"]
    assert edited(["severity"], {"severity": "Low"}, "reviewed") == ["severity"]


def found(names, gallery=(GALLERY,), installed=(SOLUTION,), foretells=False):
    async def items(path, query=None, absent=()):
        return list(gallery if path.endswith("/alertRuleTemplates") else installed)

    async def expected(what, read):
        answer = await read()
        assert answer is not None or foretells, what
        return KNOWN_AFTER_APPLY if answer is None else answer

    async def get(path, query=None, absent=()):
        return {"registrationState": "Registered"}

    clients = SimpleNamespace(arm=SimpleNamespace(items=items, get=get), expected=expected, foretells=foretells)
    return asyncio.run(templates(clients, WANT, names, {}))


def test_a_template_of_the_gallery_by_its_name_or_id():
    by_name, by_id = found(["at once"])["at once"], found([GALLERY["name"]])[GALLERY["name"]]
    assert by_name == by_id == ["NRT", {
        "displayName": "At once", "query": "Heartbeat", "severity": "Low", "alertRuleTemplateName": GALLERY["name"],
        "templateVersion": "1.0.0"}]


def test_a_template_of_a_solution_has_the_id_and_version_of_its_content():
    kind, properties = found(["Hourly"])["Hourly"]
    assert kind == "Scheduled"
    assert (properties["alertRuleTemplateName"], properties["templateVersion"]) == (SOLUTION["properties"]["contentId"], "2.0.1")
    assert properties["incidentConfiguration"]["groupingConfiguration"]["lookbackDuration"] == "PT5H"
    assert "enabled" not in properties


def test_a_template_that_is_not_there_yet_is_waited_for_and_foretold():
    assert found(["At once", "Later"], foretells=True) == {"At once": found(["At once"])["At once"], "Later": None}
    with pytest.raises(AssertionError, match="'Later'"):
        found(["Later"])


def test_two_templates_of_a_name():
    with pytest.raises(Refusal, match="2 analytics rule templates are named 'At once'"):
        found(["At once"], gallery=(GALLERY, {**GALLERY, "name": "77777777-0000-4000-8000-000000000003"}))
