#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: connected_organization_info
short_description: Report the connected organizations of a tenant
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports all connected organizations of entitlement management with their sponsors, or the one of a name.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  name:
    description: Only the one with this display name (exact) or id.
    type: str
seealso:
  - module: multitenant.secops.connected_organization
"""

EXAMPLES = r"""
- name: Who may ask for access packages here?
  multitenant.secops.connected_organization_info:
    tenant: "{{ secops_tenant_id }}"
  register: organizations
"""

RETURN = r"""
resources:
  description: The connected organizations found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Id of the connected organization., type: str, returned: always}
    name: {description: Display name., type: str, returned: always}
    description: {description: What it is for., type: str, returned: always}
    proposed: {description: Whether it is only proposed., type: bool, returned: always}
    tenant_id: {description: Tenant that it stands for; null for a domain that is no tenant., type: str, returned: always}
    internal_sponsors: {description: Who answers for it here., type: list, elements: str, returned: always}
    external_sponsors: {description: Who answers for it there., type: list, elements: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _connected_organization
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_connected_organization)


if __name__ == "__main__":
    main()
