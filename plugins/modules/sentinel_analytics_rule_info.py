#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_analytics_rule_info
short_description: Report the analytics rules of a workspace with Microsoft Sentinel
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports all analytics rules of a workspace, or those of a name, with what was edited since this collection wrote them.
  - Without Microsoft Sentinel on the workspace there are none.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
  - multitenant.secops.sentinel
options:
  name:
    description: Only rules of this name.
    type: str
seealso:
  - module: multitenant.secops.sentinel_analytics_rule
"""

EXAMPLES = r"""
- name: Which rules were edited in the portal?
  multitenant.secops.sentinel_analytics_rule_info:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
  register: analytics
"""

RETURN = r"""
resources:
  description: The rules found, each as an entry of RV(multitenant.secops.sentinel_analytics_rule#module:resource.rules).
  returned: always
  type: list
  elements: dict
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_analytics_rule
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_sentinel_analytics_rule)


if __name__ == "__main__":
    main()
