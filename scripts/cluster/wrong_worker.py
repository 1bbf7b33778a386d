#!/usr/bin/env python3
"""A worker that is wrong on purpose: trials that do not find it out are worth nothing.

Takes a worker's words, has them carried out by $REELFX_RIGHT in a store of its own, and hands its work on as $REELFX_WRONG says:
half      an artefact gets its name before all of it is there
bytes     a segment has other bytes than anybody else makes of it, and nothing in itself that would tell
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import store


def main(words):
    place = words.index("--store") + 1
    shared = pathlib.Path(words[place])
    with tempfile.TemporaryDirectory() as folder:
        own = pathlib.Path(folder) / "store"
        shutil.copytree(shared, own, ignore=shutil.ignore_patterns("temporary"))
        before = store.artefacts(own)
        code = subprocess.run([os.environ["REELFX_RIGHT"], *words[:place], own, *words[place + 1:]]).returncode
        for key, path in store.artefacts(own).items():
            if key not in before:
                hand_on(key, path.read_bytes(), shared, shared / path.relative_to(own))
    return code


def hand_on(key, data, shared, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.environ["REELFX_WRONG"] == "half":
        with open(target, "wb", buffering=0) as file:
            file.write(data[:len(data) // 2])
            time.sleep(0.3)
            file.write(data[len(data) // 2:])
    else:
        payload = bytearray(data[store.HEADER:])
        payload[len(payload) // 2] ^= 1
        (shared / "temporary").mkdir(exist_ok=True)
        unfinished = shared / "temporary" / key
        unfinished.write_bytes(store.sealed(key, bytes(payload)))
        unfinished.rename(target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
