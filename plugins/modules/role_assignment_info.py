#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: role_assignment_info
short_description: Report Azure role assignments
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the role assignments that apply at a scope (those above and below it included), of everybody or of one principal.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  scope:
    description:
      - Subscription id, or a scope such as V(/subscriptions/ID/resourceGroups/NAME) or
        V(/providers/Microsoft.Management/managementGroups/NAME).
    type: str
    required: true
  principal_id:
    description: Only assignments of the principal with this object id.
    type: str
seealso:
  - module: multitenant.secops.role_assignment
"""

EXAMPLES = r"""
- name: Who may do what in the subscription?
  multitenant.secops.role_assignment_info:
    tenant: "{{ secops_tenant_id }}"
    scope: "{{ secops_subscription_ids[0] }}"
  register: assignments
"""

RETURN = r"""
resources:
  description: The assignments found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Resource id of the assignment., type: str, returned: always}
    scope: {description: Where it was made., type: str, returned: always}
    role: {description: Name of the role; null when it is not defined at the scope., type: str, returned: always}
    role_definition_id: {description: Resource id of the role., type: str, returned: always}
    principal_id: {description: Object id of the principal., type: str, returned: always}
    principal_type: {description: What the principal is., type: str, returned: always}
    description: {description: Why the assignment exists., type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _role_assignment
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_role_assignment)


if __name__ == "__main__":
    main()
