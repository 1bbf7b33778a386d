/// Why each segment and each track that the store lacks is to be rendered, against what was rendered of the document before.
public struct PlanExplanation: Codable, Sendable {
  public enum Reason: String, Codable, Sendable {
    /// Nothing is known of it.
    case notRenderedBefore = "not rendered before"
    /// Its delivery was rendered, in other languages.
    case newLanguage = "new language"
    /// Its delivery was rendered in this language, at other renditions.
    case newRendition = "new rendition"
    /// It was rendered as it is, and the store holds it no more.
    case evicted = "evicted from the store (same spec)"
    /// Its cell was cut elsewhere, or not at all, and is cut where the language's captions begin and end.
    case cut = "cut where captions begin and end"
    /// It was rendered with other values in its spec.
    case changed
  }

  /// A field of a spec.
  public struct Change: Codable, Sendable, CustomStringConvertible {
    /// Such as `encoder.crf`.
    public var path: String
    /// `nil` where it was not there.
    public var from: String?
    /// `nil` where it is there no more.
    public var to: String?

    public var description: String { "\(path) \(from ?? "none") -> \(to ?? "none")" }
  }

  /// A segment or a track.
  public struct Item: Codable, Sendable, CustomStringConvertible {
    /// What it is of, as a pattern over `delivery/language/rendition`; of a track without the rendition.
    public var of: String
    /// Everything it is of, one by one.
    public var outputs: [String]
    public var key: String
    /// What follows is of segments only.
    public var cell: Int?
    public var firstFrame: Int?
    public var frames: Int?
    /// Seconds, with three decimals.
    public var start: String?
    public var end: String?
    public var reason: Reason
    /// The first of them, in the order of their paths.
    public var changes: [Change]
    /// How many there are besides.
    public var moreChanges: Int

    public var description: String {
      let place = cell.map { "cell \($0), \(start ?? "")-\(end ?? "") s" } ?? "sound"
      let words = reason == .changed ? changes.map(\.description).joined(separator: "; ") : reason.rawValue
      return "\(of), \(place): \(words)" + (moreChanges > 0 ? "; and \(moreChanges) more" : "")
    }
  }

  /// Cells whose segments are the same in every language of a delivery's rendition.
  public struct Sharing: Codable, Sendable, CustomStringConvertible {
    public var of: String
    public var languages: Int
    public var cells: [Int]
    public var cellsInAll: Int

    public var description: String {
      "\(of): \(cells.count) of \(cellsInAll) cells shared by all \(languages) languages: \(PlanExplanation.ranges(cells))"
    }
  }

  public var segments: [Item]
  public var tracks: [Item]
  public var shared: [Sharing]
  public var segmentsReused: Int
  public var tracksReused: Int

  /// `0...3, 5` of ascending numbers.
  static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0)" }.joined(separator: ", ")
  }
}
