# SPDX-License-Identifier: GPL-3.0-or-later
"""Delegated permissions that were consented to: one grant for each client, resource, kind of consent and person.

Assumed, where the documentation is silent: a grant needs a client, a resource and a scope; who grants to one principal names it, who
grants to all names none; scopes are not compared with what the resource offers.
"""
from __future__ import annotations

from tests.simulator.graph import directory, odata
from tests.simulator.graph.directory_rules import bad_request, required
from tests.simulator.graph.service_principals import principal_of
from tests.simulator.wire import Area, Refused, Reply

area = Area("permission grants")
KIND = "oauth2PermissionGrants"
RESOURCE = "OAuth2PermissionGrant"
KEY = ("clientId", "resourceId", "consentType", "principalId")
LONGEST_SCOPE = 3850


@area.get("/oauth2PermissionGrants")
def listed(call):
    return odata.collection(call, call.store.list(KIND), KIND, directory=True)


@area.get("/servicePrincipals/{id}/oauth2PermissionGrants", "/servicePrincipals(appId='{appId}')/oauth2PermissionGrants")
def of_client(call):
    client = principal_of(call)["id"]
    return odata.collection(call, [each for each in call.store.list(KIND) if each["clientId"] == client], KIND, directory=True)


@area.get("/oauth2PermissionGrants/{id}")
def read(call):
    return odata.entity(call, _grant(call), KIND)


@area.post("/oauth2PermissionGrants")
def create(call):
    wish = {name: call.body.get(name) for name in (*KEY, "scope")}
    for name in ("clientId", "resourceId", "scope"):
        if not wish[name]:
            raise required(name, RESOURCE)
    _judge(call, wish)
    if any(all(each.get(name) == wish[name] for name in KEY) for each in call.store.truths(KIND)):
        raise Refused(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.")
    made = {**wish, "id": call.new_id().replace("-", "")}
    call.store.put(KIND, made["id"], made)
    return Reply(201, odata.entity(call, made, KIND))


@area.patch("/oauth2PermissionGrants/{id}")
def change(call):
    """The scope is replaced as a whole; nothing else of a grant changes."""
    grant = _grant(call)
    for name in KEY:
        if name in call.body and call.body[name] != grant[name]:
            raise bad_request(f"Property '{name}' of a grant cannot be changed.")
    if "scope" in call.body:
        _judge_scope(call.body["scope"])
        call.store.put(KIND, grant["id"], {**grant, "scope": call.body["scope"]})


@area.delete("/oauth2PermissionGrants/{id}")
def revoke(call):
    call.store.delete(KIND, _grant(call)["id"])


def _judge(call, wish):
    if wish["consentType"] not in ("AllPrincipals", "Principal"):
        raise bad_request("The consentType must be AllPrincipals or Principal.")
    if (wish["consentType"] == "Principal") != bool(wish["principalId"]):
        raise bad_request("A principalId belongs to a grant of consentType Principal, and to no other.")
    _judge_scope(wish["scope"])
    for name, kinds in (("clientId", ("servicePrincipals",)), ("resourceId", ("servicePrincipals",)), ("principalId", ("users",))):
        if wish[name] and directory.principal(call.tenant, wish[name], kinds) is None:
            raise odata.not_found(wish[name])


def _judge_scope(scope):
    if not scope or len(scope) > LONGEST_SCOPE:
        raise bad_request(f"The scope of a grant has 1 to {LONGEST_SCOPE} characters.")


def _grant(call):
    found = call.store.get(KIND, call.params["id"])
    if found is None:
        raise odata.not_found(call.params["id"])
    return found
