# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.end_to_end.estate import Estate
from tools.simulated import SAMPLE, simulator


@pytest.fixture
def estate(tmp_path, request):
    """A new simulator for each test: its exit status, at the end, says whether it kept to the contracts. A parameter names its cloud."""
    cloud = getattr(request, "param", "AzureUSGovernment")
    exchanges = tmp_path / "exchanges.jsonl"
    arguments = ("--inventory", SAMPLE, "--record", exchanges, "--cloud", cloud)
    with simulator(Path(sys.executable).parent, tmp_path / "simulator", os.environ, *arguments) as ready:
        yield Estate(ready, tmp_path, exchanges)
