# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Who sponsors a connected organization: people and groups here (internal), and guests from there (external)."""

from __future__ import annotations

from ._directory import ABSENT, expected_group, expected_person
from ._options import GUID
from ._steps import Look, Step
from ._together import together

RELATIONS = {"internal_sponsors": "internalSponsors", "external_sponsors": "externalSponsors"}
WORDS = {"internal_sponsors": "internal", "external_sponsors": "external"}
OPTIONS = {option: {"type": "list", "elements": "str"} for option in RELATIONS}


def sponsored(want, state, root):
    """Add and remove sponsors, so that each list given is the whole list."""
    for option, relation in RELATIONS.items():
        if option not in want:
            continue
        wanted, there = {name: state["_sponsor_ids"][name] for name in want[option]}, state["_sponsors"][option]
        address, kind = f"{root}/{state['id']}/{relation}", WORDS[option]
        adding = {name: id for name, id in wanted.items() if id not in there}
        going = {id: name for id, name in there.items() if id not in wanted.values()}
        of = f"of connected organization {state['name']}"
        writes = [Step("POST", f"{address}/$ref", {"@odata.id": f"{state['_graph']}/v1.0/directoryObjects/{id}"}, not_yet=ABSENT,
                       confirm=_sponsor_look(address, name, id), says=f"Make {name} an {kind} sponsor {of}")
                  for name, id in sorted(adding.items())]
        writes += [Step("DELETE", f"{address}/{id}/$ref", perhaps_done=ABSENT, confirm=_sponsor_look(address, name, id, gone=True),
                        says=f"Remove {name} from the {kind} sponsors {of}")
                   for id, name in sorted(going.items(), key=lambda pair: pair[1])]
        if writes:
            yield writes
        now_there = {id: name for name, id in wanted.items()}
        state = {**state, option: sorted(want[option]), "_sponsors": {**state["_sponsors"], option: now_there}}
    return state


def _sponsor_look(address, name, id, gone=False):
    def pick(items):
        return True if any(item["id"] == id for item in items) != gone else None
    return Look(address, f"the {'end of ' if gone else ''}sponsor {name}", pick, many=True)


def shown(lists):
    """{option: {id: name}} as the options show them, and as the next request needs them."""
    return {**{option: sorted(people.values()) for option, people in lists.items()}, "_sponsors": lists}


def people(items):
    return {item["id"]: item.get("userPrincipalName") or item.get("displayName") or item["id"] for item in items}


async def wanted(clients, want):
    """Name -> object id of the sponsors wanted."""
    names = sorted({name for option in RELATIONS for name in want.get(option) or []})
    return dict(zip(names, await together(*(_sponsor(clients, name) for name in names))))


async def _sponsor(clients, name):
    return await (expected_person if "@" in name or GUID.fullmatch(name) else expected_group)(clients, name)
