# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of a workspace: those of Log Analytics and Sentinel themselves, and what a connected source brings.

Assumed: a table is there once its source is connected, and none is before; which tables come with which source is as Microsoft's
reference of connectors tells.
"""
from __future__ import annotations

ALWAYS = ("Heartbeat", "Operation", "Usage", "SecurityAlert", "SecurityIncident", "ThreatIntelligenceIndicator", "Watchlist")
DEFENDER = (
    "AlertEvidence", "AlertInfo", "CloudAppEvents", "DeviceEvents", "DeviceFileCertificateInfo", "DeviceFileEvents",
    "DeviceImageLoadEvents", "DeviceInfo", "DeviceLogonEvents", "DeviceNetworkEvents", "DeviceNetworkInfo", "DeviceProcessEvents",
    "DeviceRegistryEvents",
    "EmailAttachmentInfo", "EmailEvents", "EmailPostDeliveryEvents", "EmailUrlInfo", "IdentityDirectoryEvents", "IdentityLogonEvents",
    "IdentityQueryEvents", "UrlClickEvents")
BY_CONNECTOR = {
    "AmazonWebServicesCloudTrail": ("AWSCloudTrail",), "Dynamics365": ("Dynamics365Activity",),
    "MicrosoftCloudAppSecurity": ("McasShadowItReporting",), "MicrosoftThreatProtection": DEFENDER, "Office365": ("OfficeActivity",),
    "OfficePowerBI": ("PowerBIActivity",)}
ACTIVITY = ("AzureActivity",)
BY_CATEGORY = {
    "AuditLogs": "AuditLogs", "SignInLogs": "SigninLogs", "NonInteractiveUserSignInLogs": "AADNonInteractiveUserSignInLogs",
    "ServicePrincipalSignInLogs": "AADServicePrincipalSignInLogs", "ManagedIdentitySignInLogs": "AADManagedIdentitySignInLogs",
    "ProvisioningLogs": "AADProvisioningLogs", "RiskyUsers": "AADRiskyUsers", "UserRiskEvents": "AADUserRiskEvents",
    "RiskyServicePrincipals": "AADRiskyServicePrincipals", "ServicePrincipalRiskEvents": "AADServicePrincipalRiskEvents",
    "MicrosoftGraphActivityLogs": "MicrosoftGraphActivityLogs", "NetworkAccessTrafficLogs": "NetworkAccessTraffic"}


def tables(world, workspace):
    """The names of a workspace's tables."""
    found, id = set(ALWAYS), workspace["id"].lower()
    for subscription in world.subscriptions.values():
        for connector in subscription.store.truths("dataConnectors"):
            if connector["id"].lower().startswith(id + "/"):
                found |= set(BY_CONNECTOR.get(connector["kind"], ()))
        if any(_enabled(setting, id) for setting in subscription.store.truths("diagnosticSettings")):
            found |= set(ACTIVITY)
    for tenant in world.tenants.values():
        for setting in tenant.azure.truths("entraDiagnosticSettings"):
            found |= {BY_CATEGORY[category] for category in _enabled(setting, id) if category in BY_CATEGORY}
    return found


def _enabled(setting, workspace_id):
    """The categories that a diagnostic setting sends to the workspace."""
    properties = setting["properties"]
    if (properties.get("workspaceId") or "").lower() != workspace_id:
        return []
    return [log.get("category") for log in properties.get("logs") or () if log.get("enabled")]
