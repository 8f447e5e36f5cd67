# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator in a process of its own, and the programs that are tried on it; `make clients` names both."""
from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest


def pytest_configure(config):
    # What msgraph-sdk says of its own generated code.
    config.addinivalue_line("filterwarnings", "ignore:(GetQueryParameters is|This class is) deprecated:DeprecationWarning")


@pytest.fixture(scope="session")
def ready():
    """The ready file of the running simulator."""
    return json.loads(Path(os.environ["SIMULATOR_READY"]).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def home(ready):
    return next(tenant for tenant in ready["tenants"] if tenant["tenant_id"] == ready["managing_tenant_id"])


@pytest.fixture(scope="session")
def away(ready):
    """A managed tenant."""
    return next(tenant for tenant in ready["tenants"] if tenant["tenant_id"] != ready["managing_tenant_id"])


class AzureCli:
    """The real az with a configuration of its own, told of nothing but the simulator's certificate authority."""

    def __init__(self, folder, ready):
        self.environ = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "AZURE_CONFIG_DIR": str(folder / "azure"),
            "REQUESTS_CA_BUNDLE": ready["ca_file"],
            "AZURE_CORE_INSTANCE_DISCOVERY": "false", "AZURE_CORE_COLLECT_TELEMETRY": "false", "AZURE_CORE_NO_COLOR": "true"}

    def __call__(self, *words):
        """What the command prints, decoded."""
        ran = self.run(*words)
        assert ran.returncode == 0, ran.stderr
        assert not [line for line in ran.stderr.splitlines() if line.startswith("ERROR") or "Traceback" in line], ran.stderr
        return json.loads(ran.stdout) if ran.stdout.strip() else None

    def run(self, *words):
        return subprocess.run([os.environ["AZ_PROGRAM"], *map(str, words), "--output", "json"], env=self.environ, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120)


@pytest.fixture
def az(tmp_path, ready):
    cli = AzureCli(tmp_path, ready)
    cli("cloud", "register", "--name", "simulated", "--endpoint-resource-manager", ready["arm"])
    cli("cloud", "set", "--name", "simulated")
    return cli
