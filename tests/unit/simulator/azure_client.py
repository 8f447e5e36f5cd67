# SPDX-License-Identifier: GPL-3.0-or-later
"""Two tenants with a subscription each on a running simulator, asked of Azure Resource Manager by plain HTTP."""

from __future__ import annotations

import contextlib
import ssl

import httpx

from tests.simulator.estate import Estate, TenantDescription
from tests.simulator.running import running

HOME, AWAY = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
HOME_DOMAIN, AWAY_DOMAIN = "harborwatch.onmicrosoft.us", "northfleet.onmicrosoft.us"
OPERATOR, SAILOR = f"avery.quill@{HOME_DOMAIN}", f"kit.barrow@{AWAY_DOMAIN}"
HOME_SUBSCRIPTION, AWAY_SUBSCRIPTION = "aaaaaaaa-1111-4111-8111-111111111111", "bbbbbbbb-2222-4222-8222-222222222222"
ESTATE = Estate(HOME, "Harborwatch", [HOME_DOMAIN], operators=[OPERATOR], tenants=[
    TenantDescription("Harborwatch", HOME, [HOME_DOMAIN], [HOME_SUBSCRIPTION]),
    TenantDescription("Northfleet", AWAY, [AWAY_DOMAIN], [AWAY_SUBSCRIPTION], people=[SAILOR])])
SUB = f"/subscriptions/{AWAY_SUBSCRIPTION}"
GROUP = f"{SUB}/resourceGroups/rg-secops"
ROLES = {"Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
         "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7", "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
         "Security Reader": "39bc4728-0917-49c7-9d2c-d95423bc2eb4", "Sentinel Contributor": "ab8e14d6-4a74-4a29-9ba8-549422addade",
         "Sentinel Responder": "3e150937-b8fe-4cfb-8069-0eaf05ecd056", "Delete Role": "91c1777a-f3dc-4fae-b103-61d183457e46",
         "Log Analytics Data Reader": "3b03c2da-16b3-4a49-8834-0f8130efdd3b",
         "Storage Account Backup Contributor": "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"}
VERSIONS = {"microsoft.operationalinsights": "2023-09-01", "microsoft.securityinsights": "2024-03-01",
            "microsoft.managedservices": "2022-10-01", "microsoft.authorization": "2022-04-01"}


