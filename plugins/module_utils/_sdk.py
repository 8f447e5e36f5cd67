# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The official client libraries, imported once. MISSING holds the error when they are not installed.

Action plugins import this file in ansible-playbook's own process, so that its workers find the libraries loaded.
"""

from __future__ import annotations

import logging
import socket
import traceback

__all__ = (
    "aiohttp", "httpx", "isodate", "AccessToken", "AzureError", "DecodeError", "HttpResponseError", "IncompleteReadError",
    "ServiceRequestError", "ServiceRequestTimeoutError", "ServiceResponseError", "policies", "AsyncLROPoller", "HttpRequest",
    "AuthenticationRecord", "DeviceCodeCredential", "TokenCachePersistenceOptions", "AzureCliCredential", "CertificateCredential",
    "ClientSecretCredential", "ManagedIdentityCredential", "WorkloadIdentityCredential", "AsyncARMPipelineClient",
    "AsyncARMChallengeAuthenticationPolicy", "AsyncARMPolling", "ManagedServicesClient", "Method", "NativeResponseHandler",
    "RequestInformation", "AzureIdentityAuthenticationProvider", "ResponseHandlerOption", "RetryHandlerOption", "GraphRequestAdapter",
    "GRAPH_OPTIONS", "GraphClientFactory", "NO_ANSWER", "UNCONNECTED", "MISSING", "REQUIRED",
)

MISSING = None
try:
    import aiohttp
    import httpx
    import isodate
    from azure.core.credentials import AccessToken
    from azure.core.exceptions import (
        AzureError,
        DecodeError,
        HttpResponseError,
        IncompleteReadError,
        ServiceRequestError,
        ServiceRequestTimeoutError,
        ServiceResponseError,
    )
    from azure.core.pipeline import policies
    from azure.core.polling import AsyncLROPoller
    from azure.core.rest import HttpRequest
    from azure.identity import AuthenticationRecord, DeviceCodeCredential, TokenCachePersistenceOptions
    from azure.identity.aio import (
        AzureCliCredential,
        CertificateCredential,
        ClientSecretCredential,
        ManagedIdentityCredential,
        WorkloadIdentityCredential,
    )
    from azure.mgmt.core import AsyncARMPipelineClient
    from azure.mgmt.core.policies import AsyncARMChallengeAuthenticationPolicy
    from azure.mgmt.core.polling.async_arm_polling import AsyncARMPolling
    from azure.mgmt.managedservices.aio import ManagedServicesClient
    from kiota_abstractions.method import Method
    from kiota_abstractions.native_response_handler import NativeResponseHandler
    from kiota_abstractions.request_information import RequestInformation
    from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
    from kiota_http.middleware.options import ResponseHandlerOption, RetryHandlerOption
    from msgraph.graph_request_adapter import GraphRequestAdapter
    from msgraph.graph_request_adapter import options as GRAPH_OPTIONS
    from msgraph_core import GraphClientFactory
except ImportError:
    MISSING = traceback.format_exc()
else:
    NO_ANSWER = (ServiceRequestError, ServiceResponseError, IncompleteReadError, DecodeError)
    # No connection could be made. The last two are what the synchronous client behind a device code leaves to see.
    UNCONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, aiohttp.ClientConnectorError, ServiceRequestTimeoutError,
                   ConnectionRefusedError, socket.gaierror)
    # Their INFO lines would end up in Ansible's log with addresses of every request.
    for _name in ("azure", "httpx", "msal", "kiota_http"):
        logging.getLogger(_name).setLevel(logging.ERROR)

REQUIRED = "azure-identity, msgraph-sdk and azure-mgmt-managedservices"
