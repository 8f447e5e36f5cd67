# SPDX-License-Identifier: GPL-3.0-or-later
"""Long-running operations of Azure Resource Manager: their end, their failures, what disturbs their polls, and those without an end."""
from __future__ import annotations

import json

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import ServiceError, StillMissing
from ansible_collections.multitenant.secops.plugins.module_utils._steps import Step

from tests.unit.clients.task import SUBSCRIPTION, Task

GROUP = f"{SUBSCRIPTION}/resourceGroups/rg-secops"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"
MADE = Step("PUT", WORKSPACE, {"location": "usgovvirginia", "properties": {"sku": {"name": "PerGB2018"}, "retentionInDays": 90}})
GONE = Step("DELETE", GROUP)
POLLS = {"put": "^/subscriptions/[^/]+/resourceGroups/rg-secops/providers/.*workspaces/law-secops$", "delete": "/operationresults/"}


@pytest.fixture
def azure(sim):
    """A subscription in which the workspace can be made, and polls that nobody waits for."""
    sim.control("PUT", "/operations", {"retry_after_seconds": 0, "polls": 3})
    register = Step("POST", f"{SUBSCRIPTION}/providers/Microsoft.OperationalInsights/register")

    async def prepare(clients):
        await clients.arm.write(register)
        await clients.arm.write(Step("PUT", GROUP, {"location": "usgovvirginia"}))
    Task(sim, interval=0).run(prepare)
    return sim


def write(step):
    return lambda clients: clients.arm.write(step)


@pytest.mark.parametrize("step", [MADE, GONE], ids=["PUT", "DELETE"])
def test_what_was_accepted_and_failed(azure, step):
    azure.control("PUT", "/operations", {"fail": 1})
    assert "answered 409 " in Task(azure, interval=0).refused(write(step), ServiceError)


def test_a_poll_with_a_token_that_is_not_taken_any_more(azure):
    polls(azure, {"status": 401, "code": "ExpiredAuthenticationToken"}, POLLS["put"], nth=1)
    task = Task(azure, interval=0)
    assert task.run(write(MADE))["properties"]["provisioningState"] == "Succeeded" and task.patience.retries == 0


def polls(sim, do, path, **match):
    sim.control("POST", "/faults", {"match": {"api": "arm", "method": "GET", "path": path, **match}, "do": do})


def test_the_end_of_an_operation_is_its_answer(azure):
    made = Task(azure, interval=0).run(write(MADE))
    assert made["properties"]["provisioningState"] == "Succeeded" and made["name"] == "law-secops"


def test_the_end_of_a_removal(azure):
    async def gone(clients):
        await clients.arm.write(GONE)
        return await clients.arm.get(GROUP, absent=("ResourceGroupNotFound",))
    assert Task(azure, interval=0).run(gone) is None


@pytest.mark.parametrize("step, path", [(MADE, POLLS["put"]), (GONE, POLLS["delete"])], ids=["PUT", "DELETE"])
@pytest.mark.parametrize("do", [{"status": 429}, {"status": 503}, {"reset": True}, {"truncate": True, "body": "{}"}, {"body": "<html>"},
                                {"body": "null"}, {"body": "[1]"}])
def test_a_disturbed_poll_is_made_again_and_the_write_is_not(azure, step, path, do):
    polls(azure, do, path, nth=1, count=4)
    before = azure.simulation.exchanges.count
    task = Task(azure, interval=0)
    task.run(write(step))
    assert task.patience.retries > 0
    since = list(azure.simulation.exchanges.tail)[before - azure.simulation.exchanges.count:]
    assert [exchange["method"] for exchange in since if exchange["path"] == step.path].count(step.method) == 1


@pytest.mark.parametrize("step, path", [(MADE, POLLS["put"]), (GONE, POLLS["delete"])], ids=["PUT", "DELETE"])
def test_a_poll_that_is_refused_ends_it(azure, step, path):
    polls(azure, {"status": 403, "code": "AuthorizationFailed", "message": "No longer."}, path)
    assert "answered 403 AuthorizationFailed 'No longer.'" in Task(azure, interval=0).refused(write(step), ServiceError)


def test_an_operation_that_ends_as_failed(azure):
    azure.control("POST", "/faults", {"match": {"api": "arm", "method": "PUT", "path": "law-secops$"}, "do": {
        "status": 201, "body": json.dumps({"id": WORKSPACE, "properties": {"provisioningState": "Creating"}})}})
    polls(azure, {"body": json.dumps({"id": WORKSPACE, "properties": {"provisioningState": "Failed"}})}, POLLS["put"])
    assert "answered 409 Failed 'The operation was accepted, and ended so.'" in Task(azure, interval=0).refused(write(MADE), ServiceError)


@pytest.mark.parametrize("ended", ["Failed", "Canceled"])
def test_an_operation_that_tells_why_it_failed(azure, ended):
    address = f"{azure.ready['arm']}{SUBSCRIPTION}/providers/Microsoft.OperationalInsights/operationStatuses/x?api-version=2022-10-01"
    azure.control("POST", "/faults", {"match": {"api": "arm", "method": "PUT", "path": "law-secops$"}, "do": {
        "status": 201, "body": json.dumps({"id": WORKSPACE, "properties": {"provisioningState": "Creating"}}),
        "headers": {"Azure-AsyncOperation": address, "Retry-After": "0"}}})
    told = {"status": ended, "error": {"code": "QuotaExceeded", "message": "No more workspaces."}}
    polls(azure, {"body": json.dumps(told)}, "operationStatuses/x")
    assert "answered 409 QuotaExceeded 'No more workspaces.'" in Task(azure, interval=0).refused(write(MADE), ServiceError)


def test_an_operation_that_failed_at_once(azure):
    azure.control("POST", "/faults", {"match": {"api": "arm", "method": "PUT", "path": "law-secops$"}, "do": {
        "status": 200, "body": json.dumps({"id": WORKSPACE, "properties": {"provisioningState": "Failed"}})}})
    assert "answered 409 Failed" in Task(azure, interval=0).refused(write(MADE), ServiceError)


@pytest.mark.parametrize("step", [MADE, GONE], ids=["PUT", "DELETE"])
def test_an_operation_without_an_end_is_given_up(azure, step):
    azure.control("PUT", "/operations", {"polls": 10 ** 9})
    said = Task(azure, interval=0, timeout=0.2).refused(write(step), StillMissing)
    assert said == (f"The long-running operation of {step.method} {step.path} did not end within 0.2 seconds; "
                    "run again later, or raise wait_timeout_seconds.")


def test_no_resource_provider_is_registered_silently(sim):
    sim.control("PUT", "/operations", {"retry_after_seconds": 0})

    async def without_registration(clients):
        await clients.arm.write(Step("PUT", GROUP, {"location": "usgovvirginia"}))
        await clients.arm.write(MADE)
    with pytest.raises(ServiceError, match="409 MissingSubscriptionRegistration"):
        Task(sim, interval=0).run(without_registration)
    assert "microsoft.operationalinsights" not in sim.world.subscriptions[SUBSCRIPTION.rsplit("/", 1)[1]].providers
