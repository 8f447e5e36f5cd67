# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Tokens that somebody else got: each serves the audience and the tenant that it was made for."""

from __future__ import annotations

import base64
import json
import time

from . import _sdk


class ReadyTokens:
    def __init__(self, tenant, tokens):
        self.tenant, self.tokens = tenant, [(token, claims_of(token)) for token in tokens]

    async def get_token(self, *scopes, **_options):
        audience = scopes[0].removesuffix("/.default").rstrip("/")
        mine = [(token, claims) for token, claims in self.tokens if str(claims.get("tid", "")).lower() == self.tenant.lower()]
        for token, claims in mine:
            if str(claims.get("aud", "")).rstrip("/") == audience:
                if claims.get("exp", 0) <= time.time():
                    raise ValueError(f"the token for {audience} has expired; get a new one")
                return _sdk.AccessToken(token, int(claims["exp"]))
        tids, auds = ({str(claims.get(key, "?")) for _token, claims in self.tokens} for key in ("tid", "aud"))
        raise ValueError(
            f"none of the {len(self.tokens)} tokens is for tenant {self.tenant} and audience {audience} "
            f"(they are for tenant {', '.join(sorted(tids))}, audience {', '.join(sorted(auds))}); get one that is")

    async def close(self):
        """Nothing to close."""


def claims_of(token):
    """The claims of a token, unverified (verifying is the service's part); {} when it is no JWT."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}
