# SPDX-License-Identifier: GPL-3.0-or-later
"""Assignment policies: who may ask for an access package, who approves, how long it lasts, who reviews it.

An update is a PUT of the whole: what it leaves out, questions and stages of extensions too, is not there any more.

Assumed, where the documentation is silent: nothing keeps two policies from having one name; people from outside can only be let in where
the catalog is externally visible; requests are decided within 14 days; at most three stages of approval, each with somebody who approves;
sponsors and managers need a fallback; a policy with assignments is not deleted (400).
"""
from __future__ import annotations

import datetime

from tests.simulator.graph import entitlement
from tests.simulator.graph.schedule_times import length_of
from tests.simulator.wire import Area, Reply

area = Area("access package assignment policies")
KIND, ROOT, NAME = entitlement.POLICIES, entitlement.ROOT + "/assignmentPolicies", "assignmentPolicies"
SCOPES = ("notSpecified", "specificDirectoryUsers", "specificConnectedOrganizationUsers", "specificDirectoryServicePrincipals",
          "allMemberUsers", "allDirectoryUsers", "allDirectoryServicePrincipals", "allConfiguredConnectedOrganizationUsers",
          "allExternalUsers")
SPECIFIC = {"specificDirectoryUsers": {"singleUser", "groupMembers"},
            "specificConnectedOrganizationUsers": {"connectedOrganizationMembers"},
            "specificDirectoryServicePrincipals": {"singleServicePrincipal"}}
FROM_OUTSIDE = ("specificConnectedOrganizationUsers", "allConfiguredConnectedOrganizationUsers", "allExternalUsers")
NAVIGATION = ("accessPackage", "catalog", "questions", "customExtensionStageSettings")
NEED_FALLBACK = entitlement.ONE_OF_ORGANIZATION + entitlement.MANAGER
MOST_STAGES, LONGEST = 3, datetime.timedelta(days=14)
REQUESTS = ("enableTargetsToSelfAddAccess", "enableTargetsToSelfUpdateAccess", "enableTargetsToSelfRemoveAccess",
            "allowCustomAssignmentSchedule", "enableOnBehalfRequestorsToAddAccess", "enableOnBehalfRequestorsToUpdateAccess",
            "enableOnBehalfRequestorsToRemoveAccess")


@area.get(ROOT)
def listed(call):
    return entitlement.collection(call, call.store.list(KIND), NAME, shown, EXPAND)


@area.get(entitlement.ROOT + "/accessPackages/{id}/assignmentPolicies")
def listed_of_package(call):
    package = entitlement.one(call, entitlement.PACKAGES, call.params["id"])
    rows = [each for each in call.store.list(KIND) if each["accessPackage"]["id"] == package["id"]]
    return entitlement.collection(call, rows, f"accessPackages('{package['id']}')/assignmentPolicies", shown, EXPAND)


@area.get(ROOT + "/{id}")
def read(call):
    return entitlement.entity(call, entitlement.one(call, KIND, call.params["id"]), NAME, shown, EXPAND)


@area.post(ROOT)
def create(call):
    entitlement.admit(call)
    package = entitlement.truth(call, entitlement.PACKAGES, entitlement.reference(call.body, "accessPackage"))
    made = {"id": call.new_id(), "createdDateTime": call.stamp(7), **_judged(call, call.body, package)}
    call.store.put(KIND, made["id"], made)
    return Reply(201, entitlement.entity(call, made, NAME, shown))


@area.put(ROOT + "/{id}")
def replace(call):
    found = entitlement.truth(call, KIND, call.params["id"])
    if (call.body.get("accessPackage") or found["accessPackage"]).get("id") != found["accessPackage"]["id"]:
        raise entitlement.bad("The access package of a policy cannot be changed.")
    package = entitlement.truth(call, entitlement.PACKAGES, found["accessPackage"]["id"])
    made = {"id": found["id"], "createdDateTime": found["createdDateTime"], **_judged(call, call.body, package)}
    call.store.put(KIND, made["id"], made)
    return entitlement.entity(call, made, NAME, shown)


@area.delete(ROOT + "/{id}")
def remove(call):
    found = entitlement.truth(call, KIND, call.params["id"])
    if any(each["assignmentPolicy"]["id"] == found["id"] for each in entitlement.standing(call)):
        raise entitlement.bad("The policy has assignments and cannot be deleted.")
    call.store.delete(KIND, found["id"])


def shown(policy):
    return [name for name in policy if name not in NAVIGATION]


def _judged(call, wish, package):
    """The policy as the service keeps it; what the wish leaves out is as in a new one."""
    scope = next((each for each in SCOPES if each.lower() == str(wish.get("allowedTargetScope", "notSpecified")).lower()), None)
    if scope is None:
        raise entitlement.bad(f"The allowedTargetScope '{wish.get('allowedTargetScope')}' is not supported.")
    catalog = call.store.truth(entitlement.CATALOGS, package["catalog"]["id"])
    if scope in FROM_OUTSIDE and not catalog["isExternallyVisible"]:
        raise entitlement.bad("The catalog of the access package is not visible to people from outside.")
    policy = {
        "displayName": entitlement.text(wish, "displayName"), "description": wish.get("description"), "allowedTargetScope": scope,
        "specificAllowedTargets": _targets(call, wish, scope), "modifiedDateTime": call.stamp(7),
        "expiration": entitlement.expiration(wish.get("expiration") or {"type": "noExpiration"}, "expiration"),
        "requestorSettings": _requestors(wish.get("requestorSettings") or {}),
        "requestApprovalSettings": _approval(call, wish.get("requestApprovalSettings") or {}),
        "reviewSettings": _review(call, wish.get("reviewSettings")),
        "automaticRequestSettings": wish.get("automaticRequestSettings"),
        "notificationSettings": wish.get("notificationSettings") or {"isAssignmentNotificationDisabled": False},
    }
    policy = {**entitlement.here(call, "accessPackageAssignmentPolicy", policy), "accessPackage": {"id": package["id"]},
              "catalog": {"id": catalog["id"]}}
    lists = ("questions", "customExtensionStageSettings")
    return {**policy, **{name: [{"id": call.new_id(), **each} for each in wish.get(name) or []] for name in lists}}


