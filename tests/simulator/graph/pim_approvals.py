# SPDX-License-Identifier: GPL-3.0-or-later
"""Approvals of activations in PIM for Groups: a person decides, in the one stage that there is.

Assumed, where the documentation is silent: who is no approver is refused with 403; a decision needs a justification where the policy
asks for one; what is decided stays decided.
"""
from __future__ import annotations

from tests.simulator.graph import odata, pim, pim_groups, pim_reads, pim_schedules
from tests.simulator.graph import schedule_times as times
from tests.simulator.graph.directory_rules import bad_request, denied
from tests.simulator.wire import Area
from tests.simulator.world import seeded_id

area = Area("PIM approvals")
ROOT = "/identityGovernance/privilegedAccess/group/assignmentApprovals"
DECISIONS = "privilegedAccess/approvals"
OUTCOMES = {"approve": "Approve", "deny": "Deny"}
SURFACE = pim_groups.ASSIGNMENT


@area.get(ROOT + "/{id}")
def approval(call):
    request = request_of(call)
    return odata.entity(call, {"id": request["id"]}, "identityGovernance/privilegedAccess/group/assignmentApprovals",
                        expand={"stages": lambda call, row: [stage(call, request)]})


@area.get(ROOT + "/{id}/stages")
def stages(call):
    return odata.collection(call, [stage(call, request_of(call))], f"identityGovernance/privilegedAccess/group/{call.params['id']}/stages")


@area.get(ROOT + "/{id}/stages/{stage}")
def one_stage(call):
    return odata.entity(call, stage_of(call, request_of(call)), f"identityGovernance/privilegedAccess/group/{call.params['id']}/stages")


@area.patch(ROOT + "/{id}/stages/{stage}")
def decide(call):
    request = request_of(call)
    stage_of(call, request)
    rule = rule_of(call, request)
    if not pim_reads.may_approve(call, rule):
        raise denied()
    decision = OUTCOMES.get(str(call.body.get("reviewResult")).lower())
    needs_reason = rule["setting"]["approvalStages"][0]["isApproverJustificationRequired"]
    if decision is None or request["status"] != "PendingApproval" or needs_reason and not call.body.get("justification"):
        raise bad_request("The decision cannot be recorded: it needs the result Approve or Deny, and a justification, for a pending "
                          "request.")
    call.tenant.directory.put(DECISIONS, request["id"], {"reviewResult": decision, "justification": call.body.get("justification"),
                                                         "by": call.caller, "at": call.stamp(7)})
    settle(call, request, decision)


def settle(call, request, decision):
    """Grant what was approved, from now; a request that was denied stays without effect."""
    call.tenant.directory.unplan(SURFACE.requests, request["id"])
    if decision == "Deny":
        pim_schedules.file(call, SURFACE, {**request, "status": "Denied", "completedDateTime": call.stamp(7)})
        return
    window = times.window({**request["scheduleInfo"], "startDateTime": _not_before(call, request)}, call.now())
    granted = {**request, "status": "Provisioned", "completedDateTime": call.stamp(7), "scheduleInfo": times.requested(window),
               "targetScheduleId": SURFACE.schedule_id(request, request["id"])}
    pim_schedules.provision(call, SURFACE, granted, pim.Verdict("Provisioned", window, kind="activated"))


def _not_before(call, request):
    start = request["scheduleInfo"]["startDateTime"]
    return start if times.moment(start) > call.now() else None


def request_of(call):
    request = call.tenant.directory.get(SURFACE.requests, call.params["id"])
    if request is None or request["approvalId"] is None:
        raise pim.not_found()
    return request


def rule_of(call, request):
    return SURFACE.rules(call, request)["Approval_EndUser_Assignment"]


def stage_of(call, request):
    found = stage(call, request)
    if found["id"] != call.params["stage"].lower():
        raise pim.not_found()
    return found


def stage(call, request):
    decision = call.tenant.directory.get(DECISIONS, request["id"])
    result = {"status": "InProgress", "reviewResult": "NotReviewed", "justification": None, "reviewedBy": None, "reviewedDateTime": None}
    if decision:
        result = {"status": "Completed", "reviewResult": decision["reviewResult"], "justification": decision["justification"],
                  "reviewedBy": {"displayName": None, "id": decision["by"]}, "reviewedDateTime": decision["at"]}
    mine = pim_reads.may_approve(call, rule_of(call, request))
    return {"id": seeded_id("stage", request["id"]), "displayName": None, "assignedToMe": mine, **result}
