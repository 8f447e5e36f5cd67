#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_automation_rule
short_description: Keep an automation rule on a workspace with Microsoft Sentinel
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Creates, changes and removes an automation rule, which acts by itself on incidents or alerts. Other rules of the workspace are left
    alone.
  - What is left out stays as it is. A list that is given is the whole list.
  - A rule has the same id in every run. One of the same name that is already there under another id is taken over.
  - A write carries the etag of what was read. When somebody else wrote meanwhile, the rule is read and planned again.
  - A playbook is run by Microsoft Sentinel itself. Its service principal, Azure Security Insights, needs the role Microsoft Sentinel
    Automation Contributor at the playbook's resource group, and the service refuses a rule whose playbook it may not run. Where that role
    can be seen to be missing, the rule is not written, nothing fails, and RV(human_steps) says who must do what. A later run goes on.
  - Give the role before the play in which the rule is made, since check mode looks at the role as it is now.
  - A playbook in another tenant than O(tenant) cannot be looked at. There the principal of the managing tenant needs the role, by an offer
    of Azure Lighthouse.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
  - multitenant.secops.sentinel
options:
  state:
    description: Whether the rule is there. Its name decides which it is.
    type: str
    choices: [present, absent]
    default: present
  name:
    description: What the rule is called, up to 500 characters.
    type: str
    required: true
  order:
    description: When the rule runs among the others, 1 to 1000. A new rule gets 1 when this is not given.
    type: int
  enabled:
    description: Whether the rule runs. A new rule does when this is not given.
    type: bool
  expires:
    description:
      - Until when the rule runs, such as V(2027-01-31T18:00:00Z); null for ever.
      - A rule cannot be given an expiry that is past. One that has expired stays as it is.
    type: str
  triggers_on:
    description: What the rule acts on. A new rule acts on incidents when this is not given.
    type: str
    choices: [Incidents, Alerts]
  triggers_when:
    description:
      - When it acts. V(Updated) is for incidents only. A new rule acts when they are created if this is not given.
    type: str
    choices: [Created, Updated]
  conditions:
    description: All conditions that must be met, up to 50; an empty list for always.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - V(Property) compares O(conditions[].property) with O(conditions[].values).
          - V(PropertyChanged) asks whether a property of an updated incident has changed; with all of O(conditions[].change),
            O(conditions[].operator) and O(conditions[].values) also from what, or to what.
          - V(PropertyArrayChanged) asks whether something was added to O(conditions[].array) of an updated incident.
          - V(PropertyArray) looks into custom details with O(conditions[].conditions).
          - V(Boolean) combines 2 to 10 O(conditions[].conditions).
        type: str
        choices: [Property, PropertyChanged, PropertyArray, PropertyArrayChanged, Boolean]
        default: Property
      property:
        description: The property. For type V(PropertyChanged) one of V(IncidentSeverity), V(IncidentStatus) and V(IncidentOwner).
        type: str
        choices: [IncidentTitle, IncidentDescription, IncidentSeverity, IncidentStatus, IncidentOwner,
          IncidentRelatedAnalyticRuleIds, IncidentTactics, IncidentLabel, IncidentProviderName,
          IncidentUpdatedBySource, IncidentCustomDetailsKey, IncidentCustomDetailsValue, AccountAadTenantId,
          AccountAadUserId, AccountName, AccountNTDomain, AccountPUID, AccountSid, AccountObjectGuid,
          AccountUPNSuffix, AlertProductNames, AlertAnalyticRuleIds, AzureResourceResourceId,
          AzureResourceSubscriptionId, CloudApplicationAppId, CloudApplicationAppName, DNSDomainName,
          FileDirectory, FileName, FileHashValue, HostAzureID, HostName, HostNetBiosName, HostNTDomain,
          HostOSVersion, IoTDeviceId, IoTDeviceName, IoTDeviceType, IoTDeviceVendor, IoTDeviceModel,
          IoTDeviceOperatingSystem, IPAddress, MailboxDisplayName, MailboxPrimaryAddress, MailboxUPN,
          MailMessageDeliveryAction, MailMessageDeliveryLocation, MailMessageRecipient, MailMessageSenderIP,
          MailMessageSubject, MailMessageP1Sender, MailMessageP2Sender, MalwareCategory, MalwareName,
          ProcessCommandLine, ProcessId, RegistryKey, RegistryValueData, Url]
      operator:
        description: How it is compared.
        type: str
        choices: [Equals, NotEquals, Contains, NotContains, StartsWith, NotStartsWith, EndsWith, NotEndsWith]
      values:
        description: All values of which one must match.
        type: list
        elements: str
      change:
        description: Whether the values are those before or after the change.
        type: str
        choices: [ChangedFrom, ChangedTo]
      array:
        description:
          - V(Alerts), V(Labels), V(Tactics) or V(Comments) for type V(PropertyArrayChanged), else V(CustomDetails) or
            V(CustomDetailValues).
        type: str
        choices: [Alerts, Labels, Tactics, Comments, CustomDetails, CustomDetailValues]
      match:
        description:
          - Whether any item of the array must match, or all of them; V(AnyItem) when not given. V(AllItems) is in the commercial cloud
            only.
        type: str
        choices: [AnyItem, AllItems]
      combine:
        description: Whether all of the conditions within must be met, or one of them.
        type: str
        choices: [And, Or]
      conditions:
        description: The conditions within, at most 10, written in the same way.
        type: list
        elements: dict
  actions:
    description: All actions, 1 to 20. Required for a new rule. On alerts a rule can only run playbooks.
    type: list
    elements: dict
    suboptions:
      type:
        description: What is done.
        type: str
        choices: [RunPlaybook, ModifyProperties, AddIncidentTask]
        required: true
      order:
        description: When it is done among the rule's actions; each has its own.
        type: int
        required: true
      playbook:
        description: Resource id of the playbook that is run.
        type: str
      playbook_tenant:
        description: Id of the playbook's tenant; O(tenant) when not given.
        type: str
      severity:
        description: Severity that incidents get.
        type: str
        choices: [High, Medium, Low, Informational]
      status:
        description: Status that incidents get. V(Closed) takes a classification.
        type: str
        choices: [New, Active, Closed]
      classification:
        description: Why incidents are closed.
        type: str
        choices: [FalsePositive, BenignPositive, TruePositive, Undetermined]
      classification_reason:
        description:
          - The reason. V(FalsePositive) takes V(IncorrectAlertLogic) or V(InaccurateData), V(BenignPositive) takes
            V(SuspiciousButExpected), V(TruePositive) may have V(SuspiciousActivity).
        type: str
        choices: [IncorrectAlertLogic, InaccurateData, SuspiciousButExpected, SuspiciousActivity]
      classification_comment:
        description: A remark on the classification.
        type: str
      owner:
        description: Who gets incidents, by user principal name, mail, group name or object id.
        type: str
      owner_type:
        description: Whether the owner is a person or a group; V(User) when not given.
        type: str
        choices: [User, Group]
      labels:
        description: All labels that incidents get.
        type: list
        elements: str
      title:
        description: Title of the task that incidents get.
        type: str
      description:
        description: What is to be done in that task.
        type: str
