# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure's built-in roles that the simulated tenants know; ids are the same in every cloud."""
from __future__ import annotations

READ = ["*/read"]
ALERTS = "Microsoft.Insights/alertRules/*"
GROUPS = "Microsoft.Resources/subscriptions/resourceGroups/read"
DEPLOY = "Microsoft.Resources/deployments/*"
SUPPORT = "Microsoft.Support/*"
AUTHORIZATION = "Microsoft.Authorization/*/read"
QUERY = ["Microsoft.OperationalInsights/workspaces/analytics/query/action", "Microsoft.OperationalInsights/workspaces/query/*/read",
         "Microsoft.OperationalInsights/workspaces/*/read", "Microsoft.OperationalInsights/querypacks/*/read"]
SENTINEL_READ = ["Microsoft.SecurityInsights/*/read", "Microsoft.SecurityInsights/dataConnectorsCheckRequirements/action",
                 "Microsoft.SecurityInsights/threatIntelligence/indicators/query/action",
                 "Microsoft.SecurityInsights/threatIntelligence/queryIndicators/action", *QUERY,
                 "Microsoft.OperationsManagement/solutions/read", "Microsoft.Insights/workbooks/read", "Microsoft.Insights/myworkbooks/read",
                 "Microsoft.OperationalInsights/workspaces/dataSources/read", AUTHORIZATION, ALERTS, DEPLOY, GROUPS, SUPPORT]
SECURITY_READ = ["Microsoft.Authorization/*/read", ALERTS, "Microsoft.operationalInsights/workspaces/*/read", DEPLOY, GROUPS,
                 "Microsoft.Security/*/read", "Microsoft.IoTSecurity/*/read", "Microsoft.Support/*/read",
                 "Microsoft.Security/iotDefenderSettings/packageDownloads/action", "Microsoft.Management/managementGroups/read"]

