# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options of plugins/module_utils/_options.py: tenant, sign-in, cloud, waiting."""

    DOCUMENTATION = r"""
options:
  tenant:
    description:
      - Id of the tenant to act on.
      - Always an option of the task and never taken from the environment, so that a host without one cannot act on another tenant.
    type: str
    required: true
    aliases: [tenant_id]
  client_id:
    description: Application (client) id to sign in with. Falls back to E(AZURE_CLIENT_ID), then E(SECOPS_CLIENT_ID).
    type: str
  secret:
    description:
      - Client secret of the application.
      - Falls back to E(AZURE_SECRET), then E(AZURE_CLIENT_SECRET), then E(SECOPS_CLIENT_SECRET).
    type: str
  x509_certificate_path:
    description:
      - PEM or PFX file with the application's certificate and its private key.
      - Falls back to E(AZURE_X509_CERTIFICATE_PATH), then E(AZURE_CLIENT_CERTIFICATE_PATH), then E(SECOPS_CERTIFICATE_PATH).
    type: path
    aliases: [certificate_path]
  certificate_password:
    description:
      - Password of the certificate file.
      - Falls back to E(AZURE_CLIENT_CERTIFICATE_PASSWORD), then E(SECOPS_CERTIFICATE_PASSWORD).
    type: str
  federated_token_file:
    description:
      - File with the token of a workload that the application trusts by a federated credential.
      - Falls back to E(AZURE_FEDERATED_TOKEN_FILE), then E(SECOPS_FEDERATED_TOKEN_FILE).
    type: path
  access_tokens:
    description:
      - Ready tokens that were got elsewhere. Each serves the tenant and the service that it was made for; give one for each.
      - Falls back to E(SECOPS_ACCESS_TOKENS), separated by spaces or commas.
    type: list
    elements: str
  auth_source:
    description:
      - Where the credential comes from. An empty string is unset.
      - V(auto) takes what the task gives, then what the environment gives. It prefers tokens, then a certificate, then a federated token,
        then a secret.
      - V(env) takes the environment only.
      - V(cli) uses the signed-in Azure CLI, V(msi) the managed identity of the machine (in its own tenant only), V(device_code) asks a
        person to sign in, which needs ansible-playbook's own Python and a local connection.
      - Falls back to E(ANSIBLE_AZURE_AUTH_SOURCE), then to V(auto).
    type: str
  managing_tenant:
    description:
      - Id of the tenant whose operators manage the others. Only read, and only by modules that look something up there.
      - Falls back to E(SECOPS_MANAGING_TENANT).
    type: str
  managing_sign_in:
    description: Other sign-in options for O(managing_tenant). What is left out is as for O(tenant).
    type: dict
    suboptions:
      client_id:
        description: As O(client_id).
        type: str
      secret:
        description: As O(secret).
        type: str
      x509_certificate_path:
        description: As O(x509_certificate_path).
        type: path
        aliases: [certificate_path]
      certificate_password:
        description: As O(certificate_password).
        type: str
      federated_token_file:
        description: As O(federated_token_file).
        type: path
      access_tokens:
        description: As O(access_tokens).
        type: list
        elements: str
      auth_source:
        description: As O(auth_source).
        type: str
  cloud_environment:
    description:
      - The cloud, by name (V(AzureCloud), V(AzureCloudGCC), V(AzureUSGovernment), V(AzureUSGovernmentDoD), V(AzureChinaCloud)) or by the
        https address of its Azure Resource Manager, from whose metadata everything else is discovered (as in air-gapped clouds).
      - Falls back to E(AZURE_CLOUD_ENVIRONMENT), then E(SECOPS_CLOUD_ENVIRONMENT), then to V(AzureCloud).
    type: str
  endpoints:
    description: Endpoints that differ from those of O(cloud_environment), or that its metadata does not tell.
    type: dict
    suboptions:
      authority:
        description: Where to sign in.
        type: str
      arm:
        description: Azure Resource Manager.
        type: str
      arm_audience:
        description: For whom a token of Azure Resource Manager is made.
        type: str
      graph:
        description: Microsoft Graph, without a version.
        type: str
      defender:
        description: The Defender for Endpoint API.
        type: str
      defender_portal:
        description: The Microsoft Defender portal.
        type: str
      my_apps:
        description: The My Apps portal.
        type: str
      my_access:
        description: My Access portal, where people ask for access packages. Only known for the public cloud and US Government.
        type: str
  ca_bundle:
    description:
      - File with the certification authorities to trust, for every service alike.
      - Falls back to E(REQUESTS_CA_BUNDLE), then E(SSL_CERT_FILE).
    type: path
  protected_principals:
    description:
      - People of O(tenant) who keep their access whatever the task says, such as break-glass accounts, by user principal name or object id.
      - No purge removes them; the task tells who stays. What would take something away from them by name, or let a Conditional Access
        policy apply to them, is refused, whatever the module's own options allow.
      - Only looked up by modules that could do such a thing, which then need User.Read.All. One who is not found is an error.
    type: list
    elements: str
    default: []
  wait_timeout_seconds:
    description:
      - How long to wait, for each thing, until something new is seen everywhere or a busy service answers. V(0) waits for nothing, and
        V(604800), a week, is the most.
      - A service that no connection can be made to is given up after 30 seconds.
    type: int
    default: 300
  poll_interval_seconds:
    description: The first pause between two looks, V(0.01) at least. It doubles up to a minute, and a service's own wish goes before it.
    type: float
    default: 2.0
requirements:
  - aiohttp >= 3.10.0
  - azure-core >= 1.31.0
  - azure-identity >= 1.19.0
  - azure-mgmt-core >= 1.5.0
  - azure-mgmt-managedservices >= 6.0.0
  - msgraph-sdk >= 1.20.0
"""
