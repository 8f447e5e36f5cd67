# SPDX-License-Identifier: GPL-3.0-or-later
"""Python runs this file at its start when its folder is on PYTHONPATH: no connection leaves this machine from then on."""

from __future__ import annotations

import ipaddress
import sys


def is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_what_leaves(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        # A Unix socket's address is no tuple; neither is that of a socket that is connected already.
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    if not is_loopback(host):
        raise PermissionError(f"A rehearsal reaches nothing but the simulator; the connection to {host} was refused.")


sys.addaudithook(refuse_what_leaves)
