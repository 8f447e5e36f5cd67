# SPDX-License-Identifier: GPL-3.0-or-later
"""Two tenants on a running simulator, asked by plain HTTP: the managing one (`home`) and a managed one (`away`)."""

from __future__ import annotations

import contextlib
import ssl

import httpx

from tests.simulator.estate import Estate, TenantDescription
from tests.simulator.running import running

HOME, AWAY = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
HOME_DOMAIN, AWAY_DOMAIN = "harborwatch.onmicrosoft.us", "northfleet.onmicrosoft.us"
OPERATOR = f"avery.quill@{HOME_DOMAIN}"
SAILOR = f"kit.barrow@{AWAY_DOMAIN}"
ESTATE = Estate(HOME, "Harborwatch", [HOME_DOMAIN], operators=[OPERATOR, f"rowan.marsh@{HOME_DOMAIN}"], tenants=[
    TenantDescription("Harborwatch", HOME, [HOME_DOMAIN]),
    TenantDescription("Northfleet", AWAY, [AWAY_DOMAIN], people=[SAILOR, f"lou.fenn@{AWAY_DOMAIN}"])])
GROUP = {"displayName": "Azure SecOps", "mailEnabled": False, "mailNickname": "azure-secops", "securityEnabled": True}


class Directory:
    """Microsoft Graph in one tenant, asked by the application or by a person."""

    def __init__(self, ready, http, tenant_id, token):
        self.ready, self.http, self.tenant_id, self.token = ready, http, tenant_id, token
        self.root = f"{ready['graph']}/v1.0"

    @property
    def world(self):
        return self.ready["simulation"].world

    @property
    def tenant(self):
        return self.world.tenants[self.tenant_id]

    @property
    def client_id(self):
        return self.ready["tenants"][0]["client_id"]

    @property
    def own_principal(self):
        """Object id of the application's service principal in the tenant."""
        return next(found["id"] for found in self.tenant.directory.truths("servicePrincipals") if found["appId"] == self.client_id)

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

    def control(self, method, path, body=None):
        answer = self.http.request(method, self.ready["control"] + path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def later(self, seconds):
        self.control("POST", "/clock", {"advance_seconds": seconds})

    def granted(self, *names):
        """The same application with these Graph permissions alone."""
        self.control("PUT", "/grants", {"tenant": self.tenant_id, "graph": list(names)})
        return Directory(self.ready, self.http, self.tenant_id, app_token(self.ready, self.http, self.tenant_id))

    def signed_in(self, upn):
        """The same tenant, asked by a person through a device code."""
        client = self.ready["tenants"][0]["client_id"]
        authority = f"{self.ready['authority']}/{self.tenant_id}/oauth2/v2.0"
        asked = self.http.post(f"{authority}/devicecode", data={
            "client_id": client, "scope": f"{self.ready['graph']}/.default offline_access"}).json()
        self.control("POST", f"/device-codes/{asked['user_code']}/approve", {"user": upn})
        answer = self.http.post(f"{authority}/token", data={
            "client_id": client, "device_code": asked["device_code"], "grant_type": "urn:ietf:params:oauth:grant-type:device_code"})
        person = Directory(self.ready, self.http, self.tenant_id, answer.json()["access_token"])
        person.refresh = {"client_id": client, "refresh_token": answer.json()["refresh_token"], "grant_type": "refresh_token"}
        person.refresh_url = f"{authority}/token"
        return person

    def give_role(self, principal_id, role_id):
        """Somebody holds a directory role."""
        self.tenant.directory.put("roleAssignments", f"{principal_id}-{role_id}", {
            "id": f"{principal_id}-{role_id}", "principalId": principal_id, "roleDefinitionId": role_id, "directoryScopeId": "/"})


class Estates:
    """A running simulator whose world each test finds as it was in the beginning."""

    def __init__(self, ready, http):
        self.ready, self.http = ready, http
        ready["simulation"].snapshot("beginning")

    def fresh(self, tenant_id):
        self.ready["simulation"].restore("beginning")
        return Directory(self.ready, self.http, tenant_id, app_token(self.ready, self.http, tenant_id))

    def other(self, tenant_id):
        return Directory(self.ready, self.http, tenant_id, app_token(self.ready, self.http, tenant_id))


def app_token(ready, http, tenant_id):
    client = next(found for found in ready["tenants"] if found["tenant_id"] == tenant_id)
    answer = http.post(f"{ready['authority']}/{tenant_id}/oauth2/v2.0/token", data={
        "client_id": client["client_id"], "client_secret": client["client_secret"], "grant_type": "client_credentials",
        "scope": f"{ready['graph']}/.default"})
    return answer.json()["access_token"]


@contextlib.contextmanager
def estates(cloud="AzureUSGovernment", **options):
    with running(ESTATE, cloud, **options) as ready, httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"])) as http:
        yield Estates(ready, http)


def refused(answer, status, code=None, words=""):
    """The answer is a refusal of this kind; returns its error object."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert code is None or error["code"] == code, error
    assert words.lower() in error["message"].lower(), error
    assert error["innerError"]["request-id"] == answer.headers["request-id"]
    return error
