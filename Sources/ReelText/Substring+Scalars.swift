/// Markup is made of scalars: to Swift a bracket with an accent behind it is one character, and still a bracket.
extension Substring {
  var firstScalar: Unicode.Scalar? { unicodeScalars.first }

  func index(ofScalar scalar: Unicode.Scalar, within limit: Int? = nil) -> Index? {
    guard let limit else { return unicodeScalars.firstIndex(of: scalar) }
    return unicodeScalars.prefix(limit).firstIndex(of: scalar)
  }

  func dropFirstScalars(_ count: Int = 1) -> Substring { self[unicodeScalars.dropFirst(count).startIndex...] }

  func prefixOfScalars(while isPart: (Unicode.Scalar) -> Bool) -> Substring {
    self[..<unicodeScalars.prefix(while: isPart).endIndex]
  }
}
