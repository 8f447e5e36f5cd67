# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances of access reviews and their decisions, which only reviewers make.

Assumed, where the documentation is silent: decisions are made while an instance is in progress, and applied once it has ended; there are
no stages.
"""
from __future__ import annotations

from tests.simulator.graph import access_review_rules as rules
from tests.simulator.graph import access_review_series as series
from tests.simulator.graph import access_reviews, directory, membership, odata
from tests.simulator.graph.directory_rules import denied
from tests.simulator.wire import Area, Refused

area = Area("access review instances")
ROOT = access_reviews.ROOT + "/{id}/instances"
CONTEXT = access_reviews.CONTEXT + "/instances"
DECISIONS = ("Approve", "Deny", "NotReviewed", "DontKnow")


@area.get(ROOT)
def listed(call):
    return odata.collection(call, series.instances(call, access_reviews.definition_of(call)), CONTEXT)


@area.get(ROOT + "/{instance}")
def read(call):
    return odata.entity(call, instance_of(call)[1], CONTEXT)


@area.get(ROOT + "/{instance}/decisions")
def decisions(call):
    _definition, instance = instance_of(call)
    return odata.collection(call, call.store.truths(series.decisions_of(instance["id"])), CONTEXT + "/decisions")


@area.get(ROOT + "/{instance}/decisions/{decision}")
def decision(call):
    return odata.entity(call, decision_of(call, instance_of(call)[1]), CONTEXT + "/decisions")


@area.get(ROOT + "/{instance}/stages")
def stages(call):
    instance_of(call)
    return odata.collection(call, [], CONTEXT + "/stages")


@area.get(ROOT + "/{instance}/contactedReviewers")
def contacted(call):
    definition, instance = instance_of(call)
    people = [{"id": user["id"], "displayName": user["displayName"], "userPrincipalName": user["userPrincipalName"],
               "createdDateTime": instance["startDateTime"]} for user in reviewers_of(call, definition)]
    return odata.collection(call, people, CONTEXT + "/contactedReviewers")


@area.patch(ROOT + "/{instance}/decisions/{decision}")
def decide(call):
    definition, instance = instance_of(call)
    found = decision_of(call, instance)
    mine = found["principal"]["id"] == call.caller and not definition["reviewers"]
    if not mine and call.caller not in [user["id"] for user in reviewers_of(call, definition)]:
        raise denied()
    _in_progress(instance)
    series.decide(call, instance, found, _decided(call.body))


@area.post(ROOT + "/{instance}/batchRecordDecisions")
def decide_for_many(call):
    _definition, instance = instance_of(call)
    _in_progress(instance)
    for found in call.store.truths(series.decisions_of(instance["id"])):
        if all(call.body.get(f"{what}Id") in (None, found[what]["id"]) for what in ("principal", "resource")):
            series.decide(call, instance, found, _decided(call.body))


@area.post(ROOT + "/{instance}/resetDecisions")
def reset(call):
    _definition, instance = instance_of(call)
    _in_progress(instance)
    for found in call.store.truths(series.decisions_of(instance["id"])):
        call.store.put(series.decisions_of(instance["id"]), found["id"], {
            **found, "decision": "NotReviewed", "justification": "", "reviewedBy": series.NOBODY, "reviewedDateTime": None})


@area.post(ROOT + "/{instance}/sendReminder")
def remind(call):
    _in_progress(instance_of(call)[1])


@area.post(ROOT + "/{instance}/stop")
def stop(call):
    series.end(call, *instance_of(call))


@area.post(ROOT + "/{instance}/applyDecisions")
def apply(call):
    definition, instance = instance_of(call)
    if instance["status"] not in series.ENDED:
        raise rules.bad("The decisions of an instance are applied when it has ended.")
    series.apply(call, definition, instance)


def instance_of(call):
    """(definition, instance) of the path."""
    definition = access_reviews.definition_of(call)
    found = next((each for each in series.instances(call, definition) if each["id"] == call.params["instance"].lower()), None)
    if found is None:
        raise Refused(404, "", "The instance of the access review is not found.")
    return definition, found


def decision_of(call, instance):
    found = call.store.truth(series.decisions_of(instance["id"]), call.params["decision"].lower())
    if found is None:
        raise Refused(404, "", "The decision is not found.")
    return found


def reviewers_of(call, definition):
    """The people who are asked: with no active owner, those who stand in for them."""
    return _people(call, definition, definition["reviewers"]) or _people(call, definition, definition["fallbackReviewers"])


def _people(call, definition, scopes):
    found = []
    for query in (each["query"] for each in scopes):
        person, members, owners = (form.fullmatch(query) for form in (rules.OF_PERSON, rules.OF_MEMBERS, rules.OF_OWNERS))
        if person:
            found.append(directory.principal(call.tenant, person[1].lower(), ("users",)))
        elif members:
            found += membership.transitive(call.tenant, members[1].lower())
        elif owners:
            found += membership.direct(call.tenant, owners[1].lower(), "owners")
    return list({each[1]["id"]: each[1] for each in found if each and each[0] == "users"}.values())


def _in_progress(instance):
    if instance["status"] != "InProgress":
        raise rules.bad("The instance of the access review is not in progress.")


def _decided(wish):
    if wish.get("decision") not in DECISIONS:
        raise rules.bad("The decision is invalid.")
    return wish
