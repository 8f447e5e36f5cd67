# SPDX-License-Identifier: GPL-3.0-or-later
"""A managing tenant and a managed one, and asking them with plain httpx."""
from __future__ import annotations

import contextlib
import ssl

import httpx

from tests.simulator.estate import Estate, TenantDescription
from tests.simulator.running import running

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
    with running(small_estate(), **options) as ready, httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"])) as client:
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
        fields = {"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.secret,
                  "scope": f"{self.ready.get(service, service)}/.default"} | form
        return self.client.post(f"{self.ready['authority']}/{tenant}/oauth2/v2.0/token",
                                data={name: value for name, value in fields.items() if value is not None})

    def token(self, service, tenant=HOME):
        return self.sign_in(service, tenant).json()["access_token"]

    def call(self, service, method, path, tenant=HOME, token=None, **options):
        headers = {"Authorization": f"Bearer {token or self.token(service, tenant)}", **options.pop("headers", {})}
        return self.client.request(method, self.ready[service] + path, headers=headers, **options)

    def control(self, method, path, body=None):
        response = self.client.request(method, self.ready["control"] + path, json=body)
        assert response.status_code == 200, response.text
        return response.json()
