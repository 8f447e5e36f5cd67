# SPDX-License-Identifier: GPL-3.0-or-later
"""How Entra refuses a sign-in: AADSTS numbers with their OAuth error, status and text."""
from __future__ import annotations

from tests.simulator.wire import Refused

# number: (status, error, text, suberror)
TABLE = {
    7000215: (401, "invalid_client",
              "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
              "client secret ID, for a secret added to app '{client}'.", None),
    7000222: (401, "invalid_client", "The provided client secret keys for app '{client}' are expired.", None),
    700027: (401, "invalid_client",
             "The certificate with identifier used to sign the client assertion is not registered on application, or its "
             "signature does not hold. [Reason - {reason}]", None),
    50012: (401, "invalid_client", "Client assertion contains an invalid signature. [Reason - {reason}]", None),
    700021: (401, "invalid_client", "Client assertion application identifier doesn't match 'client_id' parameter.", None),
    700023: (401, "invalid_client", "Client assertion audience claim does not match Realm issuer.", None),
    700024: (401, "invalid_client", "Client assertion is not within its valid time range.", None),
    50027: (401, "invalid_client", "JWT token is invalid or malformed.", None),
    7000218: (401, "invalid_client", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", None),
    700025: (401, "invalid_client", "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.", None),
    700016: (400, "unauthorized_client",
             "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the "
             "application has not been installed by the administrator of the tenant or consented to by any user in the tenant.", None),
    7000229: (401, "invalid_client", "The client application {client} is missing service principal in the tenant {tenant}.", None),
    7000112: (400, "unauthorized_client", "Application '{client}' is disabled.", None),
    90002: (400, "invalid_request",
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct "
            "cloud.", None),
    90038: (400, "invalid_request", "Tenant '{tenant}' request is being redirected to the National Cloud '{cloud}'.", None),
    50059: (400, "invalid_request",
            "No tenant-identifying information found in either the request or implied by any provided credentials.", None),
    900144: (400, "invalid_request", "The request body must contain the following parameter: '{name}'.", None),
    70003: (400, "unsupported_grant_type", "The app requested an unsupported grant type '{grant}'.", None),
    70011: (400, "invalid_scope",
            "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' "
            "is not valid. The scope {scope} is not valid.", None),
    1002012: (400, "invalid_scope",
              "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with "
              "/.default suffixed to the resource identifier (application ID URI).", None),
    500011: (400, "invalid_resource",
             "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the "
             "application has not been installed by the administrator of the tenant or consented to by any user in the tenant.", None),
    65001: (400, "invalid_grant",
            "The user or administrator has not consented to use the application with ID '{client}'.", "consent_required"),
    700211: (401, "invalid_client", "No matching federated identity record found for presented assertion issuer '{issuer}'.", None),
    700212: (401, "invalid_client", "No matching federated identity record found for presented assertion audience '{audience}'.", None),
    700213: (401, "invalid_client", "No matching federated identity record found for presented assertion subject '{subject}'.", None),
    70016: (400, "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling.", None),
    70018: (400, "bad_verification_code", "Invalid verification code.", None),
    70021: (400, "authorization_declined", "The user declined the sign-in with the device code.", None),
    70020: (400, "expired_token",
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.", None),
    50034: (400, "invalid_grant", "The user account {user} does not exist in the {tenant} directory.", None),
    50057: (400, "invalid_grant", "The user account is disabled.", None),
    53003: (400, "invalid_grant", "Access has been blocked by Conditional Access policies.", "message_only"),
    9002313: (400, "invalid_request", "Invalid request. Request is malformed or invalid.", None),
    70000: (400, "invalid_grant", "Provided grant is invalid or malformed.", "bad_token"),
    50173: (400, "invalid_grant", "The provided grant has expired due to it being revoked, a fresh auth token is needed.", "bad_token"),
}


def aadsts(number, **names):
    """The refusal with this number, to raise; names fill the text."""
    status, error, text, suberror = TABLE[number]
    return Refused(status, error, f"AADSTS{number}: {text.format(**names)}", number=number, suberror=suberror)


def body(call, refusal):
    """The error body of the token endpoint and of discovery."""
    number = refusal.extra.get("number", 9002313)
    when = call.now().strftime("%Y-%m-%d %H:%M:%SZ")
    correlation = call.headers.get("client-request-id", call.request_id)
    described = f"{refusal.message}\r\nTrace ID: {call.request_id}\r\nCorrelation ID: {correlation}\r\nTimestamp: {when}"
    shown = {"error": refusal.code, "error_description": described, "error_codes": [number], "timestamp": when, "trace_id": call.request_id,
             "correlation_id": correlation, "error_uri": f"{call.origin}/error?code={number}"}
    if refusal.extra.get("suberror"):
        shown["suberror"] = refusal.extra["suberror"]
    return shown
