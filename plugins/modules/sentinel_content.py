#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_content
short_description: Keep a solution of the content hub on a workspace with Microsoft Sentinel
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Installs a solution by name, deploys its contents (templates of rules, workbooks, queries, connectors), brings it up to date, and makes
    and enables its analytics rules.
  - A rule that is there already, whoever made it of the solution's template, is never made twice. A rule that was disabled is enabled
    again with the settings that it has. An update of the solution changes its templates, not the rules that were made of them.
  - What the content hub offers differs from cloud to cloud. A solution that it does not have is an error before anything is written.
  - A solution that others installed is brought up to date and stays theirs. O(state=absent) leaves it, unless
    O(installed_by_others=remove). What was installed by this module is told by the record of its deployment in the resource group.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
  - multitenant.secops.sentinel
options:
  state:
    description:
      - V(present) installs the solution and keeps it up to date.
      - V(absent) removes the rules that this module made, the solution's templates and the solution. Rules that others made of its
        templates stay.
    type: str
    choices: [present, absent]
    default: present
  name:
    description: Display name of the solution, such as V(Azure Activity), or its content id.
    type: str
    required: true
  version:
    description:
      - Version such as V(3.0.2). Without it the newest that is offered is installed, and an older one that is there is updated.
      - The content hub offers the newest version only, so another one is an error unless it is installed already. A solution does not
        go back to an older version.
    type: str
  enable_rules:
    description: Make a rule of each of the solution's rule templates, and enable it. Rules that are there are enabled.
    type: bool
    default: false
  rules:
    description: With O(enable_rules), the names of the rule templates of which rules are made and enabled. All of them when left out.
    type: list
    elements: str
  installed_by_others:
    description: With O(state=absent), what becomes of a solution that was not installed by this module.
    type: str
    choices: [keep, remove]
    default: keep
seealso:
  - module: multitenant.secops.sentinel_content_info
  - module: multitenant.secops.sentinel_workspace
"""

EXAMPLES = r"""
- name: The newest rules on the activity log of subscriptions
  multitenant.secops.sentinel_content:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    name: Azure Activity
    enable_rules: true

- name: One solution, by its content id, without making rules
  multitenant.secops.sentinel_content:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    name: azuresentinel.azure-sentinel-solution-azureactivedirectory

- name: Take a solution away again
  multitenant.secops.sentinel_content:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    name: Azure Activity
    state: absent
"""

RETURN = r"""
resource:
  description: The solution as it is now; null when it is gone, or is left to those who installed it.
  returned: always
  type: dict
  contains:
    id: {description: Resource id of the installed package., type: str, returned: when present}
    name: {description: Display name., type: str, returned: when present}
    content_id: {description: Content id., type: str, returned: when present}
    version: {description: Version that is installed., type: str, returned: when present}
    newest_version:
      description: Version that the content hub offers; null when it does not offer the solution.
      returned: when present
      type: str
    rules:
      description: Analytics rules that were made of the solution's templates, by whomever.
      returned: when present
      type: list
      elements: dict
      contains:
        id: {description: "Name of the rule, mostly a GUID.", type: str, returned: always}
        name: {description: Display name., type: str, returned: always}
        enabled: {description: Whether it is enabled., type: bool, returned: always}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample:
    - Install solution Azure Activity
    - Deploy the contents of solution Azure Activity
    - Enable the rules of solution Azure Activity
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_content
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_sentinel_content)


if __name__ == "__main__":
    main()
