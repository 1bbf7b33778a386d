#!/usr/bin/env python3
"""Runs a command with a Slurm cluster around it, which is gone when the command ends.

usage: cluster.py [COMMAND...]        without a command: a shell

The command runs on the controller, where sbatch, squeue, scontrol and sinfo know the cluster; the files that its hosts share are in
/var/lib/slurm/shared and are gone afterwards. Takes root, or CAP_SYS_ADMIN and CAP_NET_ADMIN: else it ends with 77 and says so.
"""
import os
import subprocess
import sys

import sandbox


def main():
    sandbox.enter()
    import slurm
    with slurm.Cluster():
        return subprocess.run(sys.argv[1:] or [os.environ.get("SHELL", "bash")]).returncode


if __name__ == "__main__":
    sys.exit(main())
