# SPDX-License-Identifier: GPL-3.0-or-later
"""What areas work with: a Call comes in, a Reply goes out or the call is Refused; an Area says which calls it answers."""
from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field

from tests.simulator.clock import stamp


@dataclass(slots=True)
class Call:
    api: str                      # "graph", "arm", "defender", "identity", "metadata"
    method: str
    path: str                     # as on the wire, without query; Graph's without the version
    query: dict                   # decoded, names as sent
    headers: dict                 # names in lower case
    body: object                  # decoded JSON (a form's fields at the token endpoint); None when there was none
    origin: str                   # "https://127.0.0.1:PORT" of the service that was called
    world: object
    version: str = ""             # "v1.0" or "beta"; ARM's api-version
    origins: dict = field(default_factory=dict)         # of all services, by name
    tenant: object = None         # Graph: of the token. ARM: the token's too; the subscription's tenant is another when delegated
    subscription: object = None   # ARM: of the path, when it names one
    claims: dict = field(default_factory=dict)
    params: dict = field(default_factory=dict)
    request_id: str = ""
    operation: object = None      # of the published contract
    route: object = None
    keys: object = None           # identity: what signs tokens
    external_keys: object = None  # identity: what the trusted external issuer signs with
    simulation: object = None     # control
    handle: object = None         # ARM: what answers a call that has been let in; by it a deployment makes its resources

    @property
    def store(self):
        """The store that the call is about: the subscription's when the path names one, else the token's tenant's directory."""
        return self.subscription.store if self.subscription else self.tenant.directory

    def now(self):
        return self.world.clock.now()

    def stamp(self, digits=0):
        return stamp(self.world.clock.now(), digits)

    def new_id(self):
        return self.world.new_id()

    def option(self, name):
        """A query option by name, without case and with or without its dollar sign ($select, api-version)."""
        wanted = name.lower().lstrip("$")
        return next((value for key, value in self.query.items() if key.lower().lstrip("$") == wanted), None)

    @property
    def caller(self):
        """Object id of who calls."""
        return self.claims.get("oid", "")

    @property
    def app_only(self):
        return self.claims.get("idtyp") == "app"


@dataclass(slots=True)
class Reply:
    status: int = 200
    body: object = None           # a dict or list goes out as JSON, bytes as they are, None as no body
    headers: dict = field(default_factory=dict)
    effects: dict = field(default_factory=dict)         # what an injected fault does on the wire: delay_ms, reset, truncate


class Refused(Exception):
    """The service says no. What else belongs into the error object (target, details) goes into extra."""

    def __init__(self, status, code, message, headers=None, **extra):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message
        self.headers, self.extra = dict(headers or {}), extra


def reply_of(answer):
    """What a handler returned, as a Reply: a Reply as it is, nothing as 204, anything else as the body of a 200."""
    if isinstance(answer, Reply):
        return answer
    return Reply(204) if answer is None else Reply(200, answer)


@dataclass(slots=True)
class Route:
    method: str
    template: str
    handler: object
    rules: dict
    names: list = field(default_factory=list)


class Area:
    """The calls that one file answers, the facts it knows for permission decisions, and what it puts into a new world."""

    def __init__(self, name):
        self.name = name
        self.routes = []
        self.facts = {}
        self.seeds = []

    def route(self, methods, *templates, **rules):
        def register(handler):
            self.routes += [Route(method, template, handler, rules) for template in templates for method in methods.split()]
            return handler
        return register

    def get(self, *templates, **rules):
        return self.route("GET", *templates, **rules)

    def post(self, *templates, **rules):
        return self.route("POST", *templates, **rules)

    def put(self, *templates, **rules):
        return self.route("PUT", *templates, **rules)

    def patch(self, *templates, **rules):
        return self.route("PATCH", *templates, **rules)

    def delete(self, *templates, **rules):
        return self.route("DELETE", *templates, **rules)

    def fact(self, name):
        """Register fn(call) -> value, or None when the call does not tell, for a fact that the permission table asks for."""
        def register(provider):
            self.facts[name] = provider
            return provider
        return register

    def seed(self, filler):
        """Register fn(world, tenant) (Graph areas) or fn(world, subscription) (ARM areas), called once for each of a new world."""
        self.seeds.append(filler)
        return filler


def areas_of(package):
    """The `area` of each module in a package that has one, in the order of the modules' names."""
    modules = [importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)]
    return [module.area for module in modules if isinstance(getattr(module, "area", None), Area)]
