# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says it cost is what the services saw of it."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import ServiceError
from ansible_collections.multitenant.secops.plugins.module_utils._steps import Step

from tests.unit.clients.task import SUBSCRIPTION, Task, organization, subscriptions, tenant_seen
from tests.unit.simulator.small_estate import HOME

GROUP = f"{SUBSCRIPTION}/resourceGroups/rg-secops"


async def groups(clients):
    for name in "abc":
        await clients.graph.write(Step("POST", "/groups", {
            "displayName": name, "mailEnabled": False, "mailNickname": name, "securityEnabled": True}))
    return await clients.graph.items("/groups", {"$top": "1"})


async def resource_group(clients):
    await clients.arm.write(Step("PUT", GROUP, {"location": "usgovvirginia"}))
    await clients.arm.write(Step("DELETE", GROUP))


async def lighthouse(clients):
    await clients.arm.write(Step("POST", f"{SUBSCRIPTION}/providers/Microsoft.ManagedServices/register"))
    at = f"{SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationDefinitions"
    name = f"{at}/dddddddd-0000-4000-8000-000000000001"
    await clients.lighthouse.write(Step("PUT", name, {"properties": {
        "registrationDefinitionName": "SecOps", "managedByTenantId": HOME,
        "authorizations": [{"principalId": "55555555-0000-4000-8000-000000000000", "principalIdDisplayName": "SecOps",
                            "roleDefinitionId": "acdd72a7-3385-48ef-bd42-f606fba81ae7"}]}}))
    await clients.lighthouse.items(at)
    await clients.lighthouse.write(Step("DELETE", name))


async def refused(clients):
    with pytest.raises(ServiceError):
        await clients.graph.get("/users/nobody")
    with pytest.raises(ServiceError):
        await clients.defender.get("/api/nothing")


@pytest.mark.parametrize("work", [tenant_seen, organization, subscriptions, groups, resource_group, lighthouse, refused])
@pytest.mark.parametrize("way", ["secret", "certificate", "federated"])
def test_as_many_requests_as_the_services_saw(sim, work, way):
    sim.control("PUT", "/operations", {"retry_after_seconds": 0, "polls": 3})
    given = {"client_id": sim.client_id, **{
        "secret": {"secret": sim.secret}, "certificate": {"x509_certificate_path": sim.ready["client_certificate_file"]},
        "federated": {"federated_token_file": sim.ready["federated_token_file"]}}[way]}
    before = sim.simulation.exchanges.count
    task = Task(sim, interval=0, given=given)
    task.run(work)
    assert task.cost.requests == sim.simulation.exchanges.count - before > 2


def test_repeated_requests_count_too(sim):
    for api in ("identity", "graph", "arm"):
        sim.control("POST", "/faults", {"match": {"api": api, "nth": 1, "count": 2}, "do": {"status": 503}})
    before = sim.simulation.exchanges.count
    task = Task(sim)
    task.run(tenant_seen)
    assert task.cost.requests == sim.simulation.exchanges.count - before and task.patience.retries == 6


def test_the_time_is_the_services_own(sim):
    sim.world.clock.advance(86400)
    task = Task(sim)
    before = task.cost.now()
    task.run(organization)
    assert 86000 < (task.cost.now() - before).total_seconds() < 90000
