# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure's built-in roles that the simulated tenants know, with what they allow; ids are the same in every cloud."""
from __future__ import annotations

ALERT_RULES = "Microsoft.Insights/alertRules/*"
AUTHORIZATION = "Microsoft.Authorization/*/read"
DEPLOYMENTS = "Microsoft.Resources/deployments/*"
GROUPS = "Microsoft.Resources/subscriptions/resourceGroups/read"
HEALTH = "Microsoft.ResourceHealth/availabilityStatuses/read"
SUPPORT = "Microsoft.Support/*"
USUAL = [AUTHORIZATION, ALERT_RULES, DEPLOYMENTS, GROUPS, SUPPORT]


def of(namespace, *rests):
    return [f"{namespace}/{rest}" for rest in rests]


def sentinel(*rests):
    return of("Microsoft.SecurityInsights", *rests)


def logs(*rests):
    return of("Microsoft.OperationalInsights", *rests)


LOG_QUERIES = logs("workspaces/analytics/query/action", "workspaces/*/read", "workspaces/query/read", "workspaces/query/*/read",
                   "workspaces/dataSources/read", "querypacks/*/read")
NO_CONFIDENTIAL = [*sentinel("ConfidentialWatchlists/*"), *logs("workspaces/query/ConfidentialWatchlist/*")]
SEE_WORKBOOKS = ["Microsoft.OperationsManagement/solutions/read", "Microsoft.Insights/workbooks/read",
                 "Microsoft.Insights/myworkbooks/read"]

