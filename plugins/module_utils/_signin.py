# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Sign-in with azure-identity: one credential for one tenant, and the check that its tokens are what they should be."""

from __future__ import annotations

import asyncio
import os
import re
import time

from . import _sdk
from ._device_code import DeviceCode
from ._errors import Failure, Refusal, SignInError, caused_by, no_answer
from ._patience import BUSY, azure_timeouts
from ._polling import answer_of
from ._ready_tokens import ReadyTokens, claims_of
from ._service import error_of

SHOW_TO_USER = None     # set where a person can be shown a device code: see plugin_utils/_in_process.py

ADVICE = {
    "7000215": "the client secret is wrong: give the secret's value, not its id",
    "7000222": "the client secret has expired: make a new one and give that",
    "700027": "the certificate is not registered with the application, or has expired: upload it, or give the current one",
    "700024": "the assertion is outside its time of validity: check this machine's clock and the federated token's age",
    "50012": "the certificate is not registered with the application: upload it, or give the right one",
    "700016": "the application is not known in this tenant: consent to it there, and check that tenant and cloud_environment are right",
    "7000229": "the application has no service principal in this tenant: have an administrator of the tenant consent to it",
    "7000218": "the application needs a secret or certificate, or must allow public client flows for a device code",
    "700025": "the application is a public client: leave out the secret",
    "7000112": "the application is disabled in this tenant: enable it",
    "90002": "the tenant does not exist in this cloud: check tenant and cloud_environment",
    "90038": "the tenant belongs to another cloud: check cloud_environment",
    "900382": "the application belongs to another cloud: register one in this cloud",
    "500011": "the service is not known in this tenant: check cloud_environment and endpoints",
    "700213": "no federated credential of the application matches the token's subject: correct it on the application",
    "700211": "no federated credential of the application matches the token's issuer: correct it on the application",
    "700212": "the federated token was made for another audience: ask for api://AzureADTokenExchange, or the cloud's own",
    "53003": "a conditional access policy blocks this sign-in: exclude the automation's identity or meet the policy",
    "50076": "a second factor is required: sign in again, or use an application",
    "50020": "the signed-in user is no guest of this tenant: invite the user first",
}
ALMOST_EXPIRED_SECONDS = 300
DEFAULT_ADVICE = "check client_id, the credential, tenant and cloud_environment"


class TenantCredential:
    """An azure-identity credential as the SDKs want it, for one tenant, that lets no foreign token through."""

    def __init__(self, tenant, way, make):
        self.tenant, self.way, self._make, self._credential = tenant, way, make, make()
        self.generation = 0
        self._tokens, self._claims, self._refusals = {}, {}, {}     # scope -> its newest token, that one's claims; why there is none
        self._lock = asyncio.Lock()

    async def get_token(self, *scopes, **options):
        """A token, asked for once however many requests want it at the same time (not every way to sign in remembers tokens)."""
        options = {key: value for key, value in options.items() if value}
        async with self._lock:
            kept = self._tokens.get(scopes[0])
            if kept and "claims" not in options and kept.expires_on > time.time() + ALMOST_EXPIRED_SECONDS:
                return kept
            if scopes[0] in self._refusals:
                raise SignInError(self._refusals[scopes[0]])
            try:
                token = await self._asked(scopes, options)
                self._claims[scopes[0]] = self._checked(claims_of(token.token))
            except SignInError as refusal:
                self._refusals[scopes[0]] = str(refusal)
                raise
            self._tokens[scopes[0]] = token
            return token

    async def renew(self, generation):
        """Forget the tokens of this generation, which a service does not take any more, also those that the SDK remembers."""
        async with self._lock:
            if self.generation == generation:
                await self._credential.close()
                self._tokens, self._credential = {}, self._make()
                self.generation += 1

    async def _asked(self, scopes, options):
        try:
            return await self._credential.get_token(*scopes, **options)
        except (_sdk.AzureError, ValueError) as error:
            # Some ways to sign in wrap whatever went wrong in an error of their own.
            failure = caused_by(error, (Failure, _sdk.ServiceRequestError, _sdk.ServiceResponseError, _sdk.IncompleteReadError))
            if isinstance(failure, Failure):
                raise failure from error
            if failure:
                raise no_answer(f"The sign-in to tenant {self.tenant} with {self.way}", failure, unsent=True) from error
            raise SignInError(f"Could not sign in to tenant {self.tenant} with {self.way}: {_reason(str(error))}") from error

    def _checked(self, claims):
        tenant = str(claims.get("tid", self.tenant))
        if tenant.lower() != self.tenant.lower():
            raise SignInError(
                f"The token from {self.way} is for tenant {tenant}, not for tenant {self.tenant}; "
                "use a credential that can sign in to that tenant")
        return claims

    def granted(self, scope):
        """The permissions in the newest token for the scope: application roles and delegated scopes."""
        claims = self._claims.get(scope, {})
        return {*claims.get("roles", ()), *claims.get("scp", "").split()}

    def caller(self, scope):
        """(object id, whether it is an application) of whom the newest token for the scope speaks for."""
        claims = self._claims.get(scope, {})
        return claims.get("oid", ""), not claims.get("scp")

    async def close(self):
        await self._credential.close()