class Azure:
    """Resource Manager, asked with one token."""

    def __init__(self, ready, http, tenant_id, token):
        self.ready, self.http, self.tenant_id, self.token = ready, http, tenant_id, token

    @property
    def world(self):
        return self.ready["simulation"].world

    @property
    def tenant(self):
        return self.world.tenants[self.tenant_id]

    @property
    def me(self):
        """The application's service principal in this tenant."""
        client = self.ready["tenants"][0]["client_id"]
        return next(found["id"] for found in self.tenant.directory.list("servicePrincipals") if found["appId"] == client)

    def ask(self, method, path, body=None, version=None, **query):
        url = path if path.startswith("https:") else self.ready["arm"] + path
        params = None if path.startswith("https:") else {"api-version": version or version_for(path), **query}
        return self.http.request(method, url, params=params, json=body, headers={"Authorization": f"Bearer {self.token}"})

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def put(self, path, body=None, **options):
        return self.ask("PUT", path, body, **options)

    def delete(self, path, **options):
        return self.ask("DELETE", path, **options)

    def values(self, path, **options):
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    def finished(self, answer, most=10):
        """The answer's operation, asked until it has ended; returns how often that was."""
        assert answer.status_code in (200, 201, 202), answer.text
        address = answer.headers.get("Azure-AsyncOperation") or answer.headers.get("Location")
        for asked in range(1, most + 1) if address else ():
            poll = self.get(address)
            assert poll.status_code in (200, 202), poll.text
            if poll.status_code == 200 and (not poll.content or poll.json().get("status", "Succeeded") == "Succeeded"):
                return asked
        assert not address, "the operation does not end"
        return 0

    def control(self, method, path, body=None):
        answer = self.http.request(method, self.ready["control"] + path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def later(self, seconds):
        self.control("POST", "/clock", {"advance_seconds": seconds})

    def much_later(self, seconds):
        """So long that the token has expired: with a new one."""
        self.later(seconds)
        self.token = app_token(self.ready, self.http, self.tenant_id)

    def polls(self, number):
        self.control("PUT", "/operations", {"polls": number})

    def registered(self, *namespaces):
        for namespace in namespaces:
            assert self.ask("POST", f"{SUB}/providers/{namespace}/register").status_code == 200
        return self

    def with_group(self, region="usgovvirginia"):
        answer = self.put(GROUP, {"location": region})
        assert answer.status_code in (200, 201), answer.text
        return self

    def person(self, upn):
        return next(found["id"] for found in self.tenant.directory.list("users") if found["userPrincipalName"] == upn)

    def only(self, *roles, scope=SUB):
        """The same application with just these roles in its tenant."""
        for found in list(self.tenant.azure.truths("roleAssignments")):
            self.tenant.azure.delete("roleAssignments", found["id"].lower())
        for number, role in enumerate(roles):
            name = f"00000000-0000-4000-8000-{number:012d}"
            id = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
            self.tenant.azure.put("roleAssignments", id.lower(), {
                "id": id, "name": name, "type": "Microsoft.Authorization/roleAssignments", "properties": {
                    "scope": scope, "principalId": self.me, "principalType": "ServicePrincipal",
                    "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role]}"}})
        return self

    def signed_in(self, upn):
        """The same tenant, asked by a person through a device code."""
        client = self.ready["tenants"][0]["client_id"]
        authority = f"{self.ready['authority']}/{self.tenant_id}/oauth2/v2.0"
        asked = self.http.post(f"{authority}/devicecode", data={"client_id": client, "scope": f"{self.ready['arm']}/.default"}).json()
        self.control("POST", f"/device-codes/{asked['user_code']}/approve", {"user": upn})
        answer = self.http.post(f"{authority}/token", data={
            "client_id": client, "device_code": asked["device_code"], "grant_type": "urn:ietf:params:oauth:grant-type:device_code"})
        return Azure(self.ready, self.http, self.tenant_id, answer.json()["access_token"])


class Estates:
    """A running simulator whose world each test finds as it was in the beginning."""

    def __init__(self, ready, http):
        self.ready, self.http = ready, http
        ready["simulation"].snapshot("beginning")

    def fresh(self, tenant_id=AWAY):
        self.ready["simulation"].restore("beginning")
        return self.other(tenant_id)

    def other(self, tenant_id):
        """The application with a token made now."""
        return Azure(self.ready, self.http, tenant_id, app_token(self.ready, self.http, tenant_id))


def app_token(ready, http, tenant_id):
    client = next(found for found in ready["tenants"] if found["tenant_id"] == tenant_id)
    answer = http.post(f"{ready['authority']}/{tenant_id}/oauth2/v2.0/token", data={
        "client_id": client["client_id"], "client_secret": client["client_secret"], "grant_type": "client_credentials",
        "scope": f"{ready['arm']}/.default"})
    return answer.json()["access_token"]


@contextlib.contextmanager
def estates(cloud="AzureUSGovernment", **options):
    with running(ESTATE, cloud, **options) as ready, httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"])) as http:
        yield Estates(ready, http)


def version_for(path):
    lowered = path.lower()
    found = max(VERSIONS, key=lowered.rfind)
    return VERSIONS[found] if f"/providers/{found}/" in lowered and not lowered.endswith("register") else "2021-04-01"


def refused(answer, status, code, words=""):
    """The answer is a refusal of this kind; returns its error object."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code, error
    assert words.lower() in error["message"].lower(), error
    assert answer.headers["x-ms-request-id"]
    return error
