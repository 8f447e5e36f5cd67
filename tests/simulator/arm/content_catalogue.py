# SPDX-License-Identifier: GPL-3.0-or-later
"""What the content hub offers: a few solutions with public names, whose contents are written here.

Which version of a solution a tenant is offered is the newest, unless the tenant's setting `contentHubVersions` ({content id: version})
says another, as if Microsoft had not published a newer one yet.
Assumed: which solution is missing in which cloud.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from tests.simulator.arm.template_language import FUNCTIONS
from tests.simulator.world import seeded_id

EVERYWHERE = ("AzureCloud", "AzureUSGovernment", "AzureUSGovernmentDoD", "AzureChinaCloud", "USNat", "USSec")
ENTRA_PROTECTION = EVERYWHERE[:3]
PUBLISHED = "2024-05-20"


@dataclass(frozen=True)
class Rule:
    """A template of an analytics rule."""
    name: str
    query: str
    severity: str = "Medium"
    tactics: tuple = ()
    techniques: tuple = ()
    period: str = "P1D"
    kind: str = "Scheduled"
    version: str = "1.0.0"
    entities: tuple = ()          # (entity type, identifier, column)

    @property
    def content_id(self):
        return seeded_id("analytics rule template", self.name)


@dataclass(frozen=True)
class Solution:
    name: str
    content_id: str
    description: str
    versions: dict                # version -> its rules; the newest last
    clouds: tuple = EVERYWHERE
    domains: tuple = ("Security - Threat Protection",)
    workbooks: tuple = ()
    support: dict = field(default_factory=lambda: {"tier": "Microsoft", "name": "Microsoft Corporation", "email": "support@microsoft.com"})

    @property
    def publisher(self):
        return self.content_id.partition(".")[0]

    def product_id(self, version):
        return f"{self.content_id}-sl-{unique(self.content_id, version)}"


def unique(*parts):
    return FUNCTIONS["uniquestring"](None, *parts)


ACCOUNT, ADDRESS = ("Account", "FullName", "Caller"), ("IP", "Address", "CallerIpAddress")
USER, SOURCE = ("Account", "FullName", "UserPrincipalName"), ("IP", "Address", "IPAddress")
MASS_DELETION = Rule(
    "Many resources deleted by one caller", "AzureActivity\n| where OperationNameValue endswith '/DELETE'\n"
    "| where ActivityStatusValue == 'Success'\n| summarize Deletions = count() by Caller, CallerIpAddress\n"
    "| where Deletions > 25", "Medium", ("Impact",), ("T1485",),
    entities=(ACCOUNT, ADDRESS))
OWNER_ASSIGNED = Rule(
    "Role assigned at a subscription", "AzureActivity\n| where OperationNameValue =~ 'Microsoft.Authorization/roleAssignments/write'\n"
    "| where ActivityStatusValue == 'Success'\n| project TimeGenerated, Caller, CallerIpAddress, ResourceGroup", "Low",
    ("PrivilegeEscalation",), ("T1098",), "PT1H", entities=(ACCOUNT, ADDRESS))
LOGS_SWITCHED_OFF = Rule(
    "Diagnostic setting removed", "AzureActivity\n| where OperationNameValue =~ 'Microsoft.Insights/diagnosticSettings/delete'\n"
    "| project TimeGenerated, Caller, CallerIpAddress, ResourceId", "High", ("DefenseEvasion",), ("T1562",), "PT1H",
    entities=(ACCOUNT, ADDRESS))
MANY_FAILURES = Rule(
    "Many failed sign-ins from one address", "SigninLogs\n| where ResultType != '0'\n"
    "| summarize Failures = count() by IPAddress, UserPrincipalName\n| where Failures > 50", "Medium", ("CredentialAccess",), ("T1110",),
    entities=(USER, SOURCE))
ADMIN_ADDED = Rule(
    "Member added to a privileged directory role", "AuditLogs\n| where OperationName =~ 'Add member to role'\n"
    "| project TimeGenerated, Identity, Result", "High", ("Persistence", "PrivilegeEscalation"), ("T1098",), kind="NRT")
CONSENT_GIVEN = Rule(
    "Consent given to an application", "AuditLogs\n| where OperationName =~ 'Consent to application'\n"
    "| project TimeGenerated, Identity, Result", "Medium", ("CredentialAccess",), ("T1528",))
RISKY_AND_ADMIN = Rule(
    "High risk alert of Entra ID Protection", "SecurityAlert\n| where ProductName == 'Azure Active Directory Identity Protection'\n"
    "| where AlertSeverity == 'High'\n| project TimeGenerated, AlertName, CompromisedEntity", "High", ("InitialAccess",), ("T1078",),
    "PT1H", entities=(("Account", "FullName", "CompromisedEntity"),))
UNFAMILIAR = Rule(
    "Unfamiliar sign-in properties", "SecurityAlert\n| where ProductName == 'Azure Active Directory Identity Protection'\n"
    "| where AlertName has 'unfamiliar'\n| project TimeGenerated, AlertName, CompromisedEntity", "Low", ("InitialAccess",), ("T1078",))
ISOLATION_CANDIDATE = Rule(
    "Device with several high alerts", "SecurityAlert\n| where ProviderName == 'MDATP' and AlertSeverity == 'High'\n"
    "| summarize Alerts = count() by CompromisedEntity\n| where Alerts > 2", "High", ("Execution",), ("T1059",), "PT4H",
    entities=(("Host", "HostName", "CompromisedEntity"),))
MAIL_THREAT = Rule(
    "Threat in mail that was delivered", "SecurityAlert\n| where ProviderName == 'OATP' and AlertName has 'delivered'\n"
    "| project TimeGenerated, AlertName, CompromisedEntity", "Medium", ("InitialAccess",), ("T1566",), kind="NRT")
REOPENED = Rule(
    "Incident opened again", "SecurityIncident\n| where ProviderName == 'Microsoft XDR' and Status == 'Active'\n"
    "| where ClosedTime < LastModifiedTime\n| project TimeGenerated, Title, Severity", "Low", ("Impact",), period="PT1H")


SOLUTIONS = (
    Solution("Azure Activity", "azuresentinel.azure-sentinel-solution-azureactivity", "Rules on the activity log of subscriptions.",
             {"3.0.1": (MASS_DELETION, OWNER_ASSIGNED), "3.0.2": (MASS_DELETION, OWNER_ASSIGNED, LOGS_SWITCHED_OFF)},
             domains=("Cloud Provider",)),
    Solution("Microsoft Entra ID", "azuresentinel.azure-sentinel-solution-azureactivedirectory", "Rules on sign-ins and audit logs.",
             {"3.3.0": (MANY_FAILURES, ADMIN_ADDED, CONSENT_GIVEN)}, domains=("Identity",)),
    Solution("Microsoft Entra ID Protection", "azuresentinel.azure-sentinel-solution-azureactivedirectoryip",
             "Rules on risky sign-ins.", {"3.0.0": (RISKY_AND_ADMIN, UNFAMILIAR)}, ENTRA_PROTECTION, ("Identity",)),
    Solution("Microsoft Defender XDR", "azuresentinel.azure-sentinel-solution-microsoft365defender",
             "Rules on alerts of Microsoft Defender XDR.", {"3.0.9": (ISOLATION_CANDIDATE, MAIL_THREAT, REOPENED)}, EVERYWHERE[:3]),
    Solution("SOC Handbook", "microsoftsentinelcommunity.azure-sentinel-solution-sochandbook", "Workbooks for those on duty.",
             {"3.0.5": ()}, EVERYWHERE[:3], ("Security - Others",), ("Incidents at a glance",),
             {"tier": "Community", "name": "Microsoft Sentinel, Microsoft", "email": "support@microsoft.com"}),
    Solution("Threat Intelligence Premium", "azuresentinel.azure-sentinel-solution-threatintelligencepremium",
             "Rules on indicators of Microsoft Defender Threat Intelligence.", {"1.0.0": (MAIL_THREAT,)}, ("AzureCloud",)),
)


def offered(call):
    """(solution, version) of all that the content hub offers in this cloud to the subscription's tenant."""
    held = call.world.tenants[call.subscription.tenant_id].settings.get("contentHubVersions", {})
    return [(solution, held.get(solution.content_id, list(solution.versions)[-1])) for solution in SOLUTIONS
            if call.world.cloud in solution.clouds]


def published(call, content_id):
    """The solution of this content id in this cloud, or None."""
    return next((solution for solution, _version in offered(call) if solution.content_id == content_id.lower()), None)
