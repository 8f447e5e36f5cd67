#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pim_group_info
short_description: Report groups in Privileged Identity Management
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Reports a group, or all groups that roles can be assigned to, with their owners, PIM policies and assignments.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  name:
    description: Only the group with this display name (exact) or object id. Without it, all groups that roles can be assigned to.
    type: str
seealso:
  - module: multitenant.secops.pim_group
"""

EXAMPLES = r"""
- name: Who may activate what?
  multitenant.secops.pim_group_info:
    tenant: "{{ secops_tenant_id }}"
  register: pim_groups
"""

RETURN = r"""
resources:
  description: The groups found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Object id of the group., type: str, returned: always}
    name: {description: Display name., type: str, returned: always}
    description: {description: What the group is for., type: str, returned: always}
    role_assignable: {description: Whether roles can be assigned to it., type: bool, returned: always}
    owners:
      description: Permanent owners.
      type: list
      elements: dict
      returned: always
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
    eligible:
      description: Who is eligible.
      type: list
      elements: dict
      returned: always
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
        access: {description: C(member) or C(owner)., type: str, returned: always}
        starts: {description: "When it began or will begin.", type: str, returned: always}
        ends: {description: "When it ends; null when it is permanent.", type: str, returned: always}
    active:
      description: Who is assigned actively.
      type: list
      elements: dict
      returned: always
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
        access: {description: C(member) or C(owner)., type: str, returned: always}
        starts: {description: "When it began or will begin.", type: str, returned: always}
        ends: {description: "When it ends; null when it is permanent.", type: str, returned: always}
    activated:
      description: Who has activated an eligibility at present.
      type: list
      elements: dict
      returned: always
      contains:
        principal: {description: "User principal name or display name, or what the task calls it.", type: str, returned: always}
        principal_id: {description: Object id., type: str, returned: always}
        access: {description: C(member) or C(owner)., type: str, returned: always}
        starts: {description: "When it began or will begin.", type: str, returned: always}
        ends: {description: "When it ends; null when it is permanent.", type: str, returned: always}
    member_policy:
      description:
        - The policy for members, in the terms of the option O(multitenant.secops.pim_group#module:member_policy).
        - Null while PIM does not know the group.
      type: dict
      returned: always
    owner_policy:
      description:
        - The policy for owners, in the terms of the option O(multitenant.secops.pim_group#module:owner_policy).
        - Null while PIM does not know the group.
      type: dict
      returned: always
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _pim_group
from ansible_collections.multitenant.secops.plugins.module_utils._entry import inform


def main():
    inform(_pim_group)


if __name__ == "__main__":
    main()