def _reason(text):
    """The AADSTS sentence without trace ids, and what to do about it."""
    found = re.search(r"AADSTS(\d+)", text)
    code = found.group(1) if found else ""
    said = re.split(r"\s*(?:\r?\n|Trace ID:|To mitigate this issue)", text[found.start():] if found else text)[0].strip().rstrip(".")
    return f"{said}; {ADVICE.get(code, DEFAULT_ADVICE)}"


def credential_for(tenant, settings, cloud, ca_file, count):
    """The credential that the settings (see _settings.sign_in_settings) describe; ``count`` is called for each request made."""
    common = {
        "authority": cloud.authority, "disable_instance_discovery": cloud.discovered, "raw_request_hook": count,
        "raw_response_hook": _stop_when_busy, "retry_total": 0, **azure_timeouts(), **({"connection_verify": ca_file} if ca_file else {}),
    }
    name = {"cli": "cli", "msi": "msi", "device_code": "device_code"}.get(settings["auth_source"])
    name = name or next((key for key in WAYS if settings.get(key)), None)
    if name is None:
        raise SignInError(
            "No credential was given; set client_id with secret, x509_certificate_path or federated_token_file, "
            "or access_tokens, or auth_source to cli, msi or device_code")
    way, make, needs_client = WAYS[name]
    if needs_client and not settings["client_id"]:
        raise SignInError(f"Signing in with {way} needs client_id; set it, or AZURE_CLIENT_ID in the environment")
    try:
        return TenantCredential(tenant, way, lambda: make(tenant, settings, common))
    except (ValueError, TypeError, OSError) as error:      # TypeError: cryptography's for a password that is missing
        raise SignInError(f"Could not use {way} (option {name}): {error}; check the file and its password") from error


def _stop_when_busy(response):
    """Stop at an answer that says "later" before the SDK takes it for a refusal: the engine decides about repeating."""
    answer = answer_of(response.http_response)
    if answer.status == 429 or answer.status in BUSY:
        failure = error_of("Microsoft Entra", answer)
        failure.unsent = True
        raise failure


def _certificate(tenant, settings, common):
    return _sdk.CertificateCredential(
        tenant, settings["client_id"], settings["x509_certificate_path"], password=settings["certificate_password"],
        send_certificate_chain=True, **common)


def _federated(tenant, settings, common):
    path = settings["federated_token_file"]
    if not os.path.isfile(path):
        raise OSError(f"federated_token_file '{path}' does not exist")
    return _sdk.WorkloadIdentityCredential(tenant_id=tenant, client_id=settings["client_id"], token_file_path=path, **common)


def _managed_identity(tenant, settings, common):
    identity = {"client_id": settings["client_id"]} if settings["client_id"] else {}
    passed = {name: common[name] for name in ("raw_request_hook", "raw_response_hook", "connection_timeout", "read_timeout")}
    return _sdk.ManagedIdentityCredential(**identity, **passed, retry_total=0)


def _device_code(tenant, settings, common):
    if SHOW_TO_USER is None:
        raise SignInError(
            "A device code cannot be shown from an ordinary module; run the task with connection local and ansible-playbook's own "
            "Python, and without async or become")
    return DeviceCode(tenant, settings["client_id"], common, _show_code)


def _show_code(verification_uri, user_code, _expires_on):
    if SHOW_TO_USER is None:
        raise Refusal("a device code was asked for where nobody can be shown it")
    SHOW_TO_USER(f"To sign in, open {verification_uri} and enter the code {user_code}")


# option or auth_source -> (what people call it, how it is made, whether it needs client_id)
WAYS = {
    "access_tokens": ("the ready tokens", lambda tenant, settings, _common: ReadyTokens(tenant, settings["access_tokens"]), False),
    "x509_certificate_path": ("the client certificate", _certificate, True),
    "federated_token_file": ("the federated token", _federated, True),
    "secret": ("the client secret", lambda tenant, settings, common: _sdk.ClientSecretCredential(
        tenant, settings["client_id"], settings["secret"], **common), True),
    "cli": ("Azure CLI", lambda tenant, _settings, _common: _sdk.AzureCliCredential(tenant_id=tenant, process_timeout=60), False),
    "msi": ("the managed identity", _managed_identity, False),
    "device_code": ("a device code", _device_code, True),
}
