"""Tries to get out of a workspace's container and prints {"holes": what succeeded, "tried": attempts by kind} as JSON.

Run by the server inside a container of the real recipe: python3 -I -c <this> <JSON of what to try>.
No holes means that nothing succeeded. Only Python's standard library is used.
"""
import ctypes
import errno
import json
import os
import platform
import socket
import sys
import threading

TIMEOUT_S = 1.5
ARM = platform.machine() == "aarch64"
# name: (x86-64, arm64, arguments). Each must be refused before it has any effect.
CALLS = {
    "io_uring_setup": (425, 425, (8, 0)),
    "unshare_user": (272, 97, (0x10000000,)),
    "unshare_mount": (272, 97, (0x00020000,)),
    "unshare_net": (272, 97, (0x40000000,)),
    "setns": (308, 268, (-1, 0)),
    "bpf": (321, 280, (0, 0, 0)),
    "perf_event_open": (298, 241, (0, 0, -1, -1, 0)),
    "keyctl": (250, 219, (0, 0)),
    "add_key": (248, 217, (0, 0, 0, 0, 0)),
    "userfaultfd": (323, 282, (0,)),
    "open_by_handle_at": (304, 265, (-1, 0, 0)),
    "init_module": (175, 105, (0, 0, 0)),
    "kexec_load": (246, 104, (0, 0, 0, 0)),
    "chroot": (161, 51, (b"/tmp",)),
    "pivot_root": (155, 41, (b"/tmp", b"/tmp")),
    "sethostname": (170, 161, (b"x", 1)),
    "setuid_root": (105, 146, (0,)),
    "fsopen": (430, 430, (b"tmpfs", 0)),
}
REFUSED = {errno.EPERM, errno.ENOSYS, errno.EACCES}
SOCKETS = {
    "raw": (socket.AF_INET, socket.SOCK_RAW, 1),
    "packet": (17, socket.SOCK_RAW, 0),
    "vsock": (40, socket.SOCK_STREAM, 0),
    "alg": (38, socket.SOCK_SEQPACKET, 0),
}
NOT_WRITABLE = ["/", "/etc", "/usr/bin", "/usr/local/bin", "/root", "/var/tmp", "/run", "/run/agent", "/opt/agent", "/sys", "/sys/fs/cgroup", "/proc/sys/kernel"]
NOT_OPENABLE = ["/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/net/ipv4/ip_forward", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/fuse", "/dev/kvm"]
NOT_THERE = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock"]

# What a target's label counts as; the rest is of the kernel.
KINDS = {"host": "machine", "private": "machine", "shared": "machine", "neighbour": "neighbours", "metadata": "closed", "smtp": "closed"}

libc = ctypes.CDLL(None, use_errno=True)
holes = []
tried = {"machine": 0, "neighbours": 0, "closed": 0, "kernel": 0}


def check_identity():
    tried["kernel"] += 9
    status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        if int(status[name], 16) != 0:
            holes.append("capabilities: %s %s" % (name, status[name]))
    if status["NoNewPrivs"].strip() != "1":
        holes.append("no_new_privs: off")
    if status["Seccomp"].strip() != "2":
        holes.append("seccomp: off")
    if os.getuid() == 0 or os.getgid() == 0:
        holes.append("identity: root")
    others = [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) > 200]
    if others:
        holes.append("processes: of others are visible")


def check_calls():
    tried["kernel"] += len(CALLS) + 2 + len(SOCKETS)
    for name, (x86, arm, arguments) in CALLS.items():
        ctypes.set_errno(0)
        result = libc.syscall(arm if ARM else x86, *arguments)
        if result != -1 or ctypes.get_errno() not in REFUSED:
            holes.append("syscall: %s answered %s" % (name, errno.errorcode.get(ctypes.get_errno(), result)))
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
        holes.append("syscall: mount")
    if libc.mknod(b"/tmp/probe-device", 0o60600, 0x0800) == 0:
        holes.append("syscall: mknod")
    for name, (family, kind, protocol) in SOCKETS.items():
        try:
            socket.socket(family, kind, protocol).close()
            holes.append("socket: %s" % name)
        except OSError:
            pass


def check_files():
    tried["kernel"] += len(NOT_WRITABLE) + len(NOT_OPENABLE) + len(NOT_THERE)
    for folder in NOT_WRITABLE:
        path = os.path.join(folder, "atelier-probe")
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            os.unlink(path)
            holes.append("writable: %s" % folder)
        except OSError:
            pass
    for path in NOT_OPENABLE:
        try:
            os.close(os.open(path, os.O_WRONLY))
            holes.append("openable: %s" % path)
        except OSError:
            pass
    for path in NOT_THERE:
        if os.path.exists(path):
            holes.append("engine: %s" % path)


def gateways():
    found = []
    for line in open("/proc/net/route").read().splitlines()[1:]:
        fields = line.split("\t")
        if fields[1] == "00000000":
            found.append(socket.inet_ntoa(bytes.fromhex(fields[2])[::-1]))
    return found


def try_tcp(label, address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        attempt = socket.socket(family, socket.SOCK_STREAM)
        attempt.settimeout(TIMEOUT_S)
        attempt.connect((address, port))
        holes.append("reached: %s %s port %d" % (label, address, port))
    except ConnectionRefusedError:
        # An answer, too: the packet got there and back.
        holes.append("answered: %s %s port %d" % (label, address, port))
    except OSError:
        pass


def try_udp(address, port, token):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.socket(family, socket.SOCK_DGRAM).sendto(token.encode(), (address, port))
    except OSError:
        pass


def check_network(what):
    hosts = list(dict.fromkeys(what["hostAddresses"] + gateways()))
    attempts = [("host", address, port) for address in hosts for port in [what["hostPort"], 22]]
    attempts += [(target["label"], target["address"], target["port"]) for target in what["targets"]]
    for label, _, _ in attempts:
        tried[KINDS[label]] += 1
    tried["machine"] += len(hosts)
    tried["neighbours"] += len(what["names"])
    threads = [threading.Thread(target=try_tcp, args=attempt) for attempt in attempts]
    for thread in threads:
        thread.start()
    for address in hosts:
        try_udp(address, what["hostPort"], what["token"])
    for name in what["names"]:
        try:
            holes.append("resolved: %s is %s" % (name, socket.gethostbyname(name)))
        except OSError:
            pass
    if os.path.exists("/proc/net/if_inet6"):
        for line in open("/proc/net/if_inet6"):
            if line.split()[-1] != "lo":
                holes.append("ipv6: address on %s" % line.split()[-1])
    for thread in threads:
        thread.join()


def main():
    what = json.loads(sys.argv[1])
    check_identity()
    check_calls()
    check_files()
    if what["network"] is not None:
        check_network(what["network"])
    print(json.dumps({"holes": sorted(set(holes)), "tried": tried}))


main()
