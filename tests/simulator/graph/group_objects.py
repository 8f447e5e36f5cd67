# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group is: the properties of every group, those shown without $select, and what a wish for one must keep to.

Assumed, where the documentation is silent: a role-assignable group takes no visibility but Hidden; uniqueName is taken from the
key of an upsert alone, never from a body; a tenant without Entra ID P1 is refused role-assignable groups with 403; the limit of 500
such groups counts deleted ones and is refused with 403 Directory_QuotaExceeded; groups are not converted from one type to another.
"""
from __future__ import annotations

import re
import struct
import uuid

from tests.simulator.graph.directory_rules import bad_request, invalid, keep_length, keep_writable, read_only, required
from tests.simulator.wire import Refused

RESOURCE = "Group"
SHOWN = ("id", "deletedDateTime", "classification", "createdDateTime", "description", "displayName", "expirationDateTime", "groupTypes",
         "isAssignableToRole", "mail", "mailEnabled", "mailNickname", "membershipRule", "membershipRuleProcessingState",
         "onPremisesDomainName", "onPremisesLastSyncDateTime", "onPremisesNetBiosName", "onPremisesSamAccountName",
         "onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "preferredDataLocation", "preferredLanguage", "proxyAddresses",
         "renewedDateTime", "resourceBehaviorOptions", "resourceProvisioningOptions", "securityEnabled", "securityIdentifier", "theme",
         "uniqueName", "visibility", "onPremisesProvisioningErrors", "serviceProvisioningErrors")
LISTS = ("groupTypes", "proxyAddresses", "resourceBehaviorOptions", "resourceProvisioningOptions", "onPremisesProvisioningErrors",
         "serviceProvisioningErrors")
NOTHING = dict.fromkeys(SHOWN) | {name: [] for name in LISTS} | {"mailEnabled": False, "securityEnabled": True}
READ_ONLY = {"id", "deletedDateTime", "createdDateTime", "expirationDateTime", "isManagementRestricted", "licenseProcessingState", "mail",
             "assignedLicenses", "onPremisesDomainName", "onPremisesLastSyncDateTime", "onPremisesNetBiosName", "onPremisesSamAccountName",
             "onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "onPremisesProvisioningErrors", "proxyAddresses", "renewedDateTime",
             "securityIdentifier", "serviceProvisioningErrors", "uniqueName"}
LENGTHS = {"displayName": 256, "mailNickname": 64, "description": 1024}
NICKNAME = re.compile(r"[!-~]{1,64}")
NOT_IN_NICKNAME = set('@()\\[]";:<>, ')
MOST_ROLE_ASSIGNABLE = 500
PREMIUM = {"AAD_PREMIUM", "AAD_PREMIUM_P2"}


def complete(group):
    """The group with all the properties that the directory keeps of any group."""
    return {"isManagementRestricted": None, **NOTHING, **group}


def addresses(group):
    """All addresses that the group goes by, in lower case."""
    return {text.lower().removeprefix("smtp:") for text in (group.get("mail"), *(group.get("proxyAddresses") or [])) if text}


def security_identifier(id):
    """The SID that a cloud group's object id makes."""
    return "S-1-12-1-" + "-".join(map(str, struct.unpack("<4I", uuid.UUID(id).bytes_le)))


def new(id, wish, when, unique_name=None):
    """The group that is made from a wish that was judged before."""
    settings = {name: value for name, value in wish.items() if "@" not in name}
    return {**NOTHING, "isAssignableToRole": None, **settings, "id": id, "uniqueName": unique_name, "createdDateTime": when,
            "renewedDateTime": when, "visibility": settings.get("visibility") or visibility(settings),
            "groupTypes": settings.get("groupTypes") or [], "securityIdentifier": security_identifier(id)}


def visibility(wish):
    return "Private" if wish.get("isAssignableToRole") else "Public" if "Unified" in (wish.get("groupTypes") or []) else None


def judge_new(wish):
    """Refuse a wish for a group that the directory does not make."""
    for name in ("displayName", "mailEnabled", "mailNickname", "securityEnabled"):
        if wish.get(name) is None:
            raise required(name, RESOURCE)
    _judge_values(wish)
    unified = "Unified" in (wish.get("groupTypes") or [])
    if wish["mailEnabled"] and not unified:
        raise bad_request("The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement "
                          "property is unset and the security-enablement property is set.")
    if unified and not wish["mailEnabled"]:
        raise invalid("mailEnabled", RESOURCE)
    if not wish["mailEnabled"] and not wish["securityEnabled"]:
        raise invalid("securityEnabled", RESOURCE)
    if wish.get("isAssignableToRole"):
        _judge_role_assignable(wish)


def judge_change(wish, group):
    """Refuse a change that the directory does not make to this group."""
    _judge_values(wish)
    if "isAssignableToRole" in wish:
        raise read_only("isAssignableToRole")
    for name in ("groupTypes", "mailEnabled"):
        if name in wish and wish[name] != group.get(name):
            raise read_only(name)
    for name in ("displayName", "mailNickname"):
        if name in wish and not wish[name]:
            raise invalid(name, RESOURCE)
    if group.get("isAssignableToRole"):
        _judge_role_assignable({**group, "visibility": None, **wish})


def _judge_values(wish):
    keep_writable(wish, READ_ONLY)
    keep_length(wish, LENGTHS, RESOURCE)
    for name in ("description", "displayName"):
        if wish.get(name) == "":
            raise invalid(name, RESOURCE)
    nickname = wish.get("mailNickname")
    if nickname is not None and (not NICKNAME.fullmatch(nickname) or NOT_IN_NICKNAME & set(nickname)):
        raise invalid("mailNickname", RESOURCE)
    if set(wish.get("groupTypes") or []) - {"Unified", "DynamicMembership"}:
        raise invalid("groupTypes", RESOURCE)
    if "DynamicMembership" in (wish.get("groupTypes") or []) and not wish.get("membershipRule"):
        raise required("membershipRule", RESOURCE)
    if wish.get("visibility") not in (None, "Private", "Public", "Hidden", "HiddenMembership"):
        raise invalid("visibility", RESOURCE)


def _judge_role_assignable(wish):
    if not wish.get("securityEnabled"):
        raise bad_request("A group that roles can be assigned to must be security-enabled.")
    if "DynamicMembership" in (wish.get("groupTypes") or []):
        raise bad_request("A group that roles can be assigned to cannot have a dynamic membership.")
    if wish.get("visibility") not in (None, "Hidden"):
        raise invalid("visibility", RESOURCE)


def judge_quota(tenant, groups):
    """Refuse one more role-assignable group where the licence or the number of such groups, deleted ones too, does not allow it."""
    if not PREMIUM & tenant.licences:
        raise Refused(403, "Forbidden", "The tenant has no Microsoft Entra ID premium licence, which role-assignable groups need.")
    if sum(bool(group.get("isAssignableToRole")) for group in groups) >= MOST_ROLE_ASSIGNABLE:
        raise Refused(403, "Directory_QuotaExceeded", "The number of role-assignable groups exceeds the limit of "
                      f"{MOST_ROLE_ASSIGNABLE} for the tenant.")
