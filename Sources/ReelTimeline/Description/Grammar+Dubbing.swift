import ReelCore

extension Grammar {
  var dubbing: Kind<Dubbing> {
    .map(
      "dubbing",
      "How a spoken line is brought into its slot: from its start to its end or, without one, to the same speaker's next line. "
        + "First silence is left out, then it is made faster unheard, then it borrows, then it begins earlier, then it is made faster "
        + "with a warning. reelfx check shows what was done to each line.",
      blank: { _ in Dubbing() },
      [
        Field("silent", \.silent, pace("silent pace", Dubbing().silent), "Paces nobody notices."),
        Field("allowed", \.allowed, pace("allowed pace", Dubbing().allowed), "Paces that are used with a warning."),
        Field("borrow", \.borrow, .time(), "How much of the pause after its slot a line may take."),
        Field("gap", \.gap, .time(), "What of that pause stays silent before the next line, whoever says it."),
        Field("move", \.move, .time(), "How much earlier than its start a line may begin."),
        Field(
          "trim", \.trim, Kind<Dubbing.Trim>.choice,
          "Silence before the first sound of a recording is left out where it is needed, always (the voice is heard at the start) or never."
        ),
        Field("fill", \.fill, .boolean, "Make a line that is shorter than its slot slower. Without an end a line has nothing to fill."),
      ]
    ) { dubbing, node, reader in
      for (pace, name) in [(dubbing.silent, "silent"), (dubbing.allowed, "allowed")] where pace.slowest > pace.fastest {
        reader.report("\(name).slowest must not be above \(name).fastest", at: node[name] ?? node)
      }
      if dubbing.allowed.slowest > dubbing.silent.slowest || dubbing.allowed.fastest < dubbing.silent.fastest {
        reader.report("allowed must hold all that silent holds", at: node["allowed"] ?? node["silent"] ?? node)
      }
    }
  }

  private func pace(_ name: String, _ standard: Dubbing.Pace) -> Kind<Dubbing.Pace> {
    .map(
      name, "Times as fast as it was recorded, at the same pitch.",
      blank: { _ in standard },
      [
        Field("slowest", \.slowest, .exact(Rational(1, 2), Rational(1), "times"), "At most 1."),
        Field("fastest", \.fastest, .exact(Rational(1), Rational(2), "times"), "At least 1."),
      ])
  }
}
