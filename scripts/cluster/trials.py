#!/usr/bin/env python3
"""A farm on a real Slurm cluster, and everything that may happen to it.

usage: trials.py [--short] [--only NAME] [--logs DIR] [--s3 WEED] REELFX

Each trial has a cluster and a store of its own. After it every output equals what one machine renders, byte for byte; the logs show that
what was done to the cluster was felt; and nothing is left. Then workers that are wrong on purpose are run, and must be found out.
--short takes a minute and a half at most. --logs keeps what hosts and tasks wrote of a trial that failed. --s3 adds the
trials whose store is a bucket, and names SeaweedFS, which setup.sh installs. Exit 77: nothing was tried.
"""
import argparse
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import sandbox

if __name__ == "__main__":
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("--short", action="store_true")
    arguments.add_argument("--only")
    arguments.add_argument("--logs", type=pathlib.Path)
    arguments.add_argument("--s3", type=lambda program: pathlib.Path(program).resolve(strict=True))
    arguments.add_argument("reelfx", type=pathlib.Path)
    chosen = arguments.parse_args()
    sandbox.enter()

import farm
import seaweed
import slurm
import ssh
import store
from slurm import until

WRONG_WORKER = pathlib.Path(__file__).with_name("wrong_worker.py")


class Failed(Exception):
    """A trial saw what must not be."""


def expect(condition, what):
    if not condition:
        raise Failed(what)


class Trial:
    """A cluster, a document planned for it, and its store, which is looked at all the while where it is a folder.

    - reference: digests of what one machine makes.
    - weed: where it is named, the store is a bucket on the controller's host.
    """

    def __init__(self, reelfx, reference, worker=None, weed=None):
        self.reelfx, self.reference, self.worker, self.weed = reelfx, reference, worker, weed
        self.times = {}
        self._open = contextlib.ExitStack()

    def __enter__(self):
        with self._open as opening:
            self.cluster = opening.enter_context(slurm.Cluster())
            self.n1, self.n2 = self.cluster.nodes
            if self.weed:
                opening.enter_context(seaweed.Bucket(self.weed))
            self.farm = farm.Farm(self.reelfx, self.worker, seaweed.ADDRESS if self.weed else None)
            self.watch = store.Watch(self.farm.store)
            opening.callback(self.watch.end)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_):
        self._open.close()

    def submit(self):
        self.began = time.monotonic()
        self.farm.submit()

    def fault(self):
        """The moment from which times are counted."""
        self.began = time.monotonic()

    def took(self, what):
        self.times[what] = time.monotonic() - self.began

    def hold(self, node):
        """Stops each worker of a host after its first artefact, in the middle of the next. Returns their shards."""
        held = {}

        def look():
            for pid, line in node.processes().items():
                if "--shard" in line:
                    shard = int(line.split("--shard ")[1].split("/")[0])
                    if pid not in held and self.farm.rendered(shard):
                        os.kill(pid, signal.SIGSTOP)
                        held[pid] = shard
            return len(held) == 2
        until(f"both workers of {node.name} are at work", look, 40, 0.01)
        expect(held.keys() <= node.processes().keys(), f"a worker of {node.name} had finished before it could be held")
        return sorted(held.values())

    def release(self, node):
        node.signal(signal.SIGCONT, "--shard")

    def started_again(self, shards):
        until(f"shards {shards} are started again", lambda: all(self.farm.starts(shard) > 1 for shard in shards), 90)
        self.took("started again")

    def complete(self):
        expect(self.farm.wait(120), f"{self.farm.missing()} artefacts are missing after two minutes")
        self.took("complete")

    def rendered_twice(self, shards):
        """Waits for the workers of the second host, which began first; what they were at has been rendered elsewhere as well."""
        until("the first workers end", lambda: not any("--shard" in line for line in self.n2.processes().values()), 90)
        for shard in shards:
            expect(2 in self.farm.rendered(shard).values(), f"nothing of shard {shard} was rendered twice:\n{self.farm.log(shard)}")

    def settle(self):
        """What must hold after every trial."""
        until("no task is left", lambda: self.cluster.queue() == [], 60)
        for node in self.cluster.nodes:
            if node.holder.poll() is None:
                until(f"no process is left on {node.name}", lambda: not node.processes(), 15)
        faults = self.watch.end()
        expect(not faults, f"the store had what was not whole: {faults}")
        self.farm.verify()
        made = self.farm.finish()
        expect(made == self.reference, f"other bytes than one machine makes: {made} instead of {self.reference}")
        self.farm.prune()
        left = store.unfinished(self.farm.store)
        expect(not left, f"left in the store after it was pruned: {left}")


