# SPDX-License-Identifier: GPL-3.0-or-later
"""Every exchange as it was on the wire: counted, the last ones kept, and written as JSON lines when a file was named."""
from __future__ import annotations

import collections
import json

KEPT = 1000
SECRET_FIELDS = {"client_secret", "client_assertion", "device_code", "refresh_token", "access_token", "id_token", "code", "password",
                 "assertion", "username"}
WITHHELD = "(withheld)"


class Exchanges:
    def __init__(self, file=None):
        self.count = 0
        self.by_api = collections.Counter()
        self.tail = collections.deque(maxlen=KEPT)
        self._file = file

    def record_to(self, path):
        self._file = open(path, "w", encoding="utf-8", buffering=1)

    def add(self, call, cloud, reply):
        """Keep one exchange. Headers are not part of a record, so bearer tokens never are."""
        secret = call.api in ("identity", "managed_identity")
        record = {
            "api": call.api, "cloud": cloud, "version": call.version, "method": call.method, "path": call.path, "query": dict(call.query),
            "request_body": without_secrets(call.body) if secret else call.body, "status": reply.status,
            "response_body": without_secrets(_body(reply)) if secret else _body(reply),
            "request_id": call.request_id,
        }
        self.count += 1
        self.by_api[call.api] += 1
        self.tail.append(record)
        if self._file:
            self._file.write(json.dumps(record, separators=(",", ":")) + "\n")

    def close(self):
        if self._file:
            self._file.close()
            self._file = None


def without_secrets(body):
    if not isinstance(body, dict):
        return body
    return {name: WITHHELD if name in SECRET_FIELDS else value for name, value in body.items()}


def _body(reply):
    if not isinstance(reply.body, bytes):
        return reply.body
    return reply.body.decode("utf-8", "replace") or None
