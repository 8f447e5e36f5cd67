# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for all tests of the clients; each test finds its world as it was in the beginning."""
from __future__ import annotations

import os

import pytest

from tests.unit.simulator.small_estate import simulated

# What would be taken from the shell that runs the tests.
SETTINGS = ("ARM_", "AZURE_", "ANSIBLE_AZURE_", "IDENTITY_", "MSI_", "SECOPS_", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "HTTP")


@pytest.fixture(scope="session")
def running():
    with simulated() as found:
        found.simulation.snapshot("beginning")
        yield found


@pytest.fixture
def sim(running, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    running.simulation.restore("beginning")
    yield running
    running.simulation.faults.clear()
    running.control("PUT", "/throttling", {"on": False})
    assert running.simulation.breaches == []


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in [name for name in os.environ if name.upper().startswith(SETTINGS)]:
        monkeypatch.delenv(name)