def clean(t):
    """Nothing happens."""
    t.submit()
    until("a worker runs", lambda: any(t.farm.starts(shard) for shard in range(4)), 20, 0.02)
    t.took("first start")
    t.complete()


def host_dies(t):
    """A host loses its power while two workers are in the middle of a segment."""
    t.submit()
    shards = t.hold(t.n2)
    t.fault()
    t.n2.die()
    t.started_again(shards)
    t.complete()


def slurmd_dies(t):
    """slurmd alone is killed: its workers live on, and their shards are started on the other host as well."""
    t.submit()
    shards = t.hold(t.n2)
    t.fault()
    t.n2.kill_slurmd()
    t.started_again(shards)
    t.complete()
    t.release(t.n2)
    t.rendered_twice(shards)


def cable(t):
    """A host is cut off, while its workers still reach the store; later it comes back."""
    t.submit()
    shards = t.hold(t.n2)
    t.fault()
    t.n2.unplug()
    t.started_again(shards)
    t.complete()
    t.release(t.n2)
    t.rendered_twice(shards)
    t.fault()
    t.n2.plug_in()
    until("the host is in service again", lambda: t.cluster.states() == ["idle", "idle"], 90)
    t.took("in service again")


def store_out_of_reach(t):
    """A host is cut off from the controller and the store, renders on, and comes back while it still tries to put what it has made."""
    t.submit()
    shards = t.hold(t.n2)
    t.fault()
    t.n2.unplug()
    t.release(t.n2)
    t.started_again(shards)
    t.complete()
    t.n2.plug_in()
    t.rendered_twice(shards)


def controller_dies(t):
    """The controller is killed as soon as tasks run, and started again. What it has forgotten is submitted anew; nodes that it drained are
    resumed."""
    t.submit()
    until("all tasks run", lambda: all(t.farm.starts(shard) for shard in range(4)), 20, 0.02)
    t.fault()
    t.cluster.kill_controller()
    expect(t.cluster.queue() is None, "a controller that is dead answers")
    before = t.farm.missing()
    until("workers go on without a controller", lambda: t.farm.missing() < before, 30)
    t.cluster.start_controller()
    until("the controller answers", lambda: t.cluster.queue() is not None, 30)
    t.took("answers again")
    t.farm.wait(20)
    t.times["nodes drained"] = sum("drain" in state for state in t.cluster.states())
    t.times["tasks started again"] = sum(t.farm.starts(shard) > 1 for shard in range(4))
    slurm.run("scancel", "--user=root")
    t.cluster.resume()
    converge(t)


def worker_killed(t):
    """Workers are killed, as the kernel kills for memory. Slurm does not start them again: another round does."""
    t.submit()
    shards = t.hold(t.n2)
    t.n2.signal(signal.SIGKILL, "--shard")
    until("no task is left", lambda: t.cluster.queue() == [], 60)
    expect(t.farm.missing() > 0 and all(t.farm.starts(shard) == 1 for shard in shards), "what was killed was not missed")
    t.fault()
    converge(t)


def told_to_stop(t):
    """Workers get SIGTERM, end with 75, and are started again."""
    t.submit()
    shards = t.hold(t.n2)
    t.fault()
    t.n2.signal(signal.SIGTERM, "--shard")
    t.release(t.n2)
    t.started_again(shards)
    t.complete()


def damaged_source(t):
    """A shot cannot be decoded: its segments are given up at once, with a reason, and all others are made; they serve when it is mended."""
    episode = slurm.SHARED / "episode"
    shutil.copytree(farm.DOCUMENT.parent, episode)
    shot = episode / "shots/storm.mp4"
    whole = shot.read_bytes()
    middle = len(whole) // 2
    shot.write_bytes(whole[:middle] + b"\xff" * 2000 + whole[middle + 2000:])
    t.farm.plan(episode / farm.DOCUMENT.name)
    t.submit()
    until("no task is left", lambda: t.cluster.queue() == [], 90)
    failures = t.farm.failures()
    expect(failures and len(failures) == t.farm.missing(), f"{t.farm.missing()} are missing, and {len(failures)} are said to have failed")
    expect(all(t.farm.starts(shard) == 1 for shard in range(4)), "what cannot be made was tried again")
    expect(t.farm.resubmit() == 1, "what cannot be made was submitted again")
    shot.write_bytes(whole)
    expect(t.farm.plan(episode / farm.DOCUMENT.name) > 0, "nothing that was made serves the mended episode")
    t.fault()
    t.submit()
    t.complete()


