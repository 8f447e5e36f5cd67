# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""The clouds: where each one's services answer, for whom a token must be made, and what it lacks.

Sources: Azure CLI's cloud list, the Azure Resource Manager metadata endpoint, Microsoft's Defender for Endpoint page for
US Government customers, and Microsoft's published Graph metadata (from which _cloud_gaps.py is generated).
"""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from . import _patience, _sdk
from ._addresses import fault_in, fault_in_endpoint, host_of
from ._cloud_gaps import LACKS
from ._errors import Refusal, ServiceError, no_answer
from ._needs import BY_STATUS
from ._patience import Patience
from ._service import Answer, decoded, error_of

METADATA_VERSION = "2022-09-01"


@dataclass(frozen=True)
class Cloud:
    name: str
    authority: str
    arm: str
    arm_audience: str
    graph: str
    defender: str = ""            # Defender for Endpoint API; "" where the cloud has none or it is not known
    defender_portal: str = ""
    portal: str = ""              # Azure's
    my_apps: str = ""             # where a person finds the applications that they may use
    my_access: str = ""           # where a person asks for access packages
    schema: str = "ussec"         # the cloud's name in the published Graph metadata; the most restrictive one when unknown
    national: bool = True         # no delegation, trust or token crosses the border of a national cloud by Lighthouse
    discovered: bool = False

    @property
    def arm_scope(self):
        return self.arm_audience + "/.default"      # an audience that ends in a slash makes two: that is what the service expects

    @property
    def graph_scope(self):
        return self.graph + "/.default"

    @property
    def defender_scope(self):
        return self.defender + "/.default"

    def lacks(self, feature):
        return feature in LACKS[self.schema] or (self.national and feature == "lighthouse_eligible_authorizations")


PUBLIC = Cloud(
    name="AzureCloud", authority="https://login.microsoftonline.com", arm="https://management.azure.com",
    arm_audience="https://management.azure.com/", graph="https://graph.microsoft.com",
    defender="https://api.securitycenter.microsoft.com", defender_portal="https://security.microsoft.com", portal="https://portal.azure.com",
    my_apps="https://myapplications.microsoft.com", my_access="https://myaccess.microsoft.com", schema="prod", national=False)
GOVERNMENT = Cloud(
    name="AzureUSGovernment", authority="https://login.microsoftonline.us", arm="https://management.usgovcloudapi.net",
    arm_audience="https://management.usgovcloudapi.net/", graph="https://graph.microsoft.us",
    defender="https://api-gov.securitycenter.microsoft.us", defender_portal="https://security.microsoft.us", portal="https://portal.azure.us",
    my_apps="https://myapplications.microsoft.us", my_access="https://myaccess.microsoft.us", schema="fairfax")
CHINA = Cloud(
    name="AzureChinaCloud", authority="https://login.chinacloudapi.cn", arm="https://management.chinacloudapi.cn",
    arm_audience="https://management.chinacloudapi.cn/", graph="https://microsoftgraph.chinacloudapi.cn", portal="https://portal.azure.cn",
    schema="mooncake")

CLOUDS = {cloud.name: cloud for cloud in (
    PUBLIC, GOVERNMENT, CHINA,
    replace(PUBLIC, name="AzureCloudGCC", defender="https://api-gcc.securitycenter.microsoft.us"),
    replace(GOVERNMENT, name="AzureUSGovernmentDoD", graph="https://dod-graph.microsoft.us",
            defender_portal="https://security.apps.mil"),
)}
AIR_GAPPED = {"USNat": "usnat", "USSec": "ussec"}
IMPATIENT = Patience(0, 1)
ENDPOINTS = ("authority", "arm", "arm_audience", "graph", "defender", "defender_portal", "my_apps", "my_access")


def cloud_of(environment, endpoints=None, ca_file=None, count=None, patience=IMPATIENT):
    """The Cloud for ``cloud_environment`` (a name or an ARM endpoint's URL), with the option ``endpoints`` laid over it.

    ``count`` is called when a request is made.
    """
    cloud = discover(environment, endpoints or {}, ca_file, count, patience) if "://" in environment else _named(environment)
    given = {key: value.rstrip("/") if key != "arm_audience" else value for key, value in (endpoints or {}).items() if value}
    for key, value in given.items():
        if not value.startswith("https://"):
            raise Refusal(f"endpoints.{key} is '{value}', but an endpoint must begin with https://; correct it")
        if fault := fault_in_endpoint(value):
            raise Refusal(f"endpoints.{key} is '{value}', which is no address ({fault}); correct it")
    # An authority of the user's own is none that Microsoft's instance discovery knows.
    return replace(cloud, **given, discovered=cloud.discovered or "authority" in given)


def _named(name):
    known = {key.lower(): cloud for key, cloud in CLOUDS.items()}
    cloud = known.get(name.lower())
    if cloud is None:
        raise Refusal(
            f"cloud_environment '{name}' is not known; use one of {', '.join(CLOUDS)}, "
            "or the https:// address of the cloud's Azure Resource Manager")
    return cloud


def discover(url, endpoints, ca_file=None, count=None, patience=IMPATIENT):
    """A cloud that only its Azure Resource Manager knows: read the unauthenticated metadata endpoint."""
    if not url.startswith("https://"):
        raise Refusal(f"cloud_environment '{url}' does not begin with https://; give the address of Azure Resource Manager")
    if fault := fault_in(url):
        raise Refusal(f"cloud_environment '{url}' is no address ({fault}); give that of Azure Resource Manager")
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    address = f"{root}/metadata/endpoints?api-version={METADATA_VERSION}"

    async def ask():
        if count:
            count()
        return _metadata(address, ca_file)

    try:
        document = asyncio.run(patience.read(ask))
    except ServiceError as failure:
        raise Refusal(f"{failure}; {BY_STATUS[failure.status]}") from failure
    return from_metadata(document, root, endpoints)


def from_metadata(document, root, endpoints):
    """Build the Cloud from any published shape of the metadata: one object, or a list of clouds to choose from."""
    if isinstance(document, list):
        document = _of_host(document, root)
    document = document if isinstance(document, dict) else {}
    sign_in = document.get("authentication") or {}
    audiences = sign_in.get("audiences") or []
    found = {
        "authority": sign_in.get("loginEndpoint"),
        "arm": document.get("resourceManager") or root,
        "arm_audience": audiences[0] if audiences else None,
        "graph": document.get("microsoftGraphResourceId"),
    }
    for key, value in found.items():
        if not value and not endpoints.get(key):
            raise Refusal(f"the metadata of the cloud at {root} names no endpoint for '{key}'; set the option endpoints.{key}")
        if key != "arm_audience" and not endpoints.get(key):        # an audience is a name, whatever it looks like
            _refuse_unusable(str(value), key, root)
    name = str(document.get("name") or "")
    profile = CLOUDS.get(name)
    trimmed = {key: (value or "").rstrip("/") if key != "arm_audience" else (value or "") for key, value in found.items()}
    portal = str(document.get("portal") or "").rstrip("/")
    if portal.startswith("https://"):
        trimmed["portal"] = portal
    if profile:
        return replace(profile, discovered=True, **trimmed)
    return Cloud(name=name or root, discovered=True, schema=AIR_GAPPED.get(name, "ussec"), **trimmed)


def _refuse_unusable(url, key, root):
    fault = fault_in_endpoint(url) if url.startswith("https://") else "it does not begin with https://"
    if fault:
        raise Refusal(
            f"the metadata of the cloud at {root} names '{url}' as its '{key}', which is no address ({fault}); "
            f"set the option endpoints.{key}")


def _of_host(clouds, root):
    for cloud in clouds:
        if isinstance(cloud, dict) and host_of(str(cloud.get("resourceManager", ""))) == host_of(root):
            return cloud
    if len(clouds) == 1:
        return clouds[0]
    raise Refusal(f"the metadata at {root} lists {len(clouds)} clouds, none with this Azure Resource Manager; correct cloud_environment")


def _metadata(url, ca_file):
    """The document; a ServiceError when the endpoint is busy, so that it is asked again."""
    advice = "check that cloud_environment is an Azure Resource Manager"
    try:
        timeout = _sdk.httpx.Timeout(_patience.ANSWER_SECONDS, connect=_patience.CONNECT_SECONDS)
        answer = _sdk.httpx.get(url, verify=ssl.create_default_context(cafile=ca_file), timeout=timeout)
        if answer.status_code in BY_STATUS:
            raise error_of(f"The metadata endpoint {url}", Answer(answer.status_code, answer.headers, decoded(answer.text)))
        if answer.status_code != 200:
            raise Refusal(f"the metadata endpoint {url} answered {answer.status_code}; {advice}")
        return json.loads(answer.content.decode("utf-8-sig"))
    except _sdk.httpx.TransportError as error:
        raise no_answer(f"The metadata endpoint {url}", error) from error
    except ValueError as error:
        raise Refusal(f"the metadata endpoint {url} did not answer with JSON; {advice}") from error
