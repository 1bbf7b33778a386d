package import ReelCore

/// The smallest rectangle around what a text draws, in pixels of a rendition.
package struct TextBounds: Hashable, Sendable {
  package var x: Int
  package var y: Int
  package var width: Int
  package var height: Int

  /// libass cuts at the picture's edge, so a text that reaches it is cut, or is meant to touch it.
  package func reachesEdge(of size: Size) -> Bool { x <= 0 || y <= 0 || x + width >= size.width || y + height >= size.height }

  fileprivate func union(_ other: TextBounds) -> TextBounds {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return TextBounds(
      x: left, y: top, width: max(x + width, other.x + other.width) - left, height: max(y + height, other.y + other.height) - top)
  }
}

extension TextRenderer {
  /// The bounds of all that `group` draws while it lasts; `nil` if it draws nothing.
  ///
  /// Looked at wherever an event begins or ends, and at every frame if the script moves anything.
  package static func textBounds(
    of group: TextGroup, size: Size, canvas: Size, rate: FrameRate, fonts: [Digest: String]
  ) throws -> TextBounds? {
    try TextRenderer(size: size, canvas: canvas, rate: rate, fonts: fonts).bounds(of: group)
  }

  /// The bounds of everything the group draws, at any time or within `frames` of its own; `nil` if it draws nothing on the picture.
  package func bounds(of group: TextGroup, frames: Range<Int>? = nil) throws -> TextBounds? {
    let frames = frames ?? 0..<group.count
    let moves = ["\\t(", "\\move(", "\\fad", "Scroll", "Banner"].contains { group.script.contains($0) }
    let edges = Set(group.events.flatMap { [$0.lowerBound, $0.upperBound] } + [frames.lowerBound]).filter(frames.contains).sorted()
    var box: TextBounds?
    for frame in moves ? Array(frames) : edges {
      _ = try render(group, frame: frame) { bitmaps in
        for ink in bitmaps.compactMap(\.ink) { box = box?.union(ink) ?? ink }
      }
    }
    return box
  }
}

extension GlyphBitmap {
  /// The bounds of what it covers: libass pads its bitmaps. `nil` if that is nothing.
  fileprivate var ink: TextBounds? {
    var columns: (first: Int, last: Int)?
    var rows: (first: Int, last: Int)?
    for row in 0..<height {
      let line = UnsafeBufferPointer(start: coverage + row * stride, count: width)
      guard let first = line.firstIndex(where: { $0 > 0 }), let last = line.lastIndex(where: { $0 > 0 }) else { continue }
      columns = (min(columns?.first ?? first, first), max(columns?.last ?? last, last))
      rows = (rows?.first ?? row, row)
    }
    guard let columns, let rows else { return nil }
    return TextBounds(x: x + columns.first, y: y + rows.first, width: columns.last - columns.first + 1, height: rows.last - rows.first + 1)
  }
}
