# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal of an inventory that would talk to others, by a program that heeds no guard of Python's."""
from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import pytest

from tools import demo
from tools.demo import Rehearsal
from tools.journal import Failed, Journal
from tools.seal import Seal, seal
from tools.simulated import SAMPLE

FETCH = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), 5) as connection:
    print(connection.recv(100).decode())
"""


@pytest.fixture
def outside():
    """(its port, who came) of a server on every address of this machine, which names a region to whoever connects."""
    came = []
    with socket.create_server(("0.0.0.0", 0)) as server:
        def serve():
            while True:
                try:
                    connection, client = server.accept()
                except OSError:
                    return
                with connection:
                    came.append(client)
                    connection.sendall(b"usgovvirginia")
        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], came
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def own_address():
    """An address of this machine that is no loopback, where it has one. Nothing is sent to the other."""
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return asking.getsockname()[0]


def rehearsed(folder, monkeypatch, port):
    """What a check-mode pass of a rehearsal says whose region comes from a program that asks the server outside."""
    inventory = folder / "estate"
    inventory.mkdir()
    for name in ("hosts.yml", "group_vars", "host_vars"):
        (inventory / name).symlink_to(SAMPLE / name)
    (folder / "fetch.py").write_text(FETCH, encoding="utf-8")
    asked = f"{{{{ lookup('pipe', '{sys.executable} -I {folder}/fetch.py {own_address()} {port}') }}}}"
    monkeypatch.setattr(demo, "environment", lambda purpose, journal: Path(sys.executable).parent)
    monkeypatch.setattr(demo, "PASSES", {"foretell": demo.PASSES["foretell"]})
    journal = Journal(folder / "outside.log", echo=False)
    rehearsal = Rehearsal(inventory, ["--tags", "step1", "--limit", "northfleet", "--extra-vars", f"secops_location={asked!r}"], journal)
    try:
        rehearsal.go()
    except Failed as failure:
        journal.write(str(failure))
    return journal.path.read_text(encoding="utf-8")


def test_a_program_that_an_inventory_starts_reaches_nobody(tmp_path, monkeypatch, outside):
    port, came = outside
    said = rehearsed(tmp_path, monkeypatch, port)
    assert str(seal()) in said
    if seal().words:
        assert came == [] and "lookup_plugin.pipe" in said and "ansible-playbook exited with status" in said
    else:
        assert came


def test_without_a_seal_it_is_said_that_it_reaches_them(tmp_path, monkeypatch, outside):
    monkeypatch.setattr(demo, "seal", lambda: Seal((), "no such thing here"))
    port, came = outside
    said = rehearsed(tmp_path, monkeypatch, port)
    assert "This machine does not allow a network namespace (no such thing here)." in said and came
    assert "Create workspace law-secops" in said
