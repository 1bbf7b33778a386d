import ReelCore

/// GNU parallel over ssh: a few machines without a scheduler.
package enum ParallelEngine: EngineTemplate {
  package static let name = "parallel"
  package static let options = [
    "hosts": "hosts as ssh knows them, such as :,render@10.0.0.7 (default :, which is this machine)",
    "minutes": "after which a shard is taken for hung (default 120)",
  ]

  private static let mostShards = 100_000

  package static func files(for submission: Submission) throws -> [(name: String, text: String)] {
    try submission.check(most: mostShards, engine: "GNU parallel")
    let hosts = ShellWord.quoted(submission.options["hosts"] ?? ":")
    let text = """
      #!/bin/sh
      # \(submission.name): \(submission.shards) shards, one at a time on every host. Ends with 0 when all have.
      # Run again, it starts what failed; an attempt that fails is made on another host where there is one.
      # SIGTERM comes first, so that a worker leaves nothing behind; a host that is silent for 45 s is lost.
      seq 0 \(submission.shards - 1) | parallel --will-cite --sshlogin \(hosts) --filter-hosts --jobs 1 --retries \(Submission.attempts) \\
        --ssh 'ssh -o ServerAliveInterval=15 -o ServerAliveCountMax=3 -o BatchMode=yes' \\
        --joblog \(submission.name).joblog --resume-failed --tag --line-buffer \\
        --termseq TERM,10000,KILL,100 --timeout \(try submission.share().minutes * 60) \\
        \(ShellWord.quoted(ShellWord.command(submission.task("{}", nil))))

      """
    return [(file, text)]
  }

  package static func submit(_ submission: Submission) -> [[String]] { [["sh", file]] }

  private static let file = "parallel.sh"
}
