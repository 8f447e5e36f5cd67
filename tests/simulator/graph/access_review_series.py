# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances of an access review, as the clock brings them: who is listed for a decision, and what becomes of the decisions.

The portal lists who is eligible for a group in Privileged Identity Management; of a review that was made through Graph that is not
promised. The tenant's setting `accessReviewsListEligible` says whether it is so; by default it is not.

Assumed, where the documentation is silent: the first instance appears five minutes after the definition, none before the start date;
whoever is listed is settled, and what an ended instance has decided is applied, when the reviews are looked at next; taking away an
eligibility is not supported.
"""
from __future__ import annotations

import datetime

from tests.simulator.clock import moment, stamp
from tests.simulator.graph import access_review_rules as rules
from tests.simulator.graph import directory, membership, pim_groups, pim_reads
from tests.simulator.world import seeded_id

DEFINITIONS = "accessReviews/definitions"
APPEARS = datetime.timedelta(minutes=5)
NOBODY = {"id": "00000000-0000-0000-0000-000000000000", "displayName": "", "ipAddress": None, "userPrincipalName": ""}
ENDED = ("Completed", "AutoReviewed")


def instances_of(definition_id):
    return f"{DEFINITIONS}/{definition_id}/instances"


def decisions_of(instance_id):
    return f"accessReviews/instances/{instance_id}/decisions"


def instances(call, definition):
    """The instances that there are by now, brought up to date."""
    catch_up(call, definition)
    return call.store.truths(instances_of(definition["id"]))


def catch_up(call, definition):
    """Begin what has begun, and end what has ended."""
    for begins, ends in occurrences(definition, call.now()):
        id = seeded_id("access review instance", definition["id"], begins.date())
        kind = instances_of(definition["id"])
        if call.store.truth(kind, id) is None:
            _begin(call, definition, {"id": id, "startDateTime": stamp(begins, 7), "endDateTime": stamp(ends, 7), "status": "InProgress",
                                      "reviewers": definition["reviewers"], "fallbackReviewers": definition["fallbackReviewers"]})
        instance = call.store.truth(kind, id)
        if moment(instance["endDateTime"]) <= call.now():
            end(call, definition, instance)


def occurrences(definition, now):
    """(begin, end) of every instance that has begun."""
    settings, stopped = definition["settings"], moment(definition["stopped"])
    pattern, span = settings["recurrence"]["pattern"], settings["recurrence"]["range"]
    first = datetime.datetime.fromisoformat(span["startDate"]).replace(tzinfo=datetime.UTC)
    visible, found, number = moment(definition["createdDateTime"]) + APPEARS, [], 0
    until = min(now, stopped) if stopped else now
    while (begins := max(_later(first, pattern, number), visible)) <= until and not _over(span, begins, number):
        found.append((begins, begins + datetime.timedelta(days=settings["instanceDurationInDays"])))
        number += 1
        if not pattern:
            break
    return found


def _over(span, begins, number):
    kind = str(span["type"]).lower()
    return (kind == "numbered" and number >= span["numberOfOccurrences"]
            or kind == "enddate" and begins.date() > datetime.date.fromisoformat(span["endDate"]))


def _later(first, pattern, number):
    if not pattern or not number:
        return first
    if pattern["type"].lower() == "weekly":
        return first + datetime.timedelta(weeks=pattern["interval"] * number)
    months = first.month - 1 + pattern["interval"] * number
    day = min(first.day, 28)
    return first.replace(year=first.year + months // 12, month=months % 12 + 1, day=day)


def _begin(call, definition, instance):
    query = definition["scope"]["query"]
    scope = {**definition["scope"], "query": query if query.lower().startswith("/v1.0") else f"/v1.0{query}"}
    call.store.put(instances_of(definition["id"]), instance["id"], {**instance, "scope": scope})
    group = directory.principal(call.tenant, rules.group_id(definition), ("groups",))
    for user in _listed(call, definition) if group else []:
        decision = _decision(call, definition, instance, group[1], user)
        call.store.put(decisions_of(instance["id"]), decision["id"], decision)


def _listed(call, definition):
    group_id = rules.group_id(definition)
    found = membership.transitive(call.tenant, group_id)
    if call.tenant.settings.get("accessReviewsListEligible"):
        for row in pim_reads.instances(call, pim_groups.ELIGIBILITY):
            if (row["groupId"], row["accessId"]) == (group_id, "member"):
                principal = directory.principal(call.tenant, row["principalId"])
                found += [principal] if principal[0] == "users" else membership.transitive(call.tenant, row["principalId"])
    users = {user["id"]: user for kind, user in found if kind == "users"}
    return [user for user in users.values() if not rules.guests_only(definition) or user.get("userType") == "Guest"]


def _decision(call, definition, instance, group, user):
    recommends = definition["settings"]["recommendationsEnabled"]
    return {"id": seeded_id("access review decision", instance["id"], user["id"]), "accessReviewId": instance["id"],
            "reviewedDateTime": None, "decision": "NotReviewed", "justification": "", "appliedDateTime": None,
            "recommendation": "Approve" if recommends else "NoInfoAvailable", "applyResult": "New",
            "reviewedBy": NOBODY, "appliedBy": NOBODY,
            "resource": {"id": group["id"], "displayName": group["displayName"], "type": "group"},
            "principal": {"@odata.type": "#microsoft.graph.userIdentity", **_identity(user)},
            "principalLink": f"{call.origin}/v1.0/users/{user['id']}", "resourceLink": f"{call.origin}/v1.0/groups/{group['id']}"}


def _identity(user):
    return {"id": user["id"], "displayName": user["displayName"], "userPrincipalName": user["userPrincipalName"]}


def decide(call, instance, decision, wish):
    """Somebody's decision about somebody."""
    who = directory.principal(call.tenant, call.caller, ("users", "servicePrincipals"))
    by = {**NOBODY, "id": call.caller, "displayName": who[1]["displayName"] if who else "",
          "userPrincipalName": who[1].get("userPrincipalName", "") if who else ""}
    call.store.put(decisions_of(instance["id"]), decision["id"], {
        **decision, "decision": wish["decision"], "justification": wish.get("justification") or "", "reviewedBy": by,
        "reviewedDateTime": call.stamp(7)})


