import CAss
import ReelCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Draws one text group at one size. Not thread-safe.
final class GroupPainter {
  let group: TextGroup
  private let rate: FrameRate
  private let fonts: AssFontSet
  private let renderer: OpaquePointer
  private var track: UnsafeMutablePointer<ASS_Track>
  /// The frame drawn last; `nil` before the first.
  private var position: Int?
  /// Frames at which libass may place an event anew, in order.
  private let steps: [Int]

  init(_ group: TextGroup, size: Size, canvas: Size, rate: FrameRate, fonts: AssFontSet) throws {
    guard let renderer = ass_renderer_init(fonts.library) else {
      throw ReelError(.failed, "libass cannot start", detail: "ass_renderer_init")
    }
    do {
      track = try Self.track(group, rate: rate, fonts: fonts)
    } catch {
      ass_renderer_done(renderer)
      throw error
    }
    (self.group, self.rate, self.fonts, self.renderer) = (group, rate, fonts, renderer)
    steps = Self.steps(of: group)
    ass_set_frame_size(renderer, Int32(size.width), Int32(size.height))
    ass_set_storage_size(renderer, Int32(canvas.width), Int32(canvas.height))
    ass_set_pixel_aspect(renderer, 1)
    ass_set_cache_limits(renderer, 0, Self.cacheMegabytes)
    ass_set_fonts(renderer, nil, nil, Int32(ASS_FONTPROVIDER_NONE.rawValue), nil, 0)
  }

  deinit {
    ass_free_track(track)
    ass_renderer_done(renderer)
  }

  private static let cacheMegabytes: Int32 = 32

  /// What is shown at `frame`, and whether it differs from the last call's.
  ///
  /// libass leaves an event where it was first placed, so whatever placed events before `frame` is drawn first. A later first frame
  /// therefore shows the same pixels.
  func draw(_ frame: Int) throws -> (images: UnsafeMutablePointer<ASS_Image>?, changed: Bool) {
    precondition(frame >= 0 && frame < group.count, "frame \(frame) of a text that lasts \(group.count)")
    if let last = position, frame < last {
      let fresh = try Self.track(group, rate: rate, fonts: fonts)
      ass_free_track(track)
      track = fresh
      position = nil
    }
    var changed = position == nil
    for step in steps where step > position ?? -1 && step < frame {
      ass_render_frame(renderer, track, Self.milliseconds(step, rate), nil)
      changed = true
    }
    var difference: Int32 = 0
    let images = ass_render_frame(renderer, track, Self.milliseconds(frame, rate), &difference)
    position = frame
    if let fault = fonts.log.fault {
      throw ReelError(.missing, "a text cannot be drawn as written", detail: "libass: " + fault, hint: "check the fonts: reelfx check")
    }
    return (images, changed || difference != 0)
  }

  /// Starts of frames in whole milliseconds: increasing, and the same function for events and for what is drawn, so that no rounding
  /// can move an event to another frame.
  private static func milliseconds(_ frame: Int, _ rate: FrameRate) -> Int64 { rate.start(ofFrame: frame).milliseconds }

  private static func track(_ group: TextGroup, rate: FrameRate, fonts: AssFontSet) throws -> UnsafeMutablePointer<ASS_Track> {
    var script = Array(group.script.utf8CString)
    guard let track = ass_read_memory(fonts.library, &script, script.count - 1, nil) else {
      throw ReelError(.failed, "libass cannot read a script", detail: fonts.log.fault)
    }
    guard track.pointee.n_events == group.events.count else {
      let count = track.pointee.n_events
      ass_free_track(track)
      throw ReelError(.failed, "libass reads \(count) events in a script of \(group.events.count)", detail: fonts.log.fault)
    }
    for (index, frames) in group.events.enumerated() {
      let start = milliseconds(frames.lowerBound, rate)
      track.pointee.events[index].Start = start
      track.pointee.events[index].Duration = milliseconds(frames.upperBound, rate) - start
    }
    layOutAsUnicode(track, group.script)
    return track
  }

  /// Captions of our own, which say their language, are shaped in it, and their brackets pair as Unicode's bidi algorithm says.
  private static func layOutAsUnicode(_ track: UnsafeMutablePointer<ASS_Track>, _ script: String) {
    let prefix = CaptionWriter.languageHeader
    guard let header = script.split(separator: "\n").first(where: { $0.hasPrefix(prefix) }) else { return }
    ass_track_set_feature(track, ASS_FEATURE_BIDI_BRACKETS, 1)
    let language = header.dropFirst(prefix.count)
    if !language.isEmpty { track.pointee.Language = strdup(String(language)) }
  }

  /// Where events begin and end; none if each stands where it says itself, as captions of our own do; all frames if sizes are animated, because then events move out of each other's way at any time.
  private static func steps(of group: TextGroup) -> [Int] {
    if group.events.count < 2 || group.script.contains(CaptionWriter.languageHeader) { return [] }
    if group.script.contains("\\t(") { return Array(0..<group.count) }
    return Set(group.events.flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
  }
}
