# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to PIM for Groups, as a client would write them."""

from __future__ import annotations

from tests.unit.simulator.directory_client import GROUP

ROOT = "/identityGovernance/privilegedAccess/group"
ELIGIBLE, ACTIVE = ROOT + "/eligibility", ROOT + "/assignment"
POLICIES = "/policies/roleManagementPolicies"
POLICY_ASSIGNMENTS = "/policies/roleManagementPolicyAssignments"
TYPE = "#microsoft.graph.unifiedRoleManagementPolicy{}Rule"


class Pim:
    """PIM for one group of a tenant, and one person of the tenant."""

    def __init__(self, directory, group_id, person_id):
        self.directory, self.group_id, self.person_id = directory, group_id, person_id

    def asked_by(self, other):
        """The same group and person, asked about by somebody else."""
        return Pim(other, self.group_id, self.person_id)

    def body(self, action="adminAssign", duration="PT8H", **changes):
        expiration = {"type": "afterDuration", "duration": duration} if duration else {"type": "noExpiration"}
        return {"accessId": "member", "groupId": self.group_id, "principalId": self.person_id, "action": action,
                "justification": "CHG-1042", "scheduleInfo": {"expiration": expiration}, **changes}

    def send(self, surface, action="adminAssign", duration="PT8H", **changes):
        return self.directory.post(surface + "ScheduleRequests", self.body(action, duration, **changes))

    def done(self, surface, action="adminAssign", duration="PT8H", **changes):
        return self.directory.made(surface + "ScheduleRequests", self.body(action, duration, **changes))

    def rows(self, surface, kind, more=""):
        answer = self.directory.get(f"{surface}Schedule{kind}?$filter=groupId eq '{self.group_id}'{more}")
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    def members(self, relation="members"):
        return [row["id"] for row in self.directory.get(f"/groups/{self.group_id}/{relation}").json()["value"]]

    def policy_ids(self):
        answer = self.directory.get(f"{POLICY_ASSIGNMENTS}?$filter=scopeId eq '{self.group_id}' and scopeType eq 'Group'").json()
        return {row["roleDefinitionId"]: row["policyId"] for row in answer["value"]}

    def rule(self, id, access="member"):
        return self.directory.get(f"{POLICIES}/{self.policy_ids()[access]}/rules/{id}").json()

    def set_rule(self, id, access="member", **settings):
        return self.directory.patch(f"{POLICIES}/{self.policy_ids()[access]}/rules/{id}", rule(id, **settings))

    def must_set(self, id, access="member", **settings):
        answer = self.set_rule(id, access, **settings)
        assert answer.status_code == 204, answer.text


def rule(id, **settings):
    return {"@odata.type": TYPE.format(id.split("_")[0]), "id": id, **settings}


def pim_of(directory, upn, **group):
    """PIM for a new group and a person."""
    made = directory.made("/groups", {**GROUP, "isAssignableToRole": True, **group})
    return Pim(directory, made["id"], directory.person(upn))


def approval_by(*approvers):
    """The setting of an approval rule with these approvers."""
    return {"isApprovalRequired": True, "isApprovalRequiredForExtension": False, "isRequestorJustificationRequired": True,
            "approvalMode": "SingleStage", "approvalStages": [{
                "approvalStageTimeOutInDays": 1, "isApproverJustificationRequired": True, "escalationTimeInMinutes": 0,
                "isEscalationEnabled": False, "primaryApprovers": list(approvers), "escalationApprovers": []}]}
