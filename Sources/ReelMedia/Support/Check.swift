import CFFmpeg
package import ReelCore

/// Where something happened, for the words of an error.
package struct Place: Sendable {
  package var file: String?
  package var stream: Int?
  package var time: Time?

  package init(file: String? = nil, stream: Int? = nil, time: Time? = nil) {
    self.file = file
    self.stream = stream
    self.time = time
  }

  /// ` stream 0 at 12.480s`, or nothing.
  var words: String { (stream.map { " stream \($0)" } ?? "") + (time.map { " at \($0)" } ?? "") }
}

/// The one funnel for return codes of FFmpeg: a negative code becomes a ``ReelError`` with the call, the place and the library's words.
///
/// - Parameters:
///   - code: what the call returned.
///   - call: the C function's name.
///   - tried: what was being done, to follow "cannot": `"decode"`.
///   - place: evaluated only on failure.
///   - kind: the error's family; by default the one that fits the code.
/// - Returns: `code`, which is not negative.
@discardableResult @inline(always)
func check(
  _ code: CInt, _ call: StaticString, _ tried: @autoclosure () -> String, _ place: @autoclosure () -> Place = Place(),
  kind: ReelError.Kind? = nil, hint: @autoclosure () -> String? = nil
) throws(ReelError) -> CInt {
  if code >= 0 { return code }
  throw failure(code, call, tried(), place(), kind: kind, hint: hint())
}

/// For calls that return a pointer: `nil` is out of memory, unless `code` says otherwise.
func check<T>(
  _ pointer: UnsafeMutablePointer<T>?, _ call: StaticString, _ tried: @autoclosure () -> String,
  _ place: @autoclosure () -> Place = Place()
) throws(ReelError) -> UnsafeMutablePointer<T> {
  if let pointer { return pointer }
  throw failure(reel_averror_enomem, call, tried(), place(), kind: nil, hint: nil)
}

/// The same for types C keeps to itself.
func check(
  _ pointer: OpaquePointer?, _ call: StaticString, _ tried: @autoclosure () -> String, _ place: @autoclosure () -> Place = Place()
) throws(ReelError) -> OpaquePointer {
  if let pointer { return pointer }
  throw failure(reel_averror_enomem, call, tried(), place(), kind: nil, hint: nil)
}

/// The error for a negative `code`; takes this thread's log lines.
func failure(
  _ code: CInt, _ call: StaticString, _ tried: String, _ place: Place, kind: ReelError.Kind? = nil, hint: String? = nil
) -> ReelError {
  var detail = "\(call): \(words(for: code))"
  if let line = LogTail.take() { detail += "; \(line)" }
  return ReelError(
    kind ?? family(of: code), "cannot \(tried)\(place.words)", file: place.file, detail: detail, hint: hint)
}

/// `av_strerror`'s words for a code.
func words(for code: CInt) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(AV_ERROR_MAX_STRING_SIZE)) { buffer in
    av_strerror(code, buffer.baseAddress, buffer.count)
    return String(cString: UnsafePointer(buffer.baseAddress!))  // AV_ERROR_MAX_STRING_SIZE is not 0
  }
}

private func family(of code: CInt) -> ReelError.Kind {
  switch code {
  case reel_averror_enoent: .missing
  case reel_averror_enomem, reel_averror_eio, reel_averror_external, reel_averror_bug: .failed
  case reel_averror_enospc: .cannotWrite
  case reel_averror_patchwelcome, reel_averror_enosys, reel_averror_decoder_not_found, reel_averror_encoder_not_found,
    reel_averror_demuxer_not_found, reel_averror_muxer_not_found:
    .unsupported
  default: .invalid
  }
}
