# SPDX-License-Identifier: GPL-3.0-or-later
"""How ARM refuses tokens, versions, callers and what its published contract does not have."""
from __future__ import annotations

from tests.simulator.wire import Refused

TOKENS = {
    "missing": ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."),
    "malformed": ("InvalidAuthenticationToken", "The access token is invalid."),
    "signature": ("InvalidAuthenticationToken", "The access token is invalid: its signature could not be validated."),
    "audience": ("InvalidAuthenticationTokenAudience", "The access token has been obtained for wrong audience or resource. It should "
                 "exactly match with one of the allowed audiences."),
    "expired": ("ExpiredAuthenticationToken", "The access token expiry time has passed. Please ensure that the access token is renewed."),
    "issuer": ("InvalidAuthenticationToken", "The access token is from an unknown issuer."),
}


def token(call, kind):
    code, message = TOKENS[kind]
    return Refused(401, code, message, challenge(call, "common", "invalid_token", message))


def challenge(call, tenant, error, message):
    authority = call.origins.get("authority", "")
    return {"WWW-Authenticate": f'Bearer authorization_uri="{authority}/{tenant}", error="{error}", error_description="{message}"'}


def other_tenant(call):
    """The subscription is another tenant's, and not delegated to the token's."""
    owner, own = call.subscription.tenant_id, call.tenant.id
    authority = call.origins.get("authority", "")
    message = (f"The access token is from the wrong issuer '{authority}/{own}/'. It must match the tenant '{authority}/{owner}/' "
               "associated with this subscription. Please use the authority (URL) of that tenant to get the token.")
    return Refused(401, "InvalidAuthenticationTokenTenant", message, challenge(call, owner, "invalid_token", "The access token is from the "
                                                                               "wrong issuer."))


def no_subscription(id):
    return Refused(404, "SubscriptionNotFound", f"The subscription '{id}' could not be found.")


def no_version():
    return Refused(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")


def unknown_version(call, resource_type, known):
    namespace, _unused, kind = resource_type.partition("/")
    versions = ",".join(known)
    if namespace.lower() == "microsoft.resources":
        return Refused(400, "InvalidApiVersionParameter", f"The api-version '{call.version}' is invalid. The supported versions "
                       f"are '{versions}'.")
    return Refused(400, "NoRegisteredProviderFound", f"No registered resource provider found for location '' and API version "
                   f"'{call.version}' for type '{kind}'. The supported api-versions are '{versions}'. The supported locations are ''.")


def unknown(call, problem):
    """No operation of the contract has this method and path."""
    if problem.allowed:
        return Refused(405, "HttpMethodNotAllowed", f"The HTTP method {call.method} is not allowed here; {', '.join(problem.allowed)} are.",
                       {"Allow": ", ".join(problem.allowed)})
    return Refused(404, "InvalidResourceType", f"The resource type of '{call.path}' could not be found for api version '{call.version}'.")


def breach(problem):
    if problem.where.startswith("query"):
        return Refused(400, "InvalidQueryParameter", f"The request's query is invalid: {problem.where}: {problem.what}.")
    return Refused(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized: "
                   f"'{problem.where}: {problem.what}'.")


def unsupported_kind(call, what, kind):
    """A kind that the version called does not know; `what` is "Connector", "Rule", ..."""
    return Refused(400, "BadRequest", f"{what} kind '{kind}' is not supported in api-version: '{call.version}'")


def not_authorized(call, action, scope):
    return Refused(403, "AuthorizationFailed", f"The client '{call.claims.get('appid')}' with object id '{call.caller}' does not have "
                   f"authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently "
                   "granted, please refresh your credentials.")


def not_registered(namespace):
    detail = {"code": "MissingSubscriptionRegistration", "target": namespace, "message": "The subscription is not registered to use "
              f"namespace '{namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions."}
    return Refused(409, "MissingSubscriptionRegistration", detail["message"], details=[detail])
