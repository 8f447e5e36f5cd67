# SPDX-License-Identifier: GPL-3.0-or-later
"""Every Graph request of every plan case is one that Microsoft's typed client makes, with the same method, path and body."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._steps import GRAPH

from tests.unit.oracle.typed import Unlike, comparable, request
from tests.unit.plan.cases import all_cases, plan


def graph_steps():
    """Each request once: cases of a resource share many."""
    seen = {}
    for case in all_cases():
        if "error" in case.data:
            continue
        taken, _state = plan(case.module, case.want(), case.data["found"], case.now, case.cloud)
        for step in taken:
            if step.service == GRAPH:
                seen.setdefault((step.method, step.path, repr(step.body)), pytest.param(step, id=f"{case}: {step.says}"))
    return list(seen.values())


@pytest.mark.parametrize("step", graph_steps())
def test_the_typed_client_makes_the_same_request(step):
    method, path, body = request(step.method, step.path, step.body)
    assert (method, path) == (step.method, step.path)
    assert comparable(body) == comparable(step.body)


@pytest.mark.parametrize(("method", "path", "body"), [
    ("POST", "/groups", {"displayname": "x"}),
    ("POST", "/groups", {"owners": [{"displayName": "x", "surename": "y"}]}),
    ("POST", "/grups", {"displayName": "x"}),
    ("PUT", "/groups", {"displayName": "x"}),
    ("PATCH", "/groups/1/owners/2/$ref", {}),
])
def test_a_request_that_the_typed_client_does_not_know_is_noticed(method, path, body):
    with pytest.raises(Unlike):
        request(method, path, body)


@pytest.mark.parametrize(("path", "body"), [
    ("/groups", {"securityEnabled": "yes"}),
    ("/groups", {"mailNickname": None}),
    ("/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests", {"action": "adminGrant"}),
    ("/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests", {"scheduleInfo": {"startDateTime": "soon"}}),
])
def test_a_value_of_another_type_is_noticed(path, body):
    try:
        sent = request("POST", path, body)[2]
    except (Unlike, ValueError, TypeError, KeyError):
        return
    assert comparable(sent) != comparable(body)
