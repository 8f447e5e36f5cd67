#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: role_assignment
short_description: Assign Azure roles by name
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps an Azure role assignment, which is one role for one principal at one scope.
  - Principal and role are given by name. Their ids are looked up in the tenant and at the scope.
  - An equal assignment that stands under another id is adopted, not duplicated.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description: Whether the principal has the role at this scope.
    type: str
    choices: [present, absent]
    default: present
  scope:
    description:
      - Subscription id, or a scope such as V(/subscriptions/ID/resourceGroups/NAME) or
        V(/providers/Microsoft.Management/managementGroups/NAME).
    type: str
    required: true
  role:
    description: Name of the role (exact) or id of its definition.
    type: str
    required: true
  principal:
    description:
      - Whom the role is given to.
      - A group's display name or object id; a user's principal name, mail or object id; a service principal's display name,
        application id or object id.
    type: str
    required: true
  principal_type:
    description: What O(principal) is.
    type: str
    choices: [Group, User, ServicePrincipal]
    default: Group
  description:
    description: Why the assignment exists. Left alone when not given.
    type: str
  allow_lockout:
    description:
      - With O(state=absent), allow the role Owner or User Access Administrator to be taken away where it is the last by which anybody may
        assign roles at the scope, there or from above, or is what the task itself has signed in with.
      - What takes a role from somebody whom O(protected_principals) names, or from a group that they are in, is refused even with it.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.role_assignment_info
  - module: multitenant.secops.pim_group
"""

EXAMPLES = r"""
- name: Operators who activate the group may work in Sentinel
  multitenant.secops.role_assignment:
    tenant: "{{ secops_tenant_id }}"
    scope: "{{ secops_subscription_ids[0] }}"
    role: Microsoft Sentinel Contributor
    principal: Azure SecOps

- name: Take the role away again
  multitenant.secops.role_assignment:
    tenant: "{{ secops_tenant_id }}"
    scope: "{{ secops_subscription_ids[0] }}"
    role: Microsoft Sentinel Contributor
    principal: Azure SecOps
    state: absent
"""

RETURN = r"""
resource:
  description: The assignment as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Resource id of the assignment., type: str, returned: when present}
    scope: {description: The scope., type: str, returned: when present}
    role: {description: The role as it was named., type: str, returned: when present}
    principal: {description: The principal as it was named., type: str, returned: when present}
    principal_id: {description: Object id of the principal., type: str, returned: when present}
    principal_type: {description: What the principal is., type: str, returned: when present}
    description: {description: Why the assignment exists., type: str, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Assign role Security Reader to Azure SecOps at subscription 'Operations'"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _role_assignment
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_role_assignment)


if __name__ == "__main__":
    main()
