# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The assignment policies of an access package: found, made, replaced as a whole, and taken away."""

from __future__ import annotations

from . import _access_policy_form as form
from ._access_assignments import protected_holders, under
from ._directory import ABSENT, STEADY
from ._errors import Refusal
from ._graph import quoted
from ._steps import HumanStep, Look, Step

PATH = "/identityGovernance/entitlementManagement/assignmentPolicies"
# A policy is replaced as a whole, so all of it has to be read.
EXPAND = "accessPackage,questions,customExtensionStageSettings($expand=customExtension)"
NAMES = {"type": "list", "elements": "str"}
FLAG = {"type": "bool"}
STAGE = {"approvers": {**NAMES, "required": True}, "fallback_approvers": NAMES, "decide_within": {"type": "str"}, "justification": FLAG}
OPTION = {
    "type": "list", "elements": "dict",
    "mutually_exclusive": [("requestors", "people", "connected_organizations"), ("duration", "ends", "permanent")],
    "options": {
        "name": {"type": "str", "required": True},
        "description": {"type": "str"},
        "requestors": {"type": "str", "choices": list(form.SCOPES)},
        "people": NAMES,
        "connected_organizations": NAMES,
        **dict.fromkeys(form.MAY, FLAG),
        "approval": {"type": "dict", "options": {
            "stages": {"type": "list", "elements": "dict", "options": STAGE}, "for_extension": FLAG, "requestor_justification": FLAG}},
        "duration": {"type": "str"},
        "ends": {"type": "str"},
        "permanent": FLAG,
        "review": {"type": "dict", "options": {
            "recurrence": {"type": "str", "choices": list(form.RECURRENCE)}, "starts": {"type": "str"}, "duration_days": {"type": "int"},
            "reviewers": NAMES, "fallback_reviewers": NAMES, "self_review": FLAG,
            "undecided": {"type": "str", "choices": list(form.UNDECIDED)}, "recommendations": FLAG, "justification": FLAG}},
    },
}
NULLS = ("policies.review",)        # for none
WORDS = {"description": "description", "allowedTargetScope": "requestors", "specificAllowedTargets": "requestors",
         "requestorSettings": "what they may do", "requestApprovalSettings": "approval", "expiration": "expiration",
         "reviewSettings": "review"}


def refuse(want, cloud):
    names = [wish["name"] for wish in want.get("policies") or []]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refusal(f"policies holds '{twice[0]}' more than once; give each policy another name")
    for wish in want.get("policies") or []:
        form.checked(wish)
        approval = wish.get("approval") or {}
        if "requestor_justification" in approval and cloud.lacks("requestor_justification"):
            raise Refusal(
                f"the cloud {cloud.name} has no requestor_justification in access packages; leave it out, and let the approvers justify")
        for stage in approval.get("stages") or []:
            _refuse_nobody(wish, "approvers", stage["approvers"], stage.get("fallback_approvers"))
        review = wish.get("review") or {}
        if "reviewers" in review and not review.get("self_review"):
            _refuse_nobody(wish, "reviewers", review["reviewers"], review.get("fallback_reviewers"))


def _refuse_nobody(wish, what, people, fallback):
    if not people:
        raise Refusal(f"policy '{wish['name']}' names no {what}; name somebody, or leave the approval or review out")
    if {"internal_sponsors", "external_sponsors"} & set(people) and not fallback:
        raise Refusal(f"policy '{wish['name']}' asks sponsors, of whom there may be none; name fallback_{what} too")


def names_in(want):
    """Whom the policies name, sponsors of organizations included."""
    names = set()
    for wish in want.get("policies") or []:
        review = wish.get("review") or {}
        names.update(wish.get("people") or [], review.get("reviewers") or [], review.get("fallback_reviewers") or [])
        for stage in (wish.get("approval") or {}).get("stages") or []:
            names.update(stage["approvers"], stage.get("fallback_approvers") or [])
    return names


def organizations_in(want):
    return sorted({name for wish in want.get("policies") or [] for name in wish.get("connected_organizations") or []})


async def found(clients, package):
    return await clients.graph.items(PATH, _query(package))


