#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_analytics_rule
short_description: Keep analytics rules on a workspace with Microsoft Sentinel
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Creates, changes and removes analytics rules of the kinds Scheduled, NRT (near real time), Fusion and
    MicrosoftSecurityIncidentCreation. Other rules of the workspace are left alone.
  - A rule is written in the keys of the rules that Microsoft publishes for Microsoft Sentinel, inline in O(rules), in files, or
    taken from a template that is on the workspace.
  - Only what is declared of a rule is compared and set. What is left out stays as it is.
  - A rule has the same id in every run. One that is already there under another id, with the name or as the O(rules[].id) that is
    wanted, is taken over.
  - What was written is noted as short fingerprints in the metadata that Microsoft Sentinel keeps beside a rule (C(customVersion)). So an
    edit in the portal is told apart from a change of what is wanted, and O(on_portal_edit) says which side wins. Metadata that already
    holds another text is left alone; a rule with such metadata counts as not written by this collection.
  - A write carries the etag of what was read. When somebody else wrote meanwhile, the rules are read and planned again.
  - The service compiles the query of a rule that is enabled, and refuses it while one of its tables is not there. Connect the source
    first, or give the rule O(rules[].enabled=false) until then.
  - On a workspace that is in the Microsoft Defender portal, Microsoft turns off Fusion and the rules of kind
    MicrosoftSecurityIncidentCreation.
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
  - multitenant.secops.sentinel
