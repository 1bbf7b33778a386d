import ReelCore
import ReelTimeline

/// An AWS Batch array job: what `register-job-definition` and `submit-job` take as `--cli-input-json`.
package enum BatchEngine: EngineTemplate {
  package static let name = "batch"
  package static let options = Submission.containerOptions.merging(["queue": "the job queue (default reelfx)"]) { $1 }

  private static let mostShards = 10_000

  package static func files(for submission: Submission) throws -> [(name: String, text: String)] {
    try submission.check(most: mostShards, engine: "AWS Batch")
    return [
      ("job-definition.json", try definition(submission, submission.share()).text() + "\n"),
      ("submit-job.json", job(submission).text() + "\n"),
    ]
  }

  package static func submit(_ submission: Submission) -> [[String]] {
    [
      ["aws", "batch", "register-job-definition", "--cli-input-json", "file://job-definition.json"],
      ["aws", "batch", "submit-job", "--cli-input-json", "file://submit-job.json"],
    ]
  }

  private static func definition(_ job: Submission, _ share: Submission.Share) throws -> JSON {
    [
      "jobDefinitionName": .string(job.name),
      "type": "container",
      "platformCapabilities": ["EC2"],
      "retryStrategy": [
        "attempts": .number(Submission.attempts),
        // Exit 2 means that no attempt will help; anything else, a lost host among it, is tried again.
        "evaluateOnExit": [["onExitCode": "2", "action": "EXIT"], ["onReason": "*", "action": "RETRY"]],
      ],
      "timeout": ["attemptDurationSeconds": .number(share.minutes * 60)],
      "containerProperties": .object(try container(job, share)),
    ]
  }

  private static func container(_ job: Submission, _ share: Submission.Share) throws -> [(String, JSON)] {
    let resources: JSON = [
      ["type": "VCPU", "value": .string("\(share.processors)")], ["type": "MEMORY", "value": .string("\(share.memory)")],
    ]
    var members: [(String, JSON)] = [
      ("image", .string(try job.image())),
      ("command", ["sh", "-c", .string("exec " + ShellWord.command(job.task(variable, share), variable: variable))]),
      ("resourceRequirements", resources),
    ]
    if !job.folders.isEmpty {
      let folders = job.folders.enumerated().map { (name: JSON.string("folder-\($0)"), path: JSON.string($1)) }
      members.append(("volumes", .array(folders.map { ["name": $0.name, "host": ["sourcePath": $0.path]] })))
      members.append(("mountPoints", .array(folders.map { ["sourceVolume": $0.name, "containerPath": $0.path] })))
    }
    return members
  }

  /// A job of one shard is no array, and has no such variable.
  private static let variable = "${AWS_BATCH_JOB_ARRAY_INDEX:-0}"

  private static func job(_ job: Submission) -> JSON {
    let members: [(String, JSON)] = [
      ("jobName", .string(job.name)), ("jobDefinition", .string(job.name)), ("jobQueue", .string(job.options["queue"] ?? "reelfx")),
    ]
    return .object(job.shards == 1 ? members : members + [("arrayProperties", ["size": .number(job.shards)])])
  }
}
