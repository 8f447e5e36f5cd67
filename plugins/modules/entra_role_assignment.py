#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: entra_role_assignment
short_description: Give a group a directory role of Microsoft Entra, for good or by eligibility
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps one directory role of one role-assignable group in the whole tenant.
  - With O(assignment=permanent) whoever is an active member of the group has the role; make people eligible for the group
    by M(multitenant.secops.pim_group), and they have it just in time.
  - With O(assignment=eligible) the group itself is eligible for the role in PIM for directory roles, and its members activate the role.
  - The two are separate facts. One of them neither replaces nor removes the other.
  - The roles Security Reader, Security Operator and Security Administrator also give access to the Microsoft Defender portal,
    in every cloud.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description: Whether the group has the role, or the eligibility.
    type: str
    choices: [present, absent]
    default: present
  group:
    description: Display name (exact) or object id of a role-assignable security group.
    type: str
    required: true
  role:
    description: Name (exact) or template id of the directory role.
    type: str
    required: true
  assignment:
    description: How the group has the role.
    type: str
    choices: [permanent, eligible]
    default: permanent
  duration:
    description:
      - With O(assignment=eligible), for how long from the grant, as an ISO 8601 duration such as V(P180D).
      - What was granted for as long is left alone. Without this and O(ends) the eligibility is permanent.
    type: str
  ends:
    description: With O(assignment=eligible), the moment when it ends, with its time zone.
    type: str
  justification:
    description: With O(assignment=eligible), why it is granted; kept in the audit log.
    type: str
  allow_lockout:
    description:
      - With O(state=absent), allow the role Global Administrator or Privileged Role Administrator to be taken away where nobody else holds
        it, or is eligible for it, in the whole tenant. A Global Administrator can give the role Privileged Role Administrator again.
      - What takes a role from somebody whom O(protected_principals) names, or from a group that they are in, is refused even with it.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.entra_role_assignment_info
  - module: multitenant.secops.pim_group
  - module: multitenant.secops.role_assignment
"""

EXAMPLES = r"""
- name: Operators who activate the group may work on alerts in Microsoft Defender
  multitenant.secops.entra_role_assignment:
    tenant: "{{ secops_tenant_id }}"
    group: Microsoft 365 SecOps
    role: Security Operator

- name: The group may activate a stronger role, for half a year
  multitenant.secops.entra_role_assignment:
    tenant: "{{ secops_tenant_id }}"
    group: Microsoft 365 SecOps
    role: Security Administrator
    assignment: eligible
    duration: P180D
    justification: Settings of Microsoft Defender

- name: End the eligibility
  multitenant.secops.entra_role_assignment:
    tenant: "{{ secops_tenant_id }}"
    group: Microsoft 365 SecOps
    role: Security Administrator
    assignment: eligible
    state: absent
"""

RETURN = r"""
resource:
  description: The assignment as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Id of the assignment or of the eligibility's schedule., type: str, returned: when present}
    group: {description: The group as it was named., type: str, returned: when present}
    group_id: {description: Object id of the group., type: str, returned: when present}
    role: {description: The role as it was named., type: str, returned: when present}
    assignment: {description: permanent or eligible., type: str, returned: when present}
    starts: {description: "When the eligibility began, in UTC; null for a permanent assignment.", type: str, returned: when present}
    ends: {description: "When the eligibility ends, in UTC; null when it does not.", type: str, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Assign directory role Security Operator to group Microsoft 365 SecOps"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _entra_role_assignment
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_entra_role_assignment)


if __name__ == "__main__":
    main()
