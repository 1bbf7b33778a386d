import CFontconfig
import ReelCore

/// Reads from a font file what libass will know a face by.
enum FaceName {
  /// The name that libass's font selection takes for this face alone, and its weight.
  ///
  /// libass compares the names of the Microsoft platform with what `\fn` says: full names of TrueType outlines, PostScript names of
  /// CFF and Type 1 outlines (`matches_full_or_postscript_name`), as GDI does.
  static func read(path: String, index: Int) throws -> (name: String, weight: Int) {
    var library: FT_Library?
    guard FT_Init_FreeType(&library) == 0, let library else { throw ReelError(.failed, "FreeType cannot start", file: path) }
    defer { FT_Done_FreeType(library) }
    var opened: FT_Face?
    let code = FT_New_Face(library, path, FT_Long(index), &opened)
    guard code == 0, let face = opened else {
      throw ReelError(.missing, "the font file cannot be read", file: path, detail: "FT_New_Face: error \(code)", hint: "install the font again")
    }
    defer { FT_Done_Face(face) }
    var postScript = PS_FontInfoRec()
    let isPostScript = FT_Get_PS_Font_Info(face, &postScript) == 0
    let name = isPostScript ? FT_Get_Postscript_Name(face).map { String(cString: $0) } : fullName(face)
    guard let name = name ?? face.pointee.family_name.map({ String(cString: $0) }), !name.isEmpty, !name.contains(where: { "\\{},()".contains($0) })
    else {
      throw ReelError(.unsupported, "the font has no name a script can use", file: path, hint: "use another font")
    }
    return (name, weight(face))
  }

  private static func fullName(_ face: FT_Face) -> String? {
    let names = (0..<FT_Get_Sfnt_Name_Count(face)).compactMap { number -> (language: UInt16, text: String)? in
      var name = FT_SfntName()
      guard FT_Get_Sfnt_Name(face, number, &name) == 0, name.platform_id == TT_PLATFORM_MICROSOFT, name.name_id == TT_NAME_ID_FULL_NAME else { return nil }
      let bytes = UnsafeBufferPointer(start: name.string, count: Int(name.string_len))
      let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
      return (name.language_id, String(decoding: units, as: UTF16.self))
    }
    let english: UInt16 = 0x409
    return (names.first { $0.language == english } ?? names.first)?.text
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
}
