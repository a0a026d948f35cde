import { buildAgent } from '#agent/build.ts';

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { AGENT_OOM_SCORE, MEMBER_OOM_SCORE } from '../../../shared/agent-protocol.ts';
import { GIB, MIB } from '../../../shared/units.ts';
import { until } from '../runtime.contract.ts';
import type { WorkspacePlan } from '../runtime.ts';
import { workspaceName } from './names.ts';
import { SOCKET, SYSCALL, WRITE } from './probes.fixture.ts';
import { createRuntimeFixture } from './runtime.fixture.ts';
import type { RuntimeFixture } from './runtime.fixture.ts';

const BUNDLE = join(import.meta.dirname, '../../../dist/agent');
const run = promisify(execFile);
const ARM = process.arch === 'arm64';

/** Every line of the recipe, tried from inside a workspace that runs the real agent. */
describe('the recipe, from inside a workspace', () => {
  let fixture: RuntimeFixture;
  let plan: WorkspacePlan;
  const sh = async (script: string, about = plan): Promise<string> => (await fixture.exec(about, ['sh', '-c', script])).output.trimEnd();
  const python = async (program: string, ...args: string[]): Promise<string> => await fixture.python(plan, program, ...args);
  const agentPid = async (about = plan): Promise<string> => await sh('for p in /proc/[0-9]*; do tr "\\0" " " <$p/cmdline 2>/dev/null | grep -q "[a]gent.cjs" && echo ${p#/proc/}; done', about);

  before(async () => {
    await buildAgent(BUNDLE);
    fixture = await createRuntimeFixture({ agentBundleFolder: BUNDLE, extraCaFile: process.env['ATELIER_EXTRA_CA'] || process.env['NODE_EXTRA_CA_CERTS'] });
    plan = fixture.plan({ limits: { cpus: 0.5, memoryBytes: 256 * MIB, diskBytes: GIB, maxProcesses: 100 } });
    await fixture.runtime.apply(plan);
    await until(agentPid, (pid) => pid !== '');
  });
  after(async () => {
    await fixture.dispose();
  });

  it('runs as the uid of the plan, under a name that whoami, git and ~ know', async () => {
    assert.equal(await sh('id -u; id -g; id -G; whoami; echo ~; echo $HOME $USER'), `${plan.uid}\n${plan.uid}\n${plan.uid}\nws\n/home/ws\n/home/ws ws`);
    assert.match(await sh('cd ~ && git init -q r 2>&1 && cd r && git -c user.email=a@b.c -c user.name=x commit -q --allow-empty -m first && git log --format=%s'), /^first$/);
  });

  it('has no capability, in no set, and cannot gain any', async () => {
    assert.equal(await sh('grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status | tr -d "\\t"'), [...['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}:0000000000000000`), 'NoNewPrivs:1', 'Seccomp:2'].join('\n'));
    assert.match(await sh('su -c id 2>&1; mount -t tmpfs none /tmp 2>&1; chown root /tmp/x 2>&1'), /(must be suid|Authentication|denied|permitted)/);
  });

  const refused: Readonly<Record<string, readonly [number, number, ...(number | string)[]]>> = {
    io_uring_setup: [425, 425, 8, 0], 'unshare of users': [272, 97, 0x10000000], 'unshare of mounts': [272, 97, 0x20000], 'unshare of networks': [272, 97, 0x40000000],
    mount: [165, 40, 'none', '/tmp', 'tmpfs', 0, 0], umount2: [166, 39, '/tmp', 2], setns: [308, 268, -1, 0], pivot_root: [155, 41, '/tmp', '/tmp'], chroot: [161, 51, '/tmp'],
    bpf: [321, 280, 0, 0, 0], perf_event_open: [298, 241, 0, 0, -1, -1, 0], keyctl: [250, 219, 0, 0], userfaultfd: [323, 282, 0], open_by_handle_at: [304, 265, -1, 0, 0],
    init_module: [175, 105, 0, 0, 0], kexec_load: [246, 104, 0, 0, 0, 0], sethostname: [170, 161, 'x', 1], settimeofday: [164, 170, 0, 0], fsopen: [430, 430, 'tmpfs', 0], syslog: [103, 116, 3, 0, 0],
  };
  for (const [name, [x86, arm, ...args]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      assert.equal(await python(SYSCALL, JSON.stringify([ARM ? arm : x86, ...args])), 'EPERM');
    });
  }

  it('refuses to become root and to make devices', async () => {
    assert.equal(await python(SYSCALL, JSON.stringify([ARM ? 146 : 105, 0])), 'EPERM');
    assert.equal(await python(SYSCALL, JSON.stringify(ARM ? [33, -100, '/tmp/d', 0o60600, 0x800] : [133, '/tmp/d', 0o60600, 0x800])), 'EPERM');
  });

  it('answers clone3 with ENOSYS, so that the C library falls back to what the filter can read', async () => {
    assert.equal(await python(SYSCALL, JSON.stringify([435, 0, 0])), 'ENOSYS');
  });

  it('opens Internet, Unix and netlink sockets and no other kind', async () => {
    for (const kind of [['2', '1', '0'], ['10', '2', '0'], ['1', '1', '0'], ['16', '3', '0']]) assert.equal(await python(SOCKET, ...kind), 'ok', kind.join());
    const others = { raw: ['2', '3', '1'], packet: ['17', '3', '0'], vsock: ['40', '1', '0'], alg: ['38', '5', '0'], can: ['29', '3', '1'], tipc: ['30', '5', '0'] };
    for (const [name, kind] of Object.entries(others)) assert.notEqual(await python(SOCKET, ...kind), 'ok', name);
  });

  it('writes to its home, /tmp and /dev/shm and nowhere else', async () => {
    for (const path of ['/home/ws/x', '/tmp/x', '/dev/shm/x']) assert.equal(await python(WRITE, path), 'ok', path);
    for (const path of ['/x', '/etc/x', '/usr/bin/x', '/usr/local/bin/x', '/var/tmp/x', '/opt/x']) assert.match(await python(WRITE, path), /^(EROFS|EACCES)$/, path);
    assert.match(await sh('grep " / " /proc/mounts'), /^overlay \/ overlay ro,/);
    assert.equal(await python(WRITE, '/run/x'), 'EACCES');
  });

  it('cannot add, replace, rename or remove a file of the channel, the bundle or the names', async () => {
    for (const path of ['/run/agent/agent.sock', '/run/agent/x', '/opt/agent/agent.cjs', '/opt/agent/x', '/etc/passwd', '/etc/group', '/etc/hosts', '/etc/resolv.conf']) {
      assert.match(await python(WRITE, path), /^(EROFS|EACCES)$/, path);
    }
    assert.match(await sh('mv /run/agent/config.json /run/agent/agent.sock 2>&1'), /Read-only file system/);
    assert.match(await sh('touch /opt/agent/x 2>&1'), /Read-only file system/);
    assert.match(await sh('rm -f /run/agent/config.json 2>&1'), /Read-only file system/);
    assert.match(await sh('ln -s /var/run/docker.sock /run/agent/agent.sock 2>&1'), /Read-only file system/);
  });

  it('keeps the secret from other people of the machine and from nobody who needs it', async () => {
    assert.equal(await sh('stat -c "%U %a" /run/agent/config.json'), 'ws 400');
    assert.equal((await run('stat', ['-c', '%a', join(fixture.dataFolder, 'run')])).stdout.trim(), '700');
  });

  it('sees nothing that is mounted below a folder given to it', async () => {
    const other = fixture.plan();
    const below = join(fixture.runtime.socketFolder(other.workspaceId), 'below');
    await mkdir(below);
    await run('mount', ['-t', 'tmpfs', 'none', below]);
    try {
      await writeFile(join(below, 'secret'), 'x');
      await fixture.runtime.apply(other);
      assert.equal(await sh('ls -A /run/agent/below; touch /run/agent/below/x 2>&1', other), "touch: cannot touch '/run/agent/below/x': Read-only file system");
    } finally {
      await fixture.runtime.stop(other.workspaceId);
      await run('umount', [below]);
      await rm(below, { recursive: true });
    }
  });

  it('bounds /tmp and /dev/shm, lets programs run in /tmp, and honours no setuid bit or device there', async () => {
    assert.equal(await sh('df -B1 --output=size /tmp | tail -1 | tr -d " "'), String(256 * MIB));
    assert.match(await sh('head -c 80000000 /dev/zero 2>&1 >/dev/shm/big; rm /dev/shm/big'), /No space left/);
    assert.equal(await sh('printf "#!/bin/sh\\necho ran" > /tmp/p; chmod +x /tmp/p; /tmp/p'), 'ran');
    for (const flag of ['nosuid', 'nodev']) assert.match(await sh('grep " /tmp " /proc/mounts'), new RegExp(flag));
    assert.match(await sh('grep " /run " /proc/mounts'), /nosuid,nodev,noexec/);
  });

  it('hides the kernel\'s doors of /proc and /sys', async () => {
    assert.equal(await sh('cat /proc/kcore 2>/dev/null | head -c 10 | wc -c; ls -A /proc/acpi /sys/firmware | tr -d "\\n"; cat /proc/keys | wc -c; cat /proc/timer_list | wc -c'), '0\n/proc/acpi:/sys/firmware:0\n0');
    for (const path of ['/proc/sysrq-trigger', '/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/sys/kernel/uevent_helper', '/sys/fs/cgroup/x']) assert.notEqual(await python(WRITE, path), 'ok', path);
  });

  it('has no device but the harmless ones, and no engine', async () => {
    assert.equal(await sh('find /dev -type b; find /dev -type c | sort | tr "\\n" " "'), '/dev/full /dev/null /dev/pts/ptmx /dev/random /dev/tty /dev/urandom /dev/zero');
    assert.equal(await sh('ls /var/run/docker.sock /run/docker.sock /run/containerd 2>/dev/null'), '');
  });

  it('shares no namespace with the machine, and sees its own processes only', async () => {
    for (const kind of ['pid', 'net', 'ipc', 'uts', 'mnt', 'cgroup']) assert.notEqual(await sh(`readlink /proc/self/ns/${kind}`), await readlink(`/proc/self/ns/${kind}`), kind);
    assert.doesNotMatch(await sh('cat /proc/[0-9]*/cmdline | tr "\\0" " "'), /dockerd/);
    assert.doesNotMatch(await sh('cat /proc/self/cgroup'), /docker/);
  });

  it('has a first process that buries orphans', async () => {
    assert.match(await sh('cat /proc/1/comm'), /init/);
    await sh('for i in 1 2 3; do (sleep 0.05 &) ; done');
    await until(async () => await sh('grep -l "State:.Z" /proc/[0-9]*/status 2>/dev/null | wc -l'), (zombies) => zombies === '0');
  });

  it('stops a fork bomb at the plan\'s processes, and the agent lives on', async () => {
    const before = await agentPid();
    const forked = Number(await python('import os, time\npids = []\ntry:\n  while True:\n    pid = os.fork()\n    if pid == 0:\n      time.sleep(60); os._exit(0)\n    pids.append(pid)\nexcept BlockingIOError:\n  print(len(pids))\nfor p in pids: os.kill(p, 9); os.waitpid(p, 0)'));
    assert.ok(forked > 10 && forked < plan.limits.maxProcesses, String(forked));
    assert.equal(await agentPid(), before);
  });

  it('ends the member\'s program when memory runs out, not the agent and not the container', async () => {
    const before = await agentPid();
    // What the agent does to a terminal's shell that it has started, of the same uid and without privileges.
    const greedy = await fixture.exec(plan, ['sh', '-c', `sleep 60 & echo ${MEMBER_OOM_SCORE} > /proc/$!/oom_score_adj; cat /proc/$!/oom_score_adj; kill $!
      echo ${MEMBER_OOM_SCORE} > /proc/self/oom_score_adj; exec python3 -c 'x = []
while True: x.append(b"x" * 1000000)'`]);
    assert.deepEqual(greedy, { exitCode: 137, output: `${MEMBER_OOM_SCORE}\n` });
    assert.equal(await sh(`cat /proc/${before}/oom_score_adj`), String(AGENT_OOM_SCORE));
    assert.equal(await agentPid(), before);
    assert.equal((await fixture.runtime.list()).find((found) => found.workspaceId === plan.workspaceId)?.running, true);
  });

  it('dies before the machine\'s own programs, and no program of it can put itself behind them', async () => {
    assert.equal(await sh('cat /proc/1/oom_score_adj'), String(AGENT_OOM_SCORE));
    assert.match(await sh('{ echo -1 > /proc/self/oom_score_adj; } 2>&1'), /Permission denied|I\/O error/);
  });

  it('adds no swap to the plan\'s memory', async () => {
    assert.match(await sh('cat /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.swap.max'), new RegExp(`^(${plan.limits.memoryBytes}|0)$`));
  });

  it('gives no more processor than planned', async () => {
    const usedSeconds = Number(await python('import multiprocessing, resource, time\ndef burn():\n  end = time.monotonic() + 1.5\n  while time.monotonic() < end: pass\nps = [multiprocessing.Process(target=burn) for _ in range(3)]\n[p.start() for p in ps]; [p.join() for p in ps]\nu = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime)'));
    assert.ok(usedSeconds < 1.5 * plan.limits.cpus + 0.4, `${usedSeconds} s in 1.5 s`);
  });

  it('bounds open files, core dumps, locked memory and the size of one file', async () => {
    assert.equal(await sh('ulimit -Hn; ulimit -Sn; ulimit -Hc; ulimit -Hl'), '8192\n8192\n0\n64');
    assert.equal(await python('import errno, os\nf = os.open("/home/ws/large", os.O_CREAT | os.O_WRONLY)\ntry:\n  os.ftruncate(f, int(__import__("sys").argv[1]))\n  print("ok")\nexcept OSError as e: print(errno.errorcode[e.errno])\nos.unlink("/home/ws/large")', String(plan.limits.diskBytes + 1)), 'EFBIG');
  });

  it('publishes no port, restarts by itself never, and caps what it logs', async () => {
    const { HostConfig, NetworkSettings } = await fixture.engine.getContainer(workspaceName(plan.workspaceId)).inspect();
    assert.deepEqual([HostConfig.PortBindings, NetworkSettings.Ports, HostConfig.Privileged, HostConfig.Binds ?? null], [{}, {}, false, null]);
    assert.equal(HostConfig.RestartPolicy?.Name, 'no');
    assert.deepEqual(HostConfig.LogConfig, { Type: 'json-file', Config: { 'max-file': '2', 'max-size': '5m' } });
  });

  it('starts the agent again when it dies, in the same container', async () => {
    const [before] = (await fixture.runtime.list()).filter((found) => found.workspaceId === plan.workspaceId);
    const pid = await agentPid();
    await sh(`kill -9 ${pid}`);
    await until(agentPid, (found) => found !== '' && found !== pid);
    assert.deepEqual((await fixture.runtime.list()).filter((found) => found.workspaceId === plan.workspaceId), [before]);
  });

  it('trusts the extra certificates beside the usual ones, in every tool and in terminals', async () => {
    const path = '/opt/atelier/ca.pem';
    const config = JSON.parse(await sh('cat /run/agent/config.json'));
    for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO']) {
      assert.equal(await sh(`echo $${name}`), path);
      assert.equal(config.env[name], path);
    }
    assert.ok(Number(await sh(`grep -c BEGIN ${path}`)) > 50);
    assert.match(await python(WRITE, path), /^(EROFS|EACCES)$/);
  });

  it('carries the seccomp profile of the repository, whatever the engine\'s own is', async () => {
    const { HostConfig } = await fixture.engine.getContainer(workspaceName(plan.workspaceId)).inspect();
    const profile = JSON.parse(await readFile(join(import.meta.dirname, 'seccomp/profile.json'), 'utf8'));
    assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges:true', `seccomp=${JSON.stringify(profile)}`]);
  });
});
