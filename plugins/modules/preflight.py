#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight
short_description: Tell what a tenant lacks for the chosen steps, before anything is touched
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Signs in to one tenant, and tells in sentences what is missing there for the steps that are chosen. It changes nothing and does not fail
    for what is missing; RV(ready) says whether the steps may begin.
  - It looks whether the tenant is there and in this cloud, by what Microsoft Entra tells anybody, before it signs in; whether the sign-in
    is taken; what the token lacks of the permissions for Microsoft Graph, also in the managing tenant; what the Azure roles of the
    sign-in allow at each scope; whether resource providers are registered, or may be; whether the tenant has the licences and room
    for further groups; and whether the cloud has what is asked for.
  - What is needed comes from the modules themselves, as the page on permissions of this collection tells it.
  - The role P(multitenant.secops.preflight#role) uses it with what the roles of the steps really use, as the inventory says.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes.info
options:
  steps:
    description: The steps, each as V(2), V(step2) or V(azure_operators).
    type: list
    elements: str
    default: ["1", "2", "3", "4", "5"]
  subscription_ids:
    description:
      - The subscriptions in which the steps work, unless O(uses) is given. Without any, no Azure role is looked at.
    type: list
    elements: str
    default: []
  management_group:
    description: Id of the management group that step 4 is given, unless O(uses) is given.
    type: str
  uses:
    description:
      - What the steps use of this collection. Without it every module of each step counts, and what a module needs in some case only
        is told but stops nobody.
    type: list
    elements: dict
    suboptions:
      step:
        description: Number of the step.
        type: int
        required: true
        choices: [1, 2, 3, 4, 5]
      module:
        description: Name of the module, or of its twin that only reads, without the collection's name.
        type: str
        required: true
      chosen:
        description: Whether it is used at all; one that is not is as if left out.
        type: bool
        default: true
      cases:
        description: Which cases hold, in the words that the page on permissions has for them in its column C(when).
        type: list
        elements: str
        default: []
      scopes:
        description: Azure scopes at which the module works. A subscription id is one, too.
        type: list
        elements: str
        default: []
      groups:
        description: Names of groups that roles can be assigned to and that the module makes, where they are not there.
        type: list
        elements: str
        default: []
      features:
        description: What is asked of the cloud besides what the module always does.
        type: list
        elements: str
        default: []
  accept:
    description:
      - Kinds of RV(missing) that are told, but keep nothing from being ready.
    type: list
    elements: str
    default: []
    choices: [sign_in, cloud, permission, azure_role, provider, licence, quota, capability]
seealso:
  - module: multitenant.secops.pim_group_info
  - module: multitenant.secops.lighthouse_offer_info
"""

EXAMPLES = r"""
- name: What is missing for steps 2 and 3?
  multitenant.secops.preflight:
    tenant: "{{ secops_tenant_id }}"
    steps: [2, 3]
    subscription_ids: "{{ secops_subscription_ids }}"
  register: preflight_looked
"""

RETURN = r"""
ready:
  description: Whether the steps may begin; false when something is missing that would stop them half-way.
  returned: success
  type: bool
table:
  description: One line for each thing that is missing, with what stops the steps first.
  returned: success
  type: list
  elements: str
  sample:
    - "missing | permission | The application lacks the Microsoft Graph permission Policy.ReadWrite.CrossTenantAccess in tenant
      11111111-2222-3333-4444-555555555555, needed for step 5 (xtap_policy): have the application permission granted by an administrator's
      consent in that tenant (a Privileged Role Administrator there may)."
missing:
  description: The same, in parts.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description:
        - What kind of thing it is, C(sign_in), C(cloud), C(permission), C(azure_role), C(provider), C(licence), C(quota) or C(capability).
      type: str
      returned: always
    subject: {description: "The thing's own name, such as a permission, a scope or a tenant's id.", type: str, returned: always}
    names:
      description: All that is missing of it, such as the actions that no Azure role allows at the scope.
      type: list
      elements: str
      returned: always
    what: {description: What is missing., type: str, returned: always}
    needed_for: {description: The steps and modules that need it., type: str, returned: always}
    remedy: {description: What to do about it., type: str, returned: always}
    blocking: {description: Whether it would stop the steps., type: bool, returned: always}
    says: {description: All of it in one sentence., type: str, returned: always}
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _preflight
from ansible_collections.multitenant.secops.plugins.module_utils._entry import examine


def main():
    examine(_preflight)


if __name__ == "__main__":
    main()
