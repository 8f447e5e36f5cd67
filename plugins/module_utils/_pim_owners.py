# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The permanent owners of a group: people and service principals."""

from __future__ import annotations

from ._directory import ABSENT, STEADY
from ._errors import Refusal
from ._pim_principals import key_in, named, spoken, wishes
from ._steps import Look, Step


def wanted(want, have):
    """{key: principal} of the owners that the task names; None when it leaves them alone."""
    if want.get("owners") is None:
        return None
    found = [named(have, name, "_owners") for name in want["owners"]]
    for who in found:
        if who.kind == "group":
            raise Refusal(f"owner '{who.name}' is a group, and a group cannot own a group; name people or service principals")
    return {who.key: who for who in found}


def refuse_ownerless(want, have):
    """The service keeps the last owner who is a person, so new ones must come before that one goes."""
    owners = wanted(want, have)
    if owners is None or not want["purge"]:
        return
    created_by_a_person = "id" not in have and not have["_app_only"]
    owned = created_by_a_person or any(entry["_kind"] == "user" for entry in have["owners"])
    kinds = [*(who.kind for who in owners.values()), *(entry["_kind"] for entry in protected(want, have))]
    if owned and "user" not in kinds:
        raise Refusal(
            f"owners would leave group '{want['name']}' without a person who owns it, which the directory refuses; "
            "name at least one person in owners, or set purge to false")


def passing(want, have):
    """Active assignments of owners that end, though the task wants the same people as owners for good: they stand in the way."""
    owners = wanted(want, have) or {}
    entries = [entry for entry in have["active"] if entry["access"] == "owner" and entry["ends"] and key_in(entry) in owners]
    return sorted(entries, key=lambda entry: entry["principal"])


def refuse_twice(want, have):
    """Nobody is an owner for good and for a while."""
    owners = wanted(want, have) or {}
    for wish in wishes(want, "active"):
        if wish["access"] == "owner" and named(have, wish["principal"]).key in owners and not wish.get("permanent"):
            raise Refusal(f"'{wish['principal']}' is named in owners and, with an end, as an active owner; name that person in one of them")


def protected(want, have):
    """The owners whom the task does not name and whom it may not remove."""
    found = [entry for entry in _unnamed(want, have) if entry["principal_id"].lower() in have["_protected"]]
    return sorted(found, key=lambda entry: entry["principal"])


def left(want, have):
    """Who owns the group when the task is done."""
    leaving = _surplus(want, have)
    return [*(wanted(want, have) or {}).values(), *(entry for entry in have["owners"] if entry not in leaving)]


def added(want, state):
    """Add the owners that are missing."""
    owners = wanted(want, state) or {}
    there = {key_in(entry) for entry in state["owners"] + state["activated"] if entry.get("access") != "member"}
    missing = sorted((who for key, who in owners.items() if key not in there), key=lambda who: who.name)
    if missing:
        yield [_addition(state, who) for who in missing]
    return {**state, "owners": state["owners"] + [entry_for(who) for who in missing]}


def removed(want, state):
    """Remove the owners that the task does not name; their place among PIM's active assignments goes with it."""
    surplus = _surplus(want, state)
    if not surplus:
        return state
    yield [_removal(state, entry) for entry in surplus]
    gone = {key_in(entry) for entry in surplus}
    return {
        **state, "owners": [entry for entry in state["owners"] if key_in(entry) not in gone],
        "active": [entry for entry in state["active"] if not (entry["access"] == "owner" and key_in(entry) in gone)],
    }


def _unnamed(want, have):
    owners = wanted(want, have)
    return [entry for entry in have["owners"] if owners is not None and want["purge"] and key_in(entry) not in owners]


def _surplus(want, have):
    return [entry for entry in _unnamed(want, have) if entry["principal_id"].lower() not in have["_protected"]]


async def found(clients, group, names):
    """All owners, those who are owners for a while only included."""
    items = await clients.graph.items(f"/groups/{group}/owners")
    return [{"principal": names.get(item["id"].lower()) or spoken(item), "principal_id": item["id"],
             "_kind": item["@odata.type"].rpartition(".")[2]} for item in items]


def entry_for(who):
    return {**who.shown, "_kind": who.kind}


def reference(graph, id):
    return f"{graph}/v1.0/directoryObjects/{id}"


def _addition(state, who):
    confirm = _look(state, who.id, True, f"{who.name} as an owner of group '{state['name']}'")
    return Step("POST", f"/groups/{state['id']}/owners/$ref", {"@odata.id": reference(state["_graph"], who.id)}, confirm=confirm,
                not_yet=ABSENT, perhaps_done=("Request_BadRequest",), says=f"Make {who.name} an owner of group {state['name']}")


def _removal(state, entry):
    id, name = entry["principal_id"], entry["principal"]
    return Step("DELETE", f"/groups/{state['id']}/owners/{id}/$ref", perhaps_done=ABSENT,
                confirm=_look(state, id, False, f"the end of {name} as an owner of group '{state['name']}'"),
                says=f"Remove {name} from the owners of group {state['name']}")


def _look(state, id, there, what):
    def pick(items):
        return True if any(item["id"].lower() == id.lower() for item in items) == there else None
    return Look(f"/groups/{state['id']}/owners", what, pick, many=True, times=STEADY, absent=ABSENT)
