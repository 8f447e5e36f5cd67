# SPDX-License-Identifier: GPL-3.0-or-later
"""What the resources of Defender for Cloud read before they decide, and what they make of a subscription that nobody registered yet."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _defender_plan, _defender_setting, _security_contact
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY, shown

from tests.unit.plan.cases import want_of

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
SUB = f"/subscriptions/{SUBSCRIPTION}"
PROVIDER = f"{SUB}/providers/Microsoft.Security"
GOVERNMENT, COMMERCIAL = CLOUDS["AzureUSGovernment"], CLOUDS["AzureCloud"]
SERVERS = {"name": "VirtualMachines", "properties": {
    "pricingTier": "Standard", "subPlan": "P2", "enforce": "True", "extensions": [
        {"name": "AgentlessVmScanning", "isEnabled": "True", "additionalExtensionProperties": {"ExclusionTags": "[]"}},
        {"name": "FileIntegrityMonitoring", "isEnabled": "False"}]}}
VAULTS = {"name": "KeyVaults", "properties": {"pricingTier": "Free"}}
REGISTRY = {"name": "ContainerRegistry", "properties": {"pricingTier": "Free", "deprecated": True, "replacedBy": ["Containers"]}}


class Arm:
    def __init__(self, registered, lists, things):
        self.things = {SUB: {"displayName": "Operations"}, PROVIDER: {"registrationState": registered}, **things}
        self.lists, self.asked = lists, []

    async def get(self, path, query=None, absent=()):
        self.asked.append(path)
        return self.things.get(path)

    async def items(self, path, query=None, absent=()):
        self.asked.append(path)
        return self.lists[path]


class Clients:
    """In check mode: what another task makes is foretold."""

    def __init__(self, cloud=COMMERCIAL, registered="Registered", lists=None, things=None):
        self.cloud, self.arm, self.expectations = cloud, Arm(registered, lists or {}, things or {}), []

    async def expected(self, what, read):
        self.expectations.append(what)
        return await read() or KNOWN_AFTER_APPLY


def found(resource, clients, **options):
    return asyncio.run(resource.find(clients, want_of(resource, {"subscription_id": SUBSCRIPTION.upper(), **options})))


def test_plans_as_the_service_lists_them():
    have = found(_defender_plan, Clients(lists={f"{PROVIDER}/pricings": [SERVERS, VAULTS, REGISTRY]}),
                 plans=[{"name": "virtualmachines"}, {"name": "KeyVaults"}, {"name": "CosmosDbs"}])
    assert shown(have) == {"subscription_id": SUBSCRIPTION, "not_offered": ["plan CosmosDbs"], "plans": [
        {"name": "VirtualMachines", "subplan": "P2", "extensions": [
            {"name": "AgentlessVmScanning", "enabled": True, "properties": {"ExclusionTags": "[]"}},
            {"name": "FileIntegrityMonitoring", "enabled": False, "properties": {}}]}]}
    assert have["_place"] == "subscription 'Operations'" and have["_registered"]
    assert have["_plans"]["virtualmachines"]["_enforce"] and have["_plans"]["containerregistry"]["_replaced_by"] == ["Containers"]


@pytest.mark.parametrize("state", ["NotRegistered", "Registering"])
@pytest.mark.parametrize(("cloud", "lacking"), [(COMMERCIAL, []), (GOVERNMENT, ["plan KeyVaults"])])
def test_before_registration_nothing_is_listed_and_all_is_off(state, cloud, lacking):
    clients = Clients(cloud, state)
    have = found(_defender_plan, clients, plans=[{"name": "VirtualMachines"}, {"name": "KeyVaults"}])
    assert shown(have) == {"subscription_id": SUBSCRIPTION, "plans": [], "not_offered": lacking}
    assert sorted(clients.arm.asked) == [SUB, PROVIDER] and not have["_registered"]


def test_off_is_nothing_to_show():
    have = found(_defender_plan, Clients(lists={f"{PROVIDER}/pricings": [SERVERS, VAULTS]}), plans=[{"name": "KeyVaults"}], state="absent")
    assert shown(have) == {}


def test_settings_are_known_by_any_spelling_and_only_those_asked_for_are_shown():
    there = {"SENTINEL": True, "MCAS": False, "WDATP": True}
    listed = [{"name": name, "properties": {"enabled": enabled}} for name, enabled in there.items()]
    have = found(_defender_setting, Clients(lists={f"{PROVIDER}/settings": listed}), settings=["Sentinel", "MCAS"])
    assert shown(have) == {"subscription_id": SUBSCRIPTION, "settings": ["Sentinel"], "not_offered": []}


def test_where_the_cloud_has_none_of_the_settings_nobody_is_asked():
    clients = Clients(CLOUDS["AzureChinaCloud"])
    assert found(_defender_setting, clients, settings=["WDATP"], unavailable="skip")["not_offered"] == ["setting WDATP"]
    assert clients.arm.asked == []


@pytest.mark.parametrize(("resource", "options"), [(_defender_setting, {"settings": ["WDATP"]}), (_security_contact, {"roles": ["Owner"]})])
def test_the_registration_is_another_tasks_and_waited_for_unless_all_is_to_be_gone(resource, options):
    clients = Clients(registered="NotRegistered")
    found(resource, clients, **options)
    assert clients.expectations == ["the registration of Microsoft.Security (which defender_plan makes) at subscription 'Operations'"]
    assert {SUB, PROVIDER} == set(clients.arm.asked)
    gone = Clients(registered="NotRegistered")
    assert shown(found(resource, gone, **options, state="absent")) == {} and gone.expectations == []


NEWER = {"emails": "soc@harbor.example; duty@harbor.example;", "isEnabled": False,
         "notificationsByRole": {"state": "On", "roles": ["Owner"]},
         "notificationsSources": [{"sourceType": "AttackPath", "minimalRiskLevel": "High"}]}
OLDER = {"emails": "", "phone": "1", "notificationsByRole": {"state": "Off", "roles": ["Owner"]},
         "alertNotifications": {"state": "On", "minimalSeverity": "Low"}}


@pytest.mark.parametrize(("properties", "shape"), [
    (NEWER, {"emails": ["soc@harbor.example", "duty@harbor.example"], "phone": "", "roles": ["Owner"], "alert_severity": "never",
             "attack_path_risk": "High", "enabled": False}),
    (OLDER, {"emails": [], "phone": "1", "roles": [], "alert_severity": "Low", "attack_path_risk": "never", "enabled": True}),
    ({**OLDER, "alertNotifications": {"state": "Off", "minimalSeverity": "Low"}},
     {"emails": [], "phone": "1", "roles": [], "alert_severity": "never", "attack_path_risk": "never", "enabled": True}),
])
def test_a_contact_of_either_form(properties, shape):
    one = f"{PROVIDER}/securityContacts/default"
    have = found(_security_contact, Clients(things={one: {"id": one, "properties": properties}}))
    assert shown(have) == {"id": one, "subscription_id": SUBSCRIPTION, **shape}
