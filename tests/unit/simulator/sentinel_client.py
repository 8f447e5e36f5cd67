# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace with Microsoft Sentinel on it, for the tests of what stands there."""

from __future__ import annotations

from tests.unit.simulator.azure_client import GROUP

WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"
SENTINEL = f"{WORKSPACE}/providers/Microsoft.SecurityInsights"
STATE = f"{SENTINEL}/onboardingStates/default"


def with_workspace(azure, region="usgovvirginia"):
    """The same client, with a workspace that has no Sentinel yet."""
    azure.with_group(region).registered("Microsoft.OperationalInsights", "Microsoft.SecurityInsights")
    azure.finished(azure.put(WORKSPACE, {"location": region}))
    return azure


def with_sentinel(azure, region="usgovvirginia"):
    """The same client, with a workspace that has had Sentinel for a while."""
    with_workspace(azure, region)
    polls = azure.world.polls
    azure.polls(0)
    assert azure.put(STATE, {"properties": {"customerManagedKey": False}}).status_code == 201
    assert azure.get(f"{SENTINEL}/alertRules").status_code == 200        # the first call, so that what is there from the beginning is
    azure.polls(polls)
    return azure
