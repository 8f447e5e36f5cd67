#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_role
short_description: Keep a custom role of Microsoft Defender XDR and give it to groups
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps one custom role of Microsoft Defender XDR unified role-based access control, and one assignment of it to groups.
  - Microsoft offers this in the beta version of Microsoft Graph alone, and publishes it for the public cloud (with GCC) only. In every
    other cloud the module refuses before any call. What works in every cloud are directory roles of Microsoft Entra, see
    M(multitenant.secops.entra_role_assignment).
  - A custom role governs a workload (endpoints, email, identities and so on) only once a person has activated the workload for unified
    role-based access control. No API does or tells that, so RV(human_steps) asks for it until O(workloads_active) is true.
  - An assignment cannot be changed reliably, so another one takes its place; for a moment in between, the groups do not have the role.
  - A role that is assigned under other names, too, is not deleted.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description: Whether the role is there. With V(absent) its assignment goes with it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description: Display name of the role (exact).
    type: str
    required: true
  description:
    description: What the role is for. Left alone when not given; empty takes it away.
    type: str
  permissions:
    description:
      - All that the role allows, as names of actions such as V(microsoft.xdr/secops/securitydata/read). Required for a new role; left
        alone when not given.
      - The names differ from what the portal shows. Each new one is looked up in the tenant's catalogue, where that can be read, and
        refused with those that look like it when it is not there. A name with V(*) must fit one of them.
    type: list
    elements: str
  groups:
    description:
      - Display names (exact) or object ids of all groups that have the role by O(assignment). Others lose it.
      - An empty list withdraws the assignment. Left alone when not given.
    type: list
    elements: str
  assignment:
    description:
      - Name of the assignment; by default that of the role.
      - An assignment of another name that gives the same groups the role for the same O(scopes) is taken for it.
    type: str
  scopes:
    description: What the assignment is for, as ids of scopes; V(/) is everything.
    type: list
    elements: str
    default: [/]
  workloads_active:
    description: Whether a person has activated the workloads, so that RV(human_steps) need not ask for it any more.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.defender_role_info
  - module: multitenant.secops.entra_role_assignment
  - module: multitenant.secops.pim_group
"""

EXAMPLES = r"""
- name: Operators who activate the group may work on alerts and respond
  multitenant.secops.defender_role:
    tenant: "{{ secops_tenant_id }}"
    name: SOC responder
    description: Alerts and response
    permissions:
      - microsoft.xdr/secops/securitydata/read
      - microsoft.xdr/secops/securitydata/alerts/manage
      - microsoft.xdr/secops/securitydata/response/manage
    groups: [Microsoft 365 SecOps]

- name: Withdraw an assignment that was made in the portal, and leave the role
  multitenant.secops.defender_role:
    tenant: "{{ secops_tenant_id }}"
    name: SOC responder
    assignment: Night shift
    groups: []

- name: Delete the role
  multitenant.secops.defender_role:
    tenant: "{{ secops_tenant_id }}"
    name: SOC responder
    state: absent
"""

RETURN = r"""
resource:
  description: The role as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Id of the role., type: str, returned: when present}
    name: {description: Display name., type: str, returned: when present}
    description: {description: "What it is for, or null.", type: str, returned: when present}
    permissions: {description: "What it allows, as names of actions.", type: list, elements: str, returned: when present}
    built_in: {description: Whether the role is Microsoft's own., type: bool, returned: when present}
    assignment:
      description: The assignment that the task is about; null when there is none.
      returned: when present
      type: dict
      contains:
        id: {description: Id of the assignment., type: str, returned: when assigned}
        name: {description: Its name., type: str, returned: when assigned}
        principal_ids:
          description: >-
            Object ids of the groups and people that have the role by it.
          type: list
          elements: str
          returned: when assigned
        scopes: {description: What it is for., type: list, elements: str, returned: when assigned}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Assign Microsoft Defender role SOC responder to Microsoft 365 SecOps"]
human_steps:
  description: What only a person can do, one sentence each, with who, where and a link; empty with O(workloads_active) or O(state=absent).
  returned: always
  type: list
  elements: str
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _defender_role
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_defender_role)


if __name__ == "__main__":
    main()