def _targets(call, wish, scope):
    targets = wish.get("specificAllowedTargets") or []
    kinds = {entitlement.subject(call, target, "specificAllowedTargets", organization=True) for target in targets}
    if bool(targets) != (scope in SPECIFIC) or kinds - SPECIFIC.get(scope, set()):
        raise entitlement.bad(f"The specificAllowedTargets do not fit the allowedTargetScope {scope}.")
    return targets


def _requestors(wish):
    return {**{name: bool(wish.get(name)) for name in REQUESTS}, "onBehalfRequestors": wish.get("onBehalfRequestors") or []}


def _approval(call, wish):
    stages = wish.get("stages") or []
    required = bool(wish.get("isApprovalRequiredForAdd")) or bool(wish.get("isApprovalRequiredForUpdate"))
    if required != bool(stages) or len(stages) > MOST_STAGES:
        raise entitlement.bad(f"Approval needs one to {MOST_STAGES} stages, and no approval none.")
    settings = {"isApprovalRequiredForAdd": bool(wish.get("isApprovalRequiredForAdd")),
                "isApprovalRequiredForUpdate": bool(wish.get("isApprovalRequiredForUpdate")),
                "isRequestorJustificationRequired": bool(wish.get("isRequestorJustificationRequired")),
                "stages": [_stage(call, stage) for stage in stages]}
    return entitlement.here(call, "accessPackageAssignmentApprovalSettings", settings)


def _stage(call, wish):
    lists = {name: wish.get(name) or [] for name in ("primaryApprovers", "fallbackPrimaryApprovers", "escalationApprovers",
                                                     "fallbackEscalationApprovers")}
    _people(call, lists["primaryApprovers"], lists["fallbackPrimaryApprovers"], "primaryApprovers")
    for name in ("escalationApprovers", "fallbackEscalationApprovers"):
        for entry in lists[name]:
            entitlement.subject(call, entry, name)
    limit = length_of(wish.get("durationBeforeAutomaticDenial") or "P14D")
    if limit is None or not datetime.timedelta(0) < limit <= LONGEST:
        raise entitlement.bad("The durationBeforeAutomaticDenial must be at most 14 days.")
    return {"durationBeforeAutomaticDenial": wish.get("durationBeforeAutomaticDenial") or "P14D",
            "isApproverJustificationRequired": bool(wish.get("isApproverJustificationRequired")),
            "isEscalationEnabled": bool(wish.get("isEscalationEnabled")),
            "durationBeforeEscalation": wish.get("durationBeforeEscalation") or "PT0S", **lists}


def _review(call, wish):
    if wish is None or not wish.get("isEnabled"):
        return None
    schedule = wish.get("schedule") or {}
    pattern = (schedule.get("recurrence") or {}).get("pattern") or {}
    if not schedule.get("startDateTime") or str(pattern.get("type")).lower() not in ("weekly", "absolutemonthly"):
        raise entitlement.bad("A review needs a start, and a recurrence that is weekly or absoluteMonthly.")
    entitlement.expiration(schedule.get("expiration"), "reviewSettings.schedule")
    reviewers, fallback = wish.get("primaryReviewers") or [], wish.get("fallbackReviewers") or []
    if not wish.get("isSelfReview"):
        _people(call, reviewers, fallback, "primaryReviewers")
    return {"isEnabled": True, "expirationBehavior": wish.get("expirationBehavior") or "keepAccess",
            "isRecommendationEnabled": bool(wish.get("isRecommendationEnabled")), "schedule": schedule,
            "isReviewerJustificationRequired": bool(wish.get("isReviewerJustificationRequired")),
            "isSelfReview": bool(wish.get("isSelfReview")), "primaryReviewers": reviewers, "fallbackReviewers": fallback}


def _people(call, people, fallback, where):
    """Somebody must be there to decide, also where sponsors and managers are asked, of whom there may be none."""
    kinds = [entitlement.subject(call, entry, where) for entry in people]
    for entry in fallback:
        entitlement.subject(call, entry, f"the fallback of {where}")
    if not kinds or set(kinds) & set(NEED_FALLBACK) and not fallback:
        raise entitlement.bad(f"{where}: somebody must be named, and a fallback for sponsors and managers.")


def _questions(_call, policy):
    return policy["questions"]


def _stages(_call, policy):
    return policy["customExtensionStageSettings"]


def _extension(_call, stage):
    return stage.get("customExtension")


def _package(call, policy):
    return call.store.get(entitlement.PACKAGES, policy["accessPackage"]["id"])


def _catalog(call, policy):
    return call.store.get(entitlement.CATALOGS, policy["catalog"]["id"])


_package.default = entitlement.PACKAGE_SHOWN
_stages.default, _stages.expand = ("id", "stage"), {"customExtension": _extension}
EXPAND = {"accessPackage": _package, "catalog": _catalog, "questions": _questions, "customExtensionStageSettings": _stages}
