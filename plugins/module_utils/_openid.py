# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""What Microsoft Entra tells anybody about a tenant, without a sign-in: its OpenID configuration."""

from __future__ import annotations

import ssl

from . import _patience, _sdk
from ._errors import no_answer
from ._needs import BY_STATUS
from ._service import Answer, decoded, error_of

UNKNOWN = "AADSTS90002"


async def openid_configuration(authority, tenant, ca_file, count):
    """The configuration; None when the authority knows no such tenant, {} when it tells nothing that can be read.

    ``count`` is called when the request is made.
    """
    url = f"{authority}/{tenant}/v2.0/.well-known/openid-configuration"
    timeout = _sdk.httpx.Timeout(_patience.ANSWER_SECONDS, connect=_patience.CONNECT_SECONDS)
    try:
        async with _sdk.httpx.AsyncClient(verify=ssl.create_default_context(cafile=ca_file), timeout=timeout) as client:
            count()
            answer = await client.get(url)
    except _sdk.httpx.RequestError as error:
        raise no_answer(f"Microsoft Entra at {authority}", error) from error
    if answer.status_code in BY_STATUS:
        raise error_of("Microsoft Entra", Answer(answer.status_code, dict(answer.headers), decoded(answer.text)))
    if answer.status_code == 400 and UNKNOWN in answer.text:
        return None
    told = decoded(answer.text)
    return told if answer.status_code == 200 and isinstance(told, dict) else {}
