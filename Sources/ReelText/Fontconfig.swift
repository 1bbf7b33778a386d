import CFontconfig
import ReelCore

/// The fonts of this machine and of the series, as fontconfig lists them. Not thread-safe: ``FontBook`` locks it.
final class Fontconfig {
  struct Face {
    var path: String
    var index: Int
    var families: [String]
    /// Full and PostScript names.
    var names: [String]
    var weight: Int
    var italic: Bool
    var width: Int
    var isMonospaced: Bool
    /// Which characters it has; owned by the configuration.
    var coverage: OpaquePointer

    func has(_ scalar: Unicode.Scalar) -> Bool { FcCharSetHasChar(coverage, scalar.value) != 0 }
  }

  private let config: OpaquePointer
  /// Faces with outlines: the only ones libass can draw.
  private(set) var faces: [Face] = []
  /// The tags that fontconfig tells apart.
  let languages: Set<String>
  private var indices: [OpaquePointer: Int] = [:]
  /// What the other fonts cover.
  private var colorCoverage: [OpaquePointer] = []

  /// - Parameter files: fonts to know besides those of the machine.
  init(files: [String]) throws {
    guard let config = FcInitLoadConfigAndFonts() else {
      throw ReelError(
        .failed, "the list of fonts cannot be made", detail: "FcInitLoadConfigAndFonts", hint: "check fontconfig's configuration: fc-list")
    }
    self.config = config
    languages = Self.knownLanguages()
    for file in files where FcConfigAppFontAddFile(config, file) == 0 {
      throw ReelError(.invalid, "the font file cannot be read", file: file, hint: "give a TrueType or OpenType font")
    }
    for set in [FcSetApplication, FcSetSystem] {
      guard let fonts = FcConfigGetFonts(config, set)?.pointee else { continue }
      for i in 0..<Int(fonts.nfont) { if let pattern = fonts.fonts[i] { add(pattern) } }
    }
  }

  deinit { FcConfigDestroy(config) }

  private func add(_ pattern: OpaquePointer) {
    var charset: OpaquePointer?
    guard let path = Self.string(pattern, FC_FILE, 0), FcPatternGetCharSet(pattern, FC_CHARSET, 0, &charset) == FcResultMatch, let charset
    else { return }
    let index = Self.integer(pattern, FC_INDEX) ?? 0
    // The upper half numbers the instances of a variable font, which libass cannot choose.
    guard index >> 16 == 0 else { return }
    guard Self.flag(pattern, FC_OUTLINE), !Self.flag(pattern, FC_COLOR) else { return colorCoverage.append(charset) }
    indices[pattern] = faces.count
    faces.append(
      Face(
        path: path, index: index, families: Self.strings(pattern, FC_FAMILY),
        names: Self.strings(pattern, FC_FULLNAME) + Self.strings(pattern, FC_POSTSCRIPT_NAME),
        weight: Int(FcWeightToOpenTypeDouble(Self.double(pattern, FC_WEIGHT) ?? 80).rounded()),
        italic: (Self.integer(pattern, FC_SLANT) ?? 0) > 0, width: Int(Self.double(pattern, FC_WIDTH) ?? 100),
        isMonospaced: (Self.integer(pattern, FC_SPACING) ?? 0) > 0, coverage: charset))
  }

  /// All faces, the likeliest stand-ins for `request` in `language` first.
  /// - Parameter language: as fontconfig writes it: `zh-tw`.
  func ranking(_ request: FontRequest, language: String) -> [Int] {
    guard let pattern = FcPatternCreate() else { return Array(faces.indices) }
    defer { FcPatternDestroy(pattern) }
    FcPatternAddString(pattern, FC_FAMILY, request.family)
    FcPatternAddString(pattern, FC_LANG, language)
    // With "und" among them fontconfig does not add the languages of the process's locale.
    FcPatternAddString(pattern, FC_LANG, "und")
    FcPatternAddDouble(pattern, FC_WEIGHT, FcWeightFromOpenTypeDouble(Double(request.weight)))
    FcPatternAddInteger(pattern, FC_SLANT, request.italic ? FC_SLANT_ITALIC : FC_SLANT_ROMAN)
    FcConfigSubstitute(config, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultMatch
    guard let set = FcFontSort(config, pattern, 0, nil, &result) else { return Array(faces.indices) }
    defer { FcFontSetSortDestroy(set) }
    return (0..<Int(set.pointee.nfont)).compactMap { set.pointee.fonts[$0].flatMap { indices[$0] } }
  }

  func onlyColorHas(_ scalar: Unicode.Scalar) -> Bool { colorCoverage.contains { FcCharSetHasChar($0, scalar.value) != 0 } }

  private static func knownLanguages() -> Set<String> {
    guard let set = FcGetLangs() else { return [] }
    defer { FcStrSetDestroy(set) }
    guard let list = FcStrListCreate(set) else { return [] }
    defer { FcStrListDone(list) }
    var languages: Set<String> = []
    while let tag = FcStrListNext(list) { languages.insert(String(cString: tag)) }
    return languages
  }

  private static func string(_ pattern: OpaquePointer, _ object: String, _ n: Int) -> String? {
    var value: UnsafeMutablePointer<FcChar8>?
    return FcPatternGetString(pattern, object, Int32(n), &value) == FcResultMatch ? value.map { String(cString: $0) } : nil
  }

  private static func strings(_ pattern: OpaquePointer, _ object: String) -> [String] {
    var values: [String] = []
    while let value = string(pattern, object, values.count) { values.append(value) }
    return values
  }

  private static func integer(_ pattern: OpaquePointer, _ object: String) -> Int? {
    var value: Int32 = 0
    return FcPatternGetInteger(pattern, object, 0, &value) == FcResultMatch ? Int(value) : nil
  }

  private static func double(_ pattern: OpaquePointer, _ object: String) -> Double? {
    var value = 0.0
    return FcPatternGetDouble(pattern, object, 0, &value) == FcResultMatch ? value : nil
  }

  private static func flag(_ pattern: OpaquePointer, _ object: String) -> Bool {
    var value: FcBool = 0
    return FcPatternGetBool(pattern, object, 0, &value) == FcResultMatch && value != 0
  }
}
