"""A store behind an S3 interface, on the controller's host: SeaweedFS, which checks signatures and conditions as S3 does."""
import json
import os
import subprocess
import urllib.request

import slurm

KEYS = {"AWS_ACCESS_KEY_ID": "RFXTESTKEY", "AWS_SECRET_ACCESS_KEY": "rfxtestsecret"}
ENDPOINT = f"http://{slurm.CONTROLLER}:8333"
ADDRESS = f"s3://reelfx/farm?endpoint={ENDPOINT}&region=us-east-1"


class Bucket:
    """With `with`: there and empty inside, gone after. The keys are in the environment, also of tasks."""

    def __init__(self, weed):
        self.weed = weed

    def __enter__(self):
        folder = slurm.FOLDER / "seaweed"
        folder.mkdir()
        os.environ.update(KEYS)
        identity = {"name": "reelfx", "credentials": [{"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}],
                    "actions": ["Admin", "Read", "Write", "List"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        with open(slurm.LOGS / "seaweed.log", "w") as log:
            self.server = subprocess.Popen(
                [self.weed, "-logtostderr=true", "server", f"-dir={folder}", f"-ip={slurm.CONTROLLER}", f"-ip.bind={slurm.CONTROLLER}",
                 "-master.volumeSizeLimitMB=64", "-volume.max=20", "-filer", "-s3", f"-s3.config={folder}/s3.json", "-s3.port=8333"],
                stderr=log)
        slurm.until("the S3 server answers", self._answers, 30)
        slurm.run("curl", "--silent", "--show-error", "--fail", "--retry", 5, "--retry-all-errors", "--aws-sigv4", "aws:amz:us-east-1:s3",
                  "--user", ":".join(KEYS.values()), "--request", "PUT", f"{ENDPOINT}/reelfx")
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()
        for name in KEYS:
            del os.environ[name]

    @staticmethod
    def _answers():
        try:
            return urllib.request.urlopen(f"{ENDPOINT}/healthz", timeout=1).status == 200
        except OSError:
            return False