options:
  state:
    description:
      - V(present) creates and keeps the rules.
      - V(absent) removes them. Their names, kinds and ids decide which they are. The Fusion rule stays as it is, since it comes with
        Microsoft Sentinel. So does a rule that was there before, made by somebody else, unless O(made_by_others=remove).
    type: str
    choices: [present, absent]
    default: present
  rules:
    description: Rules, in the keys of the rules that Microsoft publishes. One of O(rules) and O(files) is required.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What the rule is called. Required, but for a rule of kind Fusion and for one whose O(rules[].template) is a name.
        type: str
      id:
        description:
          - Id of the rule's content. It keeps the rule's id when the rule is renamed. Without it the name does.
        type: str
      template:
        description:
          - Id or display name of a template, from the gallery of the workspace or from an installed solution. The rule gets all that
            the template says, other keys given here lie over it, and a newer version of the template changes the rule.
        type: str
      kind:
        description:
          - Kind of the rule; that of the template, or V(Scheduled), when not given.
          - The one Fusion rule of a workspace is there from the beginning; only O(rules[].enabled) can be set.
        type: str
        choices: [Scheduled, NRT, Fusion, MicrosoftSecurityIncidentCreation]
      version:
        description: Version of the rule's content, such as V(1.0.2); noted in the metadata of a new rule.
        type: str
      enabled:
        description: Whether the rule runs. A new rule does when this is not given.
        type: bool
      description:
        description: What the rule finds, up to 5000 characters.
        type: str
      severity:
        description: Severity of its alerts.
        type: str
        choices: [High, Medium, Low, Informational]
      query:
        description: The query, in Kusto Query Language.
        type: str
      queryFrequency:
        description: How often the query runs, 5 minutes to 14 days, such as V(5m), V(1h), V(1d) or V(PT1H).
        type: str
      queryPeriod:
        description:
          - How far the query looks back, 5 minutes to 14 days and no less than O(rules[].queryFrequency). More than 2 days takes a
            frequency of an hour or more.
        type: str
      triggerOperator:
        description: How the number of results is compared with O(rules[].triggerThreshold).
        type: str
        choices: [gt, lt, eq, ne, GreaterThan, LessThan, Equal, NotEqual]
      triggerThreshold:
        description: Number of results that the rule's alert hangs on.
        type: int
      suppressionEnabled:
        description: Whether the rule pauses after an alert. A new rule does not when this is not given.
        type: bool
      suppressionDuration:
        description: How long it pauses, 5 minutes to 24 hours and no less than O(rules[].queryFrequency).
        type: str
      tactics:
        description: All tactics of MITRE ATT&CK.
        type: list
        elements: str
        choices: [Reconnaissance, ResourceDevelopment, InitialAccess, Execution, Persistence, PrivilegeEscalation, DefenseEvasion,
          CredentialAccess, Discovery, LateralMovement, Collection, Exfiltration, CommandAndControl, Impact, PreAttack,
          ImpairProcessControl, InhibitResponseFunction]
      relevantTechniques:
        description: All techniques of MITRE ATT&CK, such as V(T1098). A sub-technique counts as its technique.
        type: list
        elements: str
      subTechniques:
        description: All sub-techniques, such as V(T1098.003). They take a preview version of the API.
        type: list
        elements: str
      entityMappings:
        description: All entities that the results name, 10 at most.
        type: list
        elements: dict
        suboptions:
          entityType:
            description: What the entity is, such as V(Account), V(Host) or V(IP).
            type: str
            required: true
          fieldMappings:
            description: Which columns identify it.
            type: list
            elements: dict
            required: true
            suboptions:
              identifier:
                description: Identifier of the entity, such as V(FullName).
                type: str
                required: true
              columnName:
                description: Column of the results.
                type: str
                required: true
      customDetails:
        description: All details that are put into the alert, each with its column, 20 at most.
        type: dict
      alertDetailsOverride:
        description: How alerts are named and described from the results.
        type: dict
        suboptions:
          alertDisplayNameFormat:
            description:
              - Name of the alert, with columns in double braces. In a playbook or inventory write them with C(!unsafe), so that Ansible
                does not take them for its own; in O(files) they are safe.
            type: str
          alertDescriptionFormat:
            description: Description of the alert, likewise.
            type: str
          alertTacticsColumnName:
            description: Column that holds the tactics.
            type: str
          alertSeverityColumnName:
            description: Column that holds the severity.
            type: str
          alertDynamicProperties:
            description: More properties of the alert that columns hold.
            type: list
            elements: dict
            suboptions:
              alertProperty:
                description: Name of the property, such as V(AlertLink).
                type: str
                required: true
              value:
                description: Column that holds it.
                type: str
                required: true
      eventGroupingSettings:
        description: How results become alerts.
        type: dict
        suboptions:
          aggregationKind:
            description: One alert for all results, or one for each.
            type: str
            choices: [SingleAlert, AlertPerResult]
            required: true
      incidentConfiguration:
        description: How alerts become incidents.
        type: dict
        suboptions:
          createIncident:
            description: Whether an incident is made of an alert.
            type: bool
            default: true
          groupingConfiguration:
            description: How alerts come together in one incident.
            type: dict
            suboptions:
              enabled:
                description: Whether they do.
                type: bool
                default: false
              reopenClosedIncident:
                description: Whether a closed incident is opened again for a new alert.
                type: bool
                default: false
              lookbackDuration:
                description: How old an incident may be to take a new alert.
                type: str
                default: PT5H
              matchingMethod:
                description: Whether all entities must be alike, any alert will do, or what is listed decides.
                type: str
                choices: [AllEntities, AnyAlert, Selected]
                default: AllEntities
              groupByEntities:
                description: Types of entities that must be alike, when what is listed decides.
                type: list
                elements: str
                default: []
              groupByAlertDetails:
                description: Details of the alert that must be alike.
                type: list
                elements: str
                choices: [DisplayName, Severity]
                default: []
              groupByCustomDetails:
                description: Custom details that must be alike.
                type: list
                elements: str
                default: []
      productFilter:
        description:
          - Product whose alerts make incidents, such as V(Azure Security Center). Required for a new rule of kind
            V(MicrosoftSecurityIncidentCreation).
        type: str
      severitiesFilter:
        description: All severities of alerts that make incidents.
        type: list
        elements: str
        choices: [High, Medium, Low, Informational]
      displayNamesFilter:
        description: Only alerts whose name contains one of these texts.
        type: list
        elements: str
      displayNamesExcludeFilter:
        description: No alerts whose name contains one of these texts.
        type: list
        elements: str
      requiredDataConnectors:
        description: Taken, as published rules hold it, and not used. The service itself refuses a query whose tables are not there.
        type: list
        elements: dict
  files:
    description:
      - Files of rules in YAML, each with one rule, a list of rules or several documents; or folders, of which all files that end in
        V(.yml) or V(.yaml) are read. What published rules hold besides (C(status), C(tags), C(metadata)) is not used.
      - A path that does not begin with V(/) begins where Ansible was started; C(playbook_dir) and C(role_path) help.
    type: list
    elements: path
  on_portal_edit:
    description:
      - Which side wins for a rule that differs from what is wanted because somebody else edited or deleted it since this collection wrote
        it, or because this collection never wrote it.
      - V(fail) ends the task before anything is written, and names what differs.
      - V(overwrite) writes what is wanted. No note of it is made; one that is there is kept right.
      - V(keep) leaves the whole rule as it is.
    type: str
    choices: [fail, overwrite, keep]
    default: fail
  made_by_others:
    description:
      - With O(state=absent), what becomes of a rule that this module did not make but found, which its id tells.
      - V(keep) leaves it as it is, but for the note of this module, and tells it in RV(left).
    type: str
    choices: [keep, remove]
    default: keep
  replace:
    description:
      - The kind of a rule cannot be changed. V(true) deletes a rule of another kind and makes it anew under another id; without it that is
        an error.
    type: bool
    default: false
  unavailable:
    description:
      - What to do where the cloud has no place for a rule, such as one of kind NRT where there is no preview version of the API.
      - V(refuse) fails before any call. V(skip) leaves the rule out, and RV(resource.not_offered) names it.
    type: str
    choices: [refuse, skip]
    default: refuse
