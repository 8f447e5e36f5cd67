# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens: for which resource, with which claims."""
from __future__ import annotations

import base64
import json

from tests.simulator.identity.errors import aadsts
from tests.simulator.identity.firstparty import AZURE_APP_ID, DEFENDER_APP_ID, GRAPH_APP_ID

LIFETIME = 3599
RESOURCES = {"graph": GRAPH_APP_ID, "arm": AZURE_APP_ID, "defender": DEFENDER_APP_ID}


def resource_of(call, name, tenant):
    """(audience as asked for, the resource's application id) of a resource named by its origin or application id."""
    plain = name.rstrip("/").lower()
    for service, app_id in RESOURCES.items():
        if plain in (call.origins[service].lower(), app_id):
            return name if plain != app_id else call.origins[service], app_id
    raise aadsts(500011, resource=name, tenant=tenant.id)


def app_token(call, tenant, principal, audience, resource, proof):
    """A token for an application itself; its roles are what was granted to its service principal."""
    roles = granted_roles(tenant, principal, resource)
    claims = {**_claims(call, tenant, audience), "appid": principal["appId"], "appidacr": proof, "idtyp": "app", "oid": principal["id"],
              "sub": principal["id"], "idp": _issuer(call, tenant), "app_displayname": principal["displayName"]}
    if roles:
        claims["roles"] = roles
    return call.keys.sign(claims)


def user_token(call, tenant, user, client_id, audience, scopes):
    """A token for a person who uses an application."""
    home = user["userPrincipalName"]
    return call.keys.sign({
        **_claims(call, tenant, audience), "appid": client_id, "appidacr": "0", "idtyp": "user", "oid": user["id"], "sub": user["id"],
        "scp": " ".join(scopes), "upn": home, "unique_name": home, "name": user["displayName"], "amr": ["pwd", "mfa"], "acct":
        0 if user.get("userType") == "Member" else 1})


def id_token(call, tenant, user, client_id):
    """Who signed in, for the client itself."""
    now = int(call.world.clock.seconds())
    return call.keys.sign({"aud": client_id, "iss": f"{call.origin}/{tenant.id}/v2.0", "iat": now, "nbf": now, "exp": now + LIFETIME,
                           "name": user["displayName"], "oid": user["id"], "preferred_username": user["userPrincipalName"],
                           "sub": user["id"], "tid": tenant.id, "ver": "2.0"})


def client_info(tenant, user):
    text = json.dumps({"uid": user["id"], "utid": tenant.id}).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def granted_roles(tenant, principal, resource):
    """The values of the application roles of a resource that a service principal holds."""
    target = next((found for found in tenant.directory.truths("servicePrincipals") if found["appId"] == resource), None)
    if target is None:
        return []
    values = {role["id"]: role["value"] for role in target["appRoles"]}
    held = tenant.directory.list(f"servicePrincipals/{principal['id']}/appRoleAssignments")
    return sorted(values[grant["appRoleId"]] for grant in held if grant["resourceId"] == target["id"] and grant["appRoleId"] in values)


def granted_scopes(tenant, principal, user, resource):
    """The delegated permissions of a resource that were consented to, for everyone or for this person."""
    if resource == AZURE_APP_ID:
        return ["user_impersonation"]
    target = next((found for found in tenant.directory.truths("servicePrincipals") if found["appId"] == resource), None)
    scopes = set()
    for grant in tenant.directory.list("oauth2PermissionGrants"):
        if target and grant["clientId"] == principal["id"] and grant["resourceId"] == target["id"] \
                and (grant["consentType"] == "AllPrincipals" or grant["principalId"] == user["id"]):
            scopes.update(grant["scope"].split())
    return sorted(scopes)


def _claims(call, tenant, audience):
    now = int(call.world.clock.seconds())
    claims = {"aud": audience, "iss": _issuer(call, tenant), "iat": now, "nbf": now, "exp": now + LIFETIME + 1, "tid": tenant.id,
              "uti": base64.urlsafe_b64encode(call.request_id.encode()[:16]).decode().rstrip("="), "ver": "1.0",
              "xms_tcdt": 1710144000, "rh": "1.AAAA."}
    if "cp1" in str(call.body.get("claims", "")).lower():
        claims["xms_cc"] = ["cp1"]
    return claims


def _issuer(call, tenant):
    return f"{call.origins['authority']}/{tenant.id}/"
