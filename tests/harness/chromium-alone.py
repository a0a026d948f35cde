#!/usr/bin/env python3
"""Becomes Chromium (ATELIER_CHROMIUM), which the kernel refuses sockets of AF_NETLINK.

Chromium breaks off what it is connecting to whenever an interface or an address of the machine comes or goes, and
containers make some all the time. It hears of them through such a socket; without one it takes the network for there.
"""
import ctypes
import os
import platform
import struct
import sys

SOCKET = {"x86_64": 41, "aarch64": 198}.get(platform.machine())
AF_NETLINK = 16
EAFNOSUPPORT = 97
PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38
# linux/bpf_common.h and linux/seccomp.h
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NUMBER_AT, FIRST_ARGUMENT_AT = 0, 16


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def refuse_netlink():
    steps = b"".join(struct.pack("=HBBI", *step) for step in [
        (LOAD, 0, 0, NUMBER_AT),
        (JUMP_IF_EQUAL, 0, 3, SOCKET),
        (LOAD, 0, 0, FIRST_ARGUMENT_AT),
        (JUMP_IF_EQUAL, 0, 1, AF_NETLINK),
        (RETURN, 0, 0, ERRNO | EAFNOSUPPORT),
        (RETURN, 0, 0, ALLOW),
    ])
    steps = ctypes.create_string_buffer(steps, len(steps))
    program = Program(len(steps) // 8, ctypes.cast(steps, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in [(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)]:
        if libc.prctl(*arguments) != 0:
            print("netlink is not refused:", os.strerror(ctypes.get_errno()), file=sys.stderr)
            return


if SOCKET is not None:
    refuse_netlink()
chromium = os.environ.get("ATELIER_CHROMIUM") or "/usr/bin/chromium"
os.execv(chromium, [chromium, *sys.argv[1:]])
