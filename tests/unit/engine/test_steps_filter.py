# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that tells what registered results did."""
from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.multitenant.secops.plugins.filter.steps import FilterModule

steps = FilterModule().filters()["steps"]
GROUP = {"changed": True, "steps": ["Create group", "Set its owners"]}
LOOP = {"changed": True, "results": [{"steps": ["Invite one"]}, {"skipped": True}, {"steps": []}, {"steps": ["Invite two"]}]}
SKIPPED = {"changed": False, "skipped": True}


@pytest.mark.parametrize(("registered", "expected"), [
    (GROUP, ["Create group", "Set its owners"]),
    (LOOP, ["Invite one", "Invite two"]),
    (SKIPPED, []),
    ([LOOP, SKIPPED, GROUP], ["Invite one", "Invite two", "Create group", "Set its owners"]),
    ([], []),
])
def test_the_steps_come_in_the_order_of_the_tasks(registered, expected):
    assert steps(registered) == expected


def test_anything_else_is_refused():
    with pytest.raises(AnsibleFilterError, match="give multitenant.secops.steps what a task registered"):
        steps("Azure SecOps")
