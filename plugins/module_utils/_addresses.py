# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""Addresses that users and services give: whether they are any, and whose they are."""

from __future__ import annotations

from urllib.parse import urlsplit

from . import _sdk


def fault_in(url):
    """Why a text is no address that a client can use, or None.

    Each client library has another error for that, at another time, and none names the option.
    """
    if any(not sign.isprintable() or sign.isspace() for sign in url):
        return "it holds a space or a control character"
    try:
        parts = urlsplit(url)
        host = parts.hostname
        if not host or parts.port == 0:     # a port that is none raises when it is read
            return "it names no host, or port 0"
        if ":" not in host:
            host.encode("idna")
        _sdk.httpx.URL(url)
    except (ValueError, _sdk.httpx.InvalidURL) as error:
        return str(error)
    return None


def fault_in_endpoint(url):
    """The same for an address that paths are put behind."""
    return fault_in(url) or ("it has more behind its path" if "?" in url or "#" in url else None)


def host_of(url):
    """(scheme, host, port) of an address, or None where it has no such thing."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or 443
    except ValueError:
        return None
