import Foundation

/// A page of ListObjectsV2.
struct S3Listing {
  var entries: [DepotEntry]
  /// Asks for the next page; `nil` on the last.
  var next: String?

  /// `nil` for anything that is not a whole page.
  init?(_ text: String) {
    guard text.contains("<ListBucketResult"), text.contains("</ListBucketResult>") else { return nil }
    var entries: [DepotEntry] = []
    var rest = text[...]
    while let start = rest.range(of: "<Contents>"), let end = rest[start.upperBound...].range(of: "</Contents>") {
      let item = String(rest[start.upperBound..<end.lowerBound])
      guard let name = Self.text(of: "Key", in: item), let size = Self.text(of: "Size", in: item).flatMap({ Int($0) }),
        let modified = Self.text(of: "LastModified", in: item).flatMap(Self.seconds)
      else { return nil }
      entries.append(DepotEntry(name: name, size: size, modified: modified))
      rest = rest[end.upperBound...]
    }
    self.entries = entries
    let isCut = Self.text(of: "IsTruncated", in: text) == "true"
    next = isCut ? Self.text(of: "NextContinuationToken", in: text) : nil
    if isCut, next == nil { return nil }
  }

  /// What the first element of this name holds.
  static func text(of element: String, in text: String) -> String? {
    guard let start = text.range(of: "<\(element)>"), let end = text[start.upperBound...].range(of: "</\(element)>") else { return nil }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#34;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    return entities.reduce(String(text[start.upperBound..<end.lowerBound])) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  /// Of `2026-11-30T15:57:50.000Z`.
  static func seconds(_ text: String) -> Double? {
    let numbers = text.split { !$0.isNumber }.compactMap { CInt($0) }
    guard numbers.count >= 6 else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
    return Double(timegm(&parts))
  }
}
