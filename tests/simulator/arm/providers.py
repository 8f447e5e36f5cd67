# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource providers of a subscription: which there are, whether they are registered, registering and unregistering them.

Registration is asynchronous: the answer says Registering, and so does every read before the one that makes it `polls`.
Assumed: a provider that still has resources in the subscription is not unregistered (409 Conflict; the code is not published).
"""
from __future__ import annotations

from functools import cache

from tests.contracts.arm_model import model
from tests.simulator.arm import resources
from tests.simulator.arm.regions import regions
from tests.simulator.wire import Area, Refused

area = Area("providers")
FREE = ("Microsoft.Authorization", "Microsoft.Features", "Microsoft.Management", "Microsoft.Resources", "Microsoft.Subscription",
        "Microsoft.Support")
READ = "Microsoft.Resources/subscriptions/providers/read"
ROOT = "/subscriptions/{subscriptionId}/providers"
DONE = {"Registering": "Registered", "Unregistering": "NotRegistered"}


@area.get(ROOT, action=READ, registered=False)
def listed(call):
    names = sorted(namespaces().values())
    count = call.option("$top")
    return resources.listed(call, [described(call, name) for name in names[:int(count) if count else None]])


@area.get(ROOT + "/{providerName}", action=READ, registered=False)
def read(call):
    return described(call, namespace_of(call))


@area.get(ROOT + "/{providerName}/resourceTypes", action=READ, registered=False)
def types(call):
    return {"value": resource_types(call, namespace_of(call))}


@area.post(ROOT + "/{providerName}/register", action="{providerName}/register/action", registered=False)
def register(call):
    name = namespace_of(call)
    if state(call, name) not in ("Registered", "Registering"):
        turn(call, name, "Registering")
    return described(call, name, look=False)


@area.post(ROOT + "/{providerName}/unregister", action="{providerName}/unregister/action", registered=False)
def unregister(call):
    name = namespace_of(call)
    if name in FREE or _in_use(call, name):
        raise Refused(409, "Conflict", f"The subscription cannot be unregistered from resource namespace '{name}'. Please delete existing "
                      "resources for the provider.")
    if state(call, name) not in ("NotRegistered", "Unregistering"):
        turn(call, name, "Unregistering")
    return described(call, name, look=False)


def namespace_of(call):
    """The namespace that was called, in its own spelling."""
    name = namespaces().get(call.params["providerName"].lower())
    if name is None:
        raise Refused(404, "InvalidResourceNamespace", f"The resource namespace '{call.params['providerName']}' is invalid.")
    return name


def state(call, name):
    return "Registered" if name in FREE else call.subscription.providers.get(name.lower(), "NotRegistered")


def turn(call, name, towards):
    """Begin to register or unregister; so many looks later it is done."""
    call.subscription.providers[name.lower()] = towards if call.world.polls else DONE[towards]
    key = f"{call.subscription.id} {name}".lower()
    call.world.operations[key] = {"id": key, "subscription": call.subscription.id, "kind": "providers", "key": key,
                                  "polls_left": call.world.polls, "until": call.world.clock.seconds() + call.world.operation_seconds}


def look_at(call, name):
    """The state that a reader sees: each look brings a change that is under way nearer to its end."""
    seen = state(call, name)
    operation = call.world.operations.get(f"{call.subscription.id} {name}".lower())
    if seen in DONE and operation is not None:
        operation["polls_left"] -= 1
        if operation["polls_left"] <= 0 or operation["until"] <= call.world.clock.seconds():
            call.subscription.providers[name.lower()] = seen = DONE[seen]
    return seen


def described(call, name, look=True):
    seen = look_at(call, name) if look else state(call, name)
    return {"id": f"/subscriptions/{call.subscription.id}/providers/{name}", "namespace": name, "registrationState": seen,
            "registrationPolicy": "RegistrationFree" if name in FREE else "RegistrationRequired",
            "resourceTypes": resource_types(call, name)}


def resource_types(call, name):
    prefix, places = name.lower() + "/", list(regions(call.world).values())
    return [{"resourceType": spelled.split("/", 1)[1], "locations": places, "apiVersions": sorted(model().versions[lower], reverse=True),
             "capabilities": "None"}
            for lower, spelled in sorted(model().types.items()) if lower.startswith(prefix) and lower in model().versions]


@cache
def namespaces():
    """Lower-case namespace -> as it is published."""
    published = {name.split("/")[0] for name in model().types.values()}
    return {name.lower(): name for name in [*published, *FREE, "Microsoft.OperationsManagement", "Microsoft.SecurityInsights"]}


def _in_use(call, name):
    """Does a resource of the provider live in the subscription? Extension resources count by the provider that they end with."""
    return any(resources.type_in(found["id"]).lower().startswith(name.lower() + "/")
               for kind in call.store.kinds() for found in call.store.truths(kind) if "/providers/" in found.get("id", ""))
