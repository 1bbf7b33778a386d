import CFFmpeg
import ReelCore

/// The one funnel for `avcodec_open2`.
enum CodecOpening {
  /// Opens `context` with `codec` on `path`, under the lock all openings share.
  ///
  /// - Parameters:
  ///   - options: names and values for the codec's private options, set before it is opened.
  ///   - tried: to follow "cannot", for the error: `"open the decoder h264"`.
  /// - Throws: what `avcodec_open2` says; `unsupported` for an option this build's codec does not know.
  static func open(
    _ context: UnsafeMutablePointer<AVCodecContext>, _ codec: UnsafePointer<AVCodec>, options: [(name: String, value: String)] = [],
    path: CPUPath, _ tried: @autoclosure () -> String, _ place: @autoclosure () -> Place = Place(), kind: ReelError.Kind? = nil
  ) throws(ReelError) {
    LogTail.install()
    LogTail.clear()
    var dictionary: OpaquePointer?
    defer { av_dict_free(&dictionary) }
    for option in options {
      try check(av_dict_set(&dictionary, option.name, option.value, 0), "av_dict_set", tried(), place())
    }
    let code = path.opening { avcodec_open2(context, codec, &dictionary) }
    try check(code, "avcodec_open2", tried(), place(), kind: kind)
    // "On return options will be filled with options that were not found" (avcodec.h).
    if let unknown = av_dict_get(dictionary, "", nil, AV_DICT_IGNORE_SUFFIX) {
      let name = String(cString: unknown.pointee.key)
      throw ReelError(
        .unsupported, "cannot \(tried())\(place().words): it has no option '\(name)'", file: place().file,
        hint: "this build of FFmpeg is older or newer than the engine knows")
    }
  }
}
