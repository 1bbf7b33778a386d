import ReelCore

extension Grammar {
  /// What must hold between the parts of an episode, and what follows from them.
  func checkEpisode(_ episode: inout Episode, _ node: DocumentNode, _ reader: DocumentReader) {
    if !Kind<String>.isName(episode.id) {
      reader.report("the document's name '\(episode.id)' cannot name outputs", at: node, path: "id", hint: "give the episode an id")
    }
    if episode.deliveries.isEmpty {
      var delivery = Delivery(origin: Origin(file: node.file, line: node.line, path: "deliver"))
      delivery.languages = reader.languages
      delivery.renditions = [.whole(reader.canvas.size)]
      episode.deliveries = [delivery]
    }
    if let deliver = node["deliver"] { checkUnique(episode.deliveries.map(\.name), "delivery", deliver, reader) }
    checkTransitions(episode.shots, reader)
  }

  /// Where both lengths are known; the others wait for the media.
  private func checkTransitions(_ shots: [Shot], _ reader: DocumentReader) {
    for (index, shot) in shots.enumerated() {
      guard let transition = shot.transition else { continue }
      guard index > 0 else {
        reader.add(Problem(at: transition.origin, "the first shot has no shot before it to come out of", hint: "remove its transition"))
        continue
      }
      for (which, other) in [("the shot before", shots[index - 1]), ("its shot", shot)] {
        if let duration = other.duration, duration < transition.duration {
          reader.add(
            Problem(
              at: transition.origin,
              "the transition of \(transition.duration) is longer than \(which), \(other.origin.path) of \(duration)",
              field: "duration", hint: "shorten the transition or lengthen the shot"))
        }
      }
    }
  }
}

extension Problem {
  init(at origin: Origin, _ error: String, field: String? = nil, hint: String) {
    let path = field.map { "\(origin.path).\($0)" } ?? origin.path
    self.init(.error, error, file: origin.file, line: origin.line, path: path, hint: hint)
  }
}

extension Rendition {
  /// The canvas as it is.
  static func whole(_ canvas: Size) -> Rendition { Rendition(name: "\(canvas.shortSide)p", size: canvas) }
}
