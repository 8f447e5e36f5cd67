# SPDX-License-Identifier: GPL-3.0-or-later
"""Two tenants on a running simulator, asked by plain HTTP with one token: what the clients of every service have in common."""

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
ESTATE = Estate(HOME, "Harborwatch", [HOME_DOMAIN], operators=[OPERATOR, f"rowan.marsh@{HOME_DOMAIN}"], tenants=[
    TenantDescription("Harborwatch", HOME, [HOME_DOMAIN], [HOME_SUBSCRIPTION]),
    TenantDescription("Northfleet", AWAY, [AWAY_DOMAIN], [AWAY_SUBSCRIPTION], people=[SAILOR, f"lou.fenn@{AWAY_DOMAIN}"])])


class Tenant:
    """One tenant, asked by the application or by a person. ``service`` is the one that a client asks, by its name in the ready data."""

    service = ""

    def __init__(self, ready, http, tenant_id, token):
        self.ready, self.http, self.tenant_id, self.token = ready, http, tenant_id, token

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

    def asked_with(self, token):
        """The same tenant, asked with another token."""
        return type(self)(self.ready, self.http, self.tenant_id, token)

    def anew(self):
        """The same tenant, asked by the application with a token made now."""
        return self.asked_with(app_token(self.ready, self.http, self.service, self.tenant_id))

    def signed_in(self, upn):
        """The same tenant, asked by a person through a device code."""
        authority = f"{self.ready['authority']}/{self.tenant_id}/oauth2/v2.0"
        asked = self.http.post(f"{authority}/devicecode", data={
            "client_id": self.client_id, "scope": f"{self.ready[self.service]}/.default offline_access"}).json()
        self.control("POST", f"/device-codes/{asked['user_code']}/approve", {"user": upn})
        answer = self.http.post(f"{authority}/token", data={
            "client_id": self.client_id, "device_code": asked["device_code"],
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code"}).json()
        person = self.asked_with(answer["access_token"])
        person.refresh = {"client_id": self.client_id, "refresh_token": answer["refresh_token"], "grant_type": "refresh_token"}
        person.refresh_url = f"{authority}/token"
        return person

    def control(self, method, path, body=None):
        return control(self.ready, self.http, method, path, body)

    def later(self, seconds):
        self.control("POST", "/clock", {"advance_seconds": seconds})

    def much_later(self, seconds):
        """So long that the token has expired: with a new one."""
        self.later(seconds)
        self.token = self.anew().token


class Estates:
    """A running simulator whose world each test finds as it was in the beginning."""

    def __init__(self, ready, http, client):
        self.ready, self.http, self._client = ready, http, client
        ready["simulation"].snapshot("beginning")

    def fresh(self, tenant_id=AWAY):
        self.ready["simulation"].restore("beginning")
        return self.other(tenant_id)

    def other(self, tenant_id):
        """The application with a token made now."""
        return self._client(self.ready, self.http, tenant_id, None).anew()


@contextlib.contextmanager
def estates(client, cloud="AzureUSGovernment", **options):
    with opened(ESTATE, cloud, **options) as (ready, http):
        yield Estates(ready, http, client)


@contextlib.contextmanager
def opened(source, cloud="AzureUSGovernment", **options):
    """A running simulator's ready data, and an HTTP client that trusts it."""
    with running(source, cloud, **options) as ready, httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"])) as http:
        yield ready, http


def sign_in(ready, http, service, tenant_id, **form):
    """The token endpoint's response to the client secret; what is given in the form replaces, None leaves out."""
    known = ready["tenants"][0]
    fields = {"grant_type": "client_credentials", "client_id": known["client_id"], "client_secret": known["client_secret"],
              "scope": f"{ready.get(service, service)}/.default"} | form
    return http.post(f"{ready['authority']}/{tenant_id}/oauth2/v2.0/token",
                     data={name: value for name, value in fields.items() if value is not None})


def app_token(ready, http, service, tenant_id):
    return sign_in(ready, http, service, tenant_id).json()["access_token"]


def control(ready, http, method, path, body=None):
    """The control address's answer; it must be a good one."""
    answer = http.request(method, ready["control"] + path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(answer, status, code, words):
    """The error object of an answer that is a refusal of this kind."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert code is None or error["code"] == code, error
    assert words.lower() in error["message"].lower(), error
    return error
