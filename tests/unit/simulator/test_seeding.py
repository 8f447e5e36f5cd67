# SPDX-License-Identifier: GPL-3.0-or-later
"""A world from an Ansible inventory."""
from __future__ import annotations

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.simulator.estate import NoTenants, estate_of
from tests.simulator.identity import firstparty, tokens
from tests.simulator.inventory import hosts_of
from tests.simulator.running import world_from
from tests.simulator.seed import GRAPH_PERMISSIONS

HOME = "0a5c8f1e-52b7-4c1d-9e3a-7d61b0f2c901"
AWAY = "3b9e7d24-81f0-4a6c-b5d8-2c47e9a06f12"
CLIENT = "5f0e2d1c-7b3a-4968-8e57-d6c4b2a19038"
ALL = f"""
secops_managing_tenant_id: {HOME}
secops_managing_tenant_domain: primary.onmicrosoft.us
secops_operators: ["ellis.moor@{{{{ secops_managing_tenant_domain }}}}"]
secops_azure_group: Azure SecOps
secops_m365_group: Microsoft 365 SecOps
secops_client_id: {CLIENT}
secops_client_secret: "{{{{ lookup('ansible.builtin.file', '/nowhere/secret') }}}}"
opened_by_nobody: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  36383436303133643262323532666566326131333061386663313031643364386530333036643862
  3231626632303731393936336634383536363132356137300a333232363830343162636236373037
  31303130393062653430353566623637633065663233363336366634636535643936373530653863
  3864386430303633340a393730613963396161376637303964646161366637383064653862313131
  3131
"""
PRIMARY = """
secops_tenant_id: "{{ secops_managing_tenant_id }}"
secops_tenant_name: Primary
secops_tenant_domain: primary.onmicrosoft.us
secops_subscription_ids: [71d2a4c6-0e8f-4b35-9a17-c5e3f8b06d21]
"""
SECONDARY = f"""
secops_tenant_id: {AWAY.upper()}
secops_tenant_domain: secondary.onmicrosoft.us
secops_location: "{{{{ lookup('ansible.builtin.env', 'NOT_SET_ANYWHERE', default='usgovarizona') }}}}"
secops_subscription_ids: [c84f1b7a-6d39-4e02-8f5c-19b0d7e2a364]
soc:
  contacts: [{{name: lead, to: Robin.Vale@secondary.onmicrosoft.us, cc: "x <jo.fen@secondary.onmicrosoft.us>"}}]
approver: wren.ash@primary.onmicrosoft.us
"""


@pytest.fixture
def inventory(tmp_path):
    """A function that writes an inventory of the named hosts."""
    def write(*hosts):
        (tmp_path / "group_vars").mkdir()
        (tmp_path / "host_vars").mkdir()
        (tmp_path / "group_vars" / "all.yml").write_text(ALL)
        (tmp_path / "host_vars" / "one.yml").write_text(PRIMARY)
        (tmp_path / "host_vars" / "two.yml").write_text(SECONDARY)
        groups = {"one": "primary", "two": "secondary"}
        (tmp_path / "hosts").write_text("".join(f"[{groups[host]}]\n{host}\n" for host in hosts))
        return tmp_path
    return write


def people(world, tenant):
    return sorted(user["userPrincipalName"] for user in world.tenants[tenant].directory.list("users"))


def test_templates_are_filled_in_and_missing_secrets_left_alone(inventory):
    (_name, groups, variables), _unused = hosts_of(inventory("one", "two"))
    assert (variables["secops_tenant_id"], variables["secops_operators"]) == (HOME, ["ellis.moor@primary.onmicrosoft.us"])
    assert "lookup" in variables["secops_client_secret"] and variables["opened_by_nobody"] is None and groups == {"all", "primary"}


def test_a_vault_is_opened_with_the_users_password(inventory, tmp_path, monkeypatch):
    folder = inventory("one")
    password = tmp_path / "password"
    password.write_text("correct horse")
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(password))
    sealed = VaultLib([("default", VaultSecret(b"correct horse"))]).encrypt("lane.hill@primary.onmicrosoft.us")
    indented = "".join(f"  {line}\n" for line in sealed.decode().splitlines())
    (folder / "group_vars" / "all.yml").write_text(ALL[:ALL.index("opened_by_nobody")] + f"contact: !vault |\n{indented}")
    assert "lane.hill@primary.onmicrosoft.us" in people(world_from(folder), HOME)


def test_tenants_subscriptions_and_people(inventory):
    world = world_from(inventory("one", "two"))
    assert [(tenant.name, tenant.domains) for tenant in world.tenants.values()] == [
        ("Primary", ["primary.onmicrosoft.us"]), ("two", ["secondary.onmicrosoft.us"])]
    away = world.subscriptions["c84f1b7a-6d39-4e02-8f5c-19b0d7e2a364"]
    assert (away.tenant_id, away.location) == (AWAY, "usgovarizona")
    assert people(world, HOME) == ["ellis.moor@primary.onmicrosoft.us", "wren.ash@primary.onmicrosoft.us"]
    assert people(world, AWAY) == ["Robin.Vale@secondary.onmicrosoft.us", "jo.fen@secondary.onmicrosoft.us"]


def test_the_application_is_the_inventorys_and_its_secret_is_not(inventory):
    world = world_from(inventory("one", "two"))
    (application,) = world.applications.values()
    assert application.client_id == CLIENT and application.secrets[0]["value"].startswith("simulated-")
    for tenant in world.tenants.values():
        principal = next(found for found in tenant.directory.list("servicePrincipals") if found["appId"] == CLIENT)
        assert set(tokens.granted_roles(tenant, principal, firstparty.GRAPH_APP_ID)) == set(GRAPH_PERMISSIONS)
        assigned = [found["properties"] for found in tenant.azure.list("roleAssignments")]
        owned = {found["scope"] for found in assigned if found["principalId"] == principal["id"]}
        assert owned == {f"/subscriptions/{found.id}" for found in world.subscriptions.values() if found.tenant_id == tenant.id}


def test_a_managing_tenant_that_is_no_host_exists_all_the_same(inventory):
    world = world_from(inventory("two"))
    assert people(world, HOME) == ["ellis.moor@primary.onmicrosoft.us", "wren.ash@primary.onmicrosoft.us"]
    groups = world.tenants[HOME].directory.list("groups")
    assert sorted(group["displayName"] for group in groups) == ["Azure SecOps", "Microsoft 365 SecOps"]


def test_a_managing_tenant_that_is_a_host_makes_its_own_groups(inventory):
    assert world_from(inventory("one", "two")).tenants[HOME].directory.list("groups") == []


def test_the_same_inventory_gives_the_same_ids(inventory):
    folder = inventory("one", "two")
    first, second = world_from(folder), world_from(folder)
    for tenant in first.tenants:
        for kind in ("users", "servicePrincipals", "groups"):
            ids = [[found["id"] for found in world.tenants[tenant].directory.list(kind)] for world in (first, second)]
            assert ids[0] == ids[1]
    assert first.applications[CLIENT].secrets == second.applications[CLIENT].secrets


def test_an_inventory_without_tenants():
    with pytest.raises(NoTenants):
        estate_of([("localhost", {"all"}, {})], "AzureUSGovernment")
