# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service principal is: the properties of every one, and a new one of an application."""
from __future__ import annotations

SHOWN = ("id", "deletedDateTime", "accountEnabled", "addIns", "alternativeNames", "appDescription", "appDisplayName", "appId",
         "applicationTemplateId", "appOwnerOrganizationId", "appRoleAssignmentRequired", "appRoles", "description",
         "disabledByMicrosoftStatus", "displayName", "homepage", "info", "keyCredentials", "loginUrl", "logoutUrl", "notes",
         "notificationEmailAddresses", "oauth2PermissionScopes", "passwordCredentials", "preferredSingleSignOnMode",
         "preferredTokenSigningKeyThumbprint", "replyUrls", "samlSingleSignOnSettings", "servicePrincipalNames", "servicePrincipalType",
         "tags", "tokenEncryptionKeyId")
LISTS = ("addIns", "alternativeNames", "appRoles", "keyCredentials", "notificationEmailAddresses", "oauth2PermissionScopes",
         "passwordCredentials", "replyUrls", "servicePrincipalNames", "tags")
NOTHING = dict.fromkeys(SHOWN) | {name: [] for name in LISTS} | {
    "accountEnabled": True, "appRoleAssignmentRequired": False, "servicePrincipalType": "Application",
    "info": {"logoUrl": None, "marketingUrl": None, "privacyStatementUrl": None, "supportUrl": None, "termsOfServiceUrl": None}}
READ_ONLY = {"id", "deletedDateTime", "appId", "appDisplayName", "appDescription", "appOwnerOrganizationId", "appRoles",
             "applicationTemplateId", "createdByAppId", "disabledByMicrosoftStatus", "oauth2PermissionScopes", "replyUrls",
             "servicePrincipalType", "signInAudience", "verifiedPublisher"}


def complete(found):
    """The service principal with all the properties that the directory keeps of any; app roles with all theirs."""
    names = found.get("servicePrincipalNames") or [found["appId"]]
    roles = [{"origin": "Application", "isEnabled": True, "allowedMemberTypes": ["Application"], "description": role.get("displayName"),
              **role} for role in found.get("appRoles") or []]
    return {**NOTHING, "appDisplayName": found.get("displayName"), **found, "servicePrincipalNames": names, "appRoles": roles}


def new(id, application, wish):
    """The service principal of an application in a tenant."""
    return {**wish, "id": id, "appId": application.client_id, "displayName": application.name, "appDisplayName": application.name,
            "appOwnerOrganizationId": application.tenant_id, "servicePrincipalNames": [application.client_id],
            "accountEnabled": wish.get("accountEnabled", True)}
