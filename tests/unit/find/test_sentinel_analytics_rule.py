# SPDX-License-Identifier: GPL-3.0-or-later
"""What sentinel_analytics_rule finds that a cloud has no place for, and that it asks for nothing of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_analytics_rule as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import AIR_GAPPED, CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

from tests.unit.plan.cases import want_of

PLACE = {"subscription_id": "11111111-1111-4111-8111-111111111111", "resource_group": "rg-secops", "workspace": "law-secops"}
AT_ONCE = {"name": "At once", "kind": "NRT", "severity": "High", "query": "SecurityAlert", "template": "No such template"}
PROTECTION = {"name": "Risks", "kind": "MicrosoftSecurityIncidentCreation", "productFilter": "Azure Active Directory Identity Protection"}
USSEC = replace(CLOUDS["AzureUSGovernment"], name="USSec", schema=AIR_GAPPED["USSec"])


class Arm:
    def __init__(self):
        self.asked = []

    async def items(self, path, query=None, absent=()):
        self.asked.append(path.rpartition("/")[2])
        return []


async def expected(_what, read):
    return await read()


def found(cloud, *rules, **options):
    clients = SimpleNamespace(cloud=cloud, arm=Arm(), foretells=False, expected=expected)
    want = want_of(resource, {**PLACE, "rules": list(rules), **options})
    return asyncio.run(resource.find(clients, want)), clients.arm.asked


@pytest.mark.parametrize("cloud, rule", [(USSEC, AT_ONCE), (CLOUDS["AzureChinaCloud"], PROTECTION)])
def test_a_rule_that_the_cloud_has_no_place_for_is_left_out_and_told(cloud, rule):
    have, asked = found(cloud, rule, unavailable="skip")
    assert have["not_offered"] == [rule["name"]] and have["rules"] == [] and asked == []
    with pytest.raises(Refusal, match=f"rule '{rule['name']}' .*set unavailable to skip"):
        found(cloud, rule)


def test_beside_another_rule_it_is_not_asked_for():
    have, asked = found(USSEC, AT_ONCE, {"kind": "Fusion"}, unavailable="skip")
    assert have["not_offered"] == ["At once"] and sorted(asked) == ["alertRules", "metadata"]


def test_where_the_cloud_has_it_nothing_is_left_out():
    have, _asked = found(CLOUDS["AzureChinaCloud"], {**AT_ONCE, "template": None}, unavailable="skip")
    assert "not_offered" not in have and have["_left_out"] == []
