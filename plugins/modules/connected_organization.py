#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: connected_organization
short_description: Connect other organizations for access packages
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps a connected organization of entitlement management, that is, another tenant whose people may ask for access packages here.
  - It is found by its exact name. Two of a name are an error that lists both ids. The tenant that it stands for can never be changed.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) connects the organization, or changes what differs.
      - V(absent) removes it. Microsoft refuses that while a policy names it or people from there have access. Which policies name it is
        looked up before, see O(in_use).
    type: str
    choices: [present, absent]
    default: present
  name:
    description: Display name (exact), or the id of one that is there.
    type: str
    required: true
  partner:
    description: The organization's tenant, by id or by one of its domains. Needed with O(state=present).
    type: str
  partner_cloud:
    description:
      - The cloud of a O(partner) that is in another cloud than this tenant; O(partner) is its id then.
      - Not in USNat and USSec, whose API knows no other cloud.
    type: str
    choices: [AzureCloud, AzureUSGovernment, AzureChinaCloud]
  description:
    description: What it is for. Left alone when not given; an empty text removes it.
    type: str
  proposed:
    description:
      - Whether it is only proposed and not configured yet, so that policies for all configured organizations leave it out.
      - Left alone when not given; a new one is configured.
    type: bool
  internal_sponsors:
    description: People and groups of this tenant who answer for the organization; the whole list. Left alone when not given.
    type: list
    elements: str
  external_sponsors:
    description: Guests from the organization who answer for it, by their address at home; the whole list. Left alone when not given.
    type: list
    elements: str
  in_use:
    description:
      - With O(state=absent), what happens while policies of access packages name the organization.
      - V(refuse) fails with the names of the policies. V(keep) leaves the organization and tells it in RV(left).
    type: str
    choices: [refuse, keep]
    default: refuse
  going_packages:
    description:
      - Access packages that earlier tasks of the same run take away. Check mode, which still finds them, takes them for gone.
      - A run counts what is there.
    type: list
    elements: str
seealso:
  - module: multitenant.secops.connected_organization_info
  - module: multitenant.secops.access_package
"""

EXAMPLES = r"""
- name: People of the managing tenant may ask for access packages
  multitenant.secops.connected_organization:
    tenant: "{{ secops_tenant_id }}"
    name: Harborwatch
    partner: "{{ secops_managing_tenant_id }}"
    internal_sponsors: [security.lead@northfleet.onmicrosoft.us]
"""

RETURN = r"""
resource:
  description: The connected organization as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Id of the connected organization., type: str, returned: when present}
    name: {description: Display name., type: str, returned: when present}
    description: {description: What it is for., type: str, returned: when present}
    proposed: {description: Whether it is only proposed., type: bool, returned: when present}
    tenant_id: {description: Tenant that it stands for; null for a domain that is no tenant., type: str, returned: when present}
    internal_sponsors:
      {description: Who answers for it here., type: list, elements: str, returned: when present and O(internal_sponsors) was given}
    external_sponsors:
      {description: Who answers for it there., type: list, elements: str, returned: when present and O(external_sponsors) was given}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Connect organization Harborwatch"]
left:
  description: What is left though the task asked for its removal, and why.
  returned: always
  type: list
  elements: str
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _connected_organization
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_connected_organization)


if __name__ == "__main__":
    main()
