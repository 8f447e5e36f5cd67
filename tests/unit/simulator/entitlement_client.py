# SPDX-License-Identifier: GPL-3.0-or-later
"""What an access package is made of, asked for with plain bodies as Microsoft's reference shows them."""

from __future__ import annotations

from tests.unit.simulator.directory_client import GROUP
from tests.unit.simulator.tenant_client import HOME

ELM = "/identityGovernance/entitlementManagement"
SOURCE = {"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": HOME, "displayName": "Harborwatch"}
ORGANIZATION = {"displayName": "Harborwatch", "description": "Managing tenant", "state": "configured", "identitySources": [SOURCE]}


def organization(away, **change):
    return away.made(f"{ELM}/connectedOrganizations", {**ORGANIZATION, **change})["id"]


def catalog(away, **change):
    return away.made(f"{ELM}/catalogs", {"displayName": "SecOps", "state": "published", "isExternallyVisible": True, **change})["id"]


def group(away, **change):
    return away.made("/groups", {**GROUP, **change})["id"]


def onboarding(catalog_id, origin_id, kind="adminAdd", system="AadGroup"):
    return {"requestType": kind, "resource": {"originId": origin_id, "originSystem": system}, "catalog": {"id": catalog_id}}


def resource(away, catalog_id, group_id):
    """A group put into a catalog, as the catalog then shows it."""
    away.made(f"{ELM}/resourceRequests", onboarding(catalog_id, group_id))
    path = f"{ELM}/catalogs/{catalog_id}/resources?$filter=originId eq '{group_id}'&$expand=roles,scopes"
    [found] = away.get(path).json()["value"]
    return found


def package(away, catalog_id, **change):
    return away.made(f"{ELM}/accessPackages", {"displayName": "Operator", "catalog": {"id": catalog_id}, **change})["id"]


def role_scope(found, name="Member"):
    role = next(each for each in found["roles"] if each["displayName"] == name)
    scope, origin = found["scopes"][0], {"id": found["id"], "originId": found["originId"], "originSystem": found["originSystem"]}
    return {"role": {"id": role["id"], "displayName": name, "originSystem": role["originSystem"], "originId": role["originId"],
                     "resource": origin},
            "scope": {"id": scope["id"], "originId": scope["originId"], "originSystem": scope["originSystem"], "isRootScope": True}}


def policy(package_id, **change):
    return {"displayName": "Operators", "accessPackage": {"id": package_id}, "allowedTargetScope": "notSpecified",
            "expiration": {"type": "afterDuration", "duration": "P180D"}, **change}


def stage(*approvers, **change):
    return {"durationBeforeAutomaticDenial": "P14D", "isApproverJustificationRequired": True, "isEscalationEnabled": False,
            "primaryApprovers": list(approvers), "fallbackPrimaryApprovers": [], **change}


def approval(*stages):
    return {"requestApprovalSettings": {"isApprovalRequiredForAdd": True, "stages": list(stages)}}


def user(id):
    return {"@odata.type": "#microsoft.graph.singleUser", "userId": id}


def assigning(package_id, policy_id, **target):
    return {"requestType": "adminAdd", "assignment": {
        "target": target, "assignmentPolicy": {"id": policy_id}, "accessPackage": {"id": package_id}}}
