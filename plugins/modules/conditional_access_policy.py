#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conditional_access_policy
short_description: Keep a Conditional Access policy, such as what is asked of guests
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps one Conditional Access policy, found by its exact name. Two of a name are an error that tells both ids.
  - Trusting another tenant's multifactor authentication and devices protects nothing as long as no policy asks for them. This module
    keeps the policy that does, and O(mode=report_only) lets you see its effect before it binds anybody.
  - What a task does not name is left alone in a policy that is there, conditions that this module has no option for included.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description: Whether the policy is there.
    type: str
    choices: [present, absent]
    default: present
  name:
    description: Name of the policy (exact).
    type: str
    required: true
  mode:
    description:
      - Whether the policy is only evaluated and reported, enforced, or off.
      - Left alone when not given, so that what is enforced stays so; a new policy is V(report_only).
    type: str
    choices: [report_only, enabled, disabled]
  include_users:
    description:
      - The users that the policy applies to; the whole list. Left alone when not given.
      - User principal names, mail addresses or object ids; V(All) is everybody, V(GuestsOrExternalUsers) every external user.
    type: list
    elements: str
  include_groups:
    description:
      - The groups that the policy applies to; the whole list. Left alone when not given.
      - Display names (exact) or object ids of groups.
    type: list
    elements: str
  include_roles:
    description:
      - The directory roles that the policy applies to; the whole list. Left alone when not given.
      - Names (exact) or template ids of directory roles, for those who hold them.
    type: list
    elements: str
  include_applications:
    description:
      - The applications that the policy applies to; the whole list. Left alone when not given.
      - Names (exact) or application ids; V(All), V(Office365) and V(MicrosoftAdminPortals) are words for several.
      - A new policy applies to all applications when this is not given.
    type: list
    elements: str
  exclude_users:
    description:
      - The users that the policy leaves out; the whole list. Left alone when not given.
      - User principal names, mail addresses or object ids; V(All) is everybody, V(GuestsOrExternalUsers) every external user.
    type: list
    elements: str
  exclude_groups:
    description:
      - The groups that the policy leaves out; the whole list. Left alone when not given.
      - Display names (exact) or object ids of groups.
    type: list
    elements: str
  exclude_roles:
    description:
      - The directory roles that the policy leaves out; the whole list. Left alone when not given.
      - Names (exact) or template ids of directory roles, for those who hold them.
    type: list
    elements: str
  exclude_applications:
    description:
      - The applications that the policy leaves out; the whole list. Left alone when not given.
      - Names (exact) or application ids; V(All), V(Office365) and V(MicrosoftAdminPortals) are words for several.
    type: list
    elements: str
  external_users:
    description: The guests and other external users that the policy applies to. Left alone when not given.
    type: dict
    suboptions:
      kinds:
        description: Which of them.
        type: list
        elements: str
        choices: [internal_guest, b2b_collaboration_guest, b2b_collaboration_member,
          b2b_direct_connect_user, other_external_user, service_provider]
        default: [b2b_collaboration_guest, b2b_collaboration_member]
      tenants:
        description: Ids of the tenants that they come from; all tenants when not given.
        type: list
        elements: str
  controls:
    description: What is asked before access is granted; the whole list. V(block) goes with no other.
    type: list
    elements: str
    choices: [mfa, compliant_device, domain_joined_device, approved_application, compliant_application, block]
  operator:
    description: Whether all O(controls) are asked, or any of them.
    type: str
    choices: [and, or]
    default: and
  allow_lockout:
    description:
      - Whether an enforced policy may lock people out. The policy is judged as it would be, with what the task leaves alone.
      - Without it, O(mode=enabled) is refused for everybody, and for the roles Global Administrator and Privileged Role Administrator,
        unless a person or a group is excluded; where everybody, or the guests of O(managing_tenant), would be blocked from all
        applications and nothing else narrows the policy; and where a compliant or joined device is asked of the guests of a tenant whose
        devices are not trusted here (see M(multitenant.secops.xtap_policy)).
      - That an enforced policy applies to somebody whom O(protected_principals) names is refused even with it. Exclude them by name, or by
        a group that they are in.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.conditional_access_policy_info
  - module: multitenant.secops.xtap_policy
"""

EXAMPLES = r"""
- name: See what it would mean to ask operators of the managing tenant for MFA and a compliant device
  multitenant.secops.conditional_access_policy:
    tenant: "{{ secops_tenant_id }}"
    name: External operators need MFA and a compliant device
    external_users:
      tenants: ["{{ secops_managing_tenant_id }}"]
    controls: [mfa, compliant_device]

- name: Enforce it
  multitenant.secops.conditional_access_policy:
    tenant: "{{ secops_tenant_id }}"
    name: External operators need MFA and a compliant device
    mode: enabled

- name: Remove it
  multitenant.secops.conditional_access_policy:
    tenant: "{{ secops_tenant_id }}"
    name: External operators need MFA and a compliant device
    state: absent
"""

RETURN = r"""
resource:
  description: The policy as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: "Id of the policy.", type: str, returned: when present}
    name: {description: "Name.", type: str, returned: when present}
    mode: {description: "report_only, enabled or disabled.", type: str, returned: when present}
    include_users:
      description: >-
        People that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: when present
    exclude_users: {description: "People that it leaves out.", type: list, elements: str, returned: when present}
    include_groups:
      description: >-
        Groups that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: when present
    exclude_groups: {description: "Groups that it leaves out.", type: list, elements: str, returned: when present}
    include_roles:
      description: >-
        Directory roles that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: when present
    exclude_roles: {description: "Directory roles that it leaves out.", type: list, elements: str, returned: when present}
    include_applications:
      description: >-
        Applications that it applies to, by the name of the task or by id.
      type: list
      elements: str
      returned: when present
    exclude_applications: {description: "Applications that it leaves out.", type: list, elements: str, returned: when present}
    external_users:
      description: >-
        Guests and other external users that it applies to: their kinds, and their tenants, which is all or a list of tenant ids.
      type: dict
      returned: when present
    controls: {description: "What is asked.", type: list, elements: str, returned: when present}
    operator: {description: "Whether all of that is asked (and), or any of it (or).", type: str, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create Conditional Access policy External operators need MFA and a compliant device (report only)"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _conditional_access_policy
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_conditional_access_policy)


if __name__ == "__main__":
    main()
