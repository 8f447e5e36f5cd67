# SPDX-License-Identifier: GPL-3.0-or-later
"""Assignments of access packages, and the requests that make and end them.

A request is answered as submitted; delivered, it gives its target the package's roles, and brings a person from outside into the directory.

Assumed, where the documentation is silent: a second assignment of the same package to the same target is refused (400), as is the removal
of one that has ended; a person is taken from outside by the mail address alone, and only from a connected organization; a person who asks
must be let in by the policy, and waits where that wants an approval; only requests that have ended are deleted.
"""
from __future__ import annotations

from tests.simulator.graph import (
    access_catalogs,
    access_packages,
    connected_organizations,
    directory,
    entitlement,
    membership,
    user_objects,
)
from tests.simulator.wire import Area, Reply

area = Area("access package assignments")
REQUESTS, ROOT = entitlement.REQUESTS, entitlement.ROOT
REQUEST_SHOWN = ("id", "requestType", "state", "status", "createdDateTime", "completedDateTime", "schedule", "answers", "justification",
                 "customExtensionCalloutInstances")
SHOWN = ("id", "state", "status", "expiredDateTime", "schedule", "customExtensionCalloutInstances")
TYPES = {name.lower(): name for name in ("adminAdd", "adminRemove", "userAdd", "userRemove")}
RELATIONS = {"Member": "members", "Owner": "owners"}
ENDED = ("delivered", "denied", "canceled", "deliveryFailed")


@area.get(ROOT + "/assignmentRequests")
def requests(call):
    return entitlement.collection(call, _here(call, call.store.list(REQUESTS)), "assignmentRequests", REQUEST_SHOWN, REQUEST_EXPAND)


@area.get(ROOT + "/assignmentRequests/{id}")
def request(call):
    [row] = _here(call, [entitlement.one(call, REQUESTS, call.params["id"])])
    return entitlement.entity(call, row, "assignmentRequests", REQUEST_SHOWN, REQUEST_EXPAND)


@area.delete(ROOT + "/assignmentRequests/{id}")
def forget(call):
    found = entitlement.truth(call, REQUESTS, call.params["id"])
    if found["state"] not in ENDED:
        raise entitlement.bad("A request that has not ended cannot be deleted.")
    call.store.delete(REQUESTS, found["id"])


@area.post(ROOT + "/assignmentRequests")
def ask(call):
    entitlement.admit(call)
    kind = TYPES.get(str(call.body.get("requestType")).lower())
    if kind is None or kind.startswith("user") and call.app_only:
        raise entitlement.bad("The requestType is not supported for this caller.")
    wish = call.body.get("assignment") or {}
    assignment, waits = (_given if kind.endswith("Add") else _ended)(call, wish, by_person=kind.startswith("user"))
    made = {"id": call.new_id(), "requestType": kind, "state": "pendingApproval" if waits else "delivered",
            "status": "PendingApproval" if waits else "Delivered", "createdDateTime": call.stamp(7),
            "completedDateTime": None if waits else call.stamp(7), "schedule": assignment["schedule"], "answers": [],
            "justification": call.body.get("justification"), "customExtensionCalloutInstances": [], "assignmentId": assignment["id"],
            "accessPackage": assignment["accessPackage"], "requestor": {"objectId": call.caller}}
    call.store.put(REQUESTS, made["id"], made)
    [row] = _here(call, [{**made, "state": "submitted", "status": "Accepted", "completedDateTime": None}])
    return Reply(201, entitlement.entity(call, row, "assignmentRequests", REQUEST_SHOWN))


@area.get(ROOT + "/assignments")
def assignments(call):
    return entitlement.collection(call, call.store.list(entitlement.ASSIGNMENTS), "assignments", SHOWN, EXPAND)


@area.get(ROOT + "/assignments/{id}")
def assignment(call):
    return entitlement.entity(call, entitlement.one(call, entitlement.ASSIGNMENTS, call.params["id"]), "assignments", SHOWN, EXPAND)


