# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.end_to_end.estate import Estate
from tools.simulated import SAMPLE, simulator


@pytest.fixture
def estate(tmp_path):
    """A new simulator for each test: its exit status, at the end, says whether it kept to the contracts."""
    exchanges = tmp_path / "exchanges.jsonl"
    with simulator(Path(sys.executable).parent, tmp_path / "simulator", os.environ, "--inventory", SAMPLE, "--record", exchanges) as ready:
        yield Estate(ready, tmp_path, exchanges)
