# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator asked by plain HTTP: what people do in portals, and what the control address is told."""
from __future__ import annotations

import contextlib
import ssl

import httpx

from tools.simulated import tenants


@contextlib.contextmanager
def client_of(ready):
    with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"])) as client:
        yield client


def tenant_named(ready, name):
    return next(tenant for tenant in tenants(ready) if tenant["name"] == name)


def arm(client, ready, tenant, method, path, version, body=None):
    """The answer of Azure Resource Manager to the estate's application in a tenant."""
    form = {"grant_type": "client_credentials", "client_id": tenant["client_id"], "client_secret": tenant["client_secret"],
            "scope": f"{ready['arm']}/.default"}
    token = client.post(f"{ready['authority']}/{tenant['tenant_id']}/oauth2/v2.0/token", data=form).json()["access_token"]
    answer = client.request(method, f"{ready['arm']}{path}", params={"api-version": version}, json=body,
                            headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code < 300, answer.text
    return answer.json()
