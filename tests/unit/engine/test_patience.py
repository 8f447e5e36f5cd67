# SPDX-License-Identifier: GPL-3.0-or-later
"""The times by which a task waits."""
from __future__ import annotations

import math

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._patience import refuse_times


@pytest.mark.parametrize("timeout, interval, told", [
    (-1, 2.0, "wait_timeout_seconds is -1"), (604801, 2.0, "wait_timeout_seconds is 604801"),
    (10 ** 400, 2.0, "wait_timeout_seconds is 1000"),
    (300, 0.0, "poll_interval_seconds is 0"), (300, -2.0, "poll_interval_seconds is -2"), (300, 1e-9, "poll_interval_seconds is 1e-09"),
    (300, math.nan, "poll_interval_seconds is nan"), (300, math.inf, "poll_interval_seconds is inf")])
def test_times_that_nothing_can_be_waited_by(timeout, interval, told):
    with pytest.raises(Refusal, match=rf"^{told}.*, but must be .*; correct it$"):
        refuse_times(timeout, interval)


@pytest.mark.parametrize("timeout, interval", [(0, 0.01), (300, 2.0), (604800, 604800.0)])
def test_times_that_something_can_be_waited_by(timeout, interval):
    refuse_times(timeout, interval)
