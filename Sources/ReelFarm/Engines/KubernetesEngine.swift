import ReelCore
import ReelTimeline

/// A Kubernetes Indexed Job (`batch/v1`, 1.33 and later): a pod for each shard, and attempts counted for each.
///
/// JSON, which `kubectl` takes as it takes YAML.
package enum KubernetesEngine: EngineTemplate {
  package static let name = "kubernetes"
  package static let options = Submission.containerOptions

  /// What an Indexed Job may have where attempts are counted for each index.
  private static let mostShards = 100_000

  package static func files(for submission: Submission) throws -> [(name: String, text: String)] {
    try submission.check(most: mostShards, engine: "Kubernetes")
    let job: JSON = [
      "apiVersion": "batch/v1",
      "kind": "Job",
      "metadata": ["name": .string(submission.name), "labels": ["app.kubernetes.io/name": "reelfx"]],
      "spec": [
        "completionMode": "Indexed",
        "completions": .number(submission.shards),
        "parallelism": .number(submission.shards),
        "backoffLimitPerIndex": .number(Submission.attempts - 1),
        "podFailurePolicy": ["rules": rules],
        "template": ["spec": try pod(submission, submission.share())],
      ],
    ]
    return [(file, job.text() + "\n")]
  }

  package static func submit(_ submission: Submission) -> [[String]] { [["kubectl", "apply", "-f", file]] }

  private static let file = "job.json"

  /// A pod that was moved away does not count; exit 2 means that no attempt will help. The first rule that fits is taken.
  private static var rules: JSON {
    [
      ["action": "Ignore", "onPodConditions": [["type": "DisruptionTarget"]]],
      ["action": "FailIndex", "onExitCodes": ["containerName": "worker", "operator": "In", "values": [2]]],
    ]
  }

  private static func pod(_ job: Submission, _ share: Submission.Share) throws -> JSON {
    var members: [(String, JSON)] = [
      ("restartPolicy", "Never"),
      ("terminationGracePeriodSeconds", 30),
      ("activeDeadlineSeconds", .number(share.minutes * 60)),
    ]
    var container = try container(job, share)
    if !job.folders.isEmpty {
      let folders = job.folders.enumerated().map { (name: JSON.string("folder-\($0)"), path: JSON.string($1)) }
      container.append(("volumeMounts", .array(folders.map { ["name": $0.name, "mountPath": $0.path] })))
      members.append(("volumes", .array(folders.map { ["name": $0.name, "hostPath": ["path": $0.path, "type": "Directory"]] })))
    }
    return .object(members + [("containers", [.object(container)])])
  }

  private static func container(_ job: Submission, _ share: Submission.Share) throws -> [(String, JSON)] {
    let memory = JSON.string("\(share.memory)Mi")
    return [
      ("name", "worker"),
      ("image", .string(try job.image())),
      // The controller sets the variable; the kubelet puts it in the place of $(...), without a shell.
      ("command", .array(job.task("$(JOB_COMPLETION_INDEX)", share).map(JSON.string))),
      // The keys of a bucket: a secret with the variables' names.
      ("envFrom", [["secretRef": ["name": "reelfx-store", "optional": true]]]),
      ("resources", ["requests": ["cpu": .string("\(share.processors)"), "memory": memory], "limits": ["memory": memory]]),
    ]
  }
}
