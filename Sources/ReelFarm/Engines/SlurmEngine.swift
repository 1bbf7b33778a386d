import ReelCore

/// A Slurm job array: a task for each shard.
package enum SlurmEngine: EngineTemplate {
  package static let name = "slurm"
  package static let options = Submission.shareOptions.merging(
    ["partition": "the partition", "account": "the account"]) { $1 }

  /// `MaxArraySize` is 1001 where a site says nothing, and is one above the highest number.
  private static let mostShards = 1001

  package static func files(for submission: Submission) throws -> [(name: String, text: String)] {
    try submission.check(most: mostShards, engine: "Slurm")
    return [(script(submission), try text(submission, submission.share()))]
  }

  package static func submit(_ submission: Submission) -> [[String]] { [["sbatch", script(submission)]] }

  private static func script(_ submission: Submission) -> String { "\(submission.name).sbatch" }

  private static func text(_ job: Submission, _ share: Submission.Share) -> String {
    let chosen = ["partition", "account"].compactMap { name in job.options[name].map { "#SBATCH --\(name)=\($0)\n" } }.joined()
    return """
      #!/bin/sh
      #SBATCH --job-name=\(job.name)
      #SBATCH --array=0-\(job.shards - 1)
      #SBATCH --cpus-per-task=\(share.processors)
      #SBATCH --mem=\(share.memory)M
      #SBATCH --time=\(share.minutes)
      #SBATCH --output=\(job.name)-%A_%a.log
      #SBATCH --open-mode=append
      \(chosen)# A node that is lost gives its tasks back.
      #SBATCH --requeue
      # Exit 75 means "again". Slurm starts such a task again where the site's slurm.conf has RequeueExit=75, and a worker that was killed
      # nowhere. For these, and for what a controller has forgotten, there is reelfx farm resubmit-missing.
      restarts=${SLURM_RESTART_COUNT:-0}
      echo "\(job.name): shard $SLURM_ARRAY_TASK_ID of \(job.shards) on $(hostname), start $((restarts + 1)), $(date -u +%FT%TZ)" >&2
      # A shard that takes every node down would be started for ever.
      if [ "$restarts" -ge \(Submission.attempts) ]; then
        echo "\(job.name): shard $SLURM_ARRAY_TASK_ID is given up after \(Submission.attempts) starts" >&2
        exit 2
      fi
      exec \(ShellWord.command(job.task(variable, share), variable: variable))

      """
  }

  private static let variable = "$SLURM_ARRAY_TASK_ID"
}
