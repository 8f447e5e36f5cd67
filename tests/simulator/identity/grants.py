# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint: client credentials, device code, refresh token."""
from __future__ import annotations

import secrets
import string

from tests.simulator.graph import directory
from tests.simulator.identity import tokens
from tests.simulator.identity.credentials import prove
from tests.simulator.identity.discovery import other_cloud, tenant_of
from tests.simulator.identity.errors import aadsts
from tests.simulator.wire import Area

area = Area("grants")
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
OPENID = {"openid", "profile", "offline_access", "email"}
DEVICE_LIFETIME = 900
REFRESH_LIFETIME = 90 * 24 * 3600


@area.post("/{tenant}/oauth2/v2.0/token")
def token(call):
    grants = {"client_credentials": client_credentials, DEVICE: device_code, "device_code": device_code, "refresh_token": refresh_token}
    kind = _needed(call, "grant_type")
    if kind not in grants:
        raise aadsts(70003, grant=kind)
    return grants[kind](call)


def client_credentials(call):
    tenant = _one_tenant(call)
    application = _application(call, tenant)
    scope = _needed(call, "scope")
    proof = prove(call, application, tenant)
    if not scope.endswith("/.default") or " " in scope.strip():
        raise aadsts(1002012, scope=scope)
    principal = _principal(call, application, tenant)
    audience, resource = tokens.resource_of(call, scope.removesuffix("/.default"), tenant)
    access = tokens.app_token(call, tenant, principal, audience, resource, proof)
    return {"token_type": "Bearer", "expires_in": tokens.LIFETIME, "ext_expires_in": tokens.LIFETIME, "access_token": access}


@area.post("/{tenant}/oauth2/v2.0/devicecode")
def begin_device_code(call):
    tenant = tenant_of(call)
    if tenant:
        _application(call, tenant)
    scope = _needed(call, "scope")
    letters = string.ascii_uppercase + string.digits
    user_code = "".join(secrets.choice(letters) for _unused in range(9))
    code = secrets.token_urlsafe(48)
    call.world.device_codes[code] = {
        "user_code": user_code, "client_id": call.body["client_id"].lower(), "scope": scope, "state": "pending", "user": None,
        "tenant": tenant.id if tenant else None, "expires": call.world.clock.seconds() + DEVICE_LIFETIME}
    uri = f"{call.origin}/common/oauth2/deviceauth"
    return {"user_code": user_code, "device_code": code, "verification_uri": uri, "expires_in": DEVICE_LIFETIME,
            "interval": call.world.device_interval_seconds,
            "message": f"To sign in, use a web browser to open the page {uri} and enter the code {user_code} to authenticate."}


def device_code(call):
    asked = call.world.device_codes.get(_needed(call, "device_code"))
    if asked is None or asked["client_id"] != _needed(call, "client_id").lower():
        raise aadsts(70018)
    if asked["expires"] <= call.world.clock.seconds():
        raise aadsts(70020)
    if asked["state"] != "approved":
        raise aadsts({"pending": 70016, "declined": 70021, "blocked": 53003}[asked["state"]])
    tenant = call.world.tenants[asked["tenant"] or asked["user_tenant"]]
    application = _public(call, tenant)
    call.world.device_codes.pop(call.body["device_code"])
    return _user_tokens(call, tenant, application, asked["user"], asked["scope"])


def refresh_token(call):
    kept = call.world.refresh_tokens.get(_needed(call, "refresh_token"))
    if kept is None or kept["client_id"] != _needed(call, "client_id").lower():
        raise aadsts(70000)
    if kept["revoked"] or kept["expires"] <= call.world.clock.seconds():
        raise aadsts(50173)
    tenant = tenant_of(call) or call.world.tenants[kept["tenant"]]
    return _user_tokens(call, tenant, _public(call, tenant), kept["user"], call.body.get("scope") or kept["scope"])


def _user_tokens(call, tenant, application, upn, scope):
    user = person_named(tenant, upn)
    if user is None:
        raise aadsts(50034, user=upn, tenant=tenant.id)
    if not user.get("accountEnabled", True):
        raise aadsts(50057)
    principal = _principal(call, application, tenant)
    audience, scopes = _consented(call, tenant, principal, user, scope)
    answer = {"token_type": "Bearer", "scope": " ".join(f"{audience}/{name}" for name in scopes), "expires_in": tokens.LIFETIME,
              "ext_expires_in": tokens.LIFETIME,
              "access_token": tokens.user_token(call, tenant, user, application.client_id, audience, scopes),
              "id_token": tokens.id_token(call, tenant, user, application.client_id), "client_info": tokens.client_info(tenant, user)}
    if "offline_access" in scope.split():
        answer["refresh_token"] = secrets.token_urlsafe(64)
        call.world.refresh_tokens[answer["refresh_token"]] = {
            "client_id": application.client_id, "tenant": tenant.id, "user": upn, "scope": scope, "revoked": False,
            "expires": call.world.clock.seconds() + REFRESH_LIFETIME}
    return answer


def person_named(tenant, upn):
    """A user of the tenant: a member by UPN, a guest by the address at home."""
    wanted = upn.lower()
    found = directory.person(tenant, upn)
    return found or next((user for user in tenant.directory.list("users") if (user.get("mail") or "").lower() == wanted), None)


def _consented(call, tenant, principal, user, scope):
    """The audience, and the scopes that the token gets: what was asked for, as far as it was consented to."""
    asked = [name for name in scope.split() if name.lower() not in OPENID]
    if not asked:
        raise aadsts(70011, scope=scope)
    resource, _unused, first = asked[0].rpartition("/")
    audience, app_id = tokens.resource_of(call, resource or call.origins["graph"], tenant)
    granted = tokens.granted_scopes(tenant, principal, user, app_id)
    wishes = [name.rpartition("/")[2] for name in asked]
    if first == ".default":
        wishes = granted
    if not wishes or not set(map(str.lower, wishes)) <= set(map(str.lower, granted)):
        raise aadsts(65001, client=principal["appId"])
    return audience, wishes


def _one_tenant(call):
    tenant = tenant_of(call)
    if tenant is None:
        raise aadsts(50059)
    if (elsewhere := other_cloud(tenant)):
        raise aadsts(90038, tenant=tenant.id, cloud=elsewhere.instance)
    return tenant


def _application(call, tenant):
    client_id = _needed(call, "client_id").lower()
    application = call.world.applications.get(client_id)
    if application is None or not (application.multi_tenant or application.tenant_id == tenant.id):
        raise aadsts(700016, client=client_id, tenant=tenant.name)
    if not application.enabled:
        raise aadsts(7000112, client=client_id)
    return application


def _public(call, tenant):
    """The application of a call without a person's browser: it must be allowed public flows, or prove itself."""
    application = _application(call, tenant)
    if call.body.get("client_secret") or call.body.get("client_assertion") or not application.public_client:
        prove(call, application, tenant)
    return application


def _principal(call, application, tenant):
    principal = directory.service_principal(tenant, application.client_id)
    if principal is None:
        raise aadsts(7000229, client=application.client_id, tenant=tenant.id)
    if not principal.get("accountEnabled", True):
        raise aadsts(7000112, client=application.client_id)
    return principal


def _needed(call, name):
    value = call.body.get(name)
    if not value:
        raise aadsts(900144, name=name)
    return value