def refuse_conflicts(want, have, visible):
    """Two policies of one name, a wish for a review of nobody, and people from outside where the catalog is not for them."""
    for wish in want.get("policies") or []:
        named = [raw for raw in have["_policies"] if raw["displayName"] == wish["name"]]
        if len(named) > 1:
            ids = ", ".join(sorted(raw["id"] for raw in named))
            raise Refusal(f"{len(named)} policies of '{want['name']}' are named '{wish['name']}' ({ids}); rename or remove one of them")
        raw = named[0] if named else None
        if form.scope_of(wish, raw) in form.FROM_OUTSIDE and visible is False:
            raise Refusal(
                f"policy '{wish['name']}' lets people from outside ask, but catalog '{want['catalog']}' is not for them; "
                "set catalog_settings.external to true")
        review = wish.get("review")
        if review and not (raw or {}).get("reviewSettings") and not review.get("reviewers") and not review.get("self_review"):
            raise Refusal(f"the review of policy '{wish['name']}' has nobody who reviews; give reviewers, or set self_review to true")


def surplus(want, have):
    """(policies that a purge takes away, {name of one that stays: the protected who have access by it})."""
    names = [wish["name"] for wish in want.get("policies") or []]
    others = [raw for raw in have["_policies"] if raw["displayName"] not in names] if want["purge"] and "policies" in want else []
    staying = {raw["displayName"]: who for raw in others if (who := protected_holders(have, under(have, raw)))}
    return [raw for raw in others if raw["displayName"] not in staying], staying


def told(want, staying):
    """What is told of the policies that stay."""
    return [HumanStep(
        f"Policy {name} of access package {want['name']} stays, by which {', '.join(who)}, whom protected_principals names, has access: "
        "name it in policies too, or let an administrator decide") for name, who in sorted(staying.items())]


def carried_out(want, state, now):
    """Make and replace what the task names, and with purge take away the rest."""
    wishes = want.get("policies") or []
    writes = [write for wish in sorted(wishes, key=lambda wish: wish["name"]) for write in _write(want, wish, state, now)]
    kept = state["_policies"]
    if writes:
        answers = yield [step for step, _raw, _body in writes]
        changed = {id(raw): _kept(body, answer) for (_step, raw, body), answer in zip(writes, answers) if raw}
        made = [_kept(body, answer) for (_step, raw, body), answer in zip(writes, answers) if not raw]
        kept = [changed.get(id(raw), raw) for raw in kept] + made
    state = {**state, "_policies": kept}
    leaving, _staying = surplus(want, state)
    if leaving:
        state = yield from removed(want, state, leaving)
    return state


def removed(want, state, leaving):
    """Take policies away."""
    yield [Step("DELETE", f"{PATH}/{raw['id']}", perhaps_done=ABSENT, confirm=_gone(raw),
                says=f"Remove policy {raw['displayName']} of access package {want['name']}")
           for raw in sorted(leaving, key=lambda raw: (raw["displayName"], raw["id"]))]
    return {**state, "_policies": [raw for raw in state["_policies"] if raw not in leaving]}


def _write(want, wish, state, now):
    """(step, what was there, body) of one policy, if it needs one."""
    raw = next((raw for raw in state["_policies"] if raw["displayName"] == wish["name"]), None)
    body, of = form.body_of(wish, raw, state, now), f"policy {wish['name']} of access package {want['name']}"
    package = state["_package"]["id"]

    def steady(answer):
        return answer if answer and not _differences(form.body_of(wish, answer, state, now), answer) else None
    if raw is None:
        def pick(items):
            return steady(next((item for item in items if item["displayName"] == wish["name"]), None))
        look = Look(PATH, f"the {of}", pick, _query(package), many=True, times=STEADY)
        return [(Step("POST", PATH, {**body, "accessPackage": {"id": package}}, says=f"Create {of}", confirm=look), None, body)]
    words = _differences(body, raw)
    if not words:
        return []
    path = f"{PATH}/{raw['id']}"
    look = Look(path, f"the change of {of}", steady, {"$expand": EXPAND}, absent=ABSENT, times=STEADY)
    return [(Step("PUT", path, body, says=f"Change {', '.join(words)} of {of}", confirm=look), raw, body)]


def _differences(body, raw):
    """The words for what differs, in order."""
    there = form.writable(raw)
    different = [name for name in WORDS if _comparable(body, name) != _comparable(there, name)]
    return list(dict.fromkeys(WORDS[name] for name in different))


def _comparable(policy, name):
    return form.canonical(policy.get(name), name) or None


def _kept(body, answer):
    return {**body, **(answer or {})}


def _query(package):
    return {"$filter": f"accessPackage/id eq {quoted(package)}", "$expand": EXPAND}


def _gone(raw):
    return Look(f"{PATH}/{raw['id']}", f"the end of policy '{raw['displayName']}'", lambda answer: {} if answer is None else None,
                absent=ABSENT, times=STEADY)
