/// An exact moment or length in seconds.
public struct Time: Hashable, Sendable, Comparable, Codable {
  public let seconds: Rational

  public static let zero = Time(Rational(0))

  public init(_ seconds: Rational) { self.seconds = seconds }

  /// `ticks` of a clock with the given period, as a container or a sample rate counts.
  public init(ticks: Int64, of period: Rational) { self.init(Rational(ticks) * period) }

  public init(samples: Int64, rate: Int) { self.init(Rational(samples, Int64(rate))) }

  public static func + (a: Self, b: Self) -> Self { Self(a.seconds + b.seconds) }
  public static func - (a: Self, b: Self) -> Self { Self(a.seconds - b.seconds) }
  public static func * (a: Self, b: Rational) -> Self { Self(a.seconds * b) }
  public static func < (a: Self, b: Self) -> Bool { a.seconds < b.seconds }

  /// The nearest sample of a clock of `rate` Hz; a half goes up.
  public func samples(rate: Int) -> Int64 { (seconds * Rational(Int64(rate))).rounded }

  /// The nearest frame of `rate`; a half goes up.
  public func frames(_ rate: FrameRate) -> Int { Int((seconds * rate.perSecond).rounded) }

  public init(from decoder: any Decoder) throws { seconds = try Rational(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try seconds.encode(to: encoder) }
}

extension Time: CustomStringConvertible {
  /// Seconds with three decimals, `12.480s`: for people.
  public var description: String { formatted(decimals: 3) + "s" }

  /// Seconds with a fixed number of decimals, rounded to nearest; a half goes up.
  public func formatted(decimals: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<decimals { scale *= 10 }
    let value = (seconds * Rational(scale)).rounded
    let fraction = String(value.magnitude % UInt64(scale))
    let padded = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    return (value < 0 ? "-" : "") + "\(value.magnitude / UInt64(scale))" + (decimals > 0 ? "." + padded : "")
  }
}

/// Frames per second, exact: `30000/1001` is not 29.97.
public struct FrameRate: Hashable, Sendable, Codable, CustomStringConvertible {
  public let perSecond: Rational

  /// - Precondition: `perSecond` is positive.
  public init(_ perSecond: Rational) {
    precondition(perSecond > Rational(0), "a frame rate is positive")
    self.perSecond = perSecond
  }

  /// The length of one frame in seconds.
  public var frameDuration: Rational { Rational(1) / perSecond }

  /// When frame `index` begins.
  public func start(ofFrame index: Int) -> Time { Time(Rational(Int64(index)) / perSecond) }

  public var description: String { perSecond.description }

  public init(from decoder: any Decoder) throws {
    let value = try Rational(from: decoder)
    guard value > Rational(0) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "a frame rate is positive"))
    }
    perSecond = value
  }
  public func encode(to encoder: any Encoder) throws { try perSecond.encode(to: encoder) }
}
