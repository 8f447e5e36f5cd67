#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lighthouse_restriction_info
short_description: Report which tenants may be offered access through Azure Lighthouse
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the assignments of Microsoft's built-in policies about Azure Lighthouse at exactly a management group or subscription.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
  - multitenant.secops.scope
seealso:
  - module: multitenant.secops.lighthouse_restriction
"""

EXAMPLES = r"""
- name: Who may be given access from outside?
  multitenant.secops.lighthouse_restriction_info:
    tenant: "{{ secops_tenant_id }}"
    management_group: "{{ secops_tenant_id }}"
  register: restrictions
"""

RETURN = r"""
resources:
  description: The assignments found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Resource id of the policy assignment., type: str, returned: always}
    scope: {description: The management group or subscription., type: str, returned: always}
    effect: {description: V(deny) or V(audit)., type: str, returned: always}
    allowed_tenants:
      description: Ids of the tenants that may be offered access; null with the effect V(audit).
      type: list
      elements: str
      returned: always
    enforced: {description: Whether the policy acts., type: bool, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_restriction
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_lighthouse_restriction)


if __name__ == "__main__":
    main()
