# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication contexts c1 to c99, which Conditional Access policies are bound to and PIM can ask for.

Assumed, where the documentation is silent: PATCH makes the context where it is not there yet.
"""
from __future__ import annotations

import re

from tests.simulator.graph import odata
from tests.simulator.graph.directory_rules import bad_request
from tests.simulator.graph.pim_policy_check import CONTEXTS
from tests.simulator.wire import Area, Reply

area = Area("authentication contexts")
ROOT = "/identity/conditionalAccess/authenticationContextClassReferences"
CONTEXT = "identity/conditionalAccess/authenticationContextClassReferences"


@area.get(ROOT)
def listed(call):
    return odata.collection(call, call.store.list(CONTEXTS), CONTEXT)


@area.get(ROOT + "/{id}")
def read(call):
    return odata.entity(call, context_of(call), CONTEXT)


@area.post(ROOT)
def create(call):
    id = str(call.body.get("id"))
    if call.store.truth(CONTEXTS, id):
        raise bad_request(f"The authentication context {id} is there already.")
    return Reply(201, odata.entity(call, keep(call, id, {}), CONTEXT))


@area.patch(ROOT + "/{id}")
def change(call):
    keep(call, call.params["id"], call.store.truth(CONTEXTS, call.params["id"]) or {})


@area.delete(ROOT + "/{id}")
def delete(call):
    call.store.delete(CONTEXTS, context_of(call)["id"])


def keep(call, id, before):
    if not re.fullmatch(r"c[1-9]\d?", id):
        raise bad_request("The id of an authentication context is one of c1 to c99.")
    settings = {name: value for name, value in call.body.items() if not name.startswith("@")}
    return call.store.put(CONTEXTS, id, {"displayName": None, "description": None, "isAvailable": False, **before, **settings, "id": id})


def context_of(call):
    found = call.store.get(CONTEXTS, call.params["id"])
    if found is None:
        raise odata.not_found(call.params["id"])
    return found
