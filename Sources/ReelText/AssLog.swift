import CAss

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What libass says while it works. A missing font or glyph is a fault; libass itself would go on.
final class AssLog {
  /// The first message that means a wrong picture.
  private(set) var fault: String?

  /// Makes `library` report here. The log must outlive it.
  func attach(to library: OpaquePointer) {
    ass_set_message_cb(
      library,
      { level, format, arguments, data in
        // Imported as an optional on some platforms only.
        let list: CVaListPointer? = arguments
        guard let format, let list, let data else { return }
        var buffer = [CChar](repeating: 0, count: 512)
        vsnprintf(&buffer, buffer.count, format, list)
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        Unmanaged<AssLog>.fromOpaque(data).takeUnretainedValue().add(level, text)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func add(_ level: Int32, _ text: String) {
    guard fault == nil, level <= 1 || Self.faults.contains(where: text.contains), !Self.isInvisible(text) else { return }
    fault = text
  }

  /// Of libass's warnings, those about fonts (`ass_fontselect.c`, `ass_font.c`).
  private static let faults = ["failed to find any fallback with glyph", "not found", "memory font", "embedded font", "default font"]

  /// libass looks for a glyph also for joiners and direction marks, which are never drawn.
  private static func isInvisible(_ text: String) -> Bool {
    guard let prefix = text.firstRange(of: "lyph 0x") else { return false }
    let digits = text[prefix.upperBound...].prefix(while: \.isHexDigit)
    guard let value = UInt32(digits, radix: 16), value > 0, let scalar = Unicode.Scalar(value) else { return false }
    return scalar.properties.isDefaultIgnorableCodePoint || text.contains("selecting one more")
  }
}
