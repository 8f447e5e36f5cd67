#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_content_info
short_description: Report the solutions of the content hub that a workspace has
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the installed solutions, which version of them is there, which the content hub offers, and the rules that were made of them.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
  - multitenant.secops.sentinel
options:
  name:
    description: Only the solution of this display name or content id.
    type: str
seealso:
  - module: multitenant.secops.sentinel_content
"""

EXAMPLES = r"""
- name: Which solutions could be updated?
  multitenant.secops.sentinel_content_info:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
  register: solutions
"""

RETURN = r"""
resources:
  description: The solutions found, each as RV(multitenant.secops.sentinel_content#module:resource).
  returned: always
  type: list
  elements: dict
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_content
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_sentinel_content)


if __name__ == "__main__":
    main()
