#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_workspace_info
short_description: Report Log Analytics workspaces and whether Microsoft Sentinel is on them
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the workspaces of a subscription, of a resource group, or the one of a name.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
  resource_group:
    description: Only workspaces of this resource group.
    type: str
  name:
    description: Only the workspace of this name.
    type: str
seealso:
  - module: multitenant.secops.sentinel_workspace
"""

EXAMPLES = r"""
- name: Where does Microsoft Sentinel run?
  multitenant.secops.sentinel_workspace_info:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
  register: workspaces
"""

RETURN = r"""
resources:
  description: The workspaces found, each as RV(multitenant.secops.sentinel_workspace#module:resource).
  returned: always
  type: list
  elements: dict
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_workspace
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_sentinel_workspace)


if __name__ == "__main__":
    main()
