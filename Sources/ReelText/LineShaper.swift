import CHarfBuzz
import ReelCore

/// Shapes and measures lines as libass will lay them out: the same runs, directions, scripts and rounding.
struct LineShaper {
  /// Pixels of the canvas, from the line's left end and its baseline downwards.
  struct Line: Hashable {
    /// What libass aligns by: the sum of the advances.
    var width = 0.0
    var ascent = 0.0
    var descent = 0.0
    /// Where ink is, without outline and shadow; `nil` for none.
    var ink: Box?
    /// The left and the right end of each cluster. Several clusters that are one glyph leave it to the first.
    var clusters: [Span] = []

    var height: Double { ascent + descent }
  }

  struct Box: Hashable {
    var left, right, top, bottom: Double
  }

  struct Span: Hashable {
    var left, right: Double
  }

  let text: CueText
  let size: Double
  let spacing: Double
  let book: FontBook

  /// A character of the event as libass sees it.
  private struct Item {
    var scalar: UInt32
    var line: Int
    var font: Int
    var style: Int
    /// Of the clusters of its line; `nil` for what is written around them.
    var cluster: Int?
    var isSpaced = false
    var level: UInt8 = 0
    var script = HB_SCRIPT_COMMON
    var isShown = false
    /// In 64ths of a pixel.
    var advance = 0
    var glyphs: [(offset: Int, rise: Int, glyph: FaceShaper.Glyph, scale: Double)] = []
  }

  /// Lays out one event of the lines `ranges` of the text's clusters.
  /// - Parameter marks: what stands around each line: isolates for lines of two directions.
  func lines(_ ranges: [Range<Int>], marks: (open: String, close: String)) throws -> [Line] {
    var items: [Item] = []
    for (number, range) in ranges.enumerated() {
      let (first, last) = (text.clusters[safe: range.lowerBound], text.clusters[safe: range.upperBound - 1])
      func around(_ mark: String, _ near: CueText.Cluster?) {
        guard let near else { return }
        for scalar in mark.unicodeScalars {
          items.append(Item(scalar: scalar.value, line: number, font: near.font, style: near.style, cluster: nil))
        }
      }
      around(marks.open, first)
      for (index, cluster) in text.clusters[range].enumerated() {
        for scalar in AssText.shown(cluster.text, endsBrokenWord: number < ranges.count - 1 && index == range.count - 1).unicodeScalars {
          items.append(
            Item(
              scalar: scalar.value, line: number, font: cluster.font, style: cluster.style, cluster: index,
              isSpaced: spacing != 0 && cluster.isSpaced))
        }
      }
      around(marks.close, last)
      if number < ranges.count - 1 { around("\n", last) }
    }
    guard !items.isEmpty else { return ranges.map { _ in Line() } }
    try findLevels(&items)
    findScripts(&items)
    try shape(&items)
    return ranges.enumerated().map { number, range in
      lay(items.filter { $0.line == number && $0.scalar != 10 }, range.count)
    }
  }

  private func findLevels(_ items: inout [Item]) throws {
    var start = 0
    while start < items.count {
      let end = items[start...].firstIndex { $0.scalar == 10 }.map { $0 + 1 } ?? items.count
      let scalars = items[start..<end].map { Unicode.Scalar($0.scalar) ?? "\u{FFFD}" }
      let levels = try IcuText(String(String.UnicodeScalarView(scalars))).levels(rightToLeft: nil)
      var unit = 0
      for (index, scalar) in scalars.enumerated() {
        items[start + index].level = levels[safe: unit] ?? 0
        unit += scalar.value > 0xFFFF ? 2 : 1
      }
      start = end
    }
  }

  /// As `ass_shaper_determine_script`: what has no script of its own has that of what is before it, at the start of what is behind it.
  private func findScripts(_ items: inout [Item]) {
    let functions = hb_unicode_funcs_get_default()
    func isNeutral(_ script: hb_script_t) -> Bool { script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED }
    var last = HB_SCRIPT_UNKNOWN
    for i in items.indices {
      items[i].script = hb_unicode_script(functions, items[i].scalar)
      if !isNeutral(items[i].script) {
        last = items[i].script
      } else if last != HB_SCRIPT_UNKNOWN {
        items[i].script = last
      }
    }
    last = HB_SCRIPT_UNKNOWN
    for i in items.indices.reversed() {
      if !isNeutral(items[i].script) {
        last = items[i].script
      } else if last != HB_SCRIPT_UNKNOWN {
        items[i].script = last
      }
    }
  }

