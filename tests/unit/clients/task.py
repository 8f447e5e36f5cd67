# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task of the collection has: the clients of one tenant on the simulator, with a clock that only waiting moves."""
from __future__ import annotations

import asyncio
import socket

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._clients import Clients
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import cloud_of
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Failure, sentence
from ansible_collections.multitenant.secops.plugins.module_utils._patience import Patience
from ansible_collections.multitenant.secops.plugins.module_utils._service import Cost
from ansible_collections.multitenant.secops.plugins.module_utils._settings import sign_in_settings

from tests.unit.engine.scripted import Clock
from tests.unit.simulator.small_estate import AWAY, AWAY_SUBSCRIPTION

SUBSCRIPTION = f"/subscriptions/{AWAY_SUBSCRIPTION}"
SUBSCRIPTION_VERSION = "2022-12-01"


class Task:
    """`given` are the options of sign-in; without any, the client secret that works."""

    def __init__(self, sim, tenant=AWAY, timeout=30, interval=1, environ=(), cloud=None, trusted=True, given=None, **clients):
        self.cost, self.clock = Cost(), Clock()
        self.patience = Patience(timeout, interval, self.clock, self.clock.sleep)
        ca_file = sim.ready["ca_file"] if trusted is True else trusted
        self.cloud = cloud or cloud_on(sim, self.cost.count)
        given = {"client_id": sim.client_id, "secret": sim.secret} if given is None else given
        self.clients = {"managing": lambda: None, "ca_file": ca_file, "patience": self.patience, "cost": self.cost} | clients
        self._tenant, self.settings = tenant, sign_in_settings(given, dict(environ))

    def run(self, work):
        """The result of `await work(clients)`."""
        async def whole():
            clients = Clients(self._tenant, self.cloud, self.settings, **self.clients)
            try:
                return await work(clients)
            finally:
                await clients.close()
        return asyncio.run(whole())

    def refused(self, work, *kinds):
        """The sentence with which it fails."""
        with pytest.raises(kinds or Failure) as caught:
            self.run(work)
        return one_sentence(caught.value)


def cloud_on(sim, count=None, **endpoints):
    return cloud_of(sim.ready["arm"], {"defender": sim.ready["defender"], **endpoints}, sim.ready["ca_file"], count)


def nobody_listens():
    """An address of this machine at which every connection is refused."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"https://127.0.0.1:{free.getsockname()[1]}"


def one_sentence(failure):
    text = sentence(str(failure))
    assert text.endswith(".") and text.isprintable() and ".." not in text, text
    for noise in ("Trace ID", "Traceback", "To mitigate", "aka.ms", "eyJ"):
        assert noise not in text, text
    return text


def organization(clients):
    return clients.graph.items("/organization")


def subscriptions(clients):
    return clients.arm.items("/subscriptions")


def definitions(clients):
    return clients.lighthouse.items(f"{SUBSCRIPTION}/providers/Microsoft.ManagedServices/registrationDefinitions")


async def tenant_seen(clients):
    """The tenant as Microsoft Graph and Azure Resource Manager see it with this sign-in."""
    [found] = await organization(clients)
    return {found["id"], *(each["tenantId"] for each in await subscriptions(clients))}
