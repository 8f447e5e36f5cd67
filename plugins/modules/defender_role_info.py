#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_role_info
short_description: Report the roles of Microsoft Defender XDR and their assignments
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports one role, or all roles, of Microsoft Defender XDR unified role-based access control, with all assignments of each.
  - Microsoft offers this in the beta version of Microsoft Graph alone, and publishes it for the public cloud (with GCC) only. In every
    other cloud the module refuses before any call.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  name:
    description: Display name of the role (exact). All roles when not given.
    type: str
seealso:
  - module: multitenant.secops.defender_role
"""

EXAMPLES = r"""
- name: Who has which role in Microsoft Defender?
  multitenant.secops.defender_role_info:
    tenant: "{{ secops_tenant_id }}"
  register: roles
"""

RETURN = r"""
resources:
  description: The roles found; none when there is no role of that name.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Id of the role., type: str, returned: always}
    name: {description: Display name., type: str, returned: always}
    description: {description: "What it is for, or null.", type: str, returned: always}
    permissions: {description: "What it allows, as names of actions.", type: list, elements: str, returned: always}
    built_in: {description: Whether the role is Microsoft's own., type: bool, returned: always}
    assignments:
      description: Every assignment of the role.
      returned: always
      type: list
      elements: dict
      contains:
        id: {description: Id of the assignment., type: str, returned: always}
        name: {description: Its name., type: str, returned: always}
        principal_ids:
          description: >-
            Object ids of the groups and people that have the role by it.
          type: list
          elements: str
          returned: always
        scopes: {description: What it is for; / is everything., type: list, elements: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _defender_role
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_defender_role)


if __name__ == "__main__":
    main()
