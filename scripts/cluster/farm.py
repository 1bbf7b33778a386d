"""An episode on the cluster: what `reelfx farm` and its workers are asked to do, and what became of it."""
import collections
import hashlib
import json
import pathlib
import re
import subprocess

import slurm

DOCUMENT = pathlib.Path(__file__).parents[2] / "samples/episode.yaml"
OUTPUTS = ("--only", "social/en/540p")


class Farm:
    """One manifest and one shared store.

    - worker: the program that tasks run: reelfx, or one that is to be found out.
    - address: of the store, where that is no folder that all hosts see.
    """

    def __init__(self, reelfx, worker=None, address=None, shards=4):
        self.reelfx, self.worker, self.shards = reelfx, worker or reelfx, shards
        self.store = slurm.SHARED / "store"
        self.address = address or self.store
        self.folder = slurm.SHARED / "job"
        self.plan(DOCUMENT)

    def plan(self, document):
        """Writes the manifest that everything else is about. Returns how many artefacts were in the store already."""
        planned = self._ask("plan", document, *OUTPUTS, "--local", slurm.FOLDER / "planner")
        self.manifest = planned["manifest"]
        return planned["present"]

    def submit(self):
        """Hands the array to Slurm, by the script that reelfx writes for it."""
        self._ask("submit", "--shards", self.shards, *self._job())

    def write_for(self, engine, option):
        """Writes the files of another engine. Returns their folder."""
        folder = slurm.SHARED / engine
        self._ask("submit", "--manifest", self.manifest, "--shards", self.shards, "--engine", engine, "--option", option,
                  "--reelfx", self.worker, f"--worker-option=--local={slurm.OWN}", "-o", folder)
        return folder

    def resubmit(self):
        """Another round, of what is missing. Returns reelfx's exit code."""
        return self._run("resubmit-missing", "--shards", self.shards, *self._job())[0]

    def missing(self):
        """How many artefacts of the manifest are not in the store."""
        return self._run("wait", "--manifest", self.manifest, "--timeout", 0)[1]["missing"]

    def failures(self):
        return self._run("wait", "--manifest", self.manifest, "--timeout", 0)[1]["failures"]

    def wait(self, seconds):
        """Returns whether everything is there."""
        return self._run("wait", "--manifest", self.manifest, "--timeout", seconds, "--every", 0.3)[0] == 0

    def verify(self):
        return self._ask("verify", "--manifest", self.manifest)

    def finish(self):
        """Joins the outputs on a machine that has rendered nothing. Returns their digests."""
        out = slurm.FOLDER / "out"
        self._ask("finish", "--manifest", self.manifest, "--local", slurm.FOLDER / "finisher", "-o", out)
        return digests(out)

    def prune(self):
        slurm.run(self.reelfx, "store", "prune", "--depot", self.address, "--unfinished", 0)

    def log(self, shard):
        """What the tasks of a shard have written, one after another, in all rounds."""
        return "".join(path.read_text() for path in sorted(self.folder.glob(f"*_{shard}.log")))

    def starts(self, shard):
        return len(re.findall(r": shard \d+ of \d+ on \w+, start", self.log(shard)))

    def rendered(self, shard):
        """How often each artefact of a shard was rendered, by key."""
        return collections.Counter(re.findall(r"^(\w+) rendered,", self.log(shard), re.MULTILINE))

    def _job(self):
        return ["--manifest", self.manifest, "--engine", "slurm", "--option", "cpus=1", "--option", "memory=900", "--reelfx", self.worker,
                f"--worker-option=--local={slurm.OWN}", "-o", self.folder, "--run"]

    def _ask(self, verb, *words):
        code, result = self._run(verb, *words)
        if code != 0:
            raise RuntimeError(f"reelfx farm {verb}: exit {code}: {result}")
        return result

    def _run(self, verb, *words):
        command = [self.reelfx, "farm", verb, *words, "--store", self.address, "--json", "-q"]
        done = subprocess.run([str(word) for word in command], text=True, capture_output=True)
        told = json.loads(done.stdout) if done.stdout else {"problems": done.stderr}
        return done.returncode, told.get("result") or told["problems"]


def render_alone(reelfx, folder):
    """What one machine makes of the document: its files' digests."""
    slurm.run(reelfx, "render", DOCUMENT, *OUTPUTS, "-o", folder / "out", "--store", folder / "store", "-q")
    return digests(folder / "out")


def digests(folder):
    """SHA-256 of every file below a folder, but of the report, which is of its own run."""
    files = [file for file in sorted(pathlib.Path(folder).rglob("*")) if file.is_file() and not file.name.endswith(".report.json")]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
