"""A Slurm cluster of a controller and two nodes, each a host of its own: its processes, its network, its name.

Nodes hang on a bridge by a cable that can be pulled, and a node that is killed takes everything that runs on it along. What hosts share is
one file system, as they would over NFS.
"""
import os
import pathlib
import signal
import subprocess
import time

import sandbox

CONTROLLER = "10.77.0.1"
FOLDER = sandbox.FOLDER
SHARED = FOLDER / "shared"
OWN = FOLDER / "own"
"""On every node another folder, as its own disk is."""
LOGS = FOLDER / "log"
os.environ["SLURM_CONF"] = str(FOLDER / "slurm.conf")


def run(*command, **options):
    """Runs to the end, and raises with what was said when that is no good end."""
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def until(what, condition, seconds, pause=0.1):
    """Waits for a condition and returns what it gave; raises with `what` when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(pause)
    raise TimeoutError(f"{what}: not within {seconds} s")


class Node:
    """A host with a cable to the controller's bridge."""

    def __init__(self, name, number):
        self.name, self.address, self.cable = name, f"10.77.0.{10 + number}", f"v-{name}"

    def boot(self):
        # Whatever loses its parent on this host is a child of the sleeper, which ignores its children: none stays a zombie.
        world = ["unshare", "--fork", "--kill-child", "--pid", "--mount-proc", "--net", "--uts"]
        start = f"mount -t tmpfs own {OWN}; hostname {self.name}; trap '' CHLD; exec sleep infinity"
        self.holder = subprocess.Popen([*world, "sh", "-c", start], stderr=subprocess.DEVNULL)
        self.init = until(f"{self.name} boots", lambda: self._sleeper(), 5, 0.01)
        run("ip", "link", "add", self.cable, "type", "veth", "peer", "name", "eth0", "netns", self.init)
        run("ip", "link", "set", self.cable, "master", "br0", "up")
        for setting in (f"addr add {self.address}/24 dev eth0", "link set eth0 up", "link set lo up"):
            run(*self.inside("ip", *setting.split()))

    def inside(self, *command):
        """The command that runs a command on this host."""
        return ["nsenter", f"--target={self.init}", "--mount", "--uts", "--net", "--pid", *map(str, command)]

    def start(self):
        """Starts slurmd. Not by `ip netns exec`: that covers /sys, and slurmd looks for its cgroups there."""
        self.slurmd = subprocess.Popen(self.inside("slurmd", "-D", "-c", "-f", os.environ["SLURM_CONF"]), stderr=subprocess.DEVNULL)

    def processes(self):
        """What runs on this host besides its sleeper and slurmd: process ids, in our view, and command lines."""
        world = os.readlink(f"/proc/{self.init}/ns/pid")
        found = {}
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if os.readlink(process / "ns/pid") == world and words[0] and words[0] not in ("sleep", "slurmd"):
                    found[int(process.name)] = " ".join(words).strip()
            except OSError:
                continue  # it has ended meanwhile
        return found

    def signal(self, number, *names):
        """Sends a signal to every process of this host whose command line has one of the names in it.

        Returns how many there were."""
        hit = [pid for pid, line in self.processes().items() if any(name in line for name in names)]
        for pid in hit:
            os.kill(pid, number)
        return len(hit)

    def kill_slurmd(self):
        """Only slurmd itself: what it has started lives on."""
        for child in _children(self.slurmd.pid):
            os.kill(child, signal.SIGKILL)
        self.slurmd.wait()

    def die(self):
        """The host loses its power: its first process ends, and the kernel ends all the others with it, at once."""
        os.kill(self.init, signal.SIGKILL)
        self.holder.wait()

    def unplug(self):
        run("ip", "link", "set", self.cable, "down")

    def plug_in(self):
        run("ip", "link", "set", self.cable, "up")

    def _sleeper(self):
        for child in _children(self.holder.pid):
            if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "sleep":
                return child
        return None


def _children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Cluster:
    """With `with`: up and idle inside, gone after."""

    def __init__(self):
        self.nodes = [Node("n1", 1), Node("n2", 2)]

    def __enter__(self):
        for folder in (SHARED, OWN, LOGS, FOLDER / "state"):
            folder.mkdir(parents=True, exist_ok=True)
        (FOLDER / "slurm.conf").write_text(self._configuration())
        self._start_munge()
        run("ip", "link", "add", "br0", "type", "bridge")
        run("ip", "addr", "add", f"{CONTROLLER}/24", "dev", "br0")
        run("ip", "link", "set", "br0", "up")
        self.start_controller("-c")
        for node in self.nodes:
            node.boot()
            node.start()
        until("both nodes are idle", lambda: self.states() == ["idle", "idle"], 20)
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            if node.holder.poll() is None:
                node.die()
        self.kill_controller()
        self.munged.kill()
        self.munged.wait()
        run("ip", "link", "del", "br0")
        for path in FOLDER.iterdir():
            run("rm", "-rf", path)

    def start_controller(self, *options):
        command = ["slurmctld", "-D", *options, "-f", os.environ["SLURM_CONF"]]
        self.controller = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill_controller(self):
        self.controller.kill()
        self.controller.wait()

    def resume(self):
        """Takes back into service what the controller has drained or found down."""
        for node in self.nodes:
            subprocess.run(["scontrol", "update", f"nodename={node.name}", "state=resume"], capture_output=True)

    def states(self):
        """The nodes' states as sinfo has them, in the order of the nodes; empty while nobody answers."""
        told = subprocess.run(["sinfo", "-h", "-N", "-o", "%N %T"], text=True, capture_output=True).stdout
        return [line.split()[1] for line in sorted(told.splitlines())]

    def queue(self):
        """The tasks that are not done: state, node and number of restarts by task id; None while nobody answers."""
        told = subprocess.run(["squeue", "-h", "-r", "-O", "JobArrayID:30,StateCompact:6,NodeList:20,RestartCnt:6"], text=True,
                              capture_output=True)
        return None if told.returncode else [line.split() for line in told.stdout.splitlines()]

    def _configuration(self):
        nodes = "\n".join(f"NodeName={node.name} NodeAddr={node.address} CPUs=2 RealMemory=2000" for node in self.nodes)
        template = pathlib.Path(__file__).with_name("slurm.conf").read_text()
        return template.format(folder=FOLDER, controller=CONTROLLER, nodes=nodes)

    def _start_munge(self):
        key = FOLDER / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        paths = {"key-file": "munge.key", "socket": "munge.sock", "pid-file": "munged.pid", "log-file": "log/munged.log",
                 "seed-file": "munged.seed"}
        self.munged = subprocess.Popen(["munged", "--foreground", "--force", *(f"--{k}={FOLDER / v}" for k, v in paths.items())],
                                       stderr=subprocess.DEVNULL)
        until("munged answers", (FOLDER / "munge.sock").exists, 5, 0.01)
