package import ReelCore

/// What a subtitle file says, and what is wrong with it.
package struct Subtitles: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    /// SRT or WebVTT, in the order of the file.
    case cues([Cue])
    /// ASS or SSA, with its own styles.
    case ass(AssScript)
  }

  package var content: Content
  /// The file as problems name it.
  package var file: String?
  package var problems: [Problem]

  package init(content: Content, file: String? = nil, problems: [Problem] = []) {
    self.content = content
    self.file = file
    self.problems = problems
  }

  /// Cues that come from no file, such as the text of a dialogue.
  package init(cues: [Cue]) { self.init(content: .cues(cues)) }

  /// Nothing in it is ever shown.
  package var isEmpty: Bool {
    switch content {
    case .cues(let cues): cues.isEmpty
    case .ass(let script): script.events.isEmpty
    }
  }
}
