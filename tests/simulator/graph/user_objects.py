# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user is: the properties that every user has, those shown without $select, and new members and guests."""
from __future__ import annotations

SHOWN = ("businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage",
         "surname", "userPrincipalName")
LISTS = ("assignedLicenses", "assignedPlans", "businessPhones", "identities", "imAddresses", "licenseAssignmentStates",
         "onPremisesProvisioningErrors", "otherMails", "provisionedPlans", "proxyAddresses", "serviceProvisioningErrors")
TEXTS = ("ageGroup", "city", "companyName", "consentProvidedForMinor", "country", "createdDateTime", "creationType", "deletedDateTime",
         "department", "displayName", "employeeHireDate", "employeeId", "employeeLeaveDateTime", "employeeOrgData", "employeeType",
         "externalUserState", "externalUserStateChangeDateTime", "faxNumber", "givenName", "isManagementRestricted", "isResourceAccount",
         "jobTitle", "lastPasswordChangeDateTime", "legalAgeGroupClassification", "mail", "mailNickname", "mobilePhone", "officeLocation",
         "onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesImmutableId", "onPremisesLastSyncDateTime",
         "onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "onPremisesUserPrincipalName",
         "passwordPolicies", "passwordProfile", "postalCode", "preferredDataLocation", "preferredLanguage", "securityIdentifier",
         "showInAddressList", "signInSessionsValidFromDateTime", "state", "streetAddress", "surname", "usageLocation")
NOTHING = dict.fromkeys(TEXTS) | {name: [] for name in LISTS} | {"accountEnabled": True, "userType": "Member"}
READ_ONLY = {"assignedPlans", "createdDateTime", "creationType", "deletedDateTime", "externalUserState", "externalUserStateChangeDateTime",
             "id", "imAddresses", "lastPasswordChangeDateTime", "licenseAssignmentStates", "onPremisesDistinguishedName",
             "onPremisesDomainName", "onPremisesLastSyncDateTime", "onPremisesProvisioningErrors", "onPremisesSamAccountName",
             "onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "onPremisesUserPrincipalName", "provisionedPlans", "proxyAddresses",
             "securityIdentifier", "signInSessionsValidFromDateTime", "isManagementRestricted"}
PENDING, ACCEPTED = "PendingAcceptance", "Accepted"
EXTERNAL = "#ext#"


def complete(user):
    """The user with all the properties that the directory keeps of any user."""
    return {**NOTHING, **user}


def member(id, upn, name, created, **more):
    """A user whose home is this tenant."""
    domain = upn.rpartition("@")[2]
    return {"id": id, "userPrincipalName": upn, "displayName": name, "mailNickname": upn.partition("@")[0], "userType": "Member",
            "accountEnabled": True, "createdDateTime": created, "signInSessionsValidFromDateTime": created,
            "identities": [identity(upn, domain)], **more}


def guest(id, address, name, domain, created, kind="Guest"):
    """A person of another organization, invited into the tenant with this initial domain and not signed in yet."""
    upn = guest_upn(address, domain)
    return {"id": id, "userPrincipalName": upn, "displayName": name, "mail": address, "mailNickname": upn.rpartition("@")[0],
            "otherMails": [address], "proxyAddresses": [f"SMTP:{address}"], "userType": kind, "creationType": "Invitation",
            "accountEnabled": True, "createdDateTime": created, "signInSessionsValidFromDateTime": created, "externalUserState": PENDING,
            "externalUserStateChangeDateTime": created, "identities": [identity(upn, domain)]}


def guest_upn(address, domain):
    """op1@primary.example.mil, invited into secondary.onmicrosoft.us, is op1_primary.example.mil#EXT#@secondary.onmicrosoft.us."""
    local, _unused, home = address.rpartition("@")
    return f"{local}_{home}#EXT#@{domain}"


def accepted(user, when):
    """The guest after the first sign-in: redeemed, and known by the home organization's identity."""
    return {**user, "externalUserState": ACCEPTED, "externalUserStateChangeDateTime": when,
            "identities": [{"signInType": "federated", "issuer": "ExternalAzureAD", "issuerAssignedId": None}]}


def reset(user, address, when):
    """The guest as before the first sign-in, perhaps with another address to sign in with; id and name stay."""
    domain = user["userPrincipalName"].rpartition("@")[2]
    return {**user, "mail": address, "otherMails": [address], "proxyAddresses": [f"SMTP:{address}"], "externalUserState": PENDING,
            "externalUserStateChangeDateTime": when, "identities": [identity(user["userPrincipalName"], domain)]}


def identity(upn, domain):
    return {"signInType": "userPrincipalName", "issuer": domain, "issuerAssignedId": upn}


def is_external(user):
    return EXTERNAL in user["userPrincipalName"].lower()


def addresses(user):
    """All addresses that the user goes by, in lower case."""
    proxies = [text.partition(":")[2] for text in user.get("proxyAddresses") or [] if text.lower().startswith("smtp:")]
    found = [user.get("mail"), *(user.get("otherMails") or []), *proxies]
    if not is_external(user):
        found.append(user["userPrincipalName"])
    return {text.lower() for text in found if text}
