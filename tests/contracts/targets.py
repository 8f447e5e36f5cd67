# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a request's address apart."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?]*", re.I)


def split_target(target: str) -> tuple[str, str]:
    """Path and query; an origin before them is left out.

    A request's target has no fragment, so "#" is a character like others (guests' user names hold it).
    """
    origin = ORIGIN.match(target)
    path, _mark, query = target[origin.end() if origin else 0:].partition("?")
    return path, query


def query_parameters(query: Any) -> dict[str, Any]:
    """One value for each parameter, from query text, a mapping or pairs."""
    if isinstance(query, str):
        query = parse_qsl(query.lstrip("?"), keep_blank_values=True)
    if isinstance(query, (list, tuple)):
        query = dict(pair for pair in query if isinstance(pair, (list, tuple)) and len(pair) == 2)
    if not isinstance(query, dict):
        return {}
    return {str(name): value[0] if isinstance(value, list) and value else value for name, value in query.items()}