def end(call, definition, instance):
    """An instance ends once: the undecided get the default decision, and with autoApply the decisions take place."""
    if instance["status"] in ENDED:
        return
    settings = definition["settings"]
    for decision in call.store.truths(decisions_of(instance["id"])):
        if decision["decision"] == "NotReviewed" and settings["defaultDecisionEnabled"]:
            default = settings["defaultDecision"]
            default = decision["recommendation"] if default == "Recommendation" else default
            default = default if default in ("Approve", "Deny") else "NotReviewed"
            call.store.put(decisions_of(instance["id"]), decision["id"], {**decision, "decision": default})
    instance = {**instance, "status": "Completed", "endDateTime": min(instance["endDateTime"], call.stamp(7))}
    call.store.put(instances_of(definition["id"]), instance["id"], instance)
    if settings["autoApplyDecisionsEnabled"]:
        apply(call, definition, instance)


def apply(call, definition, instance):
    """Those who were denied lose their membership."""
    group_id = rules.group_id(definition)
    for decision in call.store.truths(decisions_of(instance["id"])):
        if decision["decision"] == "NotReviewed" or decision["applyResult"] != "New":
            continue
        result = "AppliedSuccessfully"
        if decision["decision"] == "Deny" and not membership.remove(call.store, group_id, decision["principal"]["id"]):
            result = "ApplyNotSupported"
        call.store.put(decisions_of(instance["id"]), decision["id"], {**decision, "applyResult": result, "appliedDateTime": call.stamp(7)})
    call.store.put(instances_of(definition["id"]), instance["id"], {**instance, "status": "AutoReviewed"})