def _given(call, wish, by_person):
    """(assignment, whether it waits for an approval)"""
    package = entitlement.truth(call, entitlement.PACKAGES, entitlement.reference(wish, "accessPackage"))
    policy = entitlement.truth(call, entitlement.POLICIES, entitlement.reference(wish, "assignmentPolicy"))
    if policy["accessPackage"]["id"] != package["id"]:
        raise entitlement.bad("The policy is not one of the access package.")
    target = _target(call, {"objectId": call.caller} if by_person else wish.get("target") or {})
    holders = [each["target"]["objectId"] for each in entitlement.standing(call) if each["accessPackage"]["id"] == package["id"]]
    if target["objectId"] in holders:
        raise entitlement.bad("The target has an assignment of the access package already.")
    if by_person and not policy["requestorSettings"]["enableTargetsToSelfAddAccess"]:
        raise entitlement.bad("The policy does not let people ask.")
    waits = by_person and policy["requestApprovalSettings"]["isApprovalRequiredForAdd"]
    made = {"id": call.new_id(), "state": "delivered", "status": "Delivered", "expiredDateTime": None,
            "schedule": {"startDateTime": call.stamp(7), "recurrence": None, "expiration": policy["expiration"]},
            "customExtensionCalloutInstances": [], "accessPackage": {"id": package["id"]}, "assignmentPolicy": {"id": policy["id"]},
            "target": target}
    if not waits:
        call.store.put(entitlement.ASSIGNMENTS, made["id"], made)
        _give(call, made, membership.add)
    return made, waits


def _ended(call, wish, by_person):
    found = entitlement.truth(call, entitlement.ASSIGNMENTS, str(wish.get("id")))
    if found["state"] == "expired" or by_person and found["target"]["objectId"] != call.caller:
        raise entitlement.bad("The assignment has ended, or is another's.")
    ended = {**found, "state": "expired", "status": "ExpiredNotificationTriggered", "expiredDateTime": call.stamp(7)}
    call.store.put(entitlement.ASSIGNMENTS, found["id"], ended)
    _give(call, found, membership.remove)
    return ended, False


def _give(call, assignment, change):
    """Put the target into the groups of the package, or take it out of them."""
    for resource, role in access_packages.roles_given(call, assignment["accessPackage"]["id"]):
        if resource["originSystem"] == access_catalogs.GROUP and role["displayName"] in RELATIONS:
            change(call.store, resource["originId"], assignment["target"]["objectId"], RELATIONS[role["displayName"]])


def _target(call, wish):
    address = wish.get("email")
    user = directory.person(call.tenant, wish.get("objectId")) if wish.get("objectId") else None
    if user is None and address:
        user = next((each for each in call.store.truths("users") if address.lower() in user_objects.addresses(each)), None)
        user = user or _brought_in(call, address)
    if user is None:
        raise entitlement.bad("The target of the assignment is not found.")
    organization = connected_organizations.organization_of(call, user["mail"]) if user_objects.is_external(user) else None
    return {"id": call.new_id(), "objectId": user["id"], "displayName": user["displayName"], "email": user.get("mail"),
            "principalName": user["userPrincipalName"], "subjectType": "user", "onPremisesSecurityIdentifier": None,
            "subjectLifecycle": "governed", "connectedOrganizationId": organization["id"] if organization else None}


def _brought_in(call, address):
    """A person from a connected organization becomes a guest with the first access package."""
    if connected_organizations.organization_of(call, address) is None:
        return None
    initial = next((domain for domain in call.tenant.domains if ".onmicrosoft." in domain), call.tenant.domains[0])
    made = user_objects.guest(call.new_id(), address, address.partition("@")[0], initial, call.stamp())
    return call.store.put("users", made["id"], made)


def _here(call, rows):
    return [entitlement.here(call, "accessPackageAssignmentRequest", row) | {
        name: row[name] for name in ("id", "assignmentId", "accessPackage", "requestor")} for row in rows]


def _subject(call, row):
    shown = {name: value for name, value in row["target"].items() if name not in ("id", "connectedOrganizationId")}
    return {"id": row["target"]["id"], **entitlement.here(call, "accessPackageSubject", shown)}


def _package(call, row):
    return call.store.get(entitlement.PACKAGES, row["accessPackage"]["id"])


def _policy(call, row):
    found = call.store.get(entitlement.POLICIES, row["assignmentPolicy"]["id"])
    return found and {name: value for name, value in found.items() if name not in ("accessPackage", "catalog", "questions",
                                                                                   "customExtensionStageSettings")}


def _assignment(call, row):
    return call.store.get(entitlement.ASSIGNMENTS, row["assignmentId"])


_package.default, _assignment.default = entitlement.PACKAGE_SHOWN, SHOWN
EXPAND = {"target": _subject, "accessPackage": _package, "assignmentPolicy": _policy}
_assignment.expand = EXPAND
REQUEST_EXPAND = {"accessPackage": _package, "assignment": _assignment}
