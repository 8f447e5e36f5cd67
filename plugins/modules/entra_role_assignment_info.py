#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: entra_role_assignment_info
short_description: Report the directory roles of a group
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports every directory role of Microsoft Entra that a group holds, and every one that it is eligible for.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  group:
    description: Display name (exact) or object id of the group.
    type: str
    required: true
seealso:
  - module: multitenant.secops.entra_role_assignment
"""

EXAMPLES = r"""
- name: Which roles does the group give?
  multitenant.secops.entra_role_assignment_info:
    tenant: "{{ secops_tenant_id }}"
    group: Microsoft 365 SecOps
  register: roles
"""

RETURN = r"""
resources:
  description: The roles found; none when there is no such group.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Id of the assignment or of the eligibility's schedule., type: str, returned: always}
    group: {description: The group as it was named., type: str, returned: always}
    group_id: {description: Object id of the group., type: str, returned: always}
    role: {description: Name of the role., type: str, returned: always}
    assignment: {description: permanent or eligible., type: str, returned: always}
    starts: {description: "When the eligibility began, in UTC; null for a permanent assignment.", type: str, returned: always}
    ends: {description: "When the eligibility ends, in UTC; null when it does not.", type: str, returned: always}
    directory_scope: {description: "Where the role holds; / is the whole tenant.", type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _entra_role_assignment
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_entra_role_assignment)


if __name__ == "__main__":
    main()
