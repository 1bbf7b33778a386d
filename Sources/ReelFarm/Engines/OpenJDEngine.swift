import ReelCore
import ReelTimeline

/// An Open Job Description template (`jobtemplate-2023-09`), as AWS Deadline Cloud and `openjd run` take it: a task for each shard, then
/// one that looks whether everything is there.
package enum OpenJDEngine: EngineTemplate {
  package static let name = "openjd"
  package static let options = Submission.shareOptions

  /// The specification's limit for the tasks of one parameter's range.
  private static let mostShards = 1024
  /// A job bundle's template has this name.
  private static let file = "template.json"

  package static func files(for submission: Submission) throws -> [(name: String, text: String)] {
    try submission.check(most: mostShards, engine: "Open Job Description")
    let share = try submission.share()
    let template: JSON = [
      "specificationVersion": "jobtemplate-2023-09",
      "name": .string(submission.name),
      "steps": [render(submission, share), verify(submission, share)],
    ]
    return [(file, template.text() + "\n")]
  }

  package static func submit(_ submission: Submission) -> [[String]] { [["deadline", "bundle", "submit", "."]] }

  private static func render(_ job: Submission, _ share: Submission.Share) -> JSON {
    [
      "name": "Render",
      "parameterSpace": ["taskParameterDefinitions": [["name": "Shard", "type": "INT", "range": .string("0-\(job.shards - 1)")]]],
      "hostRequirements": [
        "amounts": [
          ["name": "amount.worker.vcpu", "min": .number(share.processors)], ["name": "amount.worker.memory", "min": .number(share.memory)],
        ]
      ],
      "script": script(job.task("{{Task.Param.Shard}}", share), share),
    ]
  }

  private static func verify(_ job: Submission, _ share: Submission.Share) -> JSON {
    // The worker's manifest and store, without what else it is told.
    let place = zip(job.command, job.command.dropFirst()).filter { ["--manifest", "--store"].contains($0.0) }.flatMap { [$0.0, $0.1] }
    return [
      "name": "Verify",
      "dependencies": [["dependsOn": "Render"]],
      "script": script([job.command[0], "farm", "verify"] + place, share),
    ]
  }

  /// A worker that is told to end needs a few seconds to leave nothing behind.
  private static func script(_ command: [String], _ share: Submission.Share) -> JSON {
    let action: JSON = [
      "command": .string(command[0]),
      "args": .array(command.dropFirst().map(JSON.string)),
      "timeout": .number(share.minutes * 60),
      "cancelation": ["mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": 15],
    ]
    return ["actions": ["onRun": action]]
  }
}
