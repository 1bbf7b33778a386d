import ArgumentParser
import ReelBatch
import ReelFX

struct BatchAuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Look across the episodes of each series: what no episode can be asked by itself.",
    discussion: """
      Reads a manifest and renders nothing. For each series: how far apart loudness, mean luma and length are, which languages an episode \
      lacks that others have, whose captions look otherwise, what does not pass. Exit code 3 when any of it fails: loudness, a missing \
      language, an episode that was not made, a check of an output. The rest are warnings.

      Examples:
        reelfx batch audit out/batch.jsonl
        reelfx batch audit out/batch.jsonl --by series --loudness 0.5 --json
      """)

  @Argument(help: ArgumentHelp("The manifest of a batch.", valueName: "manifest"), completion: .file(extensions: ["jsonl"]))
  var manifest: String

  @Option(name: .long, help: ArgumentHelp("Tell series apart by a column (default: by the folder of the outputs).", valueName: "column"))
  var by: String?

  @Option(name: .long, help: ArgumentHelp("LU that the outputs of a delivery may be apart.", valueName: "lu"))
  var loudness = BatchAudit.Limits().loudness

  @Option(name: .long, help: ArgumentHelp("Codes of mean luma that an output may be from the median.", valueName: "codes"))
  var luma = BatchAudit.Limits().luma

  @Option(name: .long, help: ArgumentHelp("Times the median length that an episode may have, or its inverse.", valueName: "times"))
  var duration = BatchAudit.Limits().duration

  @Flag(name: .long, help: "Take warnings as errors.")
  var strict = false

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    guard loudness > 0, luma > 0, duration >= 1 else {
      throw ValidationError("--loudness and --luma are above 0, --duration is at least 1")
    }
  }

  func run() async throws {
    try await Outcome.run("batch audit", talk) { _ in
      var limits = BatchAudit.Limits()
      (limits.loudness, limits.luma, limits.duration) = (loudness, luma, duration)
      let audit = try BatchAudit.audit(manifest, by: by, limits: limits)
      return Outcome.Success(payload: audit, exit: audit.verdict == .fail || strict && audit.verdict == .warn ? 3 : 0)
    } text: { audit in
      BatchAuditTable.text(audit)
    }
  }
}
