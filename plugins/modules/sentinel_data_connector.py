#!/usr/bin/python
# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sentinel_data_connector
short_description: Connect data sources to a workspace with Microsoft Sentinel
version_added: 1.0.0
author: multitenant.secops contributors (@multitenant-secops)
description:
  - Keeps one data connector of a workspace with Microsoft Sentinel. A connector of the same kind that somebody else made is adopted.
  - The data of a whole tenant, such as that of Microsoft Defender XDR, comes to a workspace only when a person consents who is Security
    Administrator of the tenant and Microsoft Sentinel Contributor at the workspace. An application cannot, nor can anybody of another
    tenant. Where an application is signed in, such a connector is looked at only, nothing fails, and RV(human_steps) says who must do
    what and where until it is done. Signed in as such a person (O(auth_source=cli), O(auth_source=device_code) or O(access_tokens)), the
    module connects it.
  - The logs of Microsoft Entra and the activity log of subscriptions are no data connectors to the service but diagnostic settings, see
    M(multitenant.secops.diagnostic_setting).
extends_documentation_fragment:
  - multitenant.secops.tenant
  - multitenant.secops.attributes
  - multitenant.secops.sentinel
options:
  state:
    description:
      - V(present) keeps the connector.
      - V(absent) disconnects.
    type: str
    choices: [present, absent]
    default: present
  kind:
    description:
      - What is connected, in the service's words.
      - V(AzureSecurityCenter) is Microsoft Defender for Cloud and V(IOT) Microsoft Defender for IoT, of O(connected_subscription_id).
        Microsoft Defender for Cloud needs a plan that is on in the subscription, and Contributor there.
      - Of a whole tenant, so that a person must consent, are V(MicrosoftThreatProtection) (Microsoft Defender XDR),
        V(MicrosoftDefenderAdvancedThreatProtection) (for Endpoint), V(AzureAdvancedThreatProtection) (for Identity), V(OfficeATP) (for
        Office 365), V(MicrosoftCloudAppSecurity) (for Cloud Apps), V(AzureActiveDirectory) (Microsoft Entra ID Protection), V(Office365),
        V(OfficeIRM) (Insider Risk Management), V(MicrosoftPurviewInformationProtection), V(Dynamics365), V(Office365Project) and
        V(OfficePowerBI).
      - V(MicrosoftThreatIntelligence), V(PremiumMicrosoftDefenderForThreatIntelligence) and V(ThreatIntelligence) bring indicators,
        V(AmazonWebServicesCloudTrail) the logs of O(aws_role_arn), V(RestApiPoller) what O(poller) asks for.
      - Azure operated by 21Vianet has neither Microsoft Defender XDR and its products nor Microsoft Entra ID Protection. National clouds
        have neither Microsoft Defender Threat Intelligence nor codeless connectors.
    type: str
    required: true
    choices:
      - AmazonWebServicesCloudTrail
      - AzureActiveDirectory
      - AzureAdvancedThreatProtection
      - AzureSecurityCenter
      - Dynamics365
      - IOT
      - MicrosoftCloudAppSecurity
      - MicrosoftDefenderAdvancedThreatProtection
      - MicrosoftPurviewInformationProtection
      - MicrosoftThreatIntelligence
      - MicrosoftThreatProtection
      - Office365
      - Office365Project
      - OfficeATP
      - OfficeIRM
      - OfficePowerBI
      - PremiumMicrosoftDefenderForThreatIntelligence
      - RestApiPoller
      - ThreatIntelligence
  data_types:
    description:
      - The data types that are on; the others are off. Without it, all are on.
      - V(incidents) and V(alerts) of Microsoft Defender XDR; V(exchange), V(sharePoint) and V(teams) of Microsoft 365; V(alerts) and
        V(discoveryLogs) of Microsoft Defender for Cloud Apps. Other kinds have one.
    type: list
    elements: str
  connected_subscription_id:
    description:
      - With O(kind=AzureSecurityCenter) and O(kind=IOT), id of the subscription whose alerts are connected; by default that of the
        workspace. The resource provider Microsoft.SecurityInsights is registered there where it is not.
    type: str
  alert_providers:
    description: With O(kind=MicrosoftThreatProtection), whose alerts come by that connector. Left alone when not given.
    type: list
    elements: str
    choices: [microsoftDefenderForCloudApps, microsoftDefenderForIdentity]
  lookback_start:
    description:
      - With the kinds that bring indicators, the moment from which on they are fetched, such as V(2026-01-01T00:00:00Z). Left
        alone when not
        given; a new connector of Microsoft Defender Threat Intelligence then fetches all.
    type: str
  aws_role_arn:
    description: With O(kind=AmazonWebServicesCloudTrail), the role in Amazon Web Services that Sentinel takes on. Required there.
    type: str
  name:
    description: With O(kind=RestApiPoller), name of the connector, of which a workspace can have several. Required there.
    type: str
  poller:
    description:
      - With O(kind=RestApiPoller), the properties of the connector as the service writes them, such as C(connectorDefinitionName),
        C(request), C(response) and C(dcrConfig), without C(auth). Required there. What the service has besides is left alone.
    type: dict
  poller_auth:
    description:
      - With O(kind=RestApiPoller), the property C(auth) with its secrets. Required there with O(state=present).
      - The service never answers it, so a change of it alone is not seen. It is written whenever something else changes.
    type: dict
  unavailable:
    description:
      - What to do where the cloud does not have the O(kind).
      - V(refuse) fails before any call. V(skip) changes nothing, and RV(resource) says so.
    type: str
    choices: [refuse, skip]
    default: refuse
