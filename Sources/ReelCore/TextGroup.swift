/// Text events that touch in time, as one self-contained ASS script: what libass places against each other is drawn together.
///
/// Times inside are frames from the group's own start, so a group that moves keeps its pixels and its key.
package struct TextGroup: Hashable, Sendable, Codable {
  /// The group's first frame on the episode's grid. Where it stands is not part of what it looks like.
  package var start: Int
  /// Frames it lasts.
  package var count: Int
  /// A complete script: its header with PlayRes = the canvas, its styles, its events with their fonts named. The times written in it do not matter.
  package var script: String
  /// When each `Dialogue` of the script is shown, in order, in frames from the group's start.
  package var events: [Range<Int>]
  /// The bytes of every font file the script draws with.
  package var fonts: [Digest]

  package init(start: Int, count: Int, script: String, events: [Range<Int>], fonts: [Digest]) {
    self.start = start
    self.count = count
    self.script = script
    self.events = events
    self.fonts = fonts
  }

  package var range: Range<Int> { start..<start + count }

  /// `start` is left out: it is harmless.
  private enum CodingKeys: CodingKey { case count, script, events, fonts }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    start = 0
    count = try container.decode(Int.self, forKey: .count)
    script = try container.decode(String.self, forKey: .script)
    events = try container.decode([Range<Int>].self, forKey: .events)
    fonts = try container.decode([Digest].self, forKey: .fonts)
  }
}
