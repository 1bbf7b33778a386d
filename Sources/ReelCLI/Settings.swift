import Foundation
import ReelFX

/// The environment, read in one place.
enum Settings {
  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// `$REELFX_STORE`, else `reelfx` in the user's cache folder (`$XDG_CACHE_HOME`, or the platform's own).
  static var store: String {
    if let store = environment["REELFX_STORE"], !store.isEmpty { return store }
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/reelfx" }
    #if os(macOS)
      return NSHomeDirectory() + "/Library/Caches/reelfx"
    #else
      return NSHomeDirectory() + "/.cache/reelfx"
    #endif
  }

  /// `$REELFX_CPU`: the highest level of SIMD kernels to use.
  static var kernels: String? { environment["REELFX_CPU"].flatMap { $0.isEmpty ? nil : $0 } }

  /// `$REELFX_PATIENCE`: for how many seconds a shared store that is away is asked again.
  static var patience: Duration { .seconds(environment["REELFX_PATIENCE"].flatMap(Double.init) ?? 60) }

  /// Colour only on a terminal, and never when `$NO_COLOR` is set (no-color.org).
  static var usesColor: Bool { isatty(2) != 0 && (environment["NO_COLOR"] ?? "").isEmpty }

  /// `8G`, `512M`, `1000000`: bytes; binary multiples.
  static func bytes(_ text: String) -> Int? {
    let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
    guard let last = text.last else { return nil }
    let shift = units[Character(last.uppercased())]
    guard let number = Int(shift == nil ? text[...] : text.dropLast()), number > 0, number < 1 << 20 || shift == nil else { return nil }
    return number << (shift ?? 0)
  }
}
