import ReelCore

/// What of a machine one shard is given, and what all engines check alike.
extension Submission {
  /// Of one shard.
  struct Share {
    var processors: Int
    /// MiB.
    var memory: Int
    /// After which it is taken for hung.
    var minutes: Int
  }

  /// How often a shard is started in all, where the engine counts: the worker's own number.
  static let attempts = 4

  static let shareOptions = [
    "cpus": "processors for a shard (default 2)", "memory": "MiB for a shard (default 4096)",
    "minutes": "after which a shard is taken for hung (default 120)",
  ]

  func share() throws -> Share {
    Share(
      processors: try number("cpus", 2, in: 1...1024), memory: try number("memory", 4096, in: 256...(1 << 24)),
      minutes: try number("minutes", 120, in: 2...20_000))
  }

  /// - Parameters:
  ///   - most: how many tasks the engine takes in one job.
  ///   - engine: as people call it.
  /// - Throws: `invalid` when the engine would refuse this, or take it for something else.
  func check(most: Int, engine: String) throws {
    guard (1...most).contains(shards) else {
      throw ReelError(
        .invalid, "\(shards) shards are outside the 1...\(most) that \(engine) takes in one job", hint: "ask for fewer with --shards")
    }
    for word in command + options.values where word.contains(where: { "{}\n".contains($0) }) || word.contains("$(") {
      // Engines put values in the place of these, each after rules of its own.
      throw ReelError(.invalid, "'\(word)' holds what engines replace: a brace, $( or a new line", hint: "use a path without")
    }
  }

  /// The command of one task.
  ///
  /// - Parameters:
  ///   - index: the shard's number in the engine's words.
  ///   - share: what the worker may use of its machine, which is not all that it sees there.
  func task(_ index: String, _ share: Share?) -> [String] {
    let limits = share.map { ["--jobs", "\($0.processors)", "--memory", "\($0.memory / 4 * 3)M"] } ?? []
    return command + limits + ["--shard", "\(index)/\(shards)"]
  }

  func image() throws -> String {
    guard let image = options["image"], !image.isEmpty else {
      throw ReelError(.invalid, "no container image is named", hint: "name one that has reelfx and the fonts with --option image=...")
    }
    return image
  }

  static let containerOptions = shareOptions.merging([
    "image": "the container image, which has reelfx and the fonts",
    "folders": "folders of the host that a container sees under the same path, such as /media,/fonts; a store that is a folder is one",
  ]) { $1 }

  /// The folders that a container needs of its host.
  var folders: [String] {
    let asked = (options["folders"] ?? "").split(separator: ",").map(String.init)
    let store = zip(command, command.dropFirst()).first { $0.0 == "--store" }?.1
    let paths = Set(asked + [store].compactMap { $0 }.filter { $0.hasPrefix("/") })
    return paths.filter { path in !paths.contains { $0 != path && path.hasPrefix($0 + "/") } }.sorted()
  }

  private func number(_ name: String, _ standard: Int, in range: ClosedRange<Int>) throws -> Int {
    guard let text = options[name] else { return standard }
    guard let number = Int(text), range.contains(number) else {
      throw ReelError(.invalid, "--option \(name)=\(text) is no number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
