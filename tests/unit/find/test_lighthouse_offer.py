# SPDX-License-Identifier: GPL-3.0-or-later
"""What lighthouse_offer reads before it decides: which definition is the offer, where it is in force, who and what the task names."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_offer as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY, shown

from tests.unit.plan.cases import MANAGING, TENANT, want_of

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
SUB = f"/subscriptions/{SUBSCRIPTION}"
ONE, TWO = f"{SUB}/resourceGroups/rg-one", f"{SUB}/resourceGroups/rg-two"
PROVIDER = f"{SUB}/providers/Microsoft.ManagedServices"
ROLES = f"{SUB}/providers/Microsoft.Authorization/roleDefinitions"
READER, DELETE_ROLE = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "91c1777a-f3dc-4fae-b103-61d183457e46"
GROUP = {"id": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "Azure SecOps", "securityEnabled": True, "groupTypes": []}
OTHER_TENANT = "00000000-0000-4000-8000-00000000cccc"


class Service:
    """Answers from what is there; remembers what it was asked."""

    def __init__(self, things, lists):
        self.things, self.lists, self.asked = things, lists, []

    async def get(self, path, query=None, absent=()):
        self.asked.append(path)
        return self.things.get(path)

    async def items(self, path, query=None, absent=()):
        self.asked.append(path)
        return self.lists.get(path, [])


class Clients:
    tenant, cloud = TENANT, CLOUDS["AzureUSGovernment"]

    def __init__(self, definitions=(), assignments=(), groups=(GROUP,), registered=True):
        scopes = {SUB: [], ONE: [], TWO: []}
        for item in assignments:
            scopes[item["id"].partition("/providers/")[0]].append(item)
        self.lighthouse = Service({}, {f"{PROVIDER}/registrationDefinitions": list(definitions), **{
            f"{scope}/providers/Microsoft.ManagedServices/registrationAssignments": items for scope, items in scopes.items()}})
        state = {"registrationState": "Registered" if registered else "NotRegistered"}
        delete_role = role(DELETE_ROLE, "Managed Services Registration assignment Delete Role")
        self.arm = Service(
            {SUB: {"displayName": "Operations", "tenantId": TENANT}, PROVIDER: state, ONE: {"id": ONE}, TWO: {"id": TWO},
             f"{ROLES}/{DELETE_ROLE}": delete_role, f"{ROLES}/{READER}": role(READER, "Reader")},
            {f"{SUB}/resourceGroups": [{"id": ONE}, {"id": TWO}], ROLES: [role(READER, "Reader")]})
        self.graph = Service({}, {"/groups": list(groups)})

    @property
    def managing(self):
        return self

    async def expected(self, what, read):
        return await read() or KNOWN_AFTER_APPLY

    async def known(self, read):
        return await read()


def role(guid, name):
    return {"name": guid, "properties": {"roleName": name, "type": "BuiltInRole", "permissions": [{"actions": ["*/read"]}]}}


def definition(number, name="SecOps", managing=MANAGING, role_id=READER, state="Succeeded", **more):
    guid = f"dddddddd-0000-4000-8000-{number:012d}"
    return {"id": f"{PROVIDER}/registrationDefinitions/{guid}", "name": guid, "properties": {
        "registrationDefinitionName": name, "managedByTenantId": managing.upper(), "provisioningState": state, "authorizations": [
            {"principalId": GROUP["id"].upper(), "principalIdDisplayName": "Azure SecOps", "roleDefinitionId": role_id.upper()}]}, **more}


def assignment(scope, of, state="Succeeded"):
    return {"id": f"{scope}/providers/Microsoft.ManagedServices/registrationAssignments/eeeeeeee-{of['name'][9:]}",
            "properties": {"registrationDefinitionId": of["id"].upper(), "provisioningState": state}}


def wish(**options):
    authorizations = [{"principal": "Azure SecOps", "roles": ["Reader"]}]
    return want_of(resource, {"subscription_id": SUBSCRIPTION, "name": "SecOps", "authorizations": authorizations, **options})


def found(clients, **options):
    return asyncio.run(resource.find(clients, wish(**options)))


def planned(have, **options):
    walk, said, answer = resource.steps(wish(**options), have, None), [], None
    while True:
        try:
            steps = walk.send(answer)
        except StopIteration:
            return said
        several = steps if isinstance(steps, list) else [steps]
        said += [step.says for step in several]
        answer = [{} for _step in several] if isinstance(steps, list) else {}


def looked_into(clients):
    return {path.partition("/providers/")[0] for path in clients.lighthouse.asked if path.endswith("/registrationAssignments")}


def test_nothing_is_there():
    clients = Clients()
    have = found(clients)
    assert shown(have) == {}
    assert have["_authorizations"][0]["principal_id"] == GROUP["id"]
    assert looked_into(clients) == set()


def test_an_unregistered_provider_is_not_asked_for_offers():
    clients = Clients([definition(1)], registered=False)
    assert shown(found(clients)) == {}
    assert clients.lighthouse.asked == []


def test_an_offer_of_the_name_is_adopted_whatever_the_case_of_its_ids():
    mine = definition(1)
    have = found(Clients([mine], [assignment(SUB, mine)]))
    assert (have["id"], [each["scope"] for each in have["assignments"]]) == (mine["id"], [SUB])
    assert have["authorizations"] == [{"principal_id": GROUP["id"], "display_name": "Azure SecOps", "role": "Reader", "role_id": READER,
                                       "delegated_role_ids": []}]
    assert planned(have, include_delete_role=False) == []


@pytest.mark.parametrize("item", [
    definition(1, name="secops"), definition(1, managing=OTHER_TENANT), definition(1, plan={"name": "x"}), definition(1, state="Deleting")])
def test_what_is_not_the_offer_is_not_adopted(item):
    assert shown(found(Clients([item]))) == {}


def test_two_of_a_name_are_an_error_that_lists_both_and_an_id_chooses():
    clients = Clients([definition(1), definition(2)])
    with pytest.raises(Refusal, match="dddddddd-0000-4000-8000-000000000001, dddddddd-0000-4000-8000-000000000002.*definition_id"):
        found(clients)
    assert found(clients, definition_id=definition(2)["name"])["id"] == definition(2)["id"]


def test_the_whole_subscription_alone_needs_no_look_into_resource_groups():
    mine = definition(1)
    clients = Clients([mine, definition(2, name="Theirs", managing=OTHER_TENANT)], [assignment(SUB, mine)])
    found(clients)
    assert looked_into(clients) == {SUB}


@pytest.mark.parametrize("options", [{"resource_groups": ["rg-one"]}, {"state": "absent"}])
def test_every_resource_group_is_looked_into_where_it_matters(options):
    mine = definition(1)
    clients = Clients([mine], [assignment(ONE, mine), assignment(TWO, mine)])
    assert [each["scope"] for each in found(clients, **options)["assignments"]] == [ONE, TWO]
    assert looked_into(clients) == {SUB, ONE, TWO}


def test_offers_to_the_same_tenant_are_looked_for_everywhere():
    mine, other = definition(1), definition(2, name="Reporting")
    have = found(Clients([mine, other], [assignment(SUB, mine), assignment(ONE, other)]))
    assert [(each["offer"], each["role"], each["scopes"]) for each in have["overlaps"]] == [("Reporting", "Reader", [ONE])]


def test_an_assignment_that_is_going_does_not_count():
    mine = definition(1)
    have = found(Clients([mine], [assignment(SUB, mine, "Deleting")]))
    assert planned(have, include_delete_role=False) == ["Assign Lighthouse offer SecOps to subscription 'Operations'"]


def test_a_removal_from_one_group_leaves_the_other():
    mine = definition(1)
    clients = Clients([mine], [assignment(ONE, mine), assignment(TWO, mine)])
    options = {"state": "absent", "resource_groups": ["RG-ONE"]}
    assert planned(found(clients, **options), **options) == ["Withdraw Lighthouse offer SecOps from resource group 'rg-one'"]


def test_a_removal_from_a_group_that_does_not_have_it_is_quiet():
    mine = definition(1)
    options = {"state": "absent", "resource_groups": ["rg-one"]}
    have = found(Clients([mine], [assignment(TWO, mine)]), **options)
    assert (shown(have), planned(have, **options)) == ({}, [])


def test_a_removal_looks_nobody_up():
    clients = Clients([definition(1)])
    found(clients, state="absent")
    assert clients.graph.asked == []


def test_a_role_that_exists_no_more_has_no_name():
    gone = "99999999-9999-4999-8999-999999999999"
    have = found(Clients([definition(1, role_id=gone)]), state="absent")
    assert [(each["role"], each["role_id"]) for each in have["authorizations"]] == [(None, gone)]


def test_what_is_named_often_is_looked_up_once():
    clients = Clients()
    found(clients, authorizations=[{"principal": "Azure SecOps", "roles": ["Reader"]}, {"principal": "Azure SecOps", "roles": ["Reader"]}])
    assert (clients.graph.asked, clients.arm.asked.count(ROLES)) == (["/groups"], 1)


@pytest.mark.parametrize("kind", [{"securityEnabled": False}, {"groupTypes": ["Unified"]}])
def test_a_group_that_is_no_security_group_is_refused(kind):
    with pytest.raises(Refusal, match="group 'Azure SecOps' is no security group"):
        found(Clients(groups=[{**GROUP, **kind}]))


ADMINISTRATOR = {"principal": "Azure SecOps", "roles": ["User Access Administrator"]}
OFFERED = {
    "Owner": ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "BuiltInRole", ["*"], []),
    "Contributor": ("b24988ac-6180-42a0-ab88-20f7382dd24c", "BuiltInRole", ["*"], []),
    "User Access Administrator": ("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "BuiltInRole", ["*/read", "Microsoft.Authorization/*"], []),
    "Own role": ("99999999-9999-4999-8999-999999999999", "CustomRole", ["*/read"], []),
    "Data Reader": ("3b03c2da-16b3-4a49-8834-0f8130efdd3b", "BuiltInRole", [], ["Microsoft.Insights/logs/data/read"]),
    "Backup": ("e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1", "BuiltInRole", ["Microsoft.Authorization/locks/Write"], []),
}


class Unhurried(Clients):
    """All those roles are there, and whoever is waited for never comes."""

    def __init__(self):
        super().__init__()
        self.arm.lists[ROLES] += [
            {"name": guid, "properties": {"roleName": name, "type": kind, "permissions": [{"actions": actions, "dataActions": data}]}}
            for name, (guid, kind, actions, data) in OFFERED.items()]

    async def expected(self, what, read):
        raise AssertionError(f"{what} is waited for")


@pytest.mark.parametrize(("entry", "told"), [
    ({"roles": ["Owner"]}, "role 'Owner' cannot be offered through .*, because nobody outside the tenant may own its resources; choose"),
    ({"roles": ["Reader", "Own role"]}, "role 'Own role' cannot .* because it is a custom role"),
    ({"roles": ["Data Reader"]}, "because it has data actions [(]Microsoft.Insights/logs/data/read[)]"),
    ({"roles": ["Backup"]}, "because it decides about access [(]Microsoft.Authorization/locks/Write[)]"),
    (ADMINISTRATOR, "only together with the roles that it may assign .*; name them in delegated_roles"),
    ({**ADMINISTRATOR, "delegated_roles": ["Owner"]}, "role 'Owner' in delegated_roles cannot be offered"),
    ({"roles": ["Contributor"], "delegated_roles": ["Reader"]}, "without the role User Access Administrator"),
    ({"roles": ["No such role"]}, "no Azure roles are named 'No such role'"),
])
def test_a_role_that_cannot_be_offered_is_refused_without_waiting_for_whom_it_is_for(entry, told):
    with pytest.raises(Refusal, match=told):
        found(Unhurried(), authorizations=[{"principal": "Azure SecOps", **entry}])


@pytest.mark.parametrize(("role_name", "told"), [
    ("User Access Administrator", "role 'User Access Administrator' cannot be offered as eligible"),
    ("Data Reader", "role 'Data Reader' in eligible_authorizations cannot be offered")])
def test_nor_is_one_that_cannot_be_eligible(role_name, told):
    with pytest.raises(Refusal, match=told):
        found(Unhurried(), eligible_authorizations=[{"principal": "Azure SecOps", "roles": [role_name]}])


def test_a_group_or_resource_group_on_its_way_is_known_after_apply():
    have = found(Clients(groups=[]), resource_groups=["rg-three"])
    assert have["_authorizations"][0]["principal_id"] == KNOWN_AFTER_APPLY


def test_the_report_has_every_offer_with_what_they_share():
    mine, other = definition(1), definition(2, name="Reporting")
    clients = Clients([mine, other], [assignment(SUB, mine), assignment(ONE, other)])
    offers = asyncio.run(resource.report(clients, {"subscription_id": SUBSCRIPTION}))
    assert [(each["name"], [row["offer"] for row in each["overlaps"]]) for each in offers] == [
        ("SecOps", ["Reporting"]), ("Reporting", ["SecOps"])]


@pytest.mark.parametrize(("managing", "why"), [(None, "managing_tenant is not set"), (TENANT, "managing_tenant is the tenant itself")])
def test_the_managing_tenant_must_be_another(managing, why):
    want = wish()
    del want["managing_tenant"]
    with pytest.raises(Refusal, match=why):
        resource.refuse({**want, **({"managing_tenant": managing} if managing else {})}, Clients.cloud)


def confirmations(have, **options):
    """{what is said of a step: how it is confirmed}."""
    walk, looks, answer = resource.steps(wish(**options), have, None), {}, None
    while True:
        try:
            steps = walk.send(answer)
        except StopIteration:
            return looks
        several = steps if isinstance(steps, list) else [steps]
        looks.update({step.says.split(" ")[0]: (step, step.confirm.pick) for step in several})
        answer = [{} for _step in several] if isinstance(steps, list) else {}


def test_a_write_is_confirmed_by_what_it_claims_and_nothing_less():
    looks = confirmations(found(Clients()))
    step, pick = looks["Create"]
    item = {"id": step.path.upper(), "properties": {**step.body["properties"], "provisioningState": "Succeeded"}}
    assert pick([item]) is item
    for wrong in ({"provisioningState": "Updating"}, {"description": "Another"}, {"authorizations": []}):
        assert pick([{**item, "properties": {**item["properties"], **wrong}}]) is None
    assert pick([definition(7)]) is None


def test_an_assignment_is_confirmed_when_it_has_succeeded():
    step, pick = confirmations(found(Clients()))["Assign"]
    item = {"id": step.path, "properties": {"provisioningState": "Creating"}}
    assert pick([item]) is None
    assert pick([{**item, "properties": {"provisioningState": "Succeeded"}}])["id"] == step.path


def test_a_removal_is_confirmed_when_it_is_seen_no_more():
    mine = definition(1)
    looks = confirmations(found(Clients([mine], [assignment(SUB, mine)]), state="absent"), state="absent", allow_lockout=True)
    for (step, pick), item in zip((looks["Withdraw"], looks["Remove"]), (assignment(SUB, mine), mine)):
        assert step.path == item["id"]
        assert pick([item]) is None
        assert pick([]) is True