# name, id, what it is for, actions, not actions, data actions
ROWS = [
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "All of Azure, and who may use it.", ["*"], [], []),
    ("Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c", "All of Azure, but not who may use it.", ["*"], [
        *of("Microsoft.Authorization", "*/Delete", "*/Write", "elevateAccess/Action"),
        *of("Microsoft.Blueprint/blueprintAssignments", "write", "delete"), "Microsoft.Compute/galleries/share/action",
        *of("Microsoft.Purview/consents", "write", "delete"), "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
        *of("Microsoft.Subscription", "cancel/action", "enable/action")], []),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", "Sees everything, changes nothing.", ["*/read"], [], []),
    ("User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "Decides who may use what.", [
        "*/read", "Microsoft.Authorization/*", SUPPORT], [], []),
    ("Role Based Access Control Administrator", "f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Assigns roles.", [
        *of("Microsoft.Authorization/roleAssignments", "write", "delete"), "*/read", SUPPORT], [], []),
    ("Microsoft Sentinel Contributor", "ab8e14d6-4a74-4a29-9ba8-549422addade", "Changes what Sentinel does.", [
        *sentinel("*"), *LOG_QUERIES, *logs("workspaces/savedSearches/*"), "Microsoft.OperationsManagement/solutions/read",
        "Microsoft.Insights/workbooks/*", "Microsoft.Insights/myworkbooks/read", *USUAL], NO_CONFIDENTIAL, []),
    ("Microsoft Sentinel Responder", "3e150937-b8fe-4cfb-8069-0eaf05ecd056", "Works on Sentinel's incidents.", [
        *sentinel("*/read", "dataConnectorsCheckRequirements/action", "automationRules/*", "cases/*", "incidents/*",
                  "entities/runPlaybook/action", "threatIntelligence/indicators/appendTags/action",
                  "threatIntelligence/indicators/query/action", "threatIntelligence/bulkTag/action",
                  "threatIntelligence/indicators/replaceTags/action", "threatIntelligence/queryIndicators/action",
                  "businessApplicationAgents/systems/undoAction/action"),
        *LOG_QUERIES, *logs("workspaces/savedSearches/read"), *SEE_WORKBOOKS, *USUAL],
        [*sentinel("cases/*/Delete", "incidents/*/Delete"), *NO_CONFIDENTIAL], []),
    ("Microsoft Sentinel Reader", "8d289c81-5878-46d4-8554-54e1e3d8b5cb", "Sees what Sentinel has.", [
        *sentinel("*/read", "dataConnectorsCheckRequirements/action", "threatIntelligence/indicators/query/action",
                  "threatIntelligence/queryIndicators/action"), *LOG_QUERIES, *logs("workspaces/LinkedServices/read",
                                                                                    "workspaces/savedSearches/read"),
        *SEE_WORKBOOKS, "Microsoft.Resources/templateSpecs/*/read", *USUAL], NO_CONFIDENTIAL, []),
    ("Microsoft Sentinel Automation Contributor", "f4c81013-99ee-4d62-a7ee-b3f1f648599a", "Lets automation rules run playbooks.", [
        AUTHORIZATION, *of("Microsoft.Logic/workflows", "triggers/read", "triggers/listCallbackUrl/action", "runs/read"),
        *of("Microsoft.Web/sites/hostruntime/webhooks/api/workflows", "triggers/read", "triggers/listCallbackUrl/action", "runs/read")],
        [], []),
    ("Microsoft Sentinel Playbook Operator", "51d6186e-6489-4900-b93f-92e23144cca5", "Runs playbooks.", [
        *of("Microsoft.Logic/workflows", "read", "triggers/listCallbackUrl/action"),
        "Microsoft.Web/sites/hostruntime/webhooks/api/workflows/triggers/listCallbackUrl/action", "Microsoft.Web/sites/read"], [], []),
    ("Security Reader", "39bc4728-0917-49c7-9d2c-d95423bc2eb4", "Sees what Defender for Cloud has.", [
        AUTHORIZATION, "Microsoft.Insights/alertRules/read", "Microsoft.operationalInsights/workspaces/*/read",
        "Microsoft.Resources/deployments/*/read", GROUPS, "Microsoft.Security/*/read", "Microsoft.IoTSecurity/*/read",
        "Microsoft.Support/*/read", *of("Microsoft.Security/iotDefenderSettings", "packageDownloads/action",
                                        "downloadManagerActivation/action"), "Microsoft.Security/iotSensors/downloadResetPassword/action",
        *of("Microsoft.IoTSecurity/defenderSettings", "packageDownloads/action", "downloadManagerActivation/action"),
        "Microsoft.Management/managementGroups/read"], [], []),
    ("Security Admin", "fb1c8493-542b-48eb-b624-b4c8fea62acd", "Changes what Defender for Cloud does, and policies.", [
        *of("Microsoft.Authorization", "*/read", "policyAssignments/*", "policyDefinitions/*", "policyExemptions/*",
            "policySetDefinitions/*"), ALERT_RULES, "Microsoft.Management/managementGroups/read",
        "Microsoft.operationalInsights/workspaces/*/read", DEPLOYMENTS, GROUPS,
        "Microsoft.Security/*", "Microsoft.IoTSecurity/*", "Microsoft.IoTFirmwareDefense/*", SUPPORT], [], []),
    ("Security Assessment Contributor", "612c2aa1-cb24-443b-ac28-3ab7272de6f5", "Pushes assessments to Defender for Cloud.", [
        "Microsoft.Security/assessments/write"], [], []),
    ("Logic App Contributor", "87a39d53-fc1b-424a-814c-f7e04687dc9e", "Changes logic apps.", [
        *USUAL, *of("Microsoft.ClassicStorage/storageAccounts", "listKeys/action", "read"),
        *of("Microsoft.Insights", "metricAlerts/*", "diagnosticSettings/*", "logdefinitions/*", "metricDefinitions/*"), "Microsoft.Logic/*",
        "Microsoft.Resources/subscriptions/operationresults/read", *of("Microsoft.Storage/storageAccounts", "listkeys/action", "read"),
        *of("Microsoft.Web", "connectionGateways/*", "connections/*", "customApis/*", "serverFarms/join/action", "serverFarms/read",
            "sites/functions/listSecrets/action")], [], []),
    ("Logic App Operator", "515c2055-d9d4-4321-b1b9-bd0c9a0f79fe", "Sees, enables and disables logic apps.", [
        AUTHORIZATION, *of("Microsoft.Insights", "alertRules/*/read", "metricAlerts/*/read", "diagnosticSettings/*/read",
                           "metricDefinitions/*/read"),
        *of("Microsoft.Logic", "*/read", "workflows/disable/action", "workflows/enable/action", "workflows/validate/action"),
        "Microsoft.Resources/deployments/operations/read", "Microsoft.Resources/subscriptions/operationresults/read", GROUPS, SUPPORT,
        *of("Microsoft.Web", "connectionGateways/*/read", "connections/*/read", "customApis/*/read", "serverFarms/read")], [], []),
    ("Log Analytics Contributor", "92aaf0da-9dab-42b6-94a3-d43ce8d16293", "Changes workspaces and what they collect.", [
        "*/read", "Microsoft.ClassicCompute/virtualMachines/extensions/*", "Microsoft.ClassicStorage/storageAccounts/listKeys/action",
        "Microsoft.Compute/virtualMachines/extensions/*", "Microsoft.HybridCompute/machines/extensions/write", ALERT_RULES,
        "Microsoft.Insights/diagnosticSettings/*", *logs("*"), "Microsoft.OperationsManagement/*", DEPLOYMENTS,
        "Microsoft.Resources/subscriptions/resourcegroups/deployments/*", "Microsoft.Storage/storageAccounts/listKeys/action", SUPPORT],
        [], []),
    ("Log Analytics Reader", "73c42c96-874c-492b-b04d-ab87d138a893", "Sees and searches all logs.", [
        "*/read", *logs("workspaces/analytics/query/action", "workspaces/search/action"), SUPPORT],
        logs("workspaces/sharedKeys/read"), []),
    ("Log Analytics Data Reader", "3b03c2da-16b3-4a49-8834-0f8130efdd3b", "Queries the logs that a condition names.",
        logs("workspaces/read", "workspaces/query/read"), [], logs("workspaces/tables/data/read")),
    ("Monitoring Contributor", "749f88d5-cbae-40b8-bcfc-e573ddc772fa", "Sees all monitoring data, changes monitoring settings.", [
        "*/read", *of("Microsoft.AlertsManagement", "alerts/*", "alertsSummary/*", "smartDetectorAlertRules/*", "actionRules/*",
                      "smartGroups/*", "migrateFromSmartDetection/*", "investigations/*", "prometheusRuleGroups/*"),
        *of("Microsoft.Insights", "actiongroups/*", "activityLogAlerts/*", "AlertRules/*", "components/*", "createNotifications/*",
            "dataCollectionEndpoints/*", "dataCollectionRules/*", "dataCollectionRuleAssociations/*", "DiagnosticSettings/*",
            "eventtypes/*", "LogDefinitions/*", "metricalerts/*", "MetricDefinitions/*", "Metrics/*", "notificationStatus/*",
            "Register/Action", "scheduledqueryrules/*", "webtests/*", "workbooks/*", "workbooktemplates/*", "privateLinkScopes/*",
            "privateLinkScopeOperationStatuses/*"), "Microsoft.Monitor/accounts/*",
        *logs("workspaces/write", "workspaces/intelligencepacks/*", "workspaces/savedSearches/*", "workspaces/search/action",
              "workspaces/sharedKeys/action", "workspaces/storageinsightconfigs/*"), SUPPORT], [], []),
    ("Monitoring Reader", "43d0d8ad-25c7-4714-9337-8ba259a9fe05", "Sees all monitoring data.", [
        "*/read", *logs("workspaces/search/action"), SUPPORT], [], []),
    ("Managed Services Registration assignment Delete Role", "91c1777a-f3dc-4fae-b103-61d183457e46",
        "Lets people of the managing tenant remove the delegation to it.",
        of("Microsoft.ManagedServices", "registrationAssignments/read", "registrationAssignments/delete", "operationStatuses/read"),
        [], []),
    ("Resource Policy Contributor", "36243c78-bf99-498c-9df9-86d9f8d28608", "Changes policies.", [
        "*/read", *of("Microsoft.Authorization", "policyassignments/*", "policydefinitions/*", "policyexemptions/*",
                      "policysetdefinitions/*"),
        "Microsoft.PolicyInsights/*", SUPPORT], [], []),
    ("Automation Operator", "d3881f73-407a-4167-8283-e981cbba0404", "Starts and stops jobs of runbooks.", [
        *USUAL, HEALTH, *of("Microsoft.Automation/automationAccounts", "hybridRunbookWorkerGroups/read", "jobs/read", "jobs/resume/action",
                            "jobs/stop/action", "jobs/streams/read", "jobs/suspend/action", "jobs/write", "jobs/output/read",
                            "jobSchedules/read", "jobSchedules/write", "linkedWorkspace/read", "read", "runbooks/read", "schedules/read",
                            "schedules/write")], [], []),
    ("Managed Identity Contributor", "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", "Makes and removes managed identities.", [
        *of("Microsoft.ManagedIdentity/userAssignedIdentities", "read", "write", "delete", "federatedIdentityCredentials/read",
            "federatedIdentityCredentials/write", "federatedIdentityCredentials/delete", "revokeTokens/action"), *USUAL], [], []),
    ("Managed Identity Operator", "f1a07417-d97a-45cb-824c-7a7467783830", "Uses managed identities.", [
        *of("Microsoft.ManagedIdentity/userAssignedIdentities", "*/read", "*/assign/action"), *USUAL], [], []),
    ("Network Contributor", "4d97b98b-1d4f-4787-a291-c67834d212e7", "Changes networks.", ["Microsoft.Network/*", HEALTH, *USUAL], [], []),
    ("Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "Changes virtual machines.", [
        *of("Microsoft.Compute", "availabilitySets/*", "locations/*", "virtualMachines/*", "virtualMachineScaleSets/*", "cloudServices/*",
            "disks/write", "disks/read", "disks/delete"), "Microsoft.DevTestLab/schedules/*",
        *of("Microsoft.Network", "networkInterfaces/*", "networkSecurityGroups/join/action", "networkSecurityGroups/read",
            "publicIPAddresses/join/action", "publicIPAddresses/read", "virtualNetworks/read", "virtualNetworks/subnets/join/action"),
        *of("Microsoft.Storage/storageAccounts", "listKeys/action", "read"), HEALTH, *USUAL], [], []),
    ("Support Request Contributor", "cfd33db0-3dd1-45e3-aa9d-cdbdf3b6f24e", "Asks for support.", [AUTHORIZATION, GROUPS, SUPPORT], [], []),
    ("Storage Account Backup Contributor", "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1", "Backs storage accounts up.", [
        AUTHORIZATION, *of("Microsoft.Authorization/locks", "read", "write", "delete"),
        *of("Microsoft.Features", "features/read", "providers/features/read"), GROUPS, "Microsoft.Storage/operations/read",
        *of("Microsoft.Storage/storageAccounts", "read", "write", "objectReplicationPolicies/read", "objectReplicationPolicies/write",
            "objectReplicationPolicies/delete", "blobServices/read", "blobServices/write")], [], []),
    ("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Reads blobs.", [
        "Microsoft.Storage/storageAccounts/blobServices/containers/read",
        "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"], [],
        ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"]),
]


def definition(name, guid, purpose, actions, not_actions, data_actions):
    """A built-in role as ARM answers it at the tenant's level."""
    permissions = [{"actions": actions, "notActions": not_actions, "dataActions": data_actions, "notDataActions": []}]
    return {"id": f"/providers/Microsoft.Authorization/roleDefinitions/{guid}", "name": guid,
            "type": "Microsoft.Authorization/roleDefinitions", "properties": {
                "roleName": name, "type": "BuiltInRole", "description": purpose, "assignableScopes": ["/"],
                "permissions": permissions, "createdOn": "2015-02-02T21:55:09.8806423Z", "updatedOn": "2023-11-10T00:00:00.0000000Z",
                "createdBy": None, "updatedBy": None}}


BUILT_IN = {guid: definition(name, guid, *rest) for name, guid, *rest in ROWS}
