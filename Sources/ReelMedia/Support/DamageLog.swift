import CFFmpeg
import Synchronization

/// What a decoder said at error level, whichever of its threads said it: a decoder that complains has not decoded what was encoded.
///
/// Thread-safety: safe.
final class DamageLog: Sendable {
  private let line = Mutex<String?>(nil)

  func add(_ text: String) { line.withLock { if $0 == nil { $0 = text } } }
  /// The first complaint since the last call.
  func take() -> String? {
    line.withLock { line in
      defer { line = nil }
      return line
    }
  }

  /// The log of a codec context, which carries it as its `opaque` (copied by FFmpeg into the contexts of its frame threads).
  static func of(_ context: UnsafeMutableRawPointer) -> DamageLog? {
    guard let opaque = context.assumingMemoryBound(to: AVCodecContext.self).pointee.opaque else { return nil }
    return Unmanaged<DamageLog>.fromOpaque(opaque).takeUnretainedValue()
  }
}
