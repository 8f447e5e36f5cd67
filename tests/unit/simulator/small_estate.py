# SPDX-License-Identifier: GPL-3.0-or-later
"""A managing tenant and a managed one, and asking them with plain httpx."""
from __future__ import annotations

import contextlib

from tests.simulator.estate import Estate, TenantDescription
from tests.unit.simulator import tenant_client

HOME = "0a5c8f1e-52b7-4c1d-9e3a-7d61b0f2c901"
AWAY = "3b9e7d24-81f0-4a6c-b5d8-2c47e9a06f12"
HOME_SUBSCRIPTION = "71d2a4c6-0e8f-4b35-9a17-c5e3f8b06d21"
AWAY_SUBSCRIPTION = "c84f1b7a-6d39-4e02-8f5c-19b0d7e2a364"
OPERATOR = "ellis.moor@primary.onmicrosoft.us"
VISITOR = "robin.vale@secondary.onmicrosoft.us"


def small_estate():
    home = TenantDescription("Primary", HOME, ["primary.onmicrosoft.us"], [HOME_SUBSCRIPTION], people=[OPERATOR])
    away = TenantDescription("Secondary", AWAY, ["secondary.onmicrosoft.us"], [AWAY_SUBSCRIPTION], people=[VISITOR])
    return Estate(HOME, "Primary", home.domains, operators=[OPERATOR], operator_groups=["Azure SecOps"], tenants=[home, away])


@contextlib.contextmanager
def simulated(**options):
    """A Simulated of the small estate."""
    with tenant_client.opened(small_estate(), **options) as (ready, client):
        yield Simulated(ready, client)


class Simulated:
    def __init__(self, ready, client):
        self.ready, self.client = ready, client
        self.simulation = ready["simulation"]
        self.client_id, self.secret = ready["tenants"][0]["client_id"], ready["tenants"][0]["client_secret"]

    @property
    def world(self):
        return self.simulation.world

    def sign_in(self, service, tenant=HOME, **form):
        """The token endpoint's response to a client secret; what is given in the form replaces, None leaves out."""
        return tenant_client.sign_in(self.ready, self.client, service, tenant, **form)

    def token(self, service, tenant=HOME):
        return self.sign_in(service, tenant).json()["access_token"]

    def call(self, service, method, path, tenant=HOME, token=None, **options):
        headers = {"Authorization": f"Bearer {token or self.token(service, tenant)}", **options.pop("headers", {})}
        return self.client.request(method, self.ready[service] + path, headers=headers, **options)

    def control(self, method, path, body=None):
        return tenant_client.control(self.ready, self.client, method, path, body)
