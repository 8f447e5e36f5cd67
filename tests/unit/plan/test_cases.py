# SPDX-License-Identifier: GPL-3.0-or-later
"""Every written case gives its steps, and says the same whoever answers."""
from __future__ import annotations

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._steps import HumanStep, Kept, foresee, shown

from tests.unit.plan.cases import METHODS, all_cases, outcome, plan, served

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    if "error" in case.data:
        with pytest.raises(Refusal) as refused:
            plan(case.module, case.want(), case.data["found"], case.now, case.cloud)
        assert case.data["error"] in str(refused.value)
        return
    asked = []
    taken, state = plan(case.module, case.want(), case.data["found"], case.now, case.cloud, asked=asked)
    assert [each.says for each in asked if isinstance(each, HumanStep)] == case.data.get("human_steps", [])
    assert [each.says for each in asked if isinstance(each, Kept)] == case.data.get("left", [])
    assert [described(step, expected) for step, expected in zip(taken, case.data["steps"])] == case.data["steps"]
    assert [step.says for step in taken] == [expected["says"] for expected in case.data["steps"]]
    if "after" in case.data:
        assert shown(state) == case.data["after"]


def described(step, expected):
    """A step in a case file's words: as far as the case speaks of it."""
    full = {"says": step.says, step.method: step.path, "body": step.body, "query": step.query, "service": step.service}
    return {key: full.get(key) for key in expected}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_check_mode_and_a_run_say_the_same(case):
    foretold, _state = outcome(case.module, case.want(), case.data["found"], case.now, case.cloud, foresee)
    done, _state = outcome(case.module, case.want(), case.data["found"], case.now, case.cloud, served())
    assert foretold == done


def test_each_step_of_a_case_names_its_request():
    for case in CASES:
        for step in case.data.get("steps", ()):
            assert any(method in step for method in METHODS), f"{case}: a step without method and path shows nothing"
