# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Sign-in of a person with a device code.

azure-identity has no asynchronous device code credential; this runs the other in a thread, and remembers who signed in.
"""

from __future__ import annotations

import asyncio
import hashlib
import os

from . import _sdk


class DeviceCode:
    """``show(uri, code, expires_on)`` lets the person see where to enter which code."""

    def __init__(self, tenant, client_id, common, show):
        key = hashlib.sha256(f"{common['authority']}|{tenant}|{client_id}".encode()).hexdigest()[:16]
        self._folder = os.path.join(os.path.expanduser("~"), ".IdentityService")
        self._record_file = os.path.join(self._folder, f"multitenant.secops.{key}.json")
        record = self._record()
        if record:      # it brings its own authority, which must not be given twice
            common = {name: value for name, value in common.items() if name != "authority"}
        self._known = record is not None
        self._credential = _sdk.DeviceCodeCredential(
            client_id=client_id, tenant_id=tenant, prompt_callback=show, authentication_record=record,
            cache_persistence_options=_sdk.TokenCachePersistenceOptions(name=f"multitenant.secops.{key}", allow_unencrypted_storage=True),
            **common)

    def _record(self):
        try:
            with open(self._record_file, encoding="utf-8") as file:
                return _sdk.AuthenticationRecord.deserialize(file.read())
        except (OSError, ValueError):
            return None

    async def get_token(self, *scopes, **options):
        return await asyncio.to_thread(self._get_token, scopes, options)

    def _get_token(self, scopes, options):
        # Tokens with and without continuous access evaluation are remembered apart: the person would be asked twice.
        options = {name: value for name, value in options.items() if name != "enable_cae"}
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        if not self._known:
            self._remember(self._credential.authenticate(scopes=list(scopes)))
        return self._credential.get_token(*scopes, **options)

    def _remember(self, record):
        with os.fdopen(os.open(self._record_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(record.serialize())
        self._known = True

    async def close(self):
        self._credential.close()
