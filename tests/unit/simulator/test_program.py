# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m tests.simulator, from its ready file to SIGTERM."""
from __future__ import annotations

import contextlib
import json
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.simulator.__main__ import arguments, main

CHECKOUT = Path(__file__).parents[3]
HOSTS = """
[primary]
one secops_tenant_id=0a5c8f1e-52b7-4c1d-9e3a-7d61b0f2c901 secops_tenant_domain=primary.onmicrosoft.us
"""


def test_it_listens_records_and_ends(tmp_path):
    (tmp_path / "hosts").write_text(HOSTS)
    ready_file, record = tmp_path / "ready.json", tmp_path / "record.jsonl"
    command = [sys.executable, "-m", "tests.simulator", "--inventory", str(tmp_path / "hosts"), "--ready", str(ready_file),
               "--record", str(record)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().startswith("Simulating AzureUSGovernment with 1 tenants at https://127.0.0.1:")
            ready = json.loads(ready_file.read_text(encoding="utf-8"))
            trusted = ssl.create_default_context(cafile=ready["ca_file"])
            with httpx.Client(verify=trusted) as client:
                assert client.get(f"{ready['arm']}/metadata/endpoints?api-version=2022-09-01").json()["resourceManager"] == ready["arm"]
                process.send_signal(signal.SIGTERM)
                assert process.wait(60) == 0
        finally:
            process.kill()
    assert set(ready) >= {"arm", "authority", "graph", "defender", "control", "ca_file", "tenants", "managed_identity"}
    assert set(ready["tenants"][0]) >= {"name", "tenant_id", "subscription_ids", "client_id", "client_secret"}
    assert json.loads(record.read_text(encoding="utf-8"))["api"] == "metadata" and not Path(ready["ca_file"]).exists()


@contextlib.contextmanager
def program(folder, *options):
    """(the process, its ready file's content) of a simulator that listens."""
    (folder / "hosts").write_text(HOSTS)
    files = ("--inventory", str(folder / "hosts"), "--ready", str(folder / "ready.json"))
    command = [sys.executable, "-m", "tests.simulator", *files, *options]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().startswith("Simulating ")
            yield process, json.loads((folder / "ready.json").read_text(encoding="utf-8"))
        finally:
            process.kill()


def begun(ready, trusted, request):
    """A connection on which the simulator has read what was sent."""
    port = int(ready["arm"].rpartition(":")[2])
    connection = trusted.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="127.0.0.1")
    connection.sendall(request)
    with httpx.Client(verify=trusted) as client:        # one thread answers all: by then it has read the first
        assert client.get(f"{ready['control']}/exchanges?tail=1").json()["count"] == 0
    return connection


def test_it_ends_at_once_with_an_answer_for_who_waits(tmp_path):
    record = tmp_path / "record.jsonl"
    with program(tmp_path, "--latency-ms", "3600000", "--record", str(record)) as (process, ready):
        request = b"GET /metadata/endpoints?api-version=2022-09-01 HTTP/1.1\r\nHost: arm\r\n\r\n"
        with begun(ready, ssl.create_default_context(cafile=ready["ca_file"]), request) as connection:
            process.send_signal(signal.SIGTERM)
            assert connection.recv(12) == b"HTTP/1.1 200"
            assert (process.wait(60), process.stderr.read()) == (0, "")
    assert json.loads(record.read_text(encoding="utf-8"))["api"] == "metadata"


def test_it_ends_quietly_though_a_client_is_still_speaking(tmp_path):
    with program(tmp_path) as (process, ready):
        request = b"POST /metadata/endpoints HTTP/1.1\r\nHost: arm\r\nContent-Length: 100\r\n\r\nand then"
        with begun(ready, ssl.create_default_context(cafile=ready["ca_file"]), request):
            process.send_signal(signal.SIGTERM)
            assert (process.wait(60), process.stderr.read()) == (0, "")


def refused(capsys, *options):
    """The sentence with which the program refuses an argument."""
    with pytest.raises(SystemExit) as ended:
        main([str(option) for option in options])
    assert ended.value.code == 2
    *usage, said = capsys.readouterr().err.splitlines()
    assert usage[0].startswith("usage: python -m tests.simulator ") and said.startswith("python -m tests.simulator: error: ")
    return said.removeprefix("python -m tests.simulator: error: ")


@pytest.fixture
def hosts(tmp_path):
    (tmp_path / "hosts").write_text(HOSTS)
    return tmp_path / "hosts"


def test_an_inventory_without_tenants(tmp_path, capsys):
    (tmp_path / "hosts").write_text("localhost\n")
    said = refused(capsys, "--inventory", tmp_path / "hosts")
    assert said == f"argument --inventory: cannot build a world from {tmp_path / 'hosts'}: no host of the inventory has secops_tenant_id"


def test_an_inventory_that_is_not_there(tmp_path, capsys):
    said = refused(capsys, "--inventory", tmp_path / "none")
    assert said == f"argument --inventory: cannot build a world from {tmp_path / 'none'}: there is no such file or directory"


def test_a_port_in_use(hosts, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(capsys, "--inventory", hosts, "--port", port)
    assert said == f"argument --port: cannot listen on port {port} of 127.0.0.1: Address already in use"


@pytest.mark.parametrize("option", ["--ready", "--record"])
def test_a_file_that_cannot_be_written(tmp_path, hosts, capsys, option):
    said = refused(capsys, "--inventory", hosts, option, tmp_path / "none" / "file")
    assert said == f"argument {option}: cannot write {tmp_path / 'none' / 'file'}: No such file or directory"
    assert refused(capsys, "--inventory", hosts, option, tmp_path).startswith(f"argument {option}: cannot write {tmp_path}: ")


@pytest.mark.parametrize("option, value, most", [
    ("--port", "99999", 65535), ("--port", "-1", 65535), ("--port", "https", 65535), ("--latency-ms", "-5", 3600000),
    ("--latency-ms", "0.5", 3600000), ("--latency-ms", "3600001", 3600000), ("--replication-ms", "-5", 3600000)])
def test_a_number_out_of_range(capsys, option, value, most):
    assert refused(capsys, f"{option}={value}") == f"argument {option}: '{value}' is no whole number from 0 to {most}"
    assert refused(capsys, option, value).startswith(f"argument {option}: ")


def test_its_options():
    found = arguments([])
    assert (found.port, found.cloud, found.latency_ms, found.replication_ms) == (0, "AzureUSGovernment", 0, 0)
    assert (found.ready, found.record) == (None, None)
    assert found.inventory.endswith("playbooks/inventories/sample")
    with pytest.raises(SystemExit):
        arguments(["--cloud", "AzureGermanCloud"])
