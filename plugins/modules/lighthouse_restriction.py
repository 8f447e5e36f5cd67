#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lighthouse_restriction
short_description: Restrict which tenants may be offered access through Azure Lighthouse
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Assigns one of Microsoft's two built-in policies about Azure Lighthouse to a management group or a subscription.
  - The one with the effect V(deny) refuses offers to every tenant that is not in O(allowed_tenants). What was delegated before stays.
  - The one with the effect V(audit) only tells of each delegation in Azure Policy's compliance.
  - A new or changed assignment works after about five minutes. An offer to a tenant that was allowed a moment ago may still be refused.
  - An assignment of the same policy at the same scope that somebody else made is adopted.
  - The policies are there in the commercial cloud and in US Government. In a cloud without them the task is refused before anything is
    written.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
  - multitenant.secops.scope
options:
  state:
    description:
      - V(present) keeps the assignment.
      - V(absent) ends the one of this O(effect).
    type: str
    choices: [present, absent]
    default: present
  effect:
    description: Whether offers to other tenants are refused, or all delegations are told of. Each is an assignment of its own.
    type: str
    choices: [deny, audit]
    default: deny
  allowed_tenants:
    description:
      - Ids of the tenants that may be offered access. The whole list; with an empty one nobody may.
      - Required with O(effect=deny) and O(state=present), and not for O(effect=audit).
    type: list
    elements: str
  allow_without_managing_tenant:
    description:
      - Allow a list in which O(managing_tenant), where that is set, is missing.
      - Without this it is refused, whether or not an offer to it stands, because the offer could not be changed or made again any more.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.lighthouse_restriction_info
  - module: multitenant.secops.lighthouse_offer
"""

EXAMPLES = r"""
- name: Nobody but the managing tenant may be given access from outside
  multitenant.secops.lighthouse_restriction:
    tenant: "{{ secops_tenant_id }}"
    management_group: "{{ secops_tenant_id }}"
    allowed_tenants: ["{{ secops_managing_tenant_id }}"]

- name: Tell of all delegations in one subscription
  multitenant.secops.lighthouse_restriction:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    effect: audit
"""

RETURN = r"""
resource:
  description: The assignment as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Resource id of the policy assignment., type: str, returned: when present}
    scope: {description: The management group or subscription., type: str, returned: when present}
    effect: {description: V(deny) or V(audit)., type: str, returned: when present}
    allowed_tenants:
      description: Ids of the tenants that may be offered access; null with the effect V(audit).
      type: list
      elements: str
      returned: when present
    enforced: {description: Whether the policy acts., type: bool, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Begin the restriction of Lighthouse offers at management group 'Tenant Root Group'"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_restriction
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_lighthouse_restriction)


if __name__ == "__main__":
    main()
