# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m tests.simulator, from its ready file to SIGTERM."""
from __future__ import annotations

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


def test_an_inventory_without_tenants_is_said_in_a_sentence(tmp_path, capsys):
    (tmp_path / "hosts").write_text("localhost\n")
    assert main(["--inventory", str(tmp_path / "hosts")]) == 2
    said = capsys.readouterr().err
    assert said == f"Cannot build a world from {tmp_path / 'hosts'}: no host of the inventory has secops_tenant_id.\n"


def test_a_port_in_use_is_said_in_a_sentence(tmp_path, capsys):
    (tmp_path / "hosts").write_text(HOSTS)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--inventory", str(tmp_path / "hosts"), "--port", str(port)]) == 2
    assert capsys.readouterr().err.startswith(f"Cannot listen on port {port} of 127.0.0.1: ")


def test_its_options():
    found = arguments([])
    assert (found.port, found.cloud, found.latency_ms, found.replication_ms) == (0, "AzureUSGovernment", 0, 0)
    assert (found.ready, found.record) == (None, None)
    assert found.inventory.endswith("playbooks/inventories/sample")
    with pytest.raises(SystemExit):
        arguments(["--cloud", "AzureGermanCloud"])
