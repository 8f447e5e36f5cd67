# SPDX-License-Identifier: GPL-3.0-or-later
"""Python runs this file at its start when its folder is on PYTHONPATH: no connection leaves this machine from then on."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable
from typing import Any


def is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse(host: object) -> None:
    if not is_loopback(host):
        raise PermissionError(f"A rehearsal reaches nothing but the simulator; the connection to {host} was refused.")


def host_of(address: object) -> object:
    """A Unix socket's address is no tuple, and neither is that of a socket that is connected already."""
    return address[0] if isinstance(address, tuple) else None


def refuse_what_leaves(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        refuse(host_of(arguments[1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        refuse(arguments[0])


def before_the_name_is_looked_up(method: Callable[..., Any]) -> Callable[..., Any]:
    """Python tells of a connection only after it has asked the name service for the host."""

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        refuse(host_of(arguments[-1]))
        return method(self, *arguments)

    return guarded


for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, before_the_name_is_looked_up(getattr(socket.socket, name)))
sys.addaudithook(refuse_what_leaves)
