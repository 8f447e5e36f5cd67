# SPDX-License-Identifier: GPL-3.0-or-later
"""What exists: tenants with their directories, subscriptions with their resources, applications. Plain data; a snapshot is a deep copy."""
from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from tests.simulator.clock import Clock
from tests.simulator.store import Replication, Store

NAMESPACE = uuid.UUID("6f1c2a52-5b1e-5d55-9f5c-3c1f0b7f7d10")


def seeded_id(*parts):
    """The id of a thing that is there from the beginning: the same in every run and on every machine."""
    return str(uuid.uuid5(NAMESPACE, "|".join(str(part).lower() for part in parts)))


@dataclass
class Tenant:
    id: str
    name: str
    domains: list                 # verified; the first one is the default
    directory: Store              # what Microsoft Graph shows
    azure: Store                  # what ARM keeps per tenant: role assignments and custom role definitions of all its scopes
    licences: set = field(default_factory=lambda: {"AAD_PREMIUM_P2"})
    settings: dict = field(default_factory=dict)
    created: str = "2024-03-11T08:00:00Z"


@dataclass
class Subscription:
    id: str
    name: str
    tenant_id: str
    location: str
    store: Store                  # resource groups, resources, delegations: by kind, under the lower-case ARM id
    providers: dict = field(default_factory=dict)      # lower-case namespace -> registration state


@dataclass
class Application:
    """A registration, in its home tenant. What it may do in a tenant is its service principal's there."""
    client_id: str
    name: str
    tenant_id: str
    multi_tenant: bool = True
    public_client: bool = False
    enabled: bool = True
    secrets: list = field(default_factory=list)         # {"value", "expires": ISO time or None}
    certificates: list = field(default_factory=list)    # PEM texts
    key: str = ""                                       # PEM of the private key of the first certificate, for who starts the simulator
    federated: list = field(default_factory=list)       # {"issuer", "subject", "audiences"}


@dataclass
class World:
    cloud: str = "AzureUSGovernment"
    clock: Clock = field(default_factory=Clock)
    replication: Replication = field(default_factory=Replication)
    tenants: dict = field(default_factory=dict)         # by lower-case id
    subscriptions: dict = field(default_factory=dict)   # by lower-case id
    applications: dict = field(default_factory=dict)    # by lower-case client id
    device_codes: dict = field(default_factory=dict)
    refresh_tokens: dict = field(default_factory=dict)
    operations: dict = field(default_factory=dict)      # long-running operations by id
    polls: int = 1                                      # how often a long operation is asked before it has ended
    retry_after_seconds: int = 1
    device_interval_seconds: int = 5
    operation_seconds: int = 60                         # so long an operation takes that nobody asks about
    fail: int = 0                                       # 1: a long operation is accepted, and ends as Failed
    made: int = 0

    def new_store(self):
        return Store(self.clock, self.replication)

    def new_id(self):
        """An id for a thing made on request: never the same twice in one world, and the same again in the next run."""
        self.made += 1
        return str(uuid.uuid5(NAMESPACE, f"made {self.made}"))

    def tenant_named(self, name):
        """The tenant with this id or verified domain, or None."""
        name = str(name).lower()
        if name in self.tenants:
            return self.tenants[name]
        return next((tenant for tenant in self.tenants.values() if name in map(str.lower, tenant.domains)), None)
