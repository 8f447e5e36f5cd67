# SPDX-License-Identifier: GPL-3.0-or-later
"""What an application registration is, as its home tenant's directory shows it. Secrets are never shown."""
from __future__ import annotations

from tests.simulator.world import seeded_id

SHOWN = ("id", "deletedDateTime", "appId", "addIns", "api", "appRoles", "applicationTemplateId", "createdDateTime", "description",
         "disabledByMicrosoftStatus", "displayName", "groupMembershipClaims", "identifierUris", "info", "isDeviceOnlyAuthSupported",
         "isFallbackPublicClient", "keyCredentials", "notes", "optionalClaims", "parentalControlSettings", "passwordCredentials",
         "publicClient", "publisherDomain", "requestSignatureVerification", "requiredResourceAccess", "samlMetadataUrl",
         "serviceManagementReference", "servicePrincipalLockConfiguration", "signInAudience", "spa", "tags", "tokenEncryptionKeyId",
         "uniqueName", "web")
LISTS = ("addIns", "appRoles", "identifierUris", "keyCredentials", "passwordCredentials", "requiredResourceAccess", "tags")
NOTHING = {name: None for name in SHOWN if name != "samlMetadataUrl"} | {name: [] for name in LISTS} | {
    "api": {"acceptMappedClaims": None, "knownClientApplications": [], "oauth2PermissionScopes": [], "preAuthorizedApplications": [],
            "requestedAccessTokenVersion": 2},
    "info": {"logoUrl": None, "marketingUrl": None, "privacyStatementUrl": None, "supportUrl": None, "termsOfServiceUrl": None},
    "publicClient": {"redirectUris": []}, "spa": {"redirectUris": []},
    "web": {"homePageUrl": None, "logoutUrl": None, "redirectUris": [],
            "implicitGrantSettings": {"enableAccessTokenIssuance": False, "enableIdTokenIssuance": False}},
    "parentalControlSettings": {"countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow"}}


def complete(found):
    """The registration with all the properties that the directory keeps of any."""
    return {**NOTHING, **found}


def shown_of(tenant, application):
    """A registration of this tenant as a directory object."""
    return complete({
        "id": seeded_id("application object", application.client_id), "appId": application.client_id, "displayName": application.name,
        "createdDateTime": tenant.created, "publisherDomain": tenant.domains[0], "isFallbackPublicClient": application.public_client,
        "signInAudience": "AzureADMultipleOrgs" if application.multi_tenant else "AzureADMyOrg",
        "passwordCredentials": [_secret(application, number, secret) for number, secret in enumerate(application.secrets)],
        "keyCredentials": [_certificate(application, number) for number, _pem in enumerate(application.certificates)]})


def _secret(application, number, secret):
    return {"customKeyIdentifier": None, "displayName": None, "endDateTime": secret.get("expires"), "hint": None, "secretText": None,
            "keyId": seeded_id("secret", application.client_id, number), "startDateTime": None}


def _certificate(application, number):
    return {"customKeyIdentifier": None, "displayName": None, "endDateTime": None, "key": None, "startDateTime": None,
            "keyId": seeded_id("certificate", application.client_id, number), "type": "AsymmetricX509Cert", "usage": "Verify"}
