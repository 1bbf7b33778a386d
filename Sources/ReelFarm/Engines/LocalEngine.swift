/// This machine: shards one after another, or several at once.
package enum LocalEngine: EngineTemplate {
  package static let name = "local"
  package static let options = ["parallel": "shards at once (default 1)"]

  package static func files(for submission: Submission) -> [(name: String, text: String)] {
    let command = ShellWord.command(submission.command)
    let text = """
      #!/bin/sh
      # \(submission.name): \(submission.shards) shards on this machine. Ends with 0 when all have.
      seq 0 \(submission.shards - 1) | xargs -P \(submission.options["parallel"] ?? "1") -I{} \(command) --shard {}/\(submission.shards)

      """
    return [("run.sh", text)]
  }

  package static func submit(_ submission: Submission) -> [[String]] { [["sh", "run.sh"]] }
}
