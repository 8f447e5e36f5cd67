#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_plan
short_description: Keep plans of Microsoft Defender for Cloud on a subscription
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Registers the resource provider Microsoft.Security, and turns plans on, with their subplans and extensions. With an empty list of plans
    it registers the provider only.
  - Azure takes one update of plans at a time for each subscription. The plans of a task are updated one after the other, and an update by
    somebody else is waited for, at most O(wait_timeout_seconds) for each update.
  - Plans that the task does not name are left alone. A plan is turned off by O(state=absent) only, never by leaving it out.
  - Turning a plan on costs money from the end of its trial on, 30 days after it was first on.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) turns the plans on.
      - V(absent) turns the plans off, which ends their protection. The provider stays registered.
    type: str
    choices: [present, absent]
    default: present
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
  plans:
    description: The plans.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the plan, such as V(VirtualMachines) (Defender for Servers), V(SqlServers), V(StorageAccounts), V(Containers), V(Arm),
            V(KeyVaults), V(AppServices), V(CloudPosture).
          - M(multitenant.secops.defender_plan_info) tells which plans there are. A deprecated plan is refused, and its successor named.
        type: str
        required: true
      subplan:
        description:
          - Name of the subplan, such as V(P1) or V(P2) of V(VirtualMachines).
          - Left alone when not given. A plan that is turned on without one gets V(P2) (V(VirtualMachines)), V(DefenderForStorageV2)
            (V(StorageAccounts)), V(PerKeyVault) (V(KeyVaults)) or V(PerSubscription) (V(Arm)). V(Api) must have one.
          - National clouds have none, as long as the plan does not show one there.
        type: str
      extensions:
        description:
          - Extensions of the plan. Those that are not named are left alone.
          - When a plan is turned on, or gets another subplan, Azure resets its extensions. Those that are named are then set once more.
          - National clouds have none, as long as the plan does not show them there.
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the extension, such as V(AgentlessVmScanning).
            type: str
            required: true
          enabled:
            description: Whether it is on.
            type: bool
            default: true
          properties:
            description:
              - Properties of the extension, such as C(CapGBPerMonthPerStorageAccount). Those that are not named are left alone.
              - What is no text is written as JSON.
            type: dict
  unavailable:
    description:
      - What to do about plans, subplans and extensions that the cloud does not have.
      - V(refuse) fails before anything is written. V(skip) leaves them out and names them in RV(resource.not_offered), so that one list can
        serve tenants in several clouds.
      - With O(state=absent) such plans are off already.
    type: str
    choices: [refuse, skip]
    default: refuse
seealso:
  - module: multitenant.secops.defender_plan_info
  - module: multitenant.secops.defender_setting
"""

EXAMPLES = r"""
- name: Defender for Servers and for storage, in any cloud
  multitenant.secops.defender_plan:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    plans:
      - name: VirtualMachines
      - name: StorageAccounts

- name: The full plan for servers in the commercial cloud
  multitenant.secops.defender_plan:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    plans:
      - name: VirtualMachines
        subplan: P2
        extensions:
          - name: AgentlessVmScanning
          - name: FileIntegrityMonitoring
            enabled: false

- name: End the protection of key vaults
  multitenant.secops.defender_plan:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    plans:
      - name: KeyVaults
    state: absent
"""

RETURN = r"""
resource:
  description: The plans of the task that are on; null when with O(state=absent) none is.
  returned: always
  type: dict
  contains:
    subscription_id: {description: The subscription., type: str, returned: when present}
    plans:
      description: Those of the task's plans that are on.
      type: list
      elements: dict
      returned: when present
      contains:
        name: {description: Name., type: str, returned: always}
        subplan: {description: "Subplan; null where it has none.", type: str, returned: always}
        extensions:
          description: Its extensions, as Azure shows them. In check mode a plan that would be turned on has those that were asked for.
          type: list
          elements: dict
          returned: always
          contains:
            name: {description: Name., type: str, returned: always}
            enabled: {description: Whether it is on., type: bool, returned: always}
            properties: {description: Its properties., type: dict, returned: always}
    not_offered:
      description: What was asked for and is not in this cloud, in words.
      type: list
      elements: str
      returned: when present
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Turn on plan VirtualMachines (P2) at subscription 'Operations'"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _defender_plan
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_defender_plan)


if __name__ == "__main__":
    main()
