#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: xtap_policy
short_description: Keep cross-tenant access settings for a partner tenant or for all others
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps what a tenant trusts and allows of a partner tenant (cross-tenant access policy, XTAP), or the default for all others.
  - A setting that is left out is left alone. A setting that is null inherits from the default, which itself inherits from nothing.
  - People and groups are named, and looked up in the tenant that they belong to. That is the partner for inbound settings, which can be
    read when the partner is O(managing_tenant).
  - What would shut out the operators of O(managing_tenant) is refused unless O(allow_lockout) is set.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) creates the partner's entry or changes what differs.
      - V(absent) removes the partner's entry with its identity synchronization, or resets the default, which needs O(reset_default).
      - Where V(absent) comes with settings of a partner, only these go, whatever their values are. The entry stays while others are set
        in it, which RV(left) tells, and goes when nothing else is.
    type: str
    choices: [present, absent]
    default: present
  partner:
    description: Id or verified domain of the partner tenant, or V(default) for all others. A tenant of another cloud is named by its id.
    type: str
    required: true
  inbound_trust:
    description:
      - What claims of the partner's people are trusted. Null inherits from the default; what is left out of it stays as it is.
      - Trust is inherited as a whole, so a claim that is null is refused while other claims are set.
    type: dict
    suboptions:
      mfa:
        description: Trust multifactor authentication.
        type: bool
      compliant_device:
        description: Trust that a device is compliant.
        type: bool
      hybrid_joined_device:
        description: Trust that a device is hybrid joined.
        type: bool
  automatic_redemption:
    description:
      - Skip the consent prompt of invitations. It works when both tenants say so, one inbound and the other outbound.
      - Null inherits from the default, in one direction or in both; what is left out of it stays as it is.
    type: dict
    suboptions:
      inbound:
        description: For the partner's people here.
        type: bool
      outbound:
        description: For this tenant's people at the partner.
        type: bool
  b2b_collaboration_inbound:
    description:
      - Who of the partner may be a guest here, and in which applications.
      - Null inherits from the default; left alone when not given. Blocking all users means blocking all applications.
    type: dict
    suboptions:
      users_and_groups:
        description: People.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description:
              - V(all), or users (by address) and groups (by name) of the partner tenant, or object ids as V(user:ID) and V(group:ID).
            type: list
            elements: str
            default: [all]
      applications:
        description: Applications.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), V(office365), V(all_microsoft_apps), or names or ids of applications.
            type: list
            elements: str
            default: [all]
  b2b_collaboration_outbound:
    description:
      - Who of this tenant may be a guest of the partner, and in which applications.
      - Null inherits from the default; left alone when not given. Blocking all users means blocking all applications.
    type: dict
    suboptions:
      users_and_groups:
        description: People.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), or users (by address) and groups (by name) of this tenant, or object ids as V(user:ID) and V(group:ID).
            type: list
            elements: str
            default: [all]
      applications:
        description: Applications.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), V(office365), V(all_microsoft_apps), or names or ids of applications.
            type: list
            elements: str
            default: [all]
  b2b_direct_connect_inbound:
    description:
      - Who of the partner may use shared channels here. Not across clouds.
      - Null inherits from the default; left alone when not given. Blocking all users means blocking all applications.
    type: dict
    suboptions:
      users_and_groups:
        description: People.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description:
              - V(all), or users (by address) and groups (by name) of the partner tenant, or object ids as V(user:ID) and V(group:ID).
            type: list
            elements: str
            default: [all]
      applications:
        description: Applications.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), V(office365), V(all_microsoft_apps), or names or ids of applications.
            type: list
            elements: str
            default: [all]
  b2b_direct_connect_outbound:
    description:
      - Who of this tenant may use shared channels of the partner. Not across clouds.
      - Null inherits from the default; left alone when not given. Blocking all users means blocking all applications.
    type: dict
    suboptions:
      users_and_groups:
        description: People.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), or users (by address) and groups (by name) of this tenant, or object ids as V(user:ID) and V(group:ID).
            type: list
            elements: str
            default: [all]
      applications:
        description: Applications.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), V(office365), V(all_microsoft_apps), or names or ids of applications.
            type: list
            elements: str
            default: [all]
  tenant_restrictions:
    description:
      - What accounts of the partner may do from this tenant's networks and devices. Only in the public cloud.
      - Null inherits from the default; left alone when not given. Blocking all users means blocking all applications.
    type: dict
    suboptions:
      users_and_groups:
        description: People.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), or users (by address) and groups (by name) of this tenant, or object ids as V(user:ID) and V(group:ID).
            type: list
            elements: str
            default: [all]
      applications:
        description: Applications.
        type: dict
        suboptions:
          access:
            description: Whether the targets are allowed or blocked.
            type: str
            choices: [allowed, blocked]
            required: true
          targets:
            description: V(all), V(office365), V(all_microsoft_apps), or names or ids of applications.
            type: list
            elements: str
            default: [all]
  identity_synchronization:
    description: Whether the partner may synchronize its people into this tenant. Null removes the setting.
    type: dict
    suboptions:
      user_inbound:
        description: Whether users may be synchronized in.
        type: bool
        required: true
      display_name:
        description: Name of the synchronization policy.
        type: str
  reset_default:
    description: With O(state=absent) and the partner V(default), allow the default to be reset to Microsoft's own.
    type: bool
    default: false
  allow_lockout:
    description:
      - Allow a change that may shut the operators of O(managing_tenant) out.
      - In a managed tenant that is to remove the managing tenant's entry, or to make it or the default block the operators or trust them
        less than before; to reset a default which they depend on, too. In the managing tenant it is to block outbound collaboration.
      - What an entry does not say comes from the default, and counts as if the entry said it.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.xtap_policy_info
  - module: multitenant.secops.b2b_guest
