#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: access_review_info
short_description: Report the access reviews of a group
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the access reviews of all members of a group, with the people whom the instance in progress does not list though they are
    eligible for the group in Privileged Identity Management.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  group:
    description: Display name (exact) or object id of the group.
    type: str
    required: true
  name:
    description: Name or id of a review; without it, all of the group.
    type: str
seealso:
  - module: multitenant.secops.access_review
"""

EXAMPLES = r"""
- name: Whom do the reviews of the operators' group not reach?
  multitenant.secops.access_review_info:
    tenant: "{{ secops_tenant_id }}"
    group: Azure SecOps
  register: reviews
"""

RETURN = r"""
resources:
  description: The reviews found; none when there is no such group.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Id of the review., type: str, returned: always}
    name: {description: Its name., type: str, returned: always}
    group: {description: The group as it was named., type: str, returned: always}
    group_id: {description: Object id of the group., type: str, returned: always}
    description: {description: What it is for., type: str, returned: always}
    instructions: {description: What the reviewers read., type: str, returned: always}
    reviewers:
      description: Who reviews, by name; who is not found as C(user:ID), C(group:ID) or C(owners:ID).
      type: list
      elements: str
      returned: always
    fallback_reviewers: {description: "Who stands in, likewise.", type: list, elements: str, returned: always}
    self_review: {description: Whether everybody reviews themselves., type: bool, returned: always}
    recurrence: {description: "How often, V(once) included.", type: str, returned: always}
    start: {description: The day on which the first instance begins., type: str, returned: always}
    duration_days: {description: For how many days an instance asks., type: int, returned: always}
    default_decision: {description: What is decided about those about whom nobody decides., type: str, returned: always}
    auto_apply: {description: Whether decisions take place by themselves., type: bool, returned: always}
    recommendations: {description: Whether reviewers are shown a recommendation., type: bool, returned: always}
    justification: {description: Whether reviewers must say why they approve., type: bool, returned: always}
    notifications: {description: Whether mails tell of it., type: bool, returned: always}
    reminders: {description: Whether mails remind reviewers., type: bool, returned: always}
    look_back: {description: How far recommendations look back; null when that was never set., type: str, returned: always}
    current_instance:
      description: The instance that is in progress; null when there is none.
      type: dict
      returned: always
      contains:
        id: {description: Its id., type: str, returned: when in progress}
        starts: {description: When it began., type: str, returned: when in progress}
        ends: {description: When it ends., type: str, returned: when in progress}
    not_listed:
      description: Who is eligible for the group and not listed in the instance in progress.
      type: list
      elements: dict
      returned: always
      contains:
        principal: {description: User principal name., type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _access_review
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_access_review)


if __name__ == "__main__":
    main()