seealso:
  - module: multitenant.secops.sentinel_data_connector_info
  - module: multitenant.secops.sentinel_workspace
  - module: multitenant.secops.defender_plan
  - module: multitenant.secops.diagnostic_setting
"""

EXAMPLES = r"""
- name: Alerts of Microsoft Defender for Cloud, from every subscription
  multitenant.secops.sentinel_data_connector:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    kind: AzureSecurityCenter
    connected_subscription_id: "{{ item }}"
  loop: "{{ secops_subscription_ids }}"

- name: Incidents of Microsoft Defender XDR, or what a person must do to get them
  multitenant.secops.sentinel_data_connector:
    tenant: "{{ secops_tenant_id }}"
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    kind: MicrosoftThreatProtection
    unavailable: skip
  register: defender_xdr

- name: Microsoft 365 without Teams, by a person who is signed in with Azure CLI
  multitenant.secops.sentinel_data_connector:
    tenant: "{{ secops_tenant_id }}"
    auth_source: cli
    subscription_id: "{{ secops_subscription_ids[0] }}"
    resource_group: rg-secops
    workspace: law-secops
    kind: Office365
    data_types: [exchange, sharePoint]
"""

RETURN = r"""
resource:
  description: The connector as it is now; null when it was to be absent and is.
  returned: always
  type: dict
  contains:
    id: {description: Resource id., type: str, returned: when connected}
    name: {description: Name., type: str, returned: when connected}
    kind: {description: Kind., type: str, returned: when present}
    connected: {description: Whether it is connected., type: bool, returned: when present}
    available: {description: Whether the cloud has this kind., type: bool, returned: when present}
    data_types: {description: The data types that are on., type: list, elements: str, returned: when connected}
    connected_subscription_id: {description: Subscription that is connected., type: str, returned: for kinds of a subscription}
    alert_providers: {description: Whose alerts come by it., type: list, elements: str, returned: for Microsoft Defender XDR when set}
    lookback_start: {description: From when on indicators are fetched., type: str, returned: for kinds of indicators}
    aws_role_arn: {description: Role in Amazon Web Services., type: str, returned: for Amazon Web Services}
    poller: {description: Properties of the connector without its secrets., type: dict, returned: for RestApiPoller}
steps:
  description: What was done, or in check mode would be done, one sentence each.
  returned: always
  type: list
  elements: str
  sample: ["Connect Microsoft Defender for Cloud of subscription 'Operations' (alerts) to workspace law-secops"]
human_steps:
  description: What only a person can do, one sentence each, with who, where and a link; empty when nothing is left to do.
  returned: always
  type: list
  elements: str
  sample: ["Connect Microsoft Defender XDR (incidents, alerts) to workspace law-secops: a user of tenant ..."]
requests: {description: Number of requests sent., type: int, returned: always}
retries: {description: Number of pauses before a request was repeated., type: int, returned: always}
waited_seconds: {description: Seconds spent waiting for a service., type: float, returned: always}
"""

from ansible_collections.multitenant.secops.plugins.module_utils import _sentinel_data_connector
from ansible_collections.multitenant.secops.plugins.module_utils._entry import run


def main():
    run(_sentinel_data_connector)


if __name__ == "__main__":
    main()
