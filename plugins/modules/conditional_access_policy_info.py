#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conditional_access_policy_info
short_description: Report Conditional Access policies
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports every Conditional Access policy of a tenant, or the ones of a name.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  name:
    description: Only policies of this name (exact).
    type: str
seealso:
  - module: multitenant.secops.conditional_access_policy
"""

EXAMPLES = r"""
- name: What is asked of whom?
  multitenant.secops.conditional_access_policy_info:
    tenant: "{{ secops_tenant_id }}"
  register: policies
"""

RETURN = r"""
resources:
  description: The policies found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: "Id of the policy.", type: str, returned: always}
    name: {description: "Name.", type: str, returned: always}
    mode: {description: "report_only, enabled or disabled.", type: str, returned: always}
    include_users:
      description: >-
        People that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: always
    exclude_users: {description: "People that it leaves out.", type: list, elements: str, returned: always}
    include_groups:
      description: >-
        Groups that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: always
    exclude_groups: {description: "Groups that it leaves out.", type: list, elements: str, returned: always}
    include_roles:
      description: >-
        Directory roles that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: always
    exclude_roles: {description: "Directory roles that it leaves out.", type: list, elements: str, returned: always}
    include_applications:
      description: >-
        Applications that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: always
    exclude_applications: {description: "Applications that it leaves out.", type: list, elements: str, returned: always}
    external_users:
      description: >-
        Guests and other external users that it applies to: their kinds, and their tenants, which is all or a list of tenant ids.
      type: dict
      returned: always
    controls: {description: "What is asked.", type: list, elements: str, returned: always}
    operator: {description: "Whether all of that is asked (and), or any of it (or).", type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _conditional_access_policy
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_conditional_access_policy)


if __name__ == "__main__":
    main()
