import CHarfBuzz
import ReelCore
import Synchronization

/// The fonts that captions may be drawn with.
///
/// Answers which face draws which character: the requested family first, then the document's own fonts, relatives of the family for
/// other scripts (`Inter` to `Inter Arabic`), the families of ``FontFallback``, and at last any other by its name. The same fonts give
/// the same answers on every machine. Fonts with coloured pictures or bitmaps only are passed over, because libass cannot draw them.
///
/// Thread-safety: safe.
package final class FontBook: Sendable {
  private struct Chain: Hashable {
    var request: FontRequest
    var language: String
  }

  private final class State {
    let fonts: Fontconfig
    var chains: [Chain: [Int]] = [:]
    var files: [Int: FontFile] = [:]
    var digests: [String: Digest] = [:]
    var shapers: [String: FaceShaper] = [:]

    init(_ fonts: Fontconfig) { self.fonts = fonts }
  }

  private let state: Mutex<State>

  /// - Parameters:
  ///   - files: font files that come before those installed.
  ///   - folders: folders of such files, as `fonts/` beside a document, which come behind `files`.
  ///   - configuration: a fontconfig file that stands for the machine's own.
  /// - Throws: `ReelError` if fontconfig fails, a folder cannot be read, or one of the files is no font.
  package init(files: [String] = [], folders: [String] = [], configuration: String? = nil) throws {
    state = Mutex(State(try Fontconfig(files: files + folders.flatMap(FontFolder.files), configuration: configuration)))
  }

  /// The face of `family` nearest to the weight and slant.
  /// - Throws: `ReelError` naming the nearest families if there is none, or the file that cannot be read.
  package func font(family: String, weight: Int = 400, italic: Bool = false) throws -> FontFile {
    try state.withLock { state in
      let request = FontRequest(family: family, weight: weight, italic: italic)
      guard let index = Self.match(request, in: state.fonts) else {
        throw ReelError(.missing, "there is no font family named '\(family)'", hint: Self.suggestion(for: family, in: state.fonts))
      }
      return try Self.file(index, state)
    }
  }

  /// The files of the fonts that can be drawn, sorted.
  package var files: [String] { state.withLock { Set($0.fonts.faces.map(\.path)).sorted() } }

  /// The families of the fonts that can be drawn, sorted.
  package var families: [String] { state.withLock { Set($0.fonts.faces.flatMap(\.families)).sorted() } }

  /// Cuts `text` where the font changes.
  ///
  /// Letters of one word stay in one face where any has them all, a combining sequence always does; spaces and punctuation go with
  /// the letters before them.
  /// - Parameter language: BCP 47.
  func runs(_ text: String, _ request: FontRequest, language: String?) throws -> (runs: [FontRun], missing: [MissingCharacter]) {
    try state.withLock { state in
      let requested = Self.match(request, in: state.fonts)
      let chain = Self.chain(request, requested, language: language, state)
      let itemised = FontItemiser(faces: state.fonts.faces, chain: chain).runs(of: text)
      let asked = try requested.map { try Self.file($0, state).lineHeight }
      let runs = try itemised.runs.map { run in
        let file = try Self.file(run.face, state)
        return FontRun(text: run.text, file: file, isRequested: run.face == requested, scale: asked.map { file.lineHeight / $0 } ?? 1)
      }
      return (runs, itemised.missing.map { MissingCharacter(scalar: $0, isColorOnly: state.fonts.onlyColorHas($0)) })
    }
  }

  /// Shapes a run with one face: see ``FaceShaper/shape(_:_:script:rightToLeft:language:joins:)``. A face is opened once.
  func shape(
    _ text: [UInt32], _ range: Range<Int>, _ file: FontFile, script: hb_script_t, rightToLeft: Bool, language: String?, joins: Bool
  ) throws -> [FaceShaper.Glyph] {
    try state.withLock { state in
      let key = "\(file.faceIndex) \(file.path)"
      let shaper = try state.shapers[key] ?? FaceShaper(path: file.path, index: file.faceIndex)
      state.shapers[key] = shaper
      return shaper.shape(text, range, script: script, rightToLeft: rightToLeft, language: language, joins: joins)
    }
  }

  private static func match(_ request: FontRequest, in fonts: Fontconfig) -> Int? {
    let name = request.family.lowercased()
    func distance(_ face: Fontconfig.Face) -> Int {
      abs(face.weight - request.weight) + (face.italic == request.italic ? 0 : 10_000) + abs(face.width - 100) * 100
    }
    for faces in [0..<fonts.ownCount, fonts.ownCount..<fonts.faces.count] {
      let family = faces.filter { fonts.faces[$0].families.contains { $0.lowercased() == name } }
      if let best = family.min(by: { distance(fonts.faces[$0]) < distance(fonts.faces[$1]) }) { return best }
      if let named = faces.first(where: { fonts.faces[$0].names.contains { $0.lowercased() == name } }) { return named }
    }
    return nil
  }

  private static func chain(_ request: FontRequest, _ requested: Int?, language: String?, _ state: State) -> [Int] {
    let key = Chain(request: request, language: language ?? "")
    if let chain = state.chains[key] { return chain }
    let fonts = state.fonts
    func nearest(_ family: String) -> Int? {
      match(FontRequest(family: family, weight: request.weight, italic: request.italic), in: fonts)
    }
    let own = Self.sorted(Array(0..<fonts.ownCount), request, fonts)
    // Noto's relatives stand in the list of stand-ins, in the order of the language.
    let prefix = request.family.lowercased() + " "
    let relatives =
      prefix.hasPrefix("noto ")
      ? []
      : fonts.faces.indices.filter { index in
        !fonts.faces[index].isMonospaced && fonts.faces[index].families.contains { $0.lowercased().hasPrefix(prefix) }
      }
    let fallback = FontFallback.families(for: request.family, language: language).compactMap(nearest)
    let rest = Self.sorted(Array(fonts.faces.indices), request, fonts)
    var seen: Set<Int> = []
    let all = [requested].compactMap { $0 } + own + Self.sorted(relatives, request, fonts) + fallback + rest
    let chain = all.filter { seen.insert($0).inserted }
    state.chains[key] = chain
    return chain
  }

  /// The likeliest first: proportional before monospaced, then by slant, width and weight; equal ones stay in order.
  private static func sorted(_ faces: [Int], _ request: FontRequest, _ fonts: Fontconfig) -> [Int] {
    func rank(_ index: Int) -> [Int] {
      let face = fonts.faces[index]
      return [
        face.isMonospaced ? 1 : 0, face.italic == request.italic ? 0 : 1, abs(face.width - 100), abs(face.weight - request.weight), index,
      ]
    }
    return faces.map { ($0, rank($0)) }.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
  }

  private static func file(_ index: Int, _ state: State) throws -> FontFile {
    if let file = state.files[index] { return file }
    let face = state.fonts.faces[index]
    let digest = try state.digests[face.path] ?? Digest.of(try FileBytes.read(face.path))
    state.digests[face.path] = digest
    let facts = try FaceFacts(path: face.path, index: face.index)
    let file = FontFile(
      path: face.path, faceIndex: face.index, digest: digest, name: facts.name, aliases: facts.aliases, weight: facts.weight,
      lineHeight: facts.lineHeight, ascent: facts.ascentShare)
    state.files[index] = file
    return file
  }

  private static func suggestion(for family: String, in fonts: Fontconfig) -> String {
    let wanted = family.lowercased()
    let families = Set(fonts.faces.compactMap(\.families.first))
    guard !families.isEmpty else { return "no font is installed: install fonts-noto-core" }
    let nearest = families.map { (distance: EditDistance.between(wanted, $0.lowercased()), name: $0) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3)
    return "install it, or use one of: " + nearest.map(\.name).joined(separator: ", ")
  }
}
