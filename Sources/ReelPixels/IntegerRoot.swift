/// The square root of an integer, rounded down.
///
/// It is the processor's: IEEE 754 has the root rounded correctly, so it is the same everywhere, and below 2^52 a root that is not
/// whole never rounds up to one that is.
enum IntegerRoot {
  /// - Parameter value: 0..<2^52.
  @inline(__always)
  static func floor(_ value: Int) -> Int { Int(Double(value).squareRoot()) }
}
