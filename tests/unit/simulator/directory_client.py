# SPDX-License-Identifier: GPL-3.0-or-later
"""Two tenants on a running simulator, asked of Microsoft Graph by plain HTTP: the managing one (`home`) and a managed one (`away`)."""

from __future__ import annotations

from tests.unit.simulator import tenant_client
from tests.unit.simulator.tenant_client import Tenant, refusal

GROUP = {"displayName": "Azure SecOps", "mailEnabled": False, "mailNickname": "azure-secops", "securityEnabled": True}


class Directory(Tenant):
    """Microsoft Graph in one tenant, asked by the application or by a person."""

    service = "graph"

    def __init__(self, *asked):
        super().__init__(*asked)
        self.root = f"{self.ready['graph']}/v1.0"

    def ask(self, method, path, body=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        url = path if path.startswith("https:") else self.root + path
        return self.http.request(method, url, json=body, headers={"Authorization": f"Bearer {self.token}", **headers})

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **headers)

    def patch(self, path, body, **headers):
        return self.ask("PATCH", path, body, **headers)

    def delete(self, path):
        return self.ask("DELETE", path)

    def made(self, path, body):
        """What a POST made; it must have."""
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def reference(self, id):
        return {"@odata.id": f"{self.root}/directoryObjects/{id}"}

    def person(self, upn):
        return self.get(f"/users/{upn}").json()["id"]

    def granted(self, *names):
        """The same application with these Graph permissions alone."""
        self.control("PUT", "/grants", {"tenant": self.tenant_id, "graph": list(names)})
        return self.anew()

    def give_role(self, principal_id, role_id):
        """Somebody holds a directory role."""
        self.tenant.directory.put("roleAssignments", f"{principal_id}-{role_id}", {
            "id": f"{principal_id}-{role_id}", "principalId": principal_id, "roleDefinitionId": role_id, "directoryScopeId": "/"})


def estates(cloud="AzureUSGovernment", **options):
    return tenant_client.estates(Directory, cloud, **options)


def refused(answer, status, code=None, words=""):
    """The answer is a refusal of this kind; returns its error object."""
    error = refusal(answer, status, code, words)
    assert error["innerError"]["request-id"] == answer.headers["request-id"]
    return error