"""

EXAMPLES = r"""
- name: Trust the operators of the managing tenant
  multitenant.secops.xtap_policy:
    tenant: "{{ secops_tenant_id }}"
    managing_tenant: "{{ secops_managing_tenant_id }}"
    partner: "{{ secops_managing_tenant_id }}"
    inbound_trust:
      mfa: true
      compliant_device: true
    b2b_collaboration_inbound:
      users_and_groups:
        access: allowed
        targets: "{{ secops_operators }}"
    automatic_redemption:
      inbound: true

- name: The other half, in the managing tenant
  multitenant.secops.xtap_policy:
    tenant: "{{ secops_managing_tenant_id }}"
    partner: northfleet.onmicrosoft.us
    automatic_redemption:
      outbound: true

- name: Outbound collaboration follows the default again
  multitenant.secops.xtap_policy:
    tenant: "{{ secops_tenant_id }}"
    partner: northfleet.onmicrosoft.us
    b2b_collaboration_outbound: null
"""

RETURN = r"""
resource:
  description: The settings as they are now, with ids as targets; null when the entry is gone or the default was reset.
  returned: always
  type: dict
  contains:
    partner: {description: The partner as it was named., type: str, returned: when present}
    tenant_id: {description: Id of the partner; null for the default., type: str, returned: when present}
    inbound_trust: {description: Trusted claims; null when inherited., type: dict, returned: when present}
    automatic_redemption: {description: Automatic redemption., type: dict, returned: when present}
    b2b_collaboration_inbound: {description: Guests from the partner; null when inherited., type: dict, returned: when present}
    b2b_collaboration_outbound: {description: Guests at the partner; null when inherited., type: dict, returned: when present}
    b2b_direct_connect_inbound: {description: Shared channels here; null when inherited., type: dict, returned: when present}
    b2b_direct_connect_outbound: {description: Shared channels at the partner; null when inherited., type: dict, returned: when present}
    tenant_restrictions:
      description: Tenant restrictions; null when inherited or where the cloud has none.
      type: dict
      returned: when present
    identity_synchronization: {description: Identity synchronization; null when there is none., type: dict, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Set up cross-tenant access of tenant 'Harborwatch': inbound trust, automatic redemption"]
left:
  description: What is left though the task asked for its removal, and why.
  returned: always
  type: list
  elements: str
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _xtap_policy
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_xtap_policy)


if __name__ == "__main__":
    main()
