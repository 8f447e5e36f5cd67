# SPDX-License-Identifier: GPL-3.0-or-later
"""sealed.py [--beside PID] PROGRAM WORD...: become a program for which there is no network but loopback.

It gets a network namespace of its own, or that of a process which has one. Whatever it starts is there too, in whatever language.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
INTERFACE = "16sh14x"
CANNOT = 125


def called(function: str, *arguments: int) -> None:
    """Call a function of the C library; OSError when it fails. Python 3.11 has neither of the two itself."""
    if getattr(ctypes.CDLL(None, use_errno=True), function)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


def leave_the_network() -> None:
    try:
        called("unshare", CLONE_NEWNET)
    except PermissionError:  # for who is not root, it takes a user namespace too
        user, group = os.geteuid(), os.getegid()
        called("unshare", CLONE_NEWUSER | CLONE_NEWNET)
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        flags = struct.unpack(INTERFACE, fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack(INTERFACE, b"lo", 0)))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack(INTERFACE, b"lo", flags | IFF_UP))


def go_beside(process: str) -> None:
    theirs = [
        (os.open(f"/proc/{process}/ns/{name}", os.O_RDONLY), os.open(f"/proc/self/ns/{name}", os.O_RDONLY), kind)
        for name, kind in (("user", CLONE_NEWUSER), ("net", CLONE_NEWNET))
    ]
    for its, mine, kind in theirs:
        if not os.path.sameopenfile(its, mine):
            called("setns", its, kind)


def main(words: list[str]) -> None:
    try:
        if words[0] == "--beside":
            go_beside(words[1])
            words = words[2:]
        else:
            leave_the_network()
    except (OSError, AttributeError) as error:  # other systems than Linux have no such function
        print(error, file=sys.stderr)
        sys.exit(CANNOT)
    os.execvp(words[0], words)


if __name__ == "__main__":
    main(sys.argv[1:])
