# SPDX-License-Identifier: GPL-3.0-or-later
"""How pim_group reads what PIM answers: which answers confirm a write, and what a finding looks like."""
from __future__ import annotations

import pytest
import yaml
from ansible_collections.multitenant.secops.plugins.module_utils import _pim_assignments, _pim_group, _pim_rules
from ansible_collections.multitenant.secops.plugins.module_utils._steps import Step, foresee

from tests.unit.plan.cases import FOLDER, NOW, want_of

AVERY = "avery@harborwatch.example"
AVERY_ID = "a1000000-0000-4000-8000-000000000001"
ENTRY = {"principal": AVERY, "principal_id": AVERY_ID, "access": "member", "starts": "2026-10-01T06:00:00Z", "ends": None}


def walked(options, **found):
    """(steps, looks, state at the end) of a task on a group that stands."""
    have = {**yaml.safe_load((FOLDER / "pim_group" / "found" / "standing.yml").read_text()), **found}
    walk, wishes, answer = _pim_group.steps(want_of(_pim_group, {"name": "Azure SecOps", **options}), have, NOW), [], None
    while True:
        try:
            wish = walk.send(answer)
        except StopIteration as end:
            taken = [each for each in wishes if isinstance(each, Step)]
            return taken, [each for each in wishes if each not in taken], end.value
        several = wish if isinstance(wish, list) else [wish]
        wishes += several
        answers = [foresee(each) for each in several]
        answer = answers if isinstance(wish, list) else answers[0]


def schedule(**changes):
    expiration = {"type": "afterDateTime", "endDateTime": "2026-12-23T06:00:03.1234567Z", "duration": None}
    return {
        "id": "1", "accessId": "member", "principalId": AVERY_ID, "memberType": "Direct", "assignmentType": "Assigned",
        "scheduleInfo": {"startDateTime": "2026-11-23T06:00:03.1234567Z", "expiration": expiration}, **changes}


def policy_items(rules, access="member", id="Group_1_2"):
    return [{"policyId": id, "roleDefinitionId": access, "policy": {"id": id, "rules": rules}}]


@pytest.mark.parametrize(("answer", "confirmed"), [
    (schedule(), True),
    (schedule(scheduleInfo={"startDateTime": "2026-11-23T06:00:03Z", "expiration": {"type": "afterDuration", "duration": "P30D"}}), True),
    (schedule(scheduleInfo={"startDateTime": "2026-11-23T06:00:03Z", "expiration": {"type": "noExpiration", "duration": None}}), False),
    (schedule(scheduleInfo={"startDateTime": "2026-11-23T06:00:03Z", "expiration": {"type": "afterDuration", "duration": "P60D"}}), False),
    (schedule(accessId="owner"), False),
    (schedule(assignmentType="Activated"), False),
    (schedule(memberType="Group"), False),
])
def test_a_grant_is_confirmed_by_its_own_schedule_alone(answer, confirmed):
    [step], _looks, _state = walked({"active": [{"principals": [AVERY], "duration": "P30D", "justification": "Duty"}]})
    assert step.confirm.pick([answer]) == (answer if confirmed else None)
    assert step.confirm.pick([]) is None


def test_a_removal_is_confirmed_when_nothing_but_an_activation_is_left():
    [step], _looks, state = walked({"active": [], "allow_lockout": True}, active=[ENTRY])
    assert step.confirm.pick([schedule()]) is None
    assert step.confirm.pick([schedule(assignmentType="Activated")]) is True
    assert step.confirm.pick([]) is True
    assert state["active"] == []


def test_a_changed_assignment_takes_the_place_of_the_old_one():
    entry = {**ENTRY, "ends": "2026-10-31T06:00:00Z"}
    _steps, _looks, state = walked({"eligible": [{"principals": [AVERY], "duration": "P60D"}]}, eligible=[entry])
    assert state["eligible"] == [{**entry, "starts": "2026-11-23T06:00:00Z", "ends": "2027-01-22T06:00:00Z"}]


def test_a_policy_is_written_to_the_policy_of_its_own_access_and_confirmed_by_all_its_changed_rules():
    [step], [look], _state = walked({"member_policy": {"activation_maximum_duration": "PT2H", "activation_requirements": ["ticket"]}})
    assert look.pick(policy_items([], access="owner")) is None
    assert look.pick(policy_items([], access="owner") + policy_items([], access="Member", id="Group_3_4")) == "Group_3_4"
    rules = step.body["rules"]
    assert step.confirm.pick(policy_items(rules)) == {"rules": rules}
    assert step.confirm.pick(policy_items(rules, access="owner")) is None
    assert step.confirm.pick(policy_items(rules[:1])) is None
    assert step.confirm.pick(policy_items([{**rules[0], "maximumDuration": "PT8H"}, rules[1]])) is None
    assert step.confirm.pick(policy_items([{**rules[0], "maximumDuration": "PT120M"}, rules[1]])) is not None


@pytest.mark.parametrize(("status", "reason"), [
    ("Provisioned", None), ("Granted", None), ("Revoked", None), ("PendingProvisioning", None), (None, None),
    ("Failed", "Failed"), ("denied", "denied"), ("PendingApproval", "PendingApproval")])
def test_a_request_that_was_accepted_and_will_not_happen_says_why(status, reason):
    told = _pim_assignments.why_failed({"status": status})
    assert told is None if reason is None else told.endswith(f"its status is {reason}")


@pytest.mark.parametrize("options", [
    _pim_rules.DEFAULTS,
    {**_pim_rules.DEFAULTS, "authentication_context": "c7", "activation_requirements": ["justification", "ticket"],
     "approval": {"required": True, "approvers": [{"principal": "Leads", "principal_id": AVERY_ID, "_kind": "group"}]}},
])
def test_a_policy_that_is_written_is_read_back_as_it_was(options):
    rules = [_pim_rules.body(rule, value) for rule, value in _pim_rules.by_rule(options).items()]
    assert len(rules) == 17
    read = _pim_rules.by_option(_pim_rules.read(rules))
    read["approval"].pop("_setting")
    assert read == options


def test_an_approver_in_the_old_shape_is_read():
    subject = {"@odata.type": "#microsoft.graph.singleUser", "id": AVERY_ID, "isBackup": False}
    setting = {"isApprovalRequired": True, "approvalStages": [{"primaryApprovers": [subject]}]}
    rule = {"id": "Approval_EndUser_Assignment", "setting": setting}
    assert _pim_rules.read([rule])["Approval_EndUser_Assignment"]["approvers"] == [
        {"principal": AVERY_ID, "principal_id": AVERY_ID, "_kind": "user"}]
