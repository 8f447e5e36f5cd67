# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The clients of one tenant, made when first used, and those of the managing tenant, which only ever read."""

from __future__ import annotations

import asyncio
from functools import cached_property

from ._arm import PipelineTransport
from ._errors import Refusal, StillMissing
from ._graph import GraphTransport
from ._lighthouse import LighthouseTransport
from ._needs import MANAGING
from ._openid import openid_configuration
from ._service import Service
from ._signin import credential_for
from ._steps import KNOWN_AFTER_APPLY

SPREADING_SECONDS = 15
TURNS_TO_CLOSE = 3      # of the event loop, until TLS connections that were closed are gone: aiohttp does not wait for that


class Clients:
    """``foretells`` is true in check mode: the clients then refuse every write, and what other tasks make is foretold."""

    def __init__(self, tenant, cloud, settings, ca_file, patience, cost, foretells=False, read_only=False, managing=None):
        self.tenant, self.cloud, self.foretells = tenant, cloud, foretells
        self._settings, self._ca_file, self._patience, self._cost = settings, ca_file, patience, cost
        self.only_reads = read_only or foretells
        self._managing = managing       # () -> Clients; None for those of the managing tenant itself
        self._open = []

    @cached_property
    def credential(self):
        return self._opened(credential_for(self.tenant, self._settings, self.cloud, self._ca_file, self._cost.count))

    @cached_property
    def graph(self):
        transport = GraphTransport(self.cloud, self.credential, self._ca_file, self._cost.count)
        return self._service("Microsoft Graph", self.cloud.graph, transport)

    @cached_property
    def graph_beta(self):
        """For the few things that v1.0 does not have; not every cloud has them."""
        transport = GraphTransport(self.cloud, self.credential, self._ca_file, self._cost.count, version="beta")
        return self._service("Microsoft Graph", self.cloud.graph, transport)

    @cached_property
    def arm(self):
        transport = PipelineTransport("Azure Resource Manager", self.cloud.arm, self.cloud.arm_scope, self.credential, self._ca_file,
                                      self._cost.count, self._patience, versioned_for=self.cloud)
        return self._service("Azure Resource Manager", self.cloud.arm, transport)

    @cached_property
    def lighthouse(self):
        transport = LighthouseTransport(self.cloud, self.credential, self._ca_file, self._cost.count, self._patience)
        return self._service("Azure Resource Manager", self.cloud.arm, transport)

    @cached_property
    def defender(self):
        if not self.cloud.defender:
            raise Refusal(f"no Defender for Endpoint API is known for the cloud {self.cloud.name}; set the option endpoints.defender")
        transport = PipelineTransport("Defender for Endpoint", self.cloud.defender, self.cloud.defender_scope, self.credential,
                                      self._ca_file, self._cost.count, self._patience)
        return self._service("Defender for Endpoint", self.cloud.defender, transport)

    @cached_property
    def managing(self):
        return self._opened(self._managing())

    async def openid_configuration(self):
        """What Microsoft Entra tells of the tenant before any sign-in; None when it knows no such tenant."""
        return await self._patience.read(
            lambda: openid_configuration(self.cloud.authority, self.tenant, self._ca_file, self._cost.count))

    async def sign_in(self, scope):
        """Have a token for the scope, and ask the service for nothing: the token tells what it allows."""
        await self._patience.read(lambda: self.credential.get_token(scope))

    def now(self):
        """The present time by the service's clock, as far as one has spoken."""
        return self._cost.now()

    def granted(self):
        """The Graph permissions in the token that was used."""
        return self.credential.granted(self.cloud.graph_scope)

    def caller(self):
        """(object id, whether it is an application) of whom is signed in, once Graph has been asked for something."""
        return self.credential.caller(self.cloud.graph_scope)

    def azure_caller(self):
        """The same once Azure Resource Manager has been asked for something."""
        return self.credential.caller(self.cloud.arm_scope)

    async def expected(self, what, read):
        """What another task makes: its id from ``read()``, waited for in a run, foretold in check mode."""
        waiting = self._patience.start()
        while (found := await read()) is None:
            if self.foretells:
                return KNOWN_AFTER_APPLY
            if not await waiting.pause():
                raise StillMissing(
                    f"{what} was not found in tenant {self.tenant} within {self._patience.timeout:g} seconds; "
                    "create it first, or correct the name")
        return found

    async def known(self, read):
        """What a task names by its id: ``read()`` again for the short while that a directory may need to spread it, or None.

        No other task of the run is still to make it, since nobody could know its id then. So check mode waits and fails alike.
        """
        waiting = self._patience.start(SPREADING_SECONDS)
        while (found := await read()) is None:
            if not await waiting.pause():
                return None
        return found

    def _service(self, name, origin, transport):
        name += "" if self._managing else MANAGING
        return Service(name, origin, self._opened(transport), self._patience, self._cost, self.only_reads, self.credential)

    def _opened(self, thing):
        self._open.append(thing)
        return thing

    async def close(self):
        for thing in reversed(self._open):
            await thing.close()
        for _turn in range(TURNS_TO_CLOSE):
            await asyncio.sleep(0)
