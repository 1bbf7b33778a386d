"""Looks at a shared store's folder with no help of the program that writes it."""
import hashlib
import pathlib
import threading

HEADER = 80
"""Bytes before the payload: magic, version, length, SHA-256 of the payload, key."""


def artefacts(store):
    """The files of all artefacts, by key: two hexadecimal digits are a folder's name, the other 62 the file's."""
    return {path.parent.name + path.name: path for path in (pathlib.Path(store) / "artefacts").glob("??/*")}


def fault(key, path):
    """What is wrong with an artefact: None, or a sentence."""
    data = path.read_bytes()
    payload, claimed = data[HEADER:], int.from_bytes(data[8:16], "big")
    if data[:4] != b"RFXA" or claimed != len(payload):
        return f"{key[:12]} has {len(data)} bytes, and should have {claimed + HEADER}"
    if hashlib.sha256(payload).digest() != data[16:48]:
        return f"{key[:12]} has other bytes than its header says"
    return None if data[48:80].hex() == key else f"{key[:12]} is another artefact's"


def sealed(key, payload):
    """An artefact with this payload that has nothing wrong with it."""
    version, length = (1).to_bytes(4, "big"), len(payload).to_bytes(8, "big")
    return b"RFXA" + version + length + hashlib.sha256(payload).digest() + bytes.fromhex(key) + payload


def unfinished(store):
    """What somebody has begun to write, and not finished."""
    return [path.name for path in (pathlib.Path(store) / "temporary").glob("*")]


class Watch:
    """Looks at a store again and again: what has its name must be whole from the first moment on."""

    def __init__(self, store):
        self.store, self.seen, self.faults = store, set(), []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self):
        """Returns what was seen that must not be."""
        self._ended.set()
        self._thread.join()
        self._look()
        return self.faults

    def _watch(self):
        while not self._ended.wait(0.05):
            self._look()

    def _look(self):
        for key, path in artefacts(self.store).items():
            if key not in self.seen:
                self.seen.add(key)
                if wrong := fault(key, path):
                    self.faults.append(wrong)
