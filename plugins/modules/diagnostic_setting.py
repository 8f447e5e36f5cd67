#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: diagnostic_setting
short_description: Send a subscription's activity log, or the logs of Microsoft Entra, to a workspace
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps the diagnostic setting that sends the activity log of a subscription (O(source=activity)) or the sign-in, audit and other logs of
    the tenant (O(source=entra)) to a Log Analytics workspace. These are what the Microsoft Sentinel connectors B(Azure Activity) and
    B(Microsoft Entra ID) stand for.
  - A setting of another name that sends the same source to the same workspace is adopted, since the service takes a category for a
    workspace
    from one setting only. Destinations besides the workspace are kept.
  - The logs of Microsoft Entra belong to no subscription. A person needs the directory role Security Administrator. An application needs
    the Azure role Contributor at the scope C(/providers/Microsoft.aadiam), which only a Global Administrator can assign who has elevated
    access for the moment; no role in a subscription and no Azure Lighthouse delegation reaches there.
  - The resource provider Microsoft.Insights is registered where it is not, and stays registered.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
options:
  state:
    description:
      - V(present) keeps the setting.
      - V(absent) removes the setting of this O(name), whatever it sends.
    type: str
    choices: [present, absent]
    default: present
  source:
    description: Whose logs are sent, V(activity) for the activity log of O(subscription_id), V(entra) for the logs of Microsoft Entra.
    type: str
    choices: [activity, entra]
    required: true
  subscription_id:
    description: Id of the subscription whose activity log is sent. Required with O(source=activity).
    type: str
  name:
    description: Name of the setting where there is none for this workspace yet.
    type: str
    default: secops
  workspace_subscription_id:
    description: Id of the subscription that the workspace is in; by default O(subscription_id). Needed with O(source=entra).
    type: str
  resource_group:
    description: Resource group of the workspace. Required with O(state=present).
    type: str
  workspace:
    description: Name of the workspace. Required with O(state=present).
    type: str
  categories:
    description:
      - All categories that are sent. Without it, all that there are; for the activity log these are V(Administrative), V(Security),
        V(ServiceHealth), V(Alert), V(Recommendation), V(Policy), V(Autoscale) and V(ResourceHealth), for Microsoft Entra those that
        the tenant is offered, such as V(AuditLogs) and V(SignInLogs).
      - What another setting sends to the same workspace is left to that setting.
    type: list
    elements: str
  without_permission:
    description:
      - What to do when the settings of Microsoft Entra may not be read.
      - V(fail) fails. V(tell) goes on without a change and says in RV(human_steps) what a Global Administrator must grant.
    type: str
    choices: [fail, tell]
    default: fail
seealso:
  - module: multitenant.secops.diagnostic_setting_info
  - module: multitenant.secops.sentinel_data_connector
  - name: Stream activity logs to monitoring tools
    description: Microsoft's page on the logs of Microsoft Entra and where they can be sent.
    link: https://learn.microsoft.com/entra/identity/monitoring-health/howto-configure-diagnostic-settings
"""

EXAMPLES = r"""
- name: The activity log of every subscription
  multitenant.secops.diagnostic_setting:
    tenant: "{{ secops_tenant_id }}"
    source: activity
    subscription_id: "{{ item }}"
    workspace_subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
  loop: "{{ secops_subscription_ids }}"

- name: Sign-ins and audit records of the tenant
  multitenant.secops.diagnostic_setting:
    tenant: "{{ secops_tenant_id }}"
    source: entra
    workspace_subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    categories: [AuditLogs, SignInLogs]
    without_permission: tell

- name: Send no activity log any more
  multitenant.secops.diagnostic_setting:
    tenant: "{{ secops_tenant_id }}"
    source: activity
    subscription_id: "{{ secops_subscription_ids[0] }}"
    state: absent
"""

RETURN = r"""
resource:
  description: The setting as it is now; null when there is none.
  returned: always
  type: dict
  contains:
    id: {description: Resource id., type: str, returned: when present}
    name: {description: Name., type: str, returned: when present}
    source: {description: Whose logs are sent., type: str, returned: when present}
    subscription_id: {description: Subscription whose activity log is sent., type: str, returned: for the activity log}
    workspace_id: {description: Resource id of the workspace., type: str, returned: when present}
    categories: {description: The categories that are sent., type: list, elements: str, returned: when present}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Send the activity log of subscription 'Operations' (Administrative, Security) to workspace law-secops"]
human_steps:
  description: What a person must do first, one sentence each; empty when nothing.
  returned: always
  type: list
  elements: str
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _diagnostic_setting
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_diagnostic_setting)


if __name__ == "__main__":
    main()
