# SPDX-License-Identifier: GPL-3.0-or-later
"""Where tasks are tried: a simulated world in this process that is set back after each, waits that take no time, and no other network."""
from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import time
from collections import deque
from dataclasses import dataclass
from unittest.mock import patch

import httpx
from ansible_collections.multitenant.secops.plugins.module_utils import _clouds, _patience, _polling
from ansible_collections.multitenant.secops.plugins.plugin_utils import _in_process
from azure.core.pipeline.transport import AsyncHttpTransport

from tests.simulator import seed
from tests.simulator.exchanges import KEPT
from tests.simulator.running import running
from tests.trust.inputs import estate
from tests.trust.inputs.specs import entry_of
from tests.trust.inputs.wishes import case_named
from tests.trust.process import Limits
from tests.unit.plan.cases import MANAGING, TENANT

READS = ("GET", "HEAD")
SERVICES = ("graph", "arm", "defender")
TOKENS_LAST_SECONDS = 900         # of the machine's time; they are made for an hour
LOOPBACK = ("127.0.0.1", "localhost", "::1")
BEGINNING = "beginning"


@dataclass(frozen=True)
class Tried:
    """What a module printed, and the requests that it made."""

    out: str
    err: str
    code: int
    exchanges: tuple

    @property
    def writes(self):
        """[(method, path, status)] of what changes something, or was to."""
        return [(each["method"], each["path"], each["status"]) for each in self.exchanges
                if each["api"] in SERVICES and each["method"] not in READS]


class Place:
    def __init__(self, ready, cloud):
        self.simulation, self._dirty, self._started = ready["simulation"], False, 0.0
        self._regions = estate.REGIONS.get(cloud, {})
        tenant = ready["tenants"][0]
        self.secret, self._ready = tenant["client_secret"], ready
        self.environ = {"IDENTITY_ENDPOINT": ready["managed_identity"], "IDENTITY_HEADER": ready["managed_identity_header"]}
        self._tokens, self._signed_in = [], -TOKENS_LAST_SECONDS
        self._common = {
            "tenant": TENANT, "managing_tenant": MANAGING, "cloud_environment": ready["arm"], "ca_bundle": ready["ca_file"],
            "wait_timeout_seconds": 20, "poll_interval_seconds": 1}

    @property
    def with_secret(self):
        """Options that sign in as most people do."""
        return {**self._common, "client_id": self._ready["tenants"][0]["client_id"], "secret": self.secret}

    @property
    def with_tokens(self):
        """The quickest way to sign in: it asks for nothing."""
        if time.monotonic() - self._signed_in > TOKENS_LAST_SECONDS:
            self._tokens, self._signed_in = list(self._signed()), time.monotonic()
        return {**self._common, "access_tokens": self._tokens}

    @property
    def secrets(self):
        return (self.secret, *self._tokens)

    def _signed(self):
        context = ssl.create_default_context(cafile=self._ready["ca_file"])
        common = {"grant_type": "client_credentials", "client_id": self.with_secret["client_id"], "client_secret": self.secret}
        for tenant in (TENANT, MANAGING):
            for service in SERVICES:
                form = {**common, "scope": f"{self._ready[service]}/.default"}
                answer = httpx.post(f"{self._ready['authority']}/{tenant}/oauth2/v2.0/token", data=form, verify=context)
                yield answer.raise_for_status().json()["access_token"]

    def settled(self):
        """The world as it is now is the one to which it is set back."""
        self.simulation.world.clock.advance(600)
        self.simulation.snapshot(BEGINNING)
        self._started = self.simulation.world.clock.offset_seconds

    def tried(self, module, arguments, check=False):
        """Run the module's own entry point, its arguments handed over and its output read as the action plugins do it."""
        self._set_back()
        outcome = self.run(module, arguments, check)
        self._dirty = bool(outcome.writes)
        return outcome

    def run(self, module, arguments, check=False):
        before = self.simulation.exchanges.count
        internal = {"_ansible_module_name": f"multitenant.secops.{module}", "_ansible_check_mode": check, "_ansible_diff": True}
        with _in_process._as_module(_in_process._encoded({**self._here(arguments), **internal}), self.environ):
            said = _in_process._output_of(entry_of(module))
        made = min(self.simulation.exchanges.count - before, KEPT)
        return Tried(said["stdout"], said["stderr"], said["rc"], tuple(deque(self.simulation.exchanges.tail, maxlen=made)) if made else ())

    def _here(self, value):
        """Arguments with this cloud's regions."""
        if isinstance(value, dict):
            return {key: self._here(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._here(each) for each in value]
        return self._regions.get(value, value) if isinstance(value, str) else value

    def _set_back(self):
        if self._dirty:
            self.simulation.restore(BEGINNING)
        self.simulation.world.clock.offset_seconds = self._started
        self._dirty = False


@contextlib.contextmanager
def place(cloud="AzureUSGovernment"):
    with running(estate.described(), cloud) as ready, _alone():
        with Waits(ready["simulation"]).instead(), _known_cloud(ready["arm"]):
            found = Place(ready, cloud)
            _furnish(found)
            found.settled()
            yield found


def _furnish(found):
    for tenant, names in ((TENANT, estate.GROUPS), (MANAGING, estate.MANAGING_GROUPS)):
        for name in names:
            seed.add_group(found.simulation.world.tenants[tenant], name)
    for name in estate.STANDING:
        module, wish = case_named(name)
        found.run(module, {**found.with_tokens, **wish})


class Waits:
    """The simulated world's clock, which passes by waiting only, in the place of the machine's and of asyncio's sleep."""

    def __init__(self, simulation):
        self._simulation = simulation

    def monotonic(self):
        return self._simulation.world.clock.offset_seconds

    async def sleep(self, seconds):
        await asyncio.sleep(0)
        self._simulation.world.clock.advance(max(seconds, 0.001))

    @contextlib.contextmanager
    def instead(self):
        limits = Limits(self)
        with (patch.object(_patience.Patience.__init__, "__defaults__", (self.monotonic, self.sleep)),
              patch.object(_polling, "asyncio", limits),
              patch.object(AsyncHttpTransport, "sleep", lambda _transport, seconds: limits.sleep(seconds))):
            yield


@contextlib.contextmanager
def _alone():
    """No address but this machine's is reached, and no setting or file of the person who runs this is taken."""
    resolve, connect = socket.getaddrinfo, socket.socket.connect

    def resolved(host, *arguments, **options):
        if host not in LOOPBACK:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *arguments, **options)

    def connected(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise OSError(101, "Network is unreachable")
        return connect(self, address)
    kept = {"PATH": "/nonexistent", "HOME": "/nonexistent"}
    with (patch.object(socket, "getaddrinfo", resolved), patch.object(socket.socket, "connect", connected),
          patch.dict(os.environ, kept, clear=True)):
        yield


@contextlib.contextmanager
def _known_cloud(address):
    """What the simulator says of its cloud never changes, so it is asked once; every other address is asked as ever."""
    ask, known = _clouds._metadata, {}

    def metadata(url, ca_file):
        key = (url, ca_file)
        if key not in known:
            document = ask(url, ca_file)
            if not url.startswith(f"{address}/"):
                return document
            known[key] = document
        return known[key]
    with patch.object(_clouds, "_metadata", metadata):
        yield
