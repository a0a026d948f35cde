/** Small Python programs that try something inside a container and print what came of it. */

/** argv: number and integer arguments of a system call each as JSON. Prints `ok` or the name of the error. */
export const SYSCALL = `
import ctypes, errno, json, sys
libc = ctypes.CDLL(None, use_errno=True)
number, *arguments = [a.encode() if isinstance(a, str) else a for a in json.loads(sys.argv[1])]
print('ok' if libc.syscall(number, *arguments) != -1 else errno.errorcode[ctypes.get_errno()])
`;

/** argv: address, port. Prints what was heard, or the name of the error. */
export const CONNECT = `
import errno, socket, sys
s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET)
s.settimeout(1.2)
try:
    s.connect((sys.argv[1], int(sys.argv[2])))
    print(s.recv(100).decode() or 'connected')
except TimeoutError:
    print('TIMEOUT')
except OSError as e:
    print(errno.errorcode.get(e.errno, str(e)))
`;

/** argv: family, type, protocol. */
export const SOCKET = `
import errno, socket, sys
try:
    socket.socket(*map(int, sys.argv[1:]))
    print('ok')
except OSError as e:
    print(errno.errorcode[e.errno])
`;

/** argv: a path. Tries to make a file there, then to write what is there. */
export const WRITE = `
import errno, os, sys
try:
    os.close(os.open(sys.argv[1], os.O_WRONLY | (os.O_CREAT if not os.path.exists(sys.argv[1]) else 0)))
    print('ok')
except OSError as e:
    print(errno.errorcode[e.errno])
`;

/** Listens on a port for ever and says so. */
export const LISTEN = `
import socket, sys
s = socket.create_server(('0.0.0.0', int(sys.argv[1])))
while True:
    c, _ = s.accept(); c.sendall(b'hello'); c.close()
`;

/** Asks the engine's resolver for a name; prints the answer's code (0 found, 3 no such name, 2 could not ask). */
export const ASK_DNS = `
import socket, sys
name = b''.join(bytes([len(l)]) + l.encode() for l in sys.argv[1].split('.')) + b'\\0'
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(8)
s.sendto(b'\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00' + name + b'\\0\\1\\0\\1', ('127.0.0.11', 53))
print(s.recv(512)[3] & 15)
`;
