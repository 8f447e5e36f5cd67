#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_workspace
short_description: Keep a Log Analytics workspace with Microsoft Sentinel on it
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Registers the resource providers, creates the resource group and the workspace, sets retention, tier, cap and network access, and turns
    Microsoft Sentinel on.
  - A workspace of that name that was deleted less than 14 days ago is recovered in its own resource group and region, and is an error
    elsewhere, since it keeps the name.
  - A resource group and provider registrations are created but never removed, since other things may use them.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) creates and keeps the workspace with Microsoft Sentinel.
      - V(absent) turns Microsoft Sentinel off and deletes the workspace; refused without O(delete_workspace) while the workspace is there.
    type: str
    choices: [present, absent]
    default: present
  subscription_id:
    description: Id of the subscription.
    type: str
    required: true
  resource_group:
    description: Name of the resource group; created when it is not there, in O(location).
    type: str
    required: true
  name:
    description: Name of the workspace, 4 to 63 letters, digits and hyphens.
    type: str
    required: true
  location:
    description: Azure region such as V(usgovvirginia). Required with O(state=present). A workspace cannot be moved.
    type: str
  sku:
    description: Price tier. Left alone when not given; a new workspace gets V(PerGB2018).
    type: str
    choices: [PerGB2018, CapacityReservation]
  capacity_reservation_gb_per_day:
    description: Commitment in gigabytes a day. Required with O(sku=CapacityReservation).
    type: int
    choices: [100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000]
  retention_days:
    description:
      - Days that data is kept, 90 to 730. The first 90 are free of charge with Microsoft Sentinel.
      - When not given, a new workspace gets 90, one with less is raised to 90, and more is left alone.
    type: int
  daily_quota_gb:
    description: Most gigabytes a day that are taken in, at least 0.023; -1 for no limit. Left alone when not given.
    type: float
  public_network_access_for_ingestion:
    description: Whether data may come in over public networks. Left alone when not given.
    type: str
    choices: [Enabled, Disabled, SecuredByPerimeter]
  public_network_access_for_query:
    description: Whether data may be queried over public networks. Left alone when not given.
    type: str
    choices: [Enabled, Disabled, SecuredByPerimeter]
  tags:
    description:
      - All tags of the workspace. Left alone when not given.
      - At most 50, with names of at most 512 and values of at most 256 characters. Values are text, so put numbers in quotation marks.
      - Names differ in more than upper and lower case, and hold none of V(< > % & \\ ? /).
    type: dict
  delete_workspace:
    description: With O(state=absent), allow the workspace to be deleted with its data. It can be recovered for 14 days.
    type: bool
    default: false
seealso:
  - module: multitenant.secops.sentinel_workspace_info
"""

EXAMPLES = r"""
- name: Microsoft Sentinel in the tenant's first subscription
  multitenant.secops.sentinel_workspace:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    name: law-secops
    location: usgovvirginia
    retention_days: 180

- name: Give the workspace up
  multitenant.secops.sentinel_workspace:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    name: law-secops
    state: absent
    delete_workspace: true
"""

RETURN = r"""
resource:
  description: The workspace as it is now; null when it is gone.
  returned: always
  type: dict
  contains:
    id: {description: Resource id., type: str, returned: when present}
    name: {description: Name., type: str, returned: when present}
    resource_group: {description: Resource group., type: str, returned: when present}
    subscription_id: {description: Subscription., type: str, returned: when present}
    location: {description: Region., type: str, returned: when present}
    workspace_id: {description: The GUID that queries and agents use., type: str, returned: when present}
    sentinel: {description: Whether Microsoft Sentinel is on., type: bool, returned: when present}
    sku: {description: Price tier., type: str, returned: when present}
    capacity_reservation_gb_per_day: {description: Commitment in gigabytes a day., type: int, returned: when present}
    retention_days: {description: Days that data is kept., type: int, returned: when present}
    daily_quota_gb: {description: Most gigabytes a day; -1 for no limit., type: float, returned: when present}
    public_network_access_for_ingestion: {description: Public access for ingestion., type: str, returned: when present}
    public_network_access_for_query: {description: Public access for queries., type: str, returned: when present}
    tags: {description: Tags., type: dict, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create resource group rg-secops", "Create workspace law-secops", "Turn Microsoft Sentinel on in workspace law-secops"]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_workspace
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_sentinel_workspace)


if __name__ == "__main__":
    main()
