import CAss
import Foundation
import ReelCore

/// libass by itself: a script goes in, shapes come out. It finds fonts by its own means and knows nothing of ours.
struct PlainAss {
  let script: String
  /// BCP 47.
  let language: String

  struct Failure: Error {}

  func shapes(size: Size, canvas: Size, milliseconds: Int64) throws -> [Drawing.Shape] {
    guard let library = ass_library_init() else { throw Failure() }
    defer { ass_library_done(library) }
    ass_set_message_cb(library, { _, _, _, _ in }, nil)
    guard let renderer = ass_renderer_init(library) else { throw Failure() }
    defer { ass_renderer_done(renderer) }
    ass_set_frame_size(renderer, Int32(size.width), Int32(size.height))
    ass_set_storage_size(renderer, Int32(canvas.width), Int32(canvas.height))
    ass_set_pixel_aspect(renderer, 1)
    ass_set_fonts(renderer, nil, "Noto Sans", Int32(ASS_FONTPROVIDER_AUTODETECT.rawValue), nil, 1)
    var bytes = Array(script.utf8CString)
    guard let track = ass_read_memory(library, &bytes, bytes.count - 1, nil) else { throw Failure() }
    defer { ass_free_track(track) }
    // A script's own header holds two letters, which are not enough for Chinese.
    track.pointee.Language = strdup(language)
    var shapes: [Drawing.Shape] = []
    var next = ass_render_frame(renderer, track, milliseconds, nil)
    while let image = next?.pointee {
      let rows = (0..<Int(image.h)).flatMap { row in (0..<Int(image.w)).map { image.bitmap[row * Int(image.stride) + $0] } }
      shapes.append(
        Drawing.Shape(
          x: Int(image.dst_x), y: Int(image.dst_y), width: Int(image.w), height: Int(image.h), color: image.color >> 8,
          opacity: 255 - UInt8(image.color & 255), coverage: rows))
      next = image.next
    }
    return shapes
  }
}
