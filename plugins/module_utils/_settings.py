# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Where a setting of sign-in and cloud comes from: the task's option first, then the environment; an empty string is unset.

The environment's tenant and subscription say where a credential lives. What a task acts on is always an option, so that a
host without one cannot fall back to the managing tenant.
"""

from __future__ import annotations

import ssl

from ._errors import Refusal

ENVIRONMENT = {
    "client_id": ("AZURE_CLIENT_ID", "SECOPS_CLIENT_ID"),
    "secret": ("AZURE_SECRET", "AZURE_CLIENT_SECRET", "SECOPS_CLIENT_SECRET"),
    "x509_certificate_path": ("AZURE_X509_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH", "SECOPS_CERTIFICATE_PATH"),
    "certificate_password": ("AZURE_CLIENT_CERTIFICATE_PASSWORD", "SECOPS_CERTIFICATE_PASSWORD"),
    "federated_token_file": ("AZURE_FEDERATED_TOKEN_FILE", "SECOPS_FEDERATED_TOKEN_FILE"),
    "access_tokens": ("SECOPS_ACCESS_TOKENS",),
    "auth_source": ("ANSIBLE_AZURE_AUTH_SOURCE",),
    "cloud_environment": ("AZURE_CLOUD_ENVIRONMENT", "SECOPS_CLOUD_ENVIRONMENT"),
    "managing_tenant": ("SECOPS_MANAGING_TENANT",),
}
SECRETS = ("secret", "certificate_password", "access_tokens")
KEYS = ("access_tokens", "x509_certificate_path", "federated_token_file", "secret")     # the order in which they are preferred
CORRECT_BUNDLE = "correct ca_bundle, REQUESTS_CA_BUNDLE or SSL_CERT_FILE"
AUTH_SOURCES = ("auto", "env", "cli", "msi", "device_code")


def from_environment(option, environ):
    """The first variable of the option that is set and not empty, or None."""
    return next((environ[name] for name in ENVIRONMENT.get(option, ()) if environ.get(name)), None)


def sign_in_settings(given, environ):
    """What to sign in with: client_id, one key (secret, certificate, ...) with its password, and auth_source.

    A key that the task gives hides every key of the environment: the two may belong to different applications.
    """
    source = given.get("auth_source") or from_environment("auth_source", environ) or "auto"
    if source not in AUTH_SOURCES:
        raise Refusal(f"auth_source '{source}' is not one of {', '.join(AUTH_SOURCES)}; correct it or its environment variable")
    mine = {} if source == "env" else {key: value for key, value in given.items() if value}
    theirs = {} if any(mine.get(key) for key in KEYS) else {key: from_environment(key, environ) for key in (*KEYS, "certificate_password")}
    found = {key: mine.get(key) or theirs.get(key) for key in (*KEYS, "certificate_password")}
    found["client_id"] = mine.get("client_id") or from_environment("client_id", environ)
    if isinstance(found["access_tokens"], str):
        found["access_tokens"] = found["access_tokens"].replace(",", " ").split()
    return {**found, "auth_source": source}


def secrets_in(*settings):
    """Every secret value of these settings, for Ansible's no_log."""
    values = []
    for setting in settings:
        for name in SECRETS:
            value = setting.get(name)
            values += value if isinstance(value, list) else [value]
    return {value for value in values if value}


def ca_file(given, environ):
    """The CA bundle for every client: the SDKs look at two different variables, each of which reaches only half of them."""
    return usable(given or environ.get("REQUESTS_CA_BUNDLE") or environ.get("SSL_CERT_FILE") or None)


def usable(bundle):
    """The same file, after a look into it: each client library has another error for one that cannot be used, and none names it."""
    try:
        if bundle:
            ssl.create_default_context(cafile=bundle)
    except FileNotFoundError:
        raise Refusal(f"the CA bundle '{bundle}' does not exist; {CORRECT_BUNDLE}") from None
    except OSError as error:        # an SSLError is one too
        raise Refusal(f"the CA bundle '{bundle}' cannot be used ({error}); {CORRECT_BUNDLE}") from error
    return bundle
