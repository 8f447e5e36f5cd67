# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in which an application signs in, seen through the services that its tokens open."""
from __future__ import annotations

import asyncio
import json
import os
import sys

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._clients import Clients
from ansible_collections.multitenant.secops.plugins.module_utils._errors import SignInError
from ansible_collections.multitenant.secops.plugins.module_utils._settings import sign_in_settings

from tests.unit.clients.certificates import PASSWORD, made, pem_file, pfx_file, registered
from tests.unit.clients.task import Task, organization, tenant_seen
from tests.unit.simulator.small_estate import AWAY, HOME

AZ = """\
#!{python}
import json, sys
with open({log!r}, "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
if {problem!r}:
    sys.exit({problem!r})
resource = sys.argv[sys.argv.index("--resource") + 1].rstrip("/")
tokens = json.load(open({tokens!r}))
print(json.dumps({{"accessToken": tokens[resource], "expiresOn": "2044-01-01 00:00:00.000000", "expires_on": 2335219200,
                   "subscription": "c84f1b7a-6d39-4e02-8f5c-19b0d7e2a364", "tenant": sys.argv[-1], "tokenType": "Bearer"}}))
"""


def certificate(sim, form, folder):
    key, found = registered(sim)
    return {
        "pem": lambda: {"x509_certificate_path": sim.ready["client_certificate_file"]},
        "pem with password": lambda: {"x509_certificate_path": pem_file(folder, key, found, PASSWORD), "certificate_password": PASSWORD},
        "pfx": lambda: {"x509_certificate_path": pfx_file(folder, key, found)},
        "pfx with password": lambda: {"x509_certificate_path": pfx_file(folder, key, found, PASSWORD), "certificate_password": PASSWORD},
    }[form]()


@pytest.mark.parametrize("tenant", [HOME, AWAY])
def test_a_client_secret_opens_each_tenant(sim, tenant):
    assert Task(sim, tenant).run(tenant_seen) == {tenant}


@pytest.mark.parametrize("form", ["pem", "pem with password", "pfx", "pfx with password"])
def test_a_client_certificate(sim, form, tmp_path):
    given = {"client_id": sim.client_id, **certificate(sim, form, tmp_path)}
    assert Task(sim, given=given).run(tenant_seen) == {AWAY}


@pytest.mark.parametrize("write", [pem_file, pfx_file])
@pytest.mark.parametrize("password", ["wrong", None])
def test_a_wrong_password_of_a_certificate(sim, tmp_path, write, password):
    path = write(tmp_path, *made(), PASSWORD)
    given = {"client_id": sim.client_id, "x509_certificate_path": path, "certificate_password": password}
    said = Task(sim, given=given).refused(organization, SignInError)
    assert said.startswith("Could not use the client certificate (option x509_certificate_path): ")
    assert said.endswith("check the file and its password.")


def test_a_file_that_is_no_certificate(sim, tmp_path):
    (tmp_path / "notes.txt").write_text("no certificate")
    for path in (tmp_path / "notes.txt", tmp_path / "nothing.pem"):
        said = Task(sim, given={"client_id": sim.client_id, "x509_certificate_path": str(path)}).refused(organization, SignInError)
        assert said.startswith("Could not use the client certificate (option x509_certificate_path): ")


def test_a_federated_token_file(sim):
    given = {"client_id": sim.client_id, "federated_token_file": sim.ready["federated_token_file"]}
    assert Task(sim, given=given).run(tenant_seen) == {AWAY}


def test_a_federated_token_file_that_is_not_there(sim, tmp_path):
    given = {"client_id": sim.client_id, "federated_token_file": str(tmp_path / "none")}
    assert "federated_token_file" in Task(sim, given=given).refused(organization, SignInError)


@pytest.mark.parametrize("changed, words", [
    ({"sub": "somebody-else"}, "AADSTS700213"), ({"iss": "https://elsewhere.example"}, "AADSTS700211"),
    ({"aud": "api://Other"}, "AADSTS700212"), ({"exp": 1_700_000_000}, "AADSTS700024")])
def test_a_federated_token_that_does_not_fit(sim, tmp_path, changed, words):
    path = tmp_path / "token"
    path.write_text(sim.control("POST", "/federated-tokens", changed)["token"])
    said = Task(sim, given={"client_id": sim.client_id, "federated_token_file": str(path)}).refused(organization, SignInError)
    assert said.startswith(f"Could not sign in to tenant {AWAY} with the federated token: {words}: ")


def managed_identity(sim, monkeypatch):
    monkeypatch.setenv("IDENTITY_ENDPOINT", sim.ready["managed_identity"])
    monkeypatch.setenv("IDENTITY_HEADER", sim.ready["managed_identity_header"])
    return {"auth_source": "msi"}


def test_a_managed_identity_serves_its_own_tenant(sim, monkeypatch):
    given = managed_identity(sim, monkeypatch)
    assert Task(sim, HOME, given=given).run(tenant_seen) == {HOME}


def test_a_managed_identity_serves_no_other_tenant(sim, monkeypatch):
    before = sim.simulation.exchanges.by_api["graph"]
    said = Task(sim, AWAY, given=managed_identity(sim, monkeypatch)).refused(organization, SignInError)
    assert said.startswith(f"The token from the managed identity is for tenant {HOME}, not for tenant {AWAY}; ")
    assert sim.simulation.exchanges.by_api["graph"] == before


