#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_data_connector_info
short_description: Report the data connectors of a workspace with Microsoft Sentinel
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports every data connector of the workspace, also of kinds that M(multitenant.secops.sentinel_data_connector) does not write.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
  - multitenant.secops.sentinel
seealso:
  - module: multitenant.secops.sentinel_data_connector
"""

EXAMPLES = r"""
- name: What is connected?
  multitenant.secops.sentinel_data_connector_info:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
  register: connectors
"""

RETURN = r"""
resources:
  description: The connectors found, each as RV(multitenant.secops.sentinel_data_connector#module:resource).
  returned: always
  type: list
  elements: dict
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_data_connector
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_sentinel_data_connector)


if __name__ == "__main__":
    main()
