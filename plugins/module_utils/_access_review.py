# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A recurring access review of who is in a group, and whom it does not reach."""

from __future__ import annotations

from . import _access_review_form as form
from . import _access_review_refusals as refusals
from . import _subject_sets
from ._access_review_coverage import REVIEWS, UNKNOWN, by_hand, coverage, place
from ._directory import STEADY, expected_group, find_group, find_user, is_known, one_of
from ._graph import quoted
from ._options import GUID
from ._pim_principals import spoken
from ._steps import Look, Step
from ._together import together

PEOPLE = {"type": "list", "elements": "str"}
OPTIONS = {
    "group": {"type": "str", "required": True},
    "name": {"type": "str"},
    "description": {"type": "str"},
    "instructions": {"type": "str"},
    "reviewers": PEOPLE,
    "fallback_reviewers": PEOPLE,
    "self_review": {"type": "bool"},
    "recurrence": {"type": "str", "choices": list(form.RECURRENCE)},
    "start": {"type": "str"},
    "duration_days": {"type": "int"},
    "default_decision": {"type": "str", "choices": list(form.DECISIONS)},
    **{name: {"type": "bool"} for name in form.FLAGS},
    "look_back": {"type": "str"},
}
INFO_OPTIONS = {"group": {"type": "str", "required": True}, "name": {"type": "str"}}
ASKS_PEOPLE = True
NEEDS = {
    "graph": {
        "read": {
            "AccessReview.Read.All": "", "GroupMember.Read.All": "", "User.Read.All": "when a reviewer is a person",
            "Organization.Read.All": "when a reviewer is not found",
            "PrivilegedEligibilitySchedule.Read.AzureADGroup": "while an instance is in progress"},
        "write": {"AccessReview.ReadWrite.All": ""},
    },
}
refuse = refusals.refuse


async def find(clients, want):
    """The review, and whom the task names; whether it reaches everybody, while it asks."""
    present = want["state"] == "present"
    group_id, subjects = await together(_group_id(clients, want), _subject_sets.found(clients, _names(want)) if present else _nothing())
    have = {"_group_id": group_id, "_subjects": subjects, "_place": place(clients)}
    if group_id is None or not is_known(group_id):
        return have
    raw = of_name(await _reviews(clients, group_id), _name(want))
    if not raw:
        return have
    return {**have, **_shape(want, raw, have), **(await coverage(clients, raw["id"], group_id) if present else UNKNOWN)}


def steps(want, have, now):
    want = {**want, "name": _name(want)}
    internal = {key: value for key, value in have.items() if key.startswith("_") and key != "_raw"}
    if want["state"] == "absent":
        if "id" in have:
            yield _removal(want, have)
        return internal
    raw = have.get("_raw")
    changes = form.differing(want, raw, have) if raw else []
    body = form.body_of(want, raw, have, now)
    if changes or not raw:
        refusals.refuse_body(want, raw, body, now)
        if raw:
            yield _change(want, have, changes, body)
        else:
            answer = yield _creation(want, have, body)
            have = {**have, **UNKNOWN}
            body = {**body, "id": answer["id"]}
        have = {**have, **_shape(want, {**(raw or {}), **body}, have)}
    if have["not_listed"]:
        yield by_hand(want, have)
    return have


async def report(clients, want):
    """Every review of all members of the group, or that of this name."""
    group = await find_group(clients, want["group"])
    if not group:
        return []
    found = await _reviews(clients, group["id"])
    if "name" in want:
        found = [raw for raw in found if want["name"].lower() in (raw["id"].lower(), raw["displayName"].lower())]
    covered = await together(*(coverage(clients, raw["id"], group["id"]) for raw in found))
    have = {"_group_id": group["id"], "_subjects": await _known(clients, found)}
    return [{**_shape(want, raw, have), **covers} for raw, covers in zip(found, covered)]


def of_name(reviews, name):
    """The review with this name or id, or None; nothing keeps two of them from having one name."""
    if GUID.fullmatch(name):
        return next((raw for raw in reviews if raw["id"].lower() == name.lower()), None)
    return one_of([raw for raw in reviews if raw["displayName"] == name], "access review", name)


def _name(want):
    return want.get("name") or f"Members of {want['group']}"


def _spoken(want, name):
    """The review, and the group where the name does not tell it already."""
    return name if want["group"] in name else f"{name} of group {want['group']}"


def _names(want):
    named = {*(want.get("reviewers") or []), *(want.get("fallback_reviewers") or [])}
    return named - set(form.MAY_BE_NOBODY)


async def _group_id(clients, want):
    """To lose its review, the group need not exist."""
    if want["state"] == "absent":
        found = await find_group(clients, want["group"])
        return found["id"] if found else want["group"].lower() if GUID.fullmatch(want["group"]) else None
    return await expected_group(clients, want["group"])


async def _reviews(clients, group_id):
    return [raw for raw in await clients.graph.items(REVIEWS, _of(group_id)) if form.reviews_group(raw, group_id)]


def _of(group_id):
    return {"$filter": f"contains(scope/microsoft.graph.accessReviewQueryScope/query,{quoted(f'/groups/{group_id}')})"}


async def _known(clients, reviews):
    """The people and groups whom reviews name, by their names."""
    who = sorted({key for raw in reviews for key in form.mentioned(raw) if key[0] in ("user", "group") and GUID.fullmatch(key[1])})
    found = await together(*((find_user if kind == "user" else find_group)(clients, id) for kind, id in who))
    kinds = {"user": "singleUser", "group": "groupMembers"}
    return {spoken(each): {"id": id, "kind": kinds[kind]} for (kind, id), each in zip(who, found) if each}


def _creation(want, have, body):
    said = {form.OWNERS: "the group's owners", form.MANAGERS: "managers"}
    by = " and ".join(said.get(name, name) for name in sorted(want.get("reviewers") or ["everybody for themselves"]))
    word, group_id = form.word_of(body["settings"]["recurrence"]).replace("_", "-"), have["_group_id"]

    def pick(items):
        return of_name([raw for raw in items if form.reviews_group(raw, group_id)], want["name"])
    look = Look(REVIEWS, f"access review '{want['name']}'", pick, _of(group_id), many=True, times=STEADY)
    return Step("POST", REVIEWS, body, says=f"Create {word} access review {_spoken(want, want['name'])}, done by {by}",
                not_yet=("InvalidCriteria",), confirm=look)


def _change(want, have, changes, body):
    path = f"{REVIEWS}/{have['id']}"

    def pick(raw):
        return True if not form.differing(want, raw, have) else None
    return Step("PUT", path, body, not_yet=("InvalidCriteria",),
                says=f"Change {', '.join(changes)} of access review {_spoken(want, have['name'])}",
                confirm=Look(path, f"the change of access review '{have['name']}'", pick, times=STEADY))


def _removal(want, have):
    def pick(items):
        return None if any(raw["id"] == have["id"] for raw in items) else True
    return Step("DELETE", f"{REVIEWS}/{have['id']}",
                says=f"Delete access review {_spoken(want, have['name'])}, with all that it has gathered",
                confirm=Look(REVIEWS, f"the end of access review '{have['name']}'", pick, _of(have["_group_id"]), many=True, times=STEADY))


def _shape(want, raw, have):
    return {**form.readable(raw, have), "group": want["group"], "group_id": have["_group_id"], "_raw": raw}


async def _nothing():
    return {}
