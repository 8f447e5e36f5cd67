# SPDX-License-Identifier: GPL-3.0-or-later
"""Two tenants with a subscription each on a running simulator, asked of Azure Resource Manager by plain HTTP."""

from __future__ import annotations

from tests.unit.simulator import tenant_client
from tests.unit.simulator.tenant_client import AWAY_SUBSCRIPTION, Tenant, refusal

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


class Azure(Tenant):
    """Resource Manager, asked with one token."""

    service = "arm"

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
                    "scope": scope, "principalId": self.own_principal, "principalType": "ServicePrincipal",
                    "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role]}"}})
        return self


def estates(cloud="AzureUSGovernment", **options):
    return tenant_client.estates(Azure, cloud, **options)


def version_for(path):
    lowered = path.lower()
    found = max(VERSIONS, key=lowered.rfind)
    return VERSIONS[found] if f"/providers/{found}/" in lowered and not lowered.endswith("register") else "2021-04-01"


def refused(answer, status, code, words=""):
    """The answer is a refusal of this kind; returns its error object."""
    error = refusal(answer, status, code, words)
    assert answer.headers["x-ms-request-id"]
    return error
