# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that somebody else got: right, and wrong in every way."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import SignInError

from tests.unit.clients.task import Task, organization, subscriptions, tenant_seen
from tests.unit.simulator.small_estate import AWAY, HOME


def task_with(sim, *tokens, **options):
    return Task(sim, given={"access_tokens": list(tokens)}, **options)


def test_each_token_serves_its_audience_and_tenant(sim):
    tokens = [sim.token(service, tenant) for service in ("graph", "arm") for tenant in (HOME, AWAY)]
    before = sim.simulation.exchanges.by_api["identity"]
    for tenant in (HOME, AWAY):
        assert task_with(sim, *tokens, tenant=tenant).run(tenant_seen) == {tenant}
    assert sim.simulation.exchanges.by_api["identity"] == before


def test_a_token_for_another_tenant(sim):
    said = task_with(sim, sim.token("graph", HOME)).refused(organization, SignInError)
    assert f"none of the 1 tokens is for tenant {AWAY} and audience {sim.ready['graph']}" in said and f"tenant {HOME}" in said


def test_a_token_for_another_audience(sim):
    said = task_with(sim, sim.token("graph", AWAY)).refused(subscriptions, SignInError)
    assert f"audience {sim.ready['arm']} (they are for tenant {AWAY}, audience {sim.ready['graph']})" in said


def test_a_token_that_has_expired(sim):
    sim.world.clock.advance(-7200)
    token = sim.token("graph", AWAY)
    said = task_with(sim, token).refused(organization, SignInError)
    assert f"the token for {sim.ready['graph']} has expired; get a new one" in said


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "a.eyJ.c", "e30.W10.x"])
def test_what_is_no_token(sim, token):
    said = task_with(sim, token).refused(organization, SignInError)
    assert "none of the 1 tokens" in said and token not in said.split()


def test_the_environment_brings_tokens(sim):
    environ = {"SECOPS_ACCESS_TOKENS": f"{sim.token('graph', AWAY)}, {sim.token('arm', AWAY)}"}
    assert Task(sim, given={}, environ=environ).run(tenant_seen) == {AWAY}
