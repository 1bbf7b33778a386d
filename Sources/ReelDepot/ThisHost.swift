import Foundation

/// The machine this is, for people who look for who wrote what.
package enum ThisHost {
  /// Its name, of letters, digits and `-`.
  package static let name: String = {
    var bytes = [CChar](repeating: 0, count: 256)
    let isKnown = gethostname(&bytes, bytes.count - 1) == 0
    let text = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let name = String(text.prefix { $0 != "." }.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    return isKnown && !name.isEmpty ? name : "host"
  }()

  /// `host.pid.attempt`
  package static func writer(attempt: Int) -> String { "\(name).\(getpid()).\(attempt)" }
}
