# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator for the tests of one file, asked of one service."""

from __future__ import annotations

import pytest

from tests.unit.simulator import azure_client, directory_client


@pytest.fixture(scope="module")
def world():
    """Microsoft Graph."""
    with directory_client.estates() as found:
        yield found


@pytest.fixture(scope="module")
def estate():
    """Azure Resource Manager."""
    with azure_client.estates() as found:
        yield found
