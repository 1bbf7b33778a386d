import CFontconfig
import ReelCore

/// Reads from a font file what libass will know a face by.
struct FaceFacts {
  /// The name that libass's font selection takes for this face alone.
  let name: String
  /// All names it takes for it, in lower case.
  let aliases: Set<String>
  let weight: Int
  /// Above the baseline and below it, in units of the font.
  let ascent: Int
  let descent: Int
  private let em: Int

  /// Ascent and descent together over the em.
  var lineHeight: Double { Double(ascent + descent) / Double(em) }
  var ascentShare: Double { Double(ascent) / Double(em) }

  /// libass compares the names of the Microsoft platform with what `\fn` says: full names of TrueType outlines, PostScript names of
  /// CFF and Type 1 outlines (`matches_full_or_postscript_name`), as GDI does.
  init(path: String, index: Int) throws {
    var library: FT_Library?
    guard FT_Init_FreeType(&library) == 0, let library else { throw ReelError(.failed, "FreeType cannot start", file: path) }
    defer { FT_Done_FreeType(library) }
    var opened: FT_Face?
    let code = FT_New_Face(library, path, FT_Long(index), &opened)
    guard code == 0, let face = opened else {
      throw ReelError(
        .missing, "the font file cannot be read", file: path, detail: "FT_New_Face: error \(code)", hint: "install the font again")
    }
    defer { FT_Done_Face(face) }
    var postScript = PS_FontInfoRec()
    let isPostScript = FT_Get_PS_Font_Info(face, &postScript) == 0
    let fullNames = Self.names(face, TT_NAME_ID_FULL_NAME)
    let own = isPostScript ? FT_Get_Postscript_Name(face).map { String(cString: $0) } : fullNames.first
    var families = Self.names(face, TT_NAME_ID_FONT_FAMILY)
    if families.isEmpty, let family = face.pointee.family_name { families = [String(cString: family)] }
    guard let name = own ?? families.first, !name.isEmpty, !name.contains(where: { "\\{},()".contains($0) })
    else {
      throw ReelError(.unsupported, "the font has no name a script can use", file: path, hint: "use another font")
    }
    self.name = name
    aliases = Set((families + [name] + (isPostScript ? [] : fullNames)).map { $0.lowercased() })
    weight = Self.weight(face)
    em = Int(max(1, face.pointee.units_per_EM))
    (ascent, descent) = Self.heights(face)
    guard ascent + descent > 0 else {
      throw ReelError(.unsupported, "the font does not say how high its lines are", file: path, hint: "use another font")
    }
  }

  /// The names of one kind that Windows would read, English ones first.
  private static func names(_ face: FT_Face, _ kind: Int32) -> [String] {
    let english: UInt16 = 0x409
    let names = (0..<FT_Get_Sfnt_Name_Count(face)).compactMap { number -> (isEnglish: Bool, text: String)? in
      var name = FT_SfntName()
      guard FT_Get_Sfnt_Name(face, number, &name) == 0, name.platform_id == TT_PLATFORM_MICROSOFT, Int32(name.name_id) == kind else {
        return nil
      }
      let bytes = UnsafeBufferPointer(start: name.string, count: Int(name.string_len))
      let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
      return (name.language_id == english, String(decoding: units, as: UTF16.self))
    }
    return names.filter(\.isEnglish).map(\.text) + names.filter { !$0.isEnglish }.map(\.text)
  }

  /// As `ass_face_get_weight` counts: the small numbers of old fonts, then the usual ones.
  private static func weight(_ face: FT_Face) -> Int {
    let table = FT_Get_Sfnt_Table(face, FT_SFNT_OS2)?.assumingMemoryBound(to: TT_OS2.self)
    let value = Int(table?.pointee.usWeightClass ?? 0)
    switch value {
    case 0: return face.pointee.style_flags & reel_ft_style_bold != 0 ? 700 : 400
    case 1...9: return [100, 200, 300, 350, 400, 600, 700, 800, 900][value - 1]
    default: return min(max(value, 100), 900)
    }
  }

  /// As `set_font_metrics` of libass finds them: the measures Windows uses, else those of the face.
  static func heights(_ face: FT_Face) -> (ascent: Int, descent: Int) {
    if let table = FT_Get_Sfnt_Table(face, FT_SFNT_OS2)?.assumingMemoryBound(to: TT_OS2.self).pointee {
      let (ascent, descent) = (Int(Int16(bitPattern: table.usWinAscent)), Int(Int16(bitPattern: table.usWinDescent)))
      if ascent + descent != 0 { return (ascent, descent) }
    }
    return (Int(face.pointee.ascender), -Int(face.pointee.descender))
  }
}