def ssh_host_dies(t):
    """No Slurm: GNU parallel over ssh, and a host that loses its power. What it was at is made on the other."""
    with ssh.Servers(t.cluster.nodes):
        folder = t.farm.write_for("parallel", f"hosts={t.n1.address},{t.n2.address}")
        runner = subprocess.Popen(["sh", "parallel.sh"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until("the second host renders", lambda: any("--shard" in line for line in t.n2.processes().values()), 40, 0.02)
        t.fault()
        t.n2.die()
        t.complete()
        expect(runner.wait(90) == 0, "parallel has not made up for the host")
        t.took("parallel ends")
        tried = [line.split("\t")[1] for line in next(folder.glob("*.joblog")).read_text().splitlines()[1:]]
        expect(len(tried) == 4 and set(tried) == {t.n1.address}, f"other hosts than the one that lived have finished: {tried}")


def cancelled(t):
    """The array is cancelled: workers leave within ten seconds, with nothing behind them. Another round makes the rest."""
    t.submit()
    t.hold(t.n2)
    t.fault()
    slurm.run("scancel", "--full", "--user=root")
    t.release(t.n2)
    until("no process is left", lambda: not t.n1.processes() and not t.n2.processes(), 12)
    t.took("gone")
    left = store.unfinished(t.farm.store)
    expect(not left, f"a worker that was told to stop has left {left}")
    converge(t)


def converge(t):
    """Rounds of what is missing, until nothing is."""
    for _ in range(3):
        if t.farm.missing() == 0:
            break
        expect(t.farm.resubmit() == 0, "nothing could be submitted")
        t.farm.wait(60)
    t.complete()


TRIALS = [clean, host_dies, slurmd_dies, cable, controller_dies, worker_killed, told_to_stop, cancelled,
          damaged_source, ssh_host_dies]
IN_BUCKETS = [clean, host_dies, store_out_of_reach]
SHORT = [clean, told_to_stop, host_dies]


def run(trial, reelfx, reference, logs=None, **options):
    """Runs a trial. Returns what was wrong, or None."""
    began = time.monotonic()
    name = trial.__name__ + (" (S3)" if options.get("weed") else "")
    with Trial(reelfx, reference, **options) as t:
        try:
            trial(t)
            t.settle()
        except (Failed, TimeoutError, RuntimeError) as problem:
            if logs:
                for folder in (slurm.LOGS, t.farm.folder):
                    shutil.copytree(folder, logs / name / folder.name, dirs_exist_ok=True)
            return str(problem)
        finally:
            print(f"{name:24} {time.monotonic() - began:5.1f} s", *(f" {k} {v:.1f}" for k, v in t.times.items()), flush=True)
    return None


def wrong_workers(reelfx, reference):
    """Workers that must be found out by the very same trial. Returns those that were not."""
    passed = []
    os.environ["REELFX_RIGHT"] = reelfx
    for wrong in ("half", "bytes"):
        os.environ["REELFX_WRONG"] = wrong
        found = run(clean, reelfx, reference, worker=str(WRONG_WORKER))
        print(f"  a worker that is wrong ({wrong}): {'found out: ' + found[:150] if found else 'NOT FOUND OUT'}", flush=True)
        if not found:
            passed.append(wrong)
    return passed


def main():
    reelfx = str(chosen.reelfx.resolve())
    with tempfile.TemporaryDirectory() as folder:
        reference = farm.render_alone(reelfx, pathlib.Path(folder))
    runs = [(trial, None) for trial in (SHORT if chosen.short else TRIALS)]
    if chosen.s3:
        runs += [(trial, chosen.s3) for trial in IN_BUCKETS]
    runs = [(trial, weed) for trial, weed in runs if chosen.only in (None, trial.__name__)]
    problems = [(trial.__name__, run(trial, reelfx, reference, chosen.logs, weed=weed)) for trial, weed in runs]
    problems = [f"{name}: {problem}" for name, problem in problems if problem]
    if not chosen.only:
        problems += [f"a worker that is wrong ({wrong}) passes" for wrong in wrong_workers(reelfx, reference)]
    if problems:
        sys.exit("\n".join(f"cluster: FAILED: {problem}" for problem in problems))
    print(f"cluster: {len(runs)} trials passed")


if __name__ == "__main__":
    main()
