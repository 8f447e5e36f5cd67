# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal reaches nothing but this machine, and uses no secret but the simulator's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._options import SIGN_IN

from tools.simulated import EMPTIED, variables

GUARD = Path(__file__).resolve().parents[3] / "tools" / "rehearsal"


def guarded(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", f"import socket\n{code}"]
    return subprocess.run(command, env={"PYTHONPATH": str(GUARD)}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('192.0.2.1', 443), 1)",
        "socket.create_connection(('example.invalid', 443), 1)",
        "socket.socket().connect(('127.0.0.1.example.invalid', 443))",
        "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 443))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "socket.getaddrinfo(b'example.invalid', 443)",
        "socket.gethostbyname('example.invalid')",
        "socket.socket().connect_ex(('192.0.2.1', 443))",
        "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 443))",
        "import urllib.request; urllib.request.urlopen('https://192.0.2.1/')",
    ],
)
def test_what_would_leave_the_machine_is_refused(code: str) -> None:
    ran = guarded(code)
    assert ran.returncode == 1
    assert "A rehearsal reaches nothing but the simulator" in ran.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "localhost"])
def test_this_machine_is_reached(host: str) -> None:
    ran = guarded(
        "server = socket.create_server(('', 0))\n"
        f"socket.create_connection(({host!r}, server.getsockname()[1]), 5).close()\n"
        "one, other = socket.socketpair()\none.sendall(b'x')\nprint(other.recv(1))"
    )
    assert (ran.stdout, ran.stderr) == ("b'x'\n", "")


def test_a_unix_socket_is_reached(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    ran = guarded(
        f"server = socket.socket(socket.AF_UNIX); server.bind({path!r}); server.listen()\n"
        f"socket.socket(socket.AF_UNIX).connect({path!r}); print('there')"
    )
    assert (ran.stdout, ran.stderr) == ("there\n", "")


READY = {
    "arm": "https://127.0.0.1:4001",
    "ca_file": "ca.pem",
    "tenants": {name: {"client_id": "simulated", "client_secret": "simulated"} for name in ("harborwatch", "northfleet")},
}


def test_every_way_to_sign_in_is_replaced_or_emptied() -> None:
    given = variables(READY)
    names = {f"secops_{name}" for option, spec in SIGN_IN.items() for name in (option, *spec.get("aliases", ()))}
    assert names - {"secops_secret"} <= given.keys()
    assert (given["secops_client_id"], given["secops_client_secret"]) == ("simulated", "simulated")
    assert not any(EMPTIED.values())


def test_an_inventorys_connection_and_interpreter_do_not_count() -> None:
    assert variables(READY)["ansible_connection"] == "local"
    assert variables(READY)["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"
