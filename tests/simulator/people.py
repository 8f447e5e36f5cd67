# SPDX-License-Identifier: GPL-3.0-or-later
"""People as the directory keeps them."""
from __future__ import annotations


def user(id, address, created="2024-03-11T08:00:00Z"):
    """A member whose UPN and mailbox are one address."""
    given, _unused, surname = address.partition("@")[0].replace("_", ".").partition(".")
    name = " ".join(part.capitalize() for part in (given, surname) if part)
    return {
        "id": id, "deletedDateTime": None, "accountEnabled": True, "businessPhones": [], "createdDateTime": created, "creationType": None,
        "displayName": name, "externalUserState": None, "externalUserStateChangeDateTime": None, "givenName": given.capitalize(),
        "identities": [{"signInType": "userPrincipalName", "issuer": address.partition("@")[2], "issuerAssignedId": address}],
        "jobTitle": None, "mail": address, "mailNickname": address.partition("@")[0], "mobilePhone": None, "officeLocation": None,
        "otherMails": [], "preferredLanguage": None, "proxyAddresses": [f"SMTP:{address}"], "surname": surname.capitalize() or None,
        "userPrincipalName": address, "userType": "Member",
    }
