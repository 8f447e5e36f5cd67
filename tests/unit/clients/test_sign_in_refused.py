# SPDX-License-Identifier: GPL-3.0-or-later
"""A sign-in that is refused, or that nobody answers, becomes one clear sentence, before anything else is asked."""
from __future__ import annotations

import asyncio
import dataclasses

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import ServiceError, SignInError, Unreachable

from tests.unit.clients.certificates import made, pem, pem_file
from tests.unit.clients.task import Task, cloud_on, nobody_listens, organization, subscriptions
from tests.unit.simulator.small_estate import AWAY

NOBODY = "5d1c0a8e-7b3f-4e26-9a90-3c8e61f2b7d4"


def with_secret(sim, **changed):
    return {"client_id": sim.client_id, "secret": sim.secret} | changed


def expired_secret(sim):
    sim.control("PUT", "/applications", {"secrets": [{"value": "old", "expires": "2024-06-01T00:00:00Z"}]})
    return {"given": with_secret(sim, secret="old")}


def disabled(sim):
    sim.control("PUT", "/applications", {"enabled": False})
    return {}


def not_consented(sim):
    directory = sim.world.tenants[AWAY].directory
    [principal] = [found for found in directory.list("servicePrincipals") if found["appId"] == sim.client_id]
    directory.delete("servicePrincipals", principal["id"])
    return {}


REFUSED = {
    "wrong secret": (lambda sim: {"given": with_secret(sim, secret="wrong")}, "AADSTS7000215",
                     "the client secret is wrong: give the secret's value, not its id"),
    "expired secret": (expired_secret, "AADSTS7000222", "the client secret has expired: make a new one and give that"),
    "unknown application": (lambda sim: {"given": with_secret(sim, client_id=NOBODY)}, "AADSTS700016",
                            "consent to it there, and check that tenant and cloud_environment are right"),
    "not consented to": (not_consented, "AADSTS7000229", "have an administrator of the tenant consent to it"),
    "disabled application": (disabled, "AADSTS7000112", "the application is disabled in this tenant: enable it"),
    "unknown tenant": (lambda sim: {"tenant": NOBODY}, "AADSTS90002",
                       "the tenant does not exist in this cloud: check tenant and cloud_environment"),
    "wrong cloud": (lambda sim: {"cloud": cloud_on(sim, graph="https://graph.microsoft.com")}, "AADSTS500011",
                    "the service is not known in this tenant: check cloud_environment and endpoints"),
}


def test_a_refusal_serves_requests_that_are_made_together(sim):
    async def together(clients):
        told = await asyncio.gather(*(organization(clients) for _unused in range(5)), return_exceptions=True)
        return {(type(failure), str(failure)) for failure in told}
    before = sim.simulation.exchanges.by_api["identity"]
    [(kind, _said)] = Task(sim, given=with_secret(sim, secret="wrong")).run(together)
    assert kind is SignInError
    assert sim.simulation.exchanges.by_api["identity"] == before + 1


@pytest.mark.parametrize("prepare, number, advice", REFUSED.values(), ids=REFUSED)
def test_entra_refuses_a_client_secret(sim, prepare, number, advice):
    options = {"tenant": AWAY, **prepare(sim)}
    before = sim.simulation.exchanges.by_api["graph"]
    task = Task(sim, **options)
    said = task.refused(organization, SignInError)
    assert said.startswith(f"Could not sign in to tenant {options['tenant']} with the client secret: {number}: "), said
    assert said.endswith(f"{advice}."), said
    assert sim.secret not in said and task.patience.retries == 0
    assert sim.simulation.exchanges.by_api["graph"] == before


@pytest.mark.parametrize("known, reason", [(False, "The key was not found"), (True, "The key used is expired")])
def test_entra_refuses_a_certificate(sim, tmp_path, known, reason):
    key, certificate = made(2020, 2022)
    if known:
        sim.control("PUT", "/applications", {"certificates": [pem(certificate).decode()]})
    given = {"client_id": sim.client_id, "x509_certificate_path": pem_file(tmp_path, key, certificate)}
    said = Task(sim, given=given).refused(organization, SignInError)
    assert said.startswith(f"Could not sign in to tenant {AWAY} with the client certificate: AADSTS700027: ") and reason in said
    assert said.endswith("the certificate is not registered with the application, or has expired: upload it, or give the current one.")


def ways(sim):
    return {"secret": with_secret(sim),
            "certificate": {"client_id": sim.client_id, "x509_certificate_path": sim.ready["client_certificate_file"]},
            "federated": {"client_id": sim.client_id, "federated_token_file": sim.ready["federated_token_file"]}}


@pytest.mark.parametrize("way", ["secret", "certificate", "federated"])
@pytest.mark.parametrize("work", [organization, subscriptions])
@pytest.mark.parametrize("timeout, waited", [(5, 3), (300, 15)])
def test_nobody_answers_at_the_authority(sim, way, work, timeout, waited):
    cloud = dataclasses.replace(cloud_on(sim), authority=nobody_listens())
    task = Task(sim, cloud=cloud, given=ways(sim)[way], timeout=timeout)
    said = task.refused(work, Unreachable)
    assert said.startswith(f"The sign-in to tenant {AWAY} with the ") and "gave no answer" in said
    assert said.endswith("check cloud_environment, endpoints and the network.")
    assert task.clock.time == task.patience.waited_seconds == waited


@pytest.mark.parametrize("way", ["secret", "certificate", "federated"])
def test_an_authority_whose_certificate_nobody_vouches_for(sim, way):
    task = Task(sim, given=ways(sim)[way], trusted=None)
    said = task.refused(organization, Unreachable)
    assert "(its certificate is not trusted: unable to get local issuer certificate)" in said
    assert said.endswith("give the file of the authority that issued it as ca_bundle.")
    assert task.patience.retries == 0


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize("work", [organization, subscriptions])
def test_a_busy_authority_is_asked_again(sim, status, work):
    sim.control("POST", "/faults", {"match": {"api": "identity", "method": "POST", "nth": 1, "count": 2},
                                    "do": {"status": status, "code": "temporarily_unavailable", "headers": {"Retry-After": "7"}}})
    task = Task(sim)
    assert task.run(work) and (task.patience.retries, task.clock.time) == (2, 14)


def test_a_busy_authority_that_stays_so(sim):
    sim.control("POST", "/faults", {"match": {"api": "identity", "method": "POST"}, "do": {"status": 503, "body": "<html>busy</html>"}})
    task = Task(sim, timeout=10)
    assert task.refused(organization, ServiceError).startswith("Microsoft Entra answered 503 without an error code 'busy'")
    assert 0 < task.clock.time <= 10


@pytest.mark.parametrize("do", [{"reset": True}, {"truncate": True}])
@pytest.mark.parametrize("work", [organization, subscriptions])
def test_a_sign_in_that_is_cut_off_is_made_again(sim, do, work):
    sim.control("POST", "/faults", {"match": {"api": "identity", "method": "POST", "nth": 1}, "do": do})
    task = Task(sim)
    assert task.run(work) and task.patience.retries == 1


def test_an_answer_that_is_no_token(sim):
    sim.control("POST", "/faults", {"match": {"api": "identity", "method": "POST"}, "do": {"body": "<html>Welcome to our network</html>"}})
    assert Task(sim).refused(organization, SignInError).startswith(f"Could not sign in to tenant {AWAY} with the client secret: ")
