# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator on its ports: one TLS origin for each service, a certificate of its own authority, a clean end."""
from __future__ import annotations

import asyncio
import json
import os
import socket
import tempfile
import threading
from pathlib import Path

import trustme
import uvicorn

from tests.simulator.arm.app import Arm
from tests.simulator.control.app import Control
from tests.simulator.defender.app import Defender
from tests.simulator.graph.app import Graph
from tests.simulator.identity.app import Identity
from tests.simulator.identity.managed import APP_SERVICE, HEADER, ManagedIdentity
from tests.simulator.metadata import Metadata
from tests.simulator.origin import Origin

HOST = "127.0.0.1"
SERVICES = {"arm": Arm, "authority": Identity, "graph": Graph, "defender": Defender, "control": Control,
            "managed_identity": ManagedIdentity}
KEEP_ALIVE_SECONDS = 75
GRACE_SECONDS = 0.3             # for calls that are still being answered when the simulator is stopped


class Server:
    """All origins in one thread with one event loop; `start` returns when they listen, `stop` when they have closed."""

    def __init__(self, simulation, port=0):
        self.simulation = simulation
        self._sockets = {name: _listen(port if name == "arm" else 0) for name in SERVICES}
        self.folder = tempfile.TemporaryDirectory(prefix="simulator-")
        self.ca_file = str(Path(self.folder.name, "ca.pem"))
        self._certificates()
        simulation.origins = {name: f"{'http' if name == 'managed_identity' else 'https'}://{HOST}:{found.getsockname()[1]}"
                              for name, found in self._sockets.items()}
        self._servers = [self._server(name) for name in SERVICES]
        self._loop = None
        self._thread = threading.Thread(target=self._serve, name="simulator", daemon=True)

    def start(self):
        self._thread.start()
        while not all(server.started for server in self._servers):
            if not self._thread.is_alive():
                raise RuntimeError("the simulator did not start")
            self._thread.join(0.005)

    def between_calls(self, work):
        """What a function gives that is called when no call is being answered."""
        async def called():
            while any(server.server_state.tasks for server in self._servers):
                await self._answered()
            return work()
        return asyncio.run_coroutine_threadsafe(called(), self._loop).result()

    def stop(self):
        self._loop.call_soon_threadsafe(self.simulation.ending.set)
        self._thread.join()
        self.simulation.exchanges.close()
        self.folder.cleanup()

    def ready(self):
        """What a client needs to know, as written to the ready file."""
        origins, world = self.simulation.origins, self.simulation.world
        application = next(iter(world.applications.values()))
        files = self._client_files(application)
        tenants = [{"name": tenant.name, "tenant_id": tenant.id, "domain": tenant.domains[0],
                    "subscription_ids": [found.id for found in world.subscriptions.values() if found.tenant_id == tenant.id],
                    "client_id": application.client_id, "client_secret": application.secrets[0]["value"]}
                   for tenant in world.tenants.values()]
        return {**{name: origins[name] for name in ("arm", "authority", "graph", "defender", "control")}, "cloud": world.cloud,
                "managed_identity": origins["managed_identity"] + APP_SERVICE, "managed_identity_header": HEADER, "ca_file": self.ca_file,
                "managing_tenant_id": application.tenant_id, **files, "tenants": tenants, "pid": os.getpid()}

    def _client_files(self, application):
        """Files that sign in: a certificate with its key, and a federated token."""
        certificate, token = Path(self.folder.name, "client.pem"), Path(self.folder.name, "federated.jwt")
        _write_private(certificate, application.key + application.certificates[0])
        now = int(self.simulation.world.clock.seconds())
        record = application.federated[0]
        _write_private(token, self.simulation.external_keys.sign({
            "iss": record["issuer"], "sub": record["subject"], "aud": record["audiences"][0],
            "iat": now, "nbf": now, "exp": now + 24 * 3600}))
        return {"client_certificate_file": str(certificate), "federated_token_file": str(token)}

    def _certificates(self):
        authority = trustme.CA(organization_name="Simulator")
        issued = authority.issue_cert("localhost", HOST)
        authority.cert_pem.write_to_path(self.ca_file)
        self._certificate, self._key = (str(Path(self.folder.name, name)) for name in ("server.pem", "server-key.pem"))
        issued.private_key_pem.write_to_path(self._key)
        for number, pem in enumerate(issued.cert_chain_pems):
            pem.write_to_path(self._certificate, append=number > 0)

    def _server(self, name):
        simulation = self.simulation
        beside = Metadata(simulation) if name == "arm" else None
        tls = {} if name == "managed_identity" else {"ssl_certfile": self._certificate, "ssl_keyfile": self._key}
        return uvicorn.Server(uvicorn.Config(
            Origin(name, SERVICES[name](simulation), simulation, beside), lifespan="off", log_level="error", access_log=False,
            proxy_headers=False, server_header=False, date_header=False, timeout_keep_alive=KEEP_ALIVE_SECONDS,
            **tls))

    def _serve(self):
        asyncio.run(self._until_stopped())

    async def _until_stopped(self):
        self._loop = asyncio.get_running_loop()
        serving = [asyncio.create_task(server.serve([found])) for server, found in zip(self._servers, self._sockets.values())]
        ended = asyncio.create_task(self.simulation.ending.wait())
        await asyncio.wait([ended, *serving], return_when=asyncio.FIRST_COMPLETED)
        await self._close()
        for task in (ended, *serving):
            task.cancel()
        await asyncio.gather(ended, *serving, return_exceptions=True)

    async def _close(self):
        """Answer what was asked, then end all connections: waiting for a client's farewell takes TLS half a minute."""
        for listening in (listening for server in self._servers for listening in server.servers):
            listening.close()
        await self._answered()
        for connection in [connection for server in self._servers for connection in server.server_state.connections]:
            connection.transport.abort()
        await self._answered()      # a call whose client was still speaking ends now that the client is gone

    async def _answered(self):
        if busy := {task for server in self._servers for task in server.server_state.tasks}:
            await asyncio.wait(busy, timeout=GRACE_SECONDS)


def _listen(port):
    # asyncio turns Nagle's waiting off where the protocol is named, and nowhere else.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening


def _write_private(path, text):
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def write_ready(path, ready):
    """The ready file appears whole or not at all."""
    path = Path(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    _write_private(fresh, json.dumps(ready, indent=2) + "\n")
    os.replace(fresh, path)
