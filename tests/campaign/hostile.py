# SPDX-License-Identifier: GPL-2.0
"""What a makefile could try: each a Python program that a recipe runs.

They know TREE, OUT, HOME (a made-up one), OUTSIDE (a folder beside), PORT and NAME
(a server's, TCP on this machine and an abstract socket), VICTIM (a process) and MARK.
What an attack gained is seen from outside, in a file, at the server or at the victim;
or it says so itself: GAINED on stdout.
"""

GAINED = "gained: "
SECRET = "the-secret-that-nobody-may-see"

FILES = {
    "writes to the tree": "open(f'{TREE}/Makefile', 'a').write('# mine')",
    "replaces a file of the tree": """
import os
os.rename(f'{TREE}/Makefile', f'{TREE}/Makefile.old')
open(f'{TREE}/Makefile', 'w').write('# mine')""",
    "moves the tree": "import os; os.rename(TREE, TREE + '.old')",
    "writes beside the output": "open(f'{OUTSIDE}/mine', 'w').write('x')",
    "writes home": "open(f'{HOME}/.profile', 'a').write('mine')",
    "writes through a link in the output": """
import os
os.symlink(f'{OUTSIDE}/through', f'{OUT}/link')
open(f'{OUT}/link', 'w').write('x')""",
    "writes to /dev/shm": "open(f'/dev/shm/{MARK}', 'w').write('x')",
    "writes to /tmp": "open(f'/tmp/{MARK}', 'w').write('x')",
}

WORDS = {
    "lists the home folder": f"import os; print('{GAINED}', os.listdir(HOME + '/.ssh'))",
    "reads a key": f"print('{GAINED}', open(HOME + '/.ssh/id_ed25519').read())",
    "reads a variable": f"import os; print('{GAINED}', os.environ['PASSWORD'])",
    "reads the variables of every process": f"""
import glob
for name in glob.glob('/proc/[0-9]*/environ'):
    try:
        if {SECRET!r} in open(name, errors='replace').read():
            print('{GAINED}', name)
    except OSError:
        pass""",
    "finds the victim": f"""
import glob
for name in glob.glob('/proc/[0-9]*/cmdline'):
    try:
        if f'victim-{{MARK}}' in open(name, errors='replace').read():
            print('{GAINED}', name)
    except OSError:
        pass""",
    "traces the victim": f"""
import ctypes, os
call = ctypes.CDLL(None, use_errno=True).ptrace
call.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
if call(16, VICTIM, None, None) == 0:
    if f'victim-{{MARK}}' in open(f'/proc/{{VICTIM}}/cmdline').read():
        print('{GAINED}', VICTIM)""",
    "makes a user namespace": f"""
import subprocess
if subprocess.run(['unshare', '-U', 'true']).returncode == 0:
    print('{GAINED}')""",
    "sees the network's devices": f"""
names = [line.split(':')[0].strip() for line in open('/proc/net/dev') if ':' in line]
if set(names) - {{'lo'}}:
    print('{GAINED}', names)""",
}

# These gain something outside only where the tests run as root
ROOT = {
    "sets the kernel's parameters": f"""
import os
os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY)
print('{GAINED}')""",
    "has capabilities": f"""
for line in open('/proc/self/status'):
    if line.startswith(('CapEff', 'CapBnd')) and int(line.split()[1], 16):
        print('{GAINED}', line)""",
}

CONNECTS = {
    "a port of this machine": "socket.create_connection(('127.0.0.1', PORT), 2)",
    "an abstract socket": """
s = socket.socket(socket.AF_UNIX); s.connect(NAME)""",
}

SIGNALS = "import os, signal; os.kill(VICTIM, signal.SIGUSR1)"

STAYS = """
import subprocess
script = 'while :; do echo >>"$1"; sleep 0.02; done'
argv = ['setsid', 'sh', '-c', script, 'sh', f'{OUT}/beats']
null = subprocess.DEVNULL
child = subprocess.Popen(argv, stdin=null, stdout=null, stderr=null)
open(f'{OUT}/pid', 'w').write(str(child.pid))
import time; time.sleep(0.2)"""

TYPES = """
import fcntl, os, termios
for name in (0, 1, 2, '/dev/tty'):
    try:
        fd = name if isinstance(name, int) else os.open(name, os.O_RDWR)
        fcntl.ioctl(fd, termios.TIOCSTI, b'x')
    except OSError:
        pass"""

# Runs what follows with a key in a session keyring of its own
KEYHOLDER = f"""
import ctypes, os, platform, sys
join, add = {{'x86_64': (250, 248), 'aarch64': (219, 217)}}[platform.machine()]
call = ctypes.CDLL(None, use_errno=True).syscall
if call(join, 1, None) < 0 or call(add, b'user', b'treewide', {SECRET.encode()!r}, {len(SECRET)}, -3) < 0:
    sys.exit('no keys here')
os.execvp(sys.argv[1], sys.argv[1:])"""

READS_KEYS = f"""
import ctypes, platform
call = ctypes.CDLL(None).syscall
keyctl = {{'x86_64': 250, 'aarch64': 219}}[platform.machine()]
key = call(keyctl, 10, -3, b'user', b'treewide', 0)
room = ctypes.create_string_buffer(100)
if key > 0 and call(keyctl, 11, key, room, 100) > 0:
    print('{GAINED}', room.value)"""
