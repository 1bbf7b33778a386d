"""The cluster's hosts as ssh sees them: a server on each, and a user whose keys, and whose home, are the sandbox's alone."""
import signal
import subprocess

import slurm
from sandbox import HOME


class Servers:
    """With `with`: every node takes commands from the controller over ssh."""

    def __init__(self, nodes):
        self.nodes = nodes

    def __enter__(self):
        keys = HOME / ".ssh"
        keys.mkdir(parents=True, mode=0o700)
        slurm.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / "id_ed25519")
        (keys / "authorized_keys").write_text((keys / "id_ed25519.pub").read_text())
        (keys / "config").write_text("StrictHostKeyChecking no\nLogLevel ERROR\n")
        slurm.run("dropbearkey", "-t", "ed25519", "-f", HOME / "host.key")
        for node in self.nodes:
            node.ssh = subprocess.Popen(node.inside("dropbear", "-F", "-s", "-r", HOME / "host.key"), stderr=subprocess.DEVNULL)
        slurm.until("ssh reaches every node", lambda: all(self._answers(node) for node in self.nodes), 10)
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            if node.holder.poll() is None:
                node.signal(signal.SIGKILL, "dropbear")
            node.ssh.wait()

    @staticmethod
    def _answers(node):
        return subprocess.run(["ssh", node.address, "true"], capture_output=True).returncode == 0
