# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at a tenant whose services answer from tables: what is granted, what roles allow, what is there."""
from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from ansible_collections.multitenant.secops.plugins.module_utils import _preflight
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import GOVERNMENT
from ansible_collections.multitenant.secops.plugins.module_utils._errors import ServiceError, SignInError

TENANT, MANAGING = "11111111-1111-4111-8111-111111111111", "99999999-9999-4999-8999-999999999999"
SUBSCRIPTION = "/subscriptions/aaaaaaaa-1111-4111-8111-111111111111"
PERMISSIONS = "/providers/Microsoft.Authorization/permissions"
OWNER = [{"actions": ["*"], "notActions": []}]
READER = [{"actions": ["*/read"], "notActions": []}]
P2 = [{"capabilityStatus": "Enabled", "servicePlans": [
    {"servicePlanName": name, "provisioningStatus": "Success"} for name in ("AAD_PREMIUM", "AAD_PREMIUM_P2")]}]
OWN = {"token_endpoint": f"{GOVERNMENT.authority}/{TENANT}/oauth2/v2.0/token", "tenant_region_sub_scope": "DODCON"}


def refusal(status, code):
    return ServiceError("A service", status, code, "No.")


@dataclass
class Table:
    """A path's answer, or what it raises; anything else is refused with 403."""

    answers: dict
    asked: list = field(default_factory=list)

    async def get(self, path, query=None, absent=()):
        self.asked.append(path)
        answer = self.answers.get(path, refusal(403, "AuthorizationFailed"))
        if isinstance(answer, ServiceError):
            if answer.status == 404 and answer.code in absent:
                return None
            raise answer
        return answer

    async def items(self, path, query=None, absent=()):
        return await self.get(path, query, absent)


@dataclass
class Tenant:
    permissions: set = field(default_factory=set)
    arm: Table = field(default_factory=lambda: Table({}))
    graph: Table = field(default_factory=lambda: Table({"/subscribedSkus": P2, "/groups": []}))
    cloud: object = GOVERNMENT
    told: object = field(default_factory=lambda: OWN)
    refused: str = ""
    signed_in: list = field(default_factory=list)
    managing: object = None
    oid: str = "55555555-5555-4555-8555-555555555555"
    tenant: str = TENANT
    application: bool = True

    async def openid_configuration(self):
        return self.told

    async def sign_in(self, scope):
        if self.refused:
            raise SignInError(self.refused)
        self.signed_in.append(scope)

    def granted(self):
        return self.permissions

    def caller(self):
        return self.oid, self.application

    azure_caller = caller


def looked(tenant, *uses, accept=(), **options):
    """What preflight answers; ``uses`` are (step, module) or (step, module, {cases, scopes, groups, features})."""
    want = {"tenant": tenant.tenant, "steps": ["1", "2", "3", "4", "5"], "subscription_ids": [],
            "accept": list(accept), **options}
    if uses:
        want["uses"] = [use(*each) for each in uses]
    _preflight.refuse(want, tenant.cloud)
    return asyncio.run(_preflight.examine(tenant, want))


def use(step, module, more=None):
    return {"step": step, "module": module, "chosen": True, "cases": [], "scopes": [], "groups": [], "features": [], **(more or {})}


def in_cloud(**changed):
    return replace(GOVERNMENT, **changed)