seealso:
  - module: multitenant.secops.sentinel_analytics_rule_info
  - module: multitenant.secops.sentinel_workspace
"""

EXAMPLES = r"""
- name: A rule of our own, and Fusion
  multitenant.secops.sentinel_analytics_rule:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    rules:
      - name: Many alerts of one entity
        severity: High
        query: |
          SecurityAlert
          | summarize Alerts = count() by CompromisedEntity
          | where Alerts > 20
        queryFrequency: 1h
        queryPeriod: 1d
        triggerOperator: gt
        triggerThreshold: 0
        entityMappings:
          - entityType: Host
            fieldMappings:
              - identifier: HostName
                columnName: CompromisedEntity
      - kind: Fusion
        enabled: true

- name: All rules of a folder, over whatever was edited in the portal
  multitenant.secops.sentinel_analytics_rule:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    files: ["{{ playbook_dir }}/analytics_rules"]
    on_portal_edit: overwrite
"""

RETURN = r"""
resource:
  description: The rules as they are now; null when none of them is there.
  returned: always
  type: dict
  contains:
    workspace: {description: Name of the workspace., type: str, returned: when present}
    rules:
      description: The rules that were asked for, each with those keys of O(rules) that have a value.
      returned: when present
      type: list
      elements: dict
      contains:
        id: {description: Resource id., type: str, returned: always}
        kind: {description: Kind., type: str, returned: always}
        name: {description: Name., type: str, returned: always}
        enabled: {description: Whether it runs., type: bool, returned: always}
        description: {description: What it is for., type: str, returned: when it has one}
        severity: {description: Severity of its alerts., type: str, returned: when it has one}
        tactics: {description: Tactics., type: list, elements: str, returned: when it has some}
        relevantTechniques: {description: Techniques., type: list, elements: str, returned: when it has some}
        query: {description: Its query., type: str, returned: when it has one}
        queryFrequency: {description: How often it runs., type: str, returned: for kind Scheduled}
        queryPeriod: {description: How far it looks back., type: str, returned: for kind Scheduled}
        triggerOperator: {description: How the number of results is compared., type: str, returned: for kind Scheduled}
        triggerThreshold: {description: With which number., type: int, returned: for kind Scheduled}
        suppressionEnabled: {description: Whether it rests after an alert., type: bool, returned: when it has a query}
        suppressionDuration: {description: How long it rests., type: str, returned: when it has a query}
        entityMappings: {description: Entities in its results., type: list, elements: dict, returned: when it has some}
        eventGroupingSettings: {description: How results become alerts., type: dict, returned: when it has a query}
        incidentConfiguration: {description: How alerts become incidents., type: dict, returned: when it has a query}
        productFilter: {description: Product whose alerts become incidents., type: str, returned: for Microsoft incident creation}
        templateName: {description: Id of the template from which it was made., type: str, returned: when there is one}
        templateVersion: {description: Version of that template., type: str, returned: when there is one}
        edited_elsewhere:
          description: Keys that somebody else has changed since this collection wrote the rule.
          type: list
          elements: str
          returned: always
    not_offered:
      description: Names of the rules that were left out, since the cloud has no place for them.
      type: list
      elements: str
      returned: when present
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Create analytics rule Many alerts", "Note in the metadata of analytics rule Many alerts what it holds"]
left:
  description: What is left though the task asked for its removal, and why.
  returned: always
  type: list
  elements: str
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_analytics_rule
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_sentinel_analytics_rule)


if __name__ == "__main__":
    main()
