# SPDX-License-Identifier: GPL-3.0-or-later
"""What everything on a workspace has in common: not on-boarded yet, a moment ago, gone with Sentinel."""

from __future__ import annotations

import json

from tests.unit.simulator.azure_client import refused
from tests.unit.simulator.sentinel_client import SENTINEL, STATE, with_sentinel, with_workspace

BODY = {"properties": {"customerManagedKey": False}}
NOT_ONBOARDED = "is not onboarded to Microsoft Sentinel"


def test_for_a_while_after_the_onboarding_everything_still_says_not_onboarded(estate):
    azure = with_workspace(estate.fresh())
    azure.polls(3)
    azure.put(STATE, BODY)
    while azure.get(STATE).status_code == 404:
        assert azure.world.operations
    for _unused in range(2):
        inner = json.loads(refused(azure.get(f"{SENTINEL}/alertRules"), 400, "BadRequest", NOT_ONBOARDED)["message"])
        assert inner["error"]["code"] == "BadRequest"
    assert azure.get(f"{SENTINEL}/alertRules").status_code == 200


def test_it_is_on_at_once_where_nothing_takes_time(estate):
    assert with_sentinel(estate.fresh()).get(f"{SENTINEL}/alertRules").status_code == 200


def test_off_again(estate):
    azure = with_sentinel(estate.fresh())
    azure.delete(STATE)
    refused(azure.get(f"{SENTINEL}/alertRules"), 400, "BadRequest", NOT_ONBOARDED)
