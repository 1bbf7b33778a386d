import CFFmpeg

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The last things FFmpeg's libraries logged on each thread, so that an error can quote them. Nothing is ever printed.
///
/// Thread-safety: safe; each thread has its own lines.
package enum LogTail {
  /// Lines at `AV_LOG_WARNING` or worse kept for each thread.
  static let capacity = 8

  /// Makes this process's FFmpeg log into the per-thread tails. Everything that opens a context calls it first; only the first call acts.
  static func install() { _ = installed }

  private static let installed: Void = av_log_set_callback { sender, level, format, arguments in
    LogTail.receive(sender, level, format, arguments)
  }

  /// The last line of this thread at error level, else the last warning; and forgets all lines.
  package static func take() -> String? {
    let lines = ring.lines
    ring.lines.removeAll(keepingCapacity: true)
    return (lines.last { $0.level <= AV_LOG_ERROR } ?? lines.last)?.text
  }

  /// Forgets what this thread has logged, so that an error of the next call does not quote an older one.
  package static func clear() { ring.lines.removeAll(keepingCapacity: true) }

  private struct Line {
    var level: CInt
    var text: String
  }

  private final class Ring {
    var lines: [Line] = []
  }

  /// Frees a thread's ring when the thread ends.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let result = pthread_key_create(&key) { pointer in
      // The pointer is optional on one platform and not on the other.
      let pointer: UnsafeMutableRawPointer? = pointer
      if let pointer { Unmanaged<Ring>.fromOpaque(pointer).release() }
    }
    precondition(result == 0, "no thread-local storage is left")
    return key
  }()

  private static var ring: Ring {
    if let pointer = pthread_getspecific(key) { return Unmanaged<Ring>.fromOpaque(pointer).takeUnretainedValue() }
    let ring = Ring()
    pthread_setspecific(key, Unmanaged.passRetained(ring).toOpaque())
    return ring
  }

  private static func receive(
    _ sender: UnsafeMutableRawPointer?, _ level: CInt, _ format: UnsafePointer<CChar>?, _ arguments: CVaListPointer?
  ) {
    guard level <= AV_LOG_WARNING, let format, let arguments else { return }
    var prefix: CInt = 1
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      av_log_format_line2(sender, level, format, arguments, buffer.baseAddress, CInt(buffer.count), &prefix)
      return String(cString: UnsafePointer(buffer.baseAddress!))  // 512 bytes always have an address
    }
    let line = Line(level: level, text: tidy(text))
    guard !line.text.isEmpty else { return }
    let ring = ring
    if ring.lines.count == capacity { ring.lines.removeFirst() }
    ring.lines.append(line)
    if level <= AV_LOG_ERROR, let sender, reel_class_of(sender) == avcodec_get_class() { DamageLog.of(sender)?.add(line.text) }
  }

  /// Without the line's end and the sender's address, which would make equal failures read differently: `[h264] no frame!`.
  private static func tidy(_ text: String) -> String {
    var text = text[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    while let at = text.firstRange(of: " @ 0x") {
      guard let close = text[at.upperBound...].firstIndex(of: "]") else { break }
      text.removeSubrange(at.lowerBound..<close)
    }
    return String(text)
  }
}
