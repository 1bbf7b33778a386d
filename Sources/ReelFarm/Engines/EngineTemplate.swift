/// A shard for each task, as an engine is to be told.
package struct Submission: Sendable, Hashable {
  /// Letters, digits and `-`, at most 50 of them: `reelfx-s01e01-0123abcd`.
  package var name: String
  package var shards: Int
  /// What a task runs, without its shard: `reelfx worker --manifest M --store URL`.
  package var command: [String]
  /// What the engine lets be chosen, by name.
  package var options: [String: String]

  package init(name: String, shards: Int, command: [String], options: [String: String] = [:]) {
    (self.name, self.shards, self.command, self.options) = (name, shards, command, options)
  }
}

/// Something that runs a command many times, and how it is told to: a pure function from a submission to files.
///
/// Every task runs the command with `--shard I/N`, or `--shard auto/N` where the engine sets `SLURM_ARRAY_TASK_ID`, `JOB_COMPLETION_INDEX` or
/// `AWS_BATCH_JOB_ARRAY_INDEX`. It ends with 0, with 75 when it is to be tried again, and with 2 when that is of no use.
package protocol EngineTemplate {
  static var name: String { get }
  /// What may be chosen, and what it means.
  static var options: [String: String] { get }
  static func files(for submission: Submission) throws -> [(name: String, text: String)]
  /// What brings them to the engine: commands, run in their folder.
  static func submit(_ submission: Submission) -> [[String]]
}

/// All there are, by name.
package enum Engines {
  package static var all: [any EngineTemplate.Type] {
    [LocalEngine.self, SlurmEngine.self, KubernetesEngine.self, BatchEngine.self, OpenJDEngine.self, ParallelEngine.self]
  }
}