seealso:
  - module: multitenant.secops.sentinel_automation_rule_info
  - module: multitenant.secops.role_assignment
"""

EXAMPLES = r"""
- name: Label new incidents of high severity, and write down what to do first
  multitenant.secops.sentinel_automation_rule:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    name: First look at high severity
    order: 10
    conditions:
      - property: IncidentSeverity
        operator: Equals
        values: [High]
    actions:
      - type: ModifyProperties
        order: 1
        status: Active
        labels: [first-look]
      - type: AddIncidentTask
        order: 2
        title: Call the owner of the affected machine

- name: Run a playbook when somebody raises the severity
  multitenant.secops.sentinel_automation_rule:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    name: Isolate on request
    triggers_when: Updated
    conditions:
      - type: PropertyChanged
        property: IncidentSeverity
        change: ChangedTo
        operator: Equals
        values: [High]
    actions:
      - type: RunPlaybook
        order: 1
        playbook: "/subscriptions/{{ secops_subscription_ids[0] }}/resourceGroups/rg-playbooks/providers/Microsoft.Logic/workflows/isolate"
"""

RETURN = r"""
resource:
  description: The rule as it is now; null when it is not there.
  returned: always
  type: dict
  contains:
    id: {description: Resource id., type: str, returned: when present}
    name: {description: What it is called., type: str, returned: when present}
    order: {description: When it runs among the others., type: int, returned: when present}
    enabled: {description: Whether it runs., type: bool, returned: when present}
    expires: {description: Until when it runs; null for ever., type: str, returned: when present}
    triggers_on: {description: What it acts on., type: str, returned: when present}
    triggers_when: {description: When it acts., type: str, returned: when present}
    conditions: {description: 'Its conditions, written as O(conditions).', type: list, elements: dict, returned: when present}
    actions:
      description: Its actions, written as O(actions), with C(owner_id) in the place of the owner's name.
      returned: when present
      type: list
      elements: dict
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create automation rule First look at high severity"]
human_steps:
  description: What only a person can do before a playbook can be run, one sentence each; empty when nothing is left to do.
  returned: always
  type: list
  elements: str
  sample: ["Let Microsoft Sentinel run playbook isolate for automation rule Isolate on request: an Owner ..."]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_automation_rule
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_sentinel_automation_rule)


if __name__ == "__main__":
    main()