  private func shape(_ items: inout [Item]) throws {
    let scalars = items.map(\.scalar)
    var start = 0
    while start < items.count {
      let first = items[start]
      let end =
        items[start...].firstIndex {
          $0.font != first.font || $0.style != first.style || $0.level != first.level || $0.script != first.script
            || $0.isSpaced != first.isSpaced
        } ?? items.count
      let font = text.fonts[first.font]
      let scale = size * font.scale / Double(FaceShaper.pixels)
      let glyphs = try book.shape(
        scalars, start..<end, font.file, script: first.script, rightToLeft: first.level % 2 == 1, language: text.language,
        joins: !first.isSpaced)
      for glyph in glyphs {
        let index = glyph.cluster
        let advance = Int((Double(glyph.advance) * scale).rounded())
        items[index].glyphs.append(
          (items[index].advance + Int((Double(glyph.offset.x) * scale).rounded()), glyph.offset.y, glyph, scale))
        items[index].advance += advance
        items[index].isShown = true
      }
      for i in start..<end where items[i].isShown && items[i].isSpaced { items[i].advance += Int(spacing * 64) }
      start = end
    }
    leanOut(&items)
  }

  /// As `retrieve_glyphs` of libass: where italics end, the last of them gets the room its ink leans into; not if it is the end of a
  /// ligature.
  private func leanOut(_ items: inout [Item]) {
    func edge(_ item: Item) -> Int? {
      item.glyphs.first.flatMap { $0.glyph.ink.left < $0.glyph.ink.right ? Int((Double($0.glyph.ink.right) * $0.scale).rounded()) : nil }
    }
    for i in items.indices.dropFirst() where text.fonts[items[i - 1].font].italic && !text.fonts[items[i].font].italic {
      var back = i - 1
      while back > 0, items[back].isShown, edge(items[back]) == nil, text.fonts[items[back].font].italic { back -= 1 }
      if items[back].isShown, let edge = edge(items[back]) { items[back].advance = max(items[back].advance, edge) }
    }
  }

  /// Puts shaped characters of one line into the order they are seen in.
  private func lay(_ items: [Item], _ count: Int) -> Line {
    var line = Line()
    line.clusters = Array(repeating: Span(left: .infinity, right: -.infinity), count: count)
    var pen = 0
    for index in Self.visualOrder(items.map(\.level)) {
      let item = items[index]
      let font = text.fonts[item.font]
      let share = font.file.ascent / font.file.lineHeight * size * font.scale
      line.ascent = max(line.ascent, share)
      line.descent = max(line.descent, size * font.scale - share)
      guard item.isShown else { continue }
      for drawn in item.glyphs {
        let origin = Double(pen + drawn.offset) / 64
        let (ink, scale) = (drawn.glyph.ink, drawn.scale / 64)
        guard ink.left < ink.right else { continue }
        let box = Box(
          left: origin + Double(ink.left) * scale, right: origin + Double(ink.right) * scale, top: -Double(ink.top + drawn.rise) * scale,
          bottom: -Double(ink.bottom + drawn.rise) * scale)
        line.ink =
          line.ink.map {
            Box(
              left: min($0.left, box.left), right: max($0.right, box.right), top: min($0.top, box.top), bottom: max($0.bottom, box.bottom))
          } ?? box
      }
      if let cluster = item.cluster {
        line.clusters[cluster].left = min(line.clusters[cluster].left, Double(pen) / 64)
        line.clusters[cluster].right = max(line.clusters[cluster].right, Double(pen + item.advance) / 64)
      }
      pen += item.advance
    }
    line.width = Double(pen) / 64
    for i in line.clusters.indices where line.clusters[i].left > line.clusters[i].right {
      // Part of the glyph of the cluster before it.
      let end = i > 0 ? line.clusters[i - 1].right : 0
      line.clusters[i] = Span(left: end, right: end)
    }
    return line
  }

  /// Rule L2 of UAX #9.
  static func visualOrder(_ levels: [UInt8]) -> [Int] {
    var order = Array(levels.indices)
    guard let highest = levels.max(), highest > 0 else { return order }
    for level in stride(from: highest, to: 0, by: -1) {
      var start = 0
      while start < order.count {
        guard levels[order[start]] >= level else {
          start += 1
          continue
        }
        let end = order[start...].firstIndex { levels[$0] < level } ?? order.count
        order[start..<end].reverse()
        start = end
      }
    }
    return order
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
