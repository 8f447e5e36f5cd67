#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: access_review
short_description: Have it reviewed again and again who is in a group
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps one recurring access review of all members of one group, such as a group in Privileged Identity Management.
  - Microsoft's portal reviews who is eligible for such a group together with its active members. Of a review that is made through
    Microsoft Graph this is not promised. So while an instance of the review is in progress, every run compares whom it lists with who is
    eligible. Who is missing is told in RV(resource.not_listed), and in RV(human_steps) what somebody must do about it.
  - Whoever became eligible after the instance began is missing too, until the next one begins.
  - Microsoft Graph replaces a review as a whole. What the options leave out is sent back as it was read, and so left alone.
  - Nothing keeps two reviews of a group from having one name. Two are an error that lists both ids.
  - Reviews need Microsoft Entra ID P2 or Microsoft Entra ID Governance, the latter for who is eligible.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - Whether the review is there.
      - V(absent) deletes it with its instances and their decisions.
    type: str
    choices: [present, absent]
    default: present
  group:
    description: Display name (exact) or object id of the group whose members are reviewed.
    type: str
    required: true
  name:
    description: Name (exact) or id of the review. By default V(Members of) with O(group).
    type: str
  description:
    description: What the review is for, for administrators.
    type: str
  instructions:
    description: What the reviewers read.
    type: str
  reviewers:
    description:
      - Who reviews. The whole list; needed for a new review unless O(self_review) is set.
      - People by user principal name, mail or object id; groups, whose members review, by display name or object id; V(group_owners), the
        owners of the group; V(managers), everybody's manager.
      - Owners count only while they are active, and not everybody has a manager. So both need O(fallback_reviewers).
    type: list
    elements: str
  fallback_reviewers:
    description: Who reviews where no owner or manager is there, people and groups. The whole list.
    type: list
    elements: str
  self_review:
    description: Whether everybody reviews themselves.
    type: bool
  recurrence:
    description: How often an instance of the review begins. A new review is quarterly without this.
    type: str
    choices: [weekly, monthly, quarterly, half_yearly, yearly]
  start:
    description:
      - The day, in UTC, on which the first instance begins, such as V(2027-01-01).
      - A new review begins on the day on which it is made without this; afterwards its start is left alone.
    type: str
  duration_days:
    description: For how many days an instance asks. It must be over before the next one begins. In a new review 14 without this.
    type: int
  default_decision:
    description:
      - What is decided about those about whom no reviewer has decided when an instance ends. In a new review V(none) without this.
      - V(deny) together with O(auto_apply) takes everybody out of the group when the reviewers are silent.
    type: str
    choices: [none, approve, deny, recommendation]
  auto_apply:
    description: Whether decisions take place when an instance ends. In a new review they wait for somebody to apply them.
    type: bool
  recommendations:
    description: Whether reviewers are shown a recommendation. In a new review they are.
    type: bool
  justification:
    description: Whether reviewers must say why they approve. In a new review they must.
    type: bool
  notifications:
    description: Whether mails tell of the review. In a new review they do.
    type: bool
  reminders:
    description: Whether mails remind reviewers. In a new review they do.
    type: bool
  look_back:
    description: How far recommendations look back for sign-ins, as an ISO 8601 duration such as V(P30D).
    type: str
seealso:
  - module: multitenant.secops.access_review_info
  - module: multitenant.secops.pim_group
  - module: multitenant.secops.access_package
"""

EXAMPLES = r"""
- name: Two people look every quarter who still needs to be a security operator
  multitenant.secops.access_review:
    tenant: "{{ secops_tenant_id }}"
    group: Azure SecOps
    reviewers:
      - kit.barrow@northfleet.onmicrosoft.us
      - lou.fenn@northfleet.onmicrosoft.us

- name: Owners look every month; who is denied leaves the group at the end
  multitenant.secops.access_review:
    tenant: "{{ secops_tenant_id }}"
    group: Azure SecOps
    name: Monthly review of operators
    reviewers: [group_owners]
    fallback_reviewers: [Identity governance team]
    recurrence: monthly
    duration_days: 7
    default_decision: recommendation
    auto_apply: true

- name: End the review
  multitenant.secops.access_review:
    tenant: "{{ secops_tenant_id }}"
    group: Azure SecOps
    name: Monthly review of operators
    state: absent
"""

RETURN = r"""
resource:
  description: The review as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Id of the review., type: str, returned: when present}
    name: {description: Its name., type: str, returned: when present}
    group: {description: The group as it was named., type: str, returned: when present}
    group_id: {description: Object id of the group., type: str, returned: when present}
    description: {description: What it is for., type: str, returned: when present}
    instructions: {description: What the reviewers read., type: str, returned: when present}
    reviewers:
      description: Who reviews, as named by the task; others as C(user:ID), C(group:ID) or C(owners:ID).
      type: list
      elements: str
      returned: when present
    fallback_reviewers: {description: "Who stands in, likewise.", type: list, elements: str, returned: when present}
    self_review: {description: Whether everybody reviews themselves., type: bool, returned: when present}
    recurrence: {description: "How often, V(once) included.", type: str, returned: when present}
    start: {description: The day on which the first instance begins., type: str, returned: when present}
    duration_days: {description: For how many days an instance asks., type: int, returned: when present}
    default_decision: {description: What is decided about those about whom nobody decides., type: str, returned: when present}
    auto_apply: {description: Whether decisions take place by themselves., type: bool, returned: when present}
    recommendations: {description: Whether reviewers are shown a recommendation., type: bool, returned: when present}
    justification: {description: Whether reviewers must say why they approve., type: bool, returned: when present}
    notifications: {description: Whether mails tell of it., type: bool, returned: when present}
    reminders: {description: Whether mails remind reviewers., type: bool, returned: when present}
    look_back: {description: How far recommendations look back; null when that was never set., type: str, returned: when present}
    current_instance:
      description: The instance that is in progress; null when there is none.
      type: dict
      returned: when present
      contains:
        id: {description: Its id., type: str, returned: when in progress}
        starts: {description: When it began., type: str, returned: when in progress}
        ends: {description: When it ends., type: str, returned: when in progress}
    not_listed:
      description: Who is eligible for the group and not listed in the instance in progress.
      type: list
      elements: dict
      returned: when present
      contains:
        principal: {description: User principal name., type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create quarterly access review Members of Azure SecOps, done by kit.barrow@northfleet.onmicrosoft.us"]
human_steps:
  description: What somebody must do, where the review does not reach everybody.
  returned: always
  type: list
  elements: str
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _access_review
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_access_review)


if __name__ == "__main__":
    main()
