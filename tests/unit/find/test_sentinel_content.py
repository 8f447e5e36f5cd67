# SPDX-License-Identifier: GPL-3.0-or-later
"""What sentinel_content reads before it decides: which solution is meant, who deployed it, what of it is there."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _content_hub as hub
from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_content as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._content_reading import deployment_of, group_of
from ansible_collections.multitenant.secops.plugins.module_utils._content_rules import rule_id
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal, ServiceError
from ansible_collections.multitenant.secops.plugins.module_utils._sentinel import sentinel_of, workspace_of
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY

from tests.unit.plan.cases import TENANT, want_of

PLACE = {"subscription_id": "11111111-1111-4111-8111-111111111111", "resource_group": "rg-secops", "workspace": "law-secops"}
ID = "azuresentinel.azure-sentinel-solution-azureactivity"
RULE = {"kind": "Scheduled", "properties": {"displayName": "One", "query": "Usage", "enabled": False, "status": "Available"}}
MAIN = {"metadata": {"postDeployment": ["\x00"], "kept": True},
        "resources": [{"type": "Microsoft.SecurityInsights/AlertRuleTemplates", **RULE}]}


def package(version="3.0.2", id=ID, name="Azure Activity", kind="Solution", **more):
    return {"name": id, "etag": '"one"', "properties": {
        "contentId": id, "contentProductId": f"{id}-sl", "contentKind": kind, "displayName": name, "version": version,
        "contentSchemaVersion": "3.0.0", **more}}


def template(version="3.0.2", main=None, package_id=ID, name="One"):
    more = {"mainTemplate": main} if main else {}
    return {"name": f"law-secops-ar-{name}", "properties": {
        "contentId": f"id of {name}", "displayName": name, "contentKind": "AnalyticsRule", "packageId": package_id,
        "packageVersion": version, "version": "1.0.0", **more}}


def rule(id, enabled=True, of="id of One"):
    return {"name": id, "kind": "Scheduled", "properties": {"displayName": "One", "enabled": enabled, "alertRuleTemplateName": of}}


def wanted(**options):
    return want_of(resource, {**PLACE, "name": "Azure Activity", **options})


class Arm:
    def __init__(self, lists, things):
        self.lists, self.things, self.asked = lists, things, []

    async def items(self, path, query=None, absent=()):
        self.asked.append((path.rpartition("/")[2], query))
        if self.lists is None:
            raise ServiceError("Azure Resource Manager", 400, "NotOnboarded", "is not onboarded")
        return self.lists.get(path.rpartition("/")[2], [])

    async def get(self, path, query=None, absent=()):
        self.asked.append((path, query))
        return self.things.get(path)


class Clients:
    tenant, cloud, foretells = TENANT, CLOUDS["AzureUSGovernment"], False

    def __init__(self, offered=(), installed=(), templates=(), rules=(), records=None, sentinel=True):
        want = wanted()
        lists = {"contentProductPackages": list(offered), "contentPackages": list(installed), "contentTemplates": list(templates),
                 "alertRules": list(rules)}
        things = {f"{group_of(want)}/providers/Microsoft.Resources/deployments/{deployment_of(want, ID, mark)}":
                  {"properties": {"provisioningState": state}} for mark, state in (records or {}).items()}
        things[f"{sentinel_of(want)}/contentProductPackages/{ID}"] = package(packagedContent={
            "resources": [{"properties": {"contentKind": "AnalyticsRule", "displayName": "One", "mainTemplate": MAIN}}]})
        things[workspace_of(want)] = {"location": "usgovvirginia"}
        self.arm = Arm(lists if sentinel else None, things)

    async def expected(self, what, read):
        answer = await read()
        return KNOWN_AFTER_APPLY if answer is None else answer


def found(want, **there):
    return asyncio.run(resource.find(Clients(**there), want))


def test_where_there_is_no_sentinel_nothing_is_known():
    assert found(wanted(), sentinel=False)["_known"] is False
    assert found(wanted(state="absent"), sentinel=False)["_known"] is False


def test_a_new_one_brings_its_packaged_content_and_region():
    have = found(wanted(), offered=[package()])
    assert (have["_location"], hub.rule_names(have["_content"])) == ("usgovvirginia", ["One"])
    assert have["_content"]["resources"][0]["properties"]["mainTemplate"]["metadata"] == {"kept": True}
    assert not have["_complete"]
    assert "id" not in have


@pytest.mark.parametrize(("records", "ours", "complete"), [
    ({"content": "Succeeded"}, True, True), ({"content": "Failed"}, True, False), ({"update": "Succeeded"}, False, True),
    ({"update": "Canceled"}, False, False), ({"content": "Running"}, True, False), ({}, False, True)])
def test_records_of_deployments_tell_who_deployed_and_whether_it_ended_well(records, ours, complete):
    have = found(wanted(), offered=[package()], installed=[package()], templates=[template()], records=records)
    assert (have["_ours"], have["_complete"]) == (ours, complete)
    assert bool(have["_content"]) is not complete


def test_templates_of_an_older_version_or_of_another_solution_do_not_count():
    for one in (template("3.0.1"), template(package_id="other")):
        assert not found(wanted(), offered=[package()], installed=[package()], templates=[one])["_complete"]


def test_nothing_more_is_read_where_nothing_is_to_be_done():
    clients = Clients([package()], [package()], [template()], [rule("one")])
    have = asyncio.run(resource.find(clients, wanted(enable_rules=True)))
    assert have["rules"] == have["_rules"] != []
    assert len(clients.arm.asked) == 6
    assert not any("mainTemplate" in str(query) for _path, query in clients.arm.asked)


@pytest.mark.parametrize("rules", [[], [rule("one", enabled=False)], [rule("one", of="id of Two")]])
def test_the_main_templates_are_read_where_a_rule_is_missing(rules):
    have = found(wanted(enable_rules=True), offered=[package()], installed=[package()], templates=[template(main=MAIN)], rules=rules)
    assert have["_templates"][0]["rule"] == {"kind": "Scheduled", "properties": {"displayName": "One", "query": "Usage", "enabled": False}}
    assert have["_versions"] == {"alertRules": "2024-03-01", "metadata": "2024-03-01"}


def test_the_name_must_be_right():
    with pytest.raises(Refusal, match="offers no solution 'azure activity'"):
        found(wanted(name="azure activity"), offered=[package()])
    assert found(wanted(name=ID.upper()), offered=[package()])["_content_id"] == ID
    assert found(wanted(name="azure activity", state="absent"), offered=[package()])["_rules"] == []


def test_a_standalone_item_of_the_name_is_not_meant():
    with pytest.raises(Refusal, match="offers no solution"):
        found(wanted(), offered=[package(kind="Standalone")])


def test_two_of_one_name_are_told_apart_by_id():
    both = [package(), package(id="other.solution")]
    with pytest.raises(Refusal, match=f"2 solutions are named 'Azure Activity': {ID}, other.solution"):
        found(wanted(), offered=both)
    assert found(wanted(name=ID), offered=both)["_content_id"] == ID


def test_one_that_was_withdrawn_is_known_by_what_is_installed():
    have = found(wanted(), installed=[package()], templates=[template()])
    assert (have["version"], have["newest_version"]) == ("3.0.2", None)


def test_what_others_installed_is_not_there_for_a_removal_that_keeps_it():
    own = rule(rule_id(wanted(), "id of One"))
    there = {"offered": [package()], "installed": [package()], "templates": [template()], "rules": [own]}
    have = found(wanted(state="absent"), **there)
    assert "id" not in have
    assert [each["id"] for each in have["_rules"]] == [own["name"]]
    assert "id" in found(wanted(state="absent", installed_by_others="remove"), **there)
    assert "id" in found(wanted(state="absent"), **there, records={"content": "Succeeded"})


def test_a_part_of_a_version_that_is_offered_no_more_cannot_be_completed():
    with pytest.raises(Refusal, match="installed in part only"):
        found(wanted(version="3.0.1"), offered=[package()], installed=[package("3.0.1")])


@pytest.mark.parametrize(("one", "other", "before"), [
    ("3.0.9", "3.0.10", True), ("3.0.10", "3.0.9", False), ("3.0", "3.0.0", False), ("3.0.0", "3.0", False), ("2.9.9", "3", True)])
def test_which_version_comes_first(one, other, before):
    assert hub.older(one, other) is before


def test_the_report_tells_what_is_installed():
    clients = Clients([package("3.0.3")], [package(), package(id="other.solution", name="Other")], [template()], [rule("one")])
    one, other = asyncio.run(resource.report(clients, {**PLACE}))
    assert (one["version"], one["newest_version"], [each["id"] for each in one["rules"]]) == ("3.0.2", "3.0.3", ["one"])
    assert (other["name"], other["newest_version"], other["rules"]) == ("Other", None, [])
    assert [each["name"] for each in asyncio.run(resource.report(clients, {**PLACE, "name": "other.SOLUTION"}))] == ["Other"]
    assert asyncio.run(resource.report(Clients(sentinel=False), {**PLACE})) == []
