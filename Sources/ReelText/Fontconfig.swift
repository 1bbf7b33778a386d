import CFontconfig
import ReelCore

/// The fonts of this machine and of the document, as fontconfig lists them; it is asked for nothing else. Not thread-safe: ``FontBook`` locks it.
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

    /// What orders the faces of a machine: names, and only between equal ones where they are.
    var order: [String] {
      let numbers = [weight, italic ? 1 : 0, width, index].map { String(10_000 + $0) }
      return [families.first ?? "", names.first ?? ""] + numbers + [path.split(separator: "/").last.map(String.init) ?? "", path]
    }

    func has(_ scalar: Unicode.Scalar) -> Bool { FcCharSetHasChar(coverage, scalar.value) != 0 }
  }

  private let config: OpaquePointer
  /// Faces with outlines: the only ones libass can draw.
  private(set) var faces: [Face] = []
  /// The first so many of ``faces`` are those of the document; they come before the machine's.
  private(set) var ownCount = 0
  /// What the other fonts cover.
  private var colorCoverage: [OpaquePointer] = []

  /// - Parameters:
  ///   - files: fonts to know besides those of the machine.
  ///   - configuration: a file that stands for the machine's own; `nil` is the machine's.
  init(files: [String], configuration: String?) throws {
    guard let config = Self.load(configuration) else {
      throw ReelError(
        .failed, "the list of fonts cannot be made", file: configuration, hint: "check fontconfig's configuration: fc-list")
    }
    self.config = config
    for file in files where FcConfigAppFontAddFile(config, file) == 0 {
      throw ReelError(.invalid, "the font file cannot be read", file: file, hint: "give a TrueType or OpenType font")
    }
    list(FcSetApplication)
    ownCount = faces.count
    list(FcSetSystem)
    // fontconfig lists them as folders and its configuration have them.
    let system = faces[ownCount...].map { (order: $0.order, face: $0) }.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    faces.replaceSubrange(ownCount..., with: system.map(\.face))
  }

  deinit { FcConfigDestroy(config) }

  private static func load(_ file: String?) -> OpaquePointer? {
    guard let file else { return FcInitLoadConfigAndFonts() }
    guard let config = FcConfigCreate() else { return nil }
    if FcConfigParseAndLoad(config, file, 1) != 0, FcConfigBuildFonts(config) != 0 { return config }
    FcConfigDestroy(config)
    return nil
  }

  private func list(_ set: FcSetName) {
    guard let fonts = FcConfigGetFonts(config, set)?.pointee else { return }
    for i in 0..<Int(fonts.nfont) { if let pattern = fonts.fonts[i] { add(pattern) } }
  }

  private func add(_ pattern: OpaquePointer) {
    var charset: OpaquePointer?
    guard let path = Self.string(pattern, FC_FILE, 0), FcPatternGetCharSet(pattern, FC_CHARSET, 0, &charset) == FcResultMatch, let charset
    else { return }
    let index = Self.integer(pattern, FC_INDEX) ?? 0
    // The upper half numbers the instances of a variable font, which libass cannot choose.
    guard index >> 16 == 0 else { return }
    guard Self.flag(pattern, FC_OUTLINE), !Self.flag(pattern, FC_COLOR) else { return colorCoverage.append(charset) }
    faces.append(
      Face(
        path: path, index: index, families: Self.strings(pattern, FC_FAMILY),
        names: Self.strings(pattern, FC_FULLNAME) + Self.strings(pattern, FC_POSTSCRIPT_NAME),
        weight: Int(FcWeightToOpenTypeDouble(Self.double(pattern, FC_WEIGHT) ?? 80).rounded()),
        italic: (Self.integer(pattern, FC_SLANT) ?? 0) > 0, width: Int(Self.double(pattern, FC_WIDTH) ?? 100),
        isMonospaced: (Self.integer(pattern, FC_SPACING) ?? 0) > 0, coverage: charset))
  }

  func onlyColorHas(_ scalar: Unicode.Scalar) -> Bool { colorCoverage.contains { FcCharSetHasChar($0, scalar.value) != 0 } }

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