def test_an_unknown_managed_identity(sim, monkeypatch):
    given = {**managed_identity(sim, monkeypatch), "client_id": AWAY}
    assert "Identity not found" in Task(sim, HOME, given=given).refused(organization, SignInError)


def azure_cli(sim, monkeypatch, folder, tenant=AWAY, problem=""):
    """An az that prints what the real one prints; returns where it notes how it was called."""
    folder = folder / "bin"
    folder.mkdir()
    tokens, log, program = folder / "tokens.json", folder / "log", folder / "az"
    tokens.write_text(json.dumps({sim.ready[service]: sim.token(service, tenant) for service in ("graph", "arm")}))
    program.write_text(AZ.format(python=sys.executable, tokens=str(tokens), log=str(log), problem=problem))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return log


def test_azure_cli_is_asked_once_for_each_service(sim, monkeypatch, tmp_path):
    log = azure_cli(sim, monkeypatch, tmp_path)

    async def twice(clients):
        return await tenant_seen(clients) | await tenant_seen(clients)
    assert Task(sim, given={"auth_source": "cli"}).run(twice) == {AWAY}
    asked = log.read_text().splitlines()
    assert [line.split("--resource ")[1] for line in asked] == [
        f"{sim.ready['graph']} --tenant {AWAY}", f"{sim.ready['arm']}/ --tenant {AWAY}"]
    assert all(line.startswith("account get-access-token --output json") for line in asked)


def test_azure_cli_that_is_signed_in_elsewhere(sim, monkeypatch, tmp_path):
    azure_cli(sim, monkeypatch, tmp_path, HOME)
    said = Task(sim, given={"auth_source": "cli"}).refused(organization, SignInError)
    assert said.startswith(f"The token from Azure CLI is for tenant {HOME}, not for tenant {AWAY}; ")


def test_azure_cli_that_is_not_signed_in(sim, monkeypatch, tmp_path):
    azure_cli(sim, monkeypatch, tmp_path, problem="ERROR: Please run 'az login' to setup account.")
    assert "az login" in Task(sim, given={"auth_source": "cli"}).refused(organization, SignInError)


def test_azure_cli_that_is_not_installed(sim, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Azure CLI not found" in Task(sim, given={"auth_source": "cli"}).refused(organization, SignInError)


def test_one_sign_in_serves_requests_that_are_made_together(sim):
    async def together(clients):
        return await asyncio.gather(*(organization(clients) for _unused in range(5)))
    before = sim.simulation.exchanges.by_api["identity"]
    Task(sim).run(together)
    assert sim.simulation.exchanges.by_api["identity"] == before + 1


def test_no_credential_at_all(sim):
    assert Task(sim, given={}).refused(organization, SignInError).startswith("No credential was given; set client_id with secret")


@pytest.mark.parametrize("key", ["secret", "x509_certificate_path", "federated_token_file"])
def test_a_key_without_its_client_id(sim, key):
    said = Task(sim, given={key: "something"}).refused(organization, SignInError)
    assert said.endswith("needs client_id; set it, or AZURE_CLIENT_ID in the environment.")


def test_a_device_code_without_a_client_id(sim):
    assert "a device code needs client_id" in Task(sim, given={"auth_source": "device_code"}).refused(organization, SignInError)


ENVIRONMENTS = {
    "AWX": ("AZURE_CLIENT_ID", "AZURE_SECRET"),
    "azure-identity": ("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"),
    "this collection": ("SECOPS_CLIENT_ID", "SECOPS_CLIENT_SECRET"),
}


@pytest.mark.parametrize("names", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_environment_signs_in(sim, names):
    environ = dict(zip(names, (sim.client_id, sim.secret)), AZURE_TENANT=HOME, AZURE_TENANT_ID=HOME, AZURE_FEDERATED_TOKEN_FILE="")
    assert Task(sim, given={"client_id": "", "secret": ""}, environ=environ).run(tenant_seen) == {AWAY}


@pytest.mark.parametrize("name, ready", [
    ("AZURE_CLIENT_CERTIFICATE_PATH", "client_certificate_file"), ("AZURE_X509_CERTIFICATE_PATH", "client_certificate_file"),
    ("SECOPS_CERTIFICATE_PATH", "client_certificate_file"), ("AZURE_FEDERATED_TOKEN_FILE", "federated_token_file"),
    ("SECOPS_FEDERATED_TOKEN_FILE", "federated_token_file")])
def test_the_environment_names_a_file(sim, name, ready):
    environ = {"AZURE_CLIENT_ID": sim.client_id, name: sim.ready[ready], "AZURE_SECRET": ""}
    assert Task(sim, given={}, environ=environ).run(tenant_seen) == {AWAY}


@pytest.mark.parametrize("its_own", [False, True])
def test_the_managing_tenant_with_the_same_sign_in_or_its_own(sim, monkeypatch, its_own):
    task = Task(sim)
    settings = sign_in_settings(managed_identity(sim, monkeypatch), {}) if its_own else task.settings
    task.clients["managing"] = lambda: Clients(HOME, task.cloud, settings, ca_file=sim.ready["ca_file"], patience=task.patience,
                                               cost=task.cost, read_only=True)

    async def both(clients):
        return [(await organization(each))[0]["id"] for each in (clients, clients.managing)]
    before = sim.simulation.exchanges.by_api["managed_identity"]
    assert task.run(both) == [AWAY, HOME]
    assert sim.simulation.exchanges.by_api["managed_identity"] - before == its_own
