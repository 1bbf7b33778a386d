#!/usr/bin/env python3
"""Holds what `reelfx farm submit` writes against each engine's own rules, and runs what can be run on this machine.

usage: engines.py REELFX        by engines.sh, which has the tools

Kubernetes and AWS Batch are asked by their published schemas alone, and the command that they would run is run with the variable that they
would set. OpenJD's own runner and GNU parallel do all the work. Every engine begins with an empty store, and its files equal one machine's.
"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import botocore.session
import botocore.validate

import store

DOCUMENT = pathlib.Path(__file__).parents[2] / "samples/episode.yaml"
OUTPUTS = ("--only", "social/en/540p")
SHARDS = 4
TOOLS = pathlib.Path(sys.executable).parent


def run(*command, fails=False, **options):
    """Runs a command that must succeed, or must not."""
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True, **options)
    if (done.returncode != 0) != fails:
        sys.exit(f"engines: {' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(condition, what):
    if not condition:
        sys.exit(f"engines: {what}")


class Job:
    """What is written for one engine, and the store its shards go to."""

    def __init__(self, reelfx, engine, folder, *options):
        self.reelfx, self.folder, self.store = reelfx, folder / "job", folder / "store"
        self.manifest = json.loads(self.farm("plan", DOCUMENT, *OUTPUTS, "--local", folder / "planner", "--json"))["result"]["manifest"]
        self.work = len(json.loads((self.store / "manifests" / f"{self.manifest}.json").read_text())["work"])
        self.farm("submit", "--manifest", self.manifest, "--engine", engine, "--shards", SHARDS, "--reelfx", reelfx,
                  f"--worker-option=--local={folder / 'own'}", "-o", self.folder, *options)

    def farm(self, verb, *words):
        return run(self.reelfx, "farm", verb, *words, "--store", self.store)

    def read(self, name):
        return json.loads((self.folder / name).read_text())

    def run_each_shard(self, command, environment):
        """Runs the command as each shard's task, with the variables that the engine sets: each does its own part, and nobody another's."""
        for shard in range(SHARDS):
            before = len(store.artefacts(self.store))
            told = run(*command(shard), env={**os.environ, **environment(shard)})
            done = re.search(rf"^{shard}/{SHARDS}: (\d+) artefacts, 0 found, (\d+) rendered, 0 failed$", told, re.MULTILINE)
            expect(done and done[1] == done[2] and len(store.artefacts(self.store)) == before + int(done[1]), f"shard {shard}: {told}")

    def finish(self):
        expect(len(store.artefacts(self.store)) == self.work, f"{len(store.artefacts(self.store))} of {self.work} artefacts were made")
        self.farm("finish", "--manifest", self.manifest, "--local", self.folder / "finisher", "-o", self.folder / "out", "-q")
        return digests(self.folder / "out")


def digests(folder):
    files = [file for file in folder.rglob("*") if file.is_file() and not file.name.endswith(".report.json")]
    return {file.relative_to(folder): hashlib.sha256(file.read_bytes()).digest() for file in files}


def kubernetes(job):
    """its schema, strictly, and its command by hand"""
    run(TOOLS / "kubernetes-validate", "--strict", job.folder / "job.json")
    broken = job.folder / "broken.json"
    broken.write_text((job.folder / "job.json").read_text().replace('"completions"', '"completion"'))
    run(TOOLS / "kubernetes-validate", "--strict", broken, fails=True)
    command = job.read("job.json")["spec"]["template"]["spec"]["containers"][0]["command"]
    job.run_each_shard(lambda shard: [word.replace("$(JOB_COMPLETION_INDEX)", str(shard)) for word in command],
                       lambda shard: {"JOB_COMPLETION_INDEX": str(shard)})


def batch(job):
    """the service's model of both calls, and its command by hand"""
    service = botocore.session.get_session().get_service_model("batch")
    definition = job.read("job-definition.json")
    for call, words in (("RegisterJobDefinition", definition), ("SubmitJob", job.read("submit-job.json"))):
        shape = service.operation_model(call).input_shape
        problems = refusals(words, shape)
        expect(not problems, f"{call}: {problems}")
        expect(refusals({**words, "jobNames": 1}, shape), f"{call} accepts what it does not know")
    command = definition["containerProperties"]["command"]
    job.run_each_shard(lambda _: command, lambda shard: {"AWS_BATCH_JOB_ARRAY_INDEX": str(shard)})


def refusals(words, shape):
    return botocore.validate.ParamValidator().validate(words, shape).generate_report() + unknown_values(words, shape)


def unknown_values(value, shape):
    """What is none of the values that a model lists: its own validator lets these pass."""
    if shape.type_name == "structure":
        return "".join(unknown_values(value[name], member) for name, member in shape.members.items() if name in value)
    if shape.type_name == "list":
        return "".join(unknown_values(item, shape.member) for item in value)
    listed = getattr(shape, "enum", None)
    return f"{value} is none of {listed}; " if listed and value not in listed else ""


def openjd(job):
    """the reference tools check the template and run every task of both steps"""
    run(TOOLS / "openjd", "check", job.folder / "template.json")
    told = run(TOOLS / "openjd", "run", job.folder / "template.json", cwd=job.folder)
    expect("Verify" in told and f"{job.work} artefacts, 0 missing, 0 damaged" in told, f"the second step has not looked:\n{told}")


def parallel(job):
    """it runs all shards here, and none when it is asked again"""
    for _ in range(2):
        run("sh", "parallel.sh", cwd=job.folder)
        rows = next(job.folder.glob("*.joblog")).read_text().splitlines()[1:]
        expect(len(rows) == SHARDS and all(row.split("\t")[6] == "0" for row in rows), "\n".join(rows))


def main(reelfx):
    image = ("--option", "image=registry.example/reelfx:1")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        run(reelfx, "render", DOCUMENT, *OUTPUTS, "-o", folder / "alone", "--store", folder / "alone.store", "-q")
        alone = digests(folder / "alone")
        for engine, *options in ((kubernetes, *image), (batch, *image), (openjd,), (parallel,)):
            job = Job(reelfx, engine.__name__, folder / engine.__name__, *options)
            engine(job)
            expect(job.finish() == alone, f"{engine.__name__}: other bytes than one machine makes")
            print(f"engines: {engine.__name__}: {engine.__doc__}", flush=True)


if __name__ == "__main__":
    main(str(pathlib.Path(sys.argv[1]).resolve()))
