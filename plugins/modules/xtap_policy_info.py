#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: xtap_policy_info
short_description: Report cross-tenant access settings
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports the default cross-tenant access settings and those of every partner tenant, or those asked for.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  partner:
    description: Only the partner of this id or domain, or V(default).
    type: str
seealso:
  - module: multitenant.secops.xtap_policy
"""

EXAMPLES = r"""
- name: Whom does this tenant trust?
  multitenant.secops.xtap_policy_info:
    tenant: "{{ secops_tenant_id }}"
  register: partners
"""

RETURN = r"""
resources:
  description: The settings found, each as RV(multitenant.secops.xtap_policy#module:resource), without identity synchronization.
  returned: always
  type: list
  elements: dict
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _xtap_policy
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_xtap_policy)


if __name__ == "__main__":
    main()
