import CFontconfig
import CHarfBuzz
import ReelCore

/// Shapes runs with one face as libass does, so that a line is known before it is drawn. Not thread-safe.
///
/// libass lets HarfBuzz ask FreeType for glyphs 256 pixels high and scales what it answers, so that sizes that move do not jitter
/// (`fix_glyph_scaling`). Advances are therefore whole pixels of that size where a font is hinted, and must be here too.
final class FaceShaper {
  /// A glyph of a shaped run, in 64ths of a pixel at ``pixels``.
  struct Glyph {
    /// The index of the first character it stands for.
    var cluster: Int
    var advance: Int
    var offset: (x: Int, y: Int)
    /// Of its ink, from its own origin, upwards.
    var ink: (left: Int, right: Int, bottom: Int, top: Int)
  }

  /// Ascent and descent together of the glyphs that are measured.
  static let pixels = 256

  private let library: FT_Library
  private let face: FT_Face
  private let blob: OpaquePointer
  private let font: OpaquePointer
  private let buffer: OpaquePointer
  private var metrics: [UInt32: FT_Glyph_Metrics?] = [:]

  init(path: String, index: Int) throws {
    var library: FT_Library?
    guard FT_Init_FreeType(&library) == 0, let library else { throw ReelError(.failed, "FreeType cannot start", file: path) }
    // Maps the file: its pages are read as they are needed, and shared by all that map it.
    let blob = hb_blob_create_from_file(path)
    var length: UInt32 = 0
    let bytes = hb_blob_get_data(blob, &length)
    var opened: FT_Face?
    let code = bytes.map {
      FT_New_Memory_Face(library, UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self), Int(length), index, &opened)
    }
    guard code == 0, let face = opened, let blob, let buffer = hb_buffer_create() else {
      hb_blob_destroy(blob)
      FT_Done_FreeType(library)
      throw ReelError(
        .missing, "the font file cannot be read", file: path, detail: "FT_New_Memory_Face: error \(code ?? -1)",
        hint: "install the font again")
    }
    let heights = FaceFacts.heights(face)
    face.pointee.ascender = FT_Short(clamping: heights.ascent)
    face.pointee.descender = FT_Short(clamping: -heights.descent)
    var request = FT_Size_RequestRec(
      type: FT_SIZE_REQUEST_TYPE_REAL_DIM, width: 0, height: Self.pixels * 64, horiResolution: 0, vertResolution: 0)
    FT_Request_Size(face, &request)
    let hbFace = hb_face_create(blob, UInt32(index))
    defer { hb_face_destroy(hbFace) }
    guard let font = hb_font_create(hbFace) else { throw ReelError(.failed, "HarfBuzz cannot start", file: path) }
    (self.library, self.face, self.blob, self.font, self.buffer) = (library, face, blob, font, buffer)
    setUp(font)
  }

  deinit {
    hb_buffer_destroy(buffer)
    hb_font_destroy(font)
    FT_Done_Face(face)
    FT_Done_FreeType(library)
    hb_blob_destroy(blob)
  }

  /// As `update_hb_size` and `get_hb_font` of libass.
  private func setUp(_ font: OpaquePointer) {
    let size = face.pointee.size.pointee.metrics
    let em = Int(face.pointee.units_per_EM)
    hb_font_set_scale(
      font, Int32(truncatingIfNeeded: (Int(size.x_scale) * em) >> 16), Int32(truncatingIfNeeded: (Int(size.y_scale) * em) >> 16))
    hb_font_set_ppem(font, UInt32(size.x_ppem), UInt32(size.y_ppem))
    let functions = hb_font_funcs_create()
    hb_font_funcs_set_nominal_glyph_func(
      functions,
      { _, data, character, glyph, _ in
        let found = FaceShaper.at(data).map { FT_Get_Char_Index($0.face, FT_ULong(character)) } ?? 0
        glyph?.pointee = found
        return found == 0 ? 0 : 1
      }, nil, nil)
    hb_font_funcs_set_variation_glyph_func(
      functions,
      { _, data, character, selector, glyph, _ in
        let found = FaceShaper.at(data).map { FT_Face_GetCharVariantIndex($0.face, FT_ULong(character), FT_ULong(selector)) } ?? 0
        glyph?.pointee = found
        return found == 0 ? 0 : 1
      }, nil, nil)
    hb_font_funcs_set_glyph_h_advance_func(
      functions, { _, data, glyph, _ in hb_position_t(truncatingIfNeeded: FaceShaper.at(data)?.measure(glyph)?.horiAdvance ?? 0) }, nil, nil
    )
    hb_font_funcs_set_glyph_h_kerning_func(
      functions,
      { _, data, first, second, _ in
        var kerning = FT_Vector()
        guard let shaper = FaceShaper.at(data) else { return 0 }
        return FT_Get_Kerning(shaper.face, first, second, 0, &kerning) == 0 ? hb_position_t(truncatingIfNeeded: kerning.x) : 0
      }, nil, nil)
    hb_font_funcs_set_glyph_extents_func(
      functions,
      { _, data, glyph, extents, _ in
        guard let found = FaceShaper.at(data)?.measure(glyph) else { return 0 }
        extents?.pointee = hb_glyph_extents_t(
          x_bearing: Int32(truncatingIfNeeded: found.horiBearingX), y_bearing: Int32(truncatingIfNeeded: found.horiBearingY),
          width: Int32(truncatingIfNeeded: found.width), height: Int32(truncatingIfNeeded: -found.height))
        return 1
      }, nil, nil)
    hb_font_set_funcs(font, functions, Unmanaged.passUnretained(self).toOpaque(), nil)
    hb_font_funcs_destroy(functions)
  }

  private static func at(_ data: UnsafeMutableRawPointer?) -> FaceShaper? {
    data.map { Unmanaged<FaceShaper>.fromOpaque($0).takeUnretainedValue() }
  }

  private func measure(_ glyph: UInt32) -> FT_Glyph_Metrics? {
    if let known = metrics[glyph] { return known }
    let found = FT_Load_Glyph(face, glyph, reel_ft_measure) == 0 ? face.pointee.glyph.pointee.metrics : nil
    metrics[glyph] = found
    return found
  }

  /// Shapes the characters of `text` in `range`; the others are what they stand between.
  /// - Parameters:
  ///   - script: HarfBuzz's tag.
  ///   - language: BCP 47; `nil` for the one libass takes for the script.
  ///   - joins: false keeps letters apart that would be one glyph, as letter spacing wants.
  func shape(
    _ text: [UInt32], _ range: Range<Int>, script: hb_script_t, rightToLeft: Bool, language: String?, joins: Bool
  ) -> [Glyph] {
    hb_buffer_reset(buffer)
    hb_buffer_add_utf32(buffer, text, Int32(text.count), UInt32(range.lowerBound), Int32(range.count))
    hb_buffer_set_direction(buffer, rightToLeft ? HB_DIRECTION_RTL : HB_DIRECTION_LTR)
    hb_buffer_set_script(buffer, script)
    hb_buffer_set_language(buffer, language.map { hb_language_from_string($0, -1) } ?? nil)
    let features = Self.features(joins: joins)
    hb_shape(font, buffer, features, UInt32(features.count))
    var count: UInt32 = 0
    guard let infos = hb_buffer_get_glyph_infos(buffer, &count), let places = hb_buffer_get_glyph_positions(buffer, nil) else { return [] }
    return (0..<Int(count)).map { i in
      let ink = measure(infos[i].codepoint)
      let (left, top) = (Int(ink?.horiBearingX ?? 0), Int(ink?.horiBearingY ?? 0))
      return Glyph(
        cluster: Int(infos[i].cluster), advance: Int(places[i].x_advance), offset: (Int(places[i].x_offset), Int(places[i].y_offset)),
        ink: (left, left + Int(ink?.width ?? 0), top - Int(ink?.height ?? 0), top))
    }
  }

  /// Those libass sets. Kerning is off unless a script says `Kerning: yes`, and ours do.
  private static func features(joins: Bool) -> [hb_feature_t] {
    [("vert", 0), ("vkna", 0), ("kern", 1), ("liga", joins ? 1 : 0), ("clig", joins ? 1 : 0)].map { name, value in
      let tag = name.utf8.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return hb_feature_t(tag: tag, value: UInt32(value), start: 0, end: .max)
    }
  }
}
