# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sealed program, in whatever language, can reach; and what is said where a machine allows no seal."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tools.seal import Seal, seal

CONNECT = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5); print('reached')"
SERVE = """
import os, socket
server = socket.create_server(("127.0.0.1", 0))
print(os.getpid(), server.getsockname()[1], flush=True)
server.accept()
"""


@pytest.fixture
def ours() -> Iterator[int]:
    """The port of a server outside, which everything that has this machine's network reaches."""
    with socket.create_server(("0.0.0.0", 0)) as server:
        yield server.getsockname()[1]


def reached(launcher: tuple[str, ...], host: str, port: int) -> bool:
    """Without Python's own guard, as any other program would."""
    ran = subprocess.run([*launcher, sys.executable, "-I", "-c", CONNECT, host, str(port)], capture_output=True, text=True, check=False)
    return ran.stdout == "reached\n"


def test_a_sealed_program_does_not_reach_what_others_reach(ours: int) -> None:
    assert reached((), "127.0.0.1", ours)
    found = seal()
    assert reached(found.words, "127.0.0.1", ours) is not bool(found.words)


def test_a_program_beside_another_reaches_it_and_nothing_else(ours: int) -> None:
    found = seal()
    with subprocess.Popen([*found.words, sys.executable, "-I", "-c", SERVE], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            pid, port = map(int, process.stdout.readline().split())
            assert pid == process.pid
            assert reached((), "127.0.0.1", port) is not bool(found.words)
            assert reached(found.beside(pid), "127.0.0.1", ours) is not bool(found.words)
            assert reached(found.beside(pid), "127.0.0.1", port)
            assert process.wait(30) == 0
        finally:
            process.kill()


def test_it_is_said_where_a_machine_allows_none() -> None:
    for launcher in (("/bin/sh", "-c", "echo unshare: Operation not permitted >&2; exit 125"), ("/nonexistent/launcher",)):
        found = seal(launcher)
        assert found.words == found.beside(1) == ()
        assert found.reason in str(found) and "only Python is kept from the network" in str(found)
    assert str(Seal((), "unshare: Operation not permitted")).startswith(
        "This machine does not allow a network namespace (unshare: Operation not permitted)."
    )


def test_it_is_said_where_a_machine_allows_one() -> None:
    assert "only the simulator can be reached" in str(Seal(("sealed.py",)))


def test_a_machine_that_allows_one_gets_one() -> None:
    """By the word of util-linux, where that is installed."""
    tried = [("unshare", "--net", "true"), ("unshare", "--map-root-user", "--net", "true")]
    allowed = shutil.which("unshare") and not all(subprocess.run(words, capture_output=True, check=False).returncode for words in tried)
    assert seal().words or not allowed