# name, id, actions, not actions, data actions
ROWS = [
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", ["*"], [], []),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c", ["*"], [
        "Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action",
        "Microsoft.Blueprint/blueprintAssignments/write", "Microsoft.Blueprint/blueprintAssignments/delete",
        "Microsoft.Compute/galleries/share/action", "Microsoft.Purview/consents/write", "Microsoft.Purview/consents/delete"], []),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", READ, [], []),
    ("User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", ["*/read", "Microsoft.Authorization/*", SUPPORT], [], []),
    ("Role Based Access Control Administrator", "f58310d9-a9f6-439a-9e8d-f62e7b41a168", [
        "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete", "*/read", SUPPORT], [], []),
    ("Microsoft Sentinel Contributor", "ab8e14d6-4a74-4a29-9ba8-549422addade", [
        "Microsoft.SecurityInsights/*", *QUERY, "Microsoft.OperationalInsights/workspaces/savedSearches/*",
        "Microsoft.OperationsManagement/solutions/read", "Microsoft.Insights/workbooks/*", AUTHORIZATION, ALERTS, DEPLOY, GROUPS, SUPPORT],
        [], []),
    ("Microsoft Sentinel Responder", "3e150937-b8fe-4cfb-8069-0eaf05ecd056", [
        *SENTINEL_READ, "Microsoft.SecurityInsights/automationRules/*", "Microsoft.SecurityInsights/cases/*",
        "Microsoft.SecurityInsights/incidents/*", "Microsoft.SecurityInsights/entities/runPlaybook/action",
        "Microsoft.SecurityInsights/threatIntelligence/indicators/appendTags/action",
        "Microsoft.SecurityInsights/threatIntelligence/bulkTag/action"], ["Microsoft.SecurityInsights/cases/*/Delete",
                                                                          "Microsoft.SecurityInsights/incidents/*/Delete"], []),
    ("Microsoft Sentinel Reader", "8d289c81-5878-46d4-8554-54e1e3d8b5cb", SENTINEL_READ, [], []),
    ("Microsoft Sentinel Automation Contributor", "f4c81013-99ee-4d62-a7ee-b3f1f648599a", [
        AUTHORIZATION, "Microsoft.Logic/workflows/triggers/read", "Microsoft.Logic/workflows/triggers/listCallbackUrl/action",
        "Microsoft.Logic/workflows/runs/read", "Microsoft.Web/sites/hostruntime/webhooks/api/workflows/triggers/read"], [], []),
    ("Microsoft Sentinel Playbook Operator", "51d6186e-6489-4900-b93f-92e23144cca5", [
        "Microsoft.Logic/workflows/read", "Microsoft.Logic/workflows/triggers/listCallbackUrl/action", "Microsoft.Web/sites/read"], [], []),
    ("Security Reader", "39bc4728-0917-49c7-9d2c-d95423bc2eb4", SECURITY_READ, [], []),
    ("Security Admin", "fb1c8493-542b-48eb-b624-b4c8fea62acd", [
        *SECURITY_READ, "Microsoft.Authorization/policyAssignments/*", "Microsoft.Authorization/policyDefinitions/*",
        "Microsoft.Authorization/policyExemptions/*", "Microsoft.Authorization/policySetDefinitions/*", "Microsoft.Security/*",
        "Microsoft.IoTSecurity/*", SUPPORT], [], []),
    ("Security Assessment Contributor", "612c2aa1-cb24-443b-ac28-3ab7272de6f5", ["Microsoft.Security/assessments/write"], [], []),
    ("Logic App Contributor", "87a39d53-fc1b-424a-814c-f7e04687dc9e", [
        AUTHORIZATION, ALERTS, "Microsoft.Insights/metricAlerts/*", "Microsoft.Insights/diagnosticSettings/*", "Microsoft.Logic/*", DEPLOY,
        "Microsoft.Resources/subscriptions/operationresults/read", GROUPS, SUPPORT, "Microsoft.Web/connections/*"], [], []),
    ("Logic App Operator", "515c2055-d9d4-4321-b1b9-bd0c9a0f79fe", [
        AUTHORIZATION, "Microsoft.Insights/alertRules/*/read", "Microsoft.Logic/*/read", "Microsoft.Logic/workflows/disable/action",
        "Microsoft.Logic/workflows/enable/action", "Microsoft.Logic/workflows/validate/action", GROUPS, SUPPORT], [], []),
    ("Log Analytics Contributor", "92aaf0da-9dab-42b6-94a3-d43ce8d16293", [
        "*/read", "Microsoft.OperationalInsights/*", "Microsoft.OperationsManagement/*", "Microsoft.Insights/alertRules/*",
        "Microsoft.Insights/diagnosticSettings/*", DEPLOY, "Microsoft.Resources/subscriptions/resourcegroups/deployments/*", SUPPORT], [], []),
    ("Log Analytics Reader", "73c42c96-874c-492b-b04d-ab87d138a893", [
        "*/read", "Microsoft.OperationalInsights/workspaces/analytics/query/action", "Microsoft.OperationalInsights/workspaces/search/action",
        SUPPORT], ["Microsoft.OperationalInsights/workspaces/sharedKeys/read"], []),
    ("Log Analytics Data Reader", "3b03c2da-16b3-4a49-8834-0f8130efdd3b", [
        "Microsoft.OperationalInsights/workspaces/read", "Microsoft.OperationalInsights/workspaces/query/read"], [], [
        "Microsoft.OperationalInsights/workspaces/tables/data/read"]),
    ("Monitoring Contributor", "749f88d5-cbae-40b8-bcfc-e573ddc772fa", [
        "*/read", "Microsoft.AlertsManagement/alerts/*", "Microsoft.Insights/*", "Microsoft.OperationalInsights/workspaces/write",
        "Microsoft.OperationalInsights/workspaces/savedSearches/*", "Microsoft.OperationalInsights/workspaces/search/action",
        "Microsoft.OperationalInsights/workspaces/sharedKeys/action", DEPLOY, SUPPORT], [], []),
    ("Monitoring Reader", "43d0d8ad-25c7-4714-9337-8ba259a9fe05", [
        "*/read", "Microsoft.OperationalInsights/workspaces/search/action", SUPPORT], [], []),
    ("Managed Services Registration assignment Delete Role", "91c1777a-f3dc-4fae-b103-61d183457e46", [
        "Microsoft.ManagedServices/registrationAssignments/read", "Microsoft.ManagedServices/registrationAssignments/delete",
        "Microsoft.ManagedServices/operationStatuses/read"], [], []),
    ("Resource Policy Contributor", "36243c78-bf99-498c-9df9-86d9f8d28608", [
        "*/read", "Microsoft.Authorization/policyassignments/*", "Microsoft.Authorization/policydefinitions/*",
        "Microsoft.Authorization/policyexemptions/*", "Microsoft.Authorization/policysetdefinitions/*", "Microsoft.PolicyInsights/*",
        SUPPORT], [], []),
    ("Automation Operator", "d3881f73-407a-4167-8283-e981cbba0404", [
        AUTHORIZATION, "Microsoft.Automation/automationAccounts/read", "Microsoft.Automation/automationAccounts/jobs/*", GROUPS, SUPPORT],
        [], []),
    ("Managed Identity Contributor", "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", [
        "Microsoft.ManagedIdentity/userAssignedIdentities/*", AUTHORIZATION, DEPLOY, GROUPS, SUPPORT], [], []),
    ("Managed Identity Operator", "f1a07417-d97a-45cb-824c-7a7467783830", [
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/read", "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
        AUTHORIZATION, DEPLOY, GROUPS, SUPPORT], [], []),
    ("Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7", ["Microsoft.Network/*", AUTHORIZATION, ALERTS, DEPLOY, GROUPS, SUPPORT],
        [], []),
    ("Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c", [
        "Microsoft.Compute/virtualMachines/*", "Microsoft.Compute/disks/*", "Microsoft.Network/networkInterfaces/*", AUTHORIZATION, ALERTS,
        DEPLOY, GROUPS, SUPPORT], [], []),
    ("Support Request Contributor", "cfd33db0-3dd1-45e3-aa9d-cdbdf3b6f24e", [AUTHORIZATION, GROUPS, SUPPORT], [], []),
    ("Storage Account Backup Contributor", "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1", [
        AUTHORIZATION, "Microsoft.Authorization/locks/read", "Microsoft.Authorization/locks/write", "Microsoft.Authorization/locks/delete",
        "Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/write", GROUPS], [], []),
]


def definition(name, guid, actions, not_actions, data_actions):
    """A built-in role as ARM answers it at the tenant's level."""
    permissions = [{"actions": actions, "notActions": not_actions, "dataActions": data_actions, "notDataActions": []}]
    return {"id": f"/providers/Microsoft.Authorization/roleDefinitions/{guid}", "name": guid, "type": "Microsoft.Authorization/roleDefinitions",
            "properties": {"roleName": name, "type": "BuiltInRole", "description": f"Built-in role {name}.", "assignableScopes": ["/"],
                           "permissions": permissions, "createdOn": "2015-02-02T21:55:09.8806423Z",
                           "updatedOn": "2023-11-10T00:00:00.0000000Z", "createdBy": None, "updatedBy": None}}


BUILT_IN = {guid: definition(name, guid, *rest) for name, guid, *rest in ROWS}
