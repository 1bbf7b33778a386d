import ReelCore

/// How far apart the dialogue of a delivery's languages is: the one thing about loudness that no output can be asked by itself.
enum DialogueSpread {
  /// LU that nobody hears between one language and the next.
  static let limit = 0.5

  /// Adds a check to every output of a delivery in several languages.
  static func judged(_ outputs: [Report.Output]) -> [Report.Output] {
    let levels = Dictionary(grouping: outputs) { $0.delivery }.mapValues { outputs in
      Dictionary(
        outputs.compactMap { output in output.language.flatMap { tag in output.dialogue.map { (tag, $0.loudness) } } },
        uniquingKeysWith: { first, _ in first })
    }
    return outputs.map { output in
      guard output.dialogue?.anchor != nil, let levels = levels[output.delivery], levels.count > 1,
        let softest = levels.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
        let loudest = levels.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })
      else { return output }
      var output = output
      let spread = loudest.value - softest.value
      let words = Time(Rational(Int64((spread * 100).rounded()), 100)).formatted(decimals: 2)
      output.checks.append(
        Report.Check(
          name: "dialogue spread", verdict: spread <= limit ? .pass : .warn,
          detail: "\(words) LU between \(softest.key), the softest of \(levels.count) languages, and \(loudest.key), the loudest", at: nil))
      output.verdict = output.checks.map(\.verdict).max() ?? .pass
      return output
    }
  }
}
