import Foundation
import ReelCore
import ReelMedia

/// What lies in a folder, sorted by what it is for. Names decide; no file is opened.
struct FolderSurvey {
  /// A recording of a language.
  struct Recording {
    var path: String
    /// The folder between the language's and it.
    var speaker: String?
    /// `dub/es.wav`: all lines in one.
    var isWhole = false
  }

  /// Paths and patterns, relative to the folder, in natural order.
  private(set) var shots: [String] = []
  private(set) var music: [String] = []
  private(set) var logos: [String] = []
  private(set) var effects: [String] = []
  private(set) var fonts: [String] = []
  /// By language.
  private(set) var recordings: [String: [Recording]] = [:]
  private(set) var subtitles: [String: String] = [:]
  private(set) var forced: [String: String] = [:]
  private(set) var leftAside: [InitialDocument.LeftAside] = []

  private let root: String
  private var hasShotsFolder = false

  /// How many numbered pictures are a sequence: among others they may be stills of a story board, in a folder of their own hardly.
  private static let least = (amongOthers: 24, byThemselves: 8, logo: 2)
  /// Folders inside each other that are looked into.
  private static let deepest = 4

  private enum Role: CaseIterable {
    case shots, dub, subtitles, effects, music, logo, fonts

    var folders: [String] {
      switch self {
      case .shots: ["shots", "clips"]
      case .dub: ["dub", "dubbing"]
      case .subtitles: ["subs", "subtitles"]
      case .effects: ["sfx", "effects"]
      case .music: ["music"]
      case .logo: ["logo"]
      case .fonts: ["fonts"]
      }
    }
  }

  /// - Throws: `missing` when there is no such folder, `invalid` when it is none or cannot be read.
  init(_ root: String) throws {
    self.root = root
    let names = try Self.entries(of: root)
    let folders = names.filter { isFolder($0) }
    let roles = folders.map { name in (name, role: Role.allCases.first { $0.folders.contains(name.lowercased()) }) }
    hasShotsFolder = roles.contains { $0.role == .shots }
    for (name, role) in roles { take(folder: name, as: role) }
    take(files: names.filter { !isFolder($0) })
    for list in [\Self.shots, \.music, \.logos, \.effects, \.fonts] { self[keyPath: list].sort(by: NaturalOrder.precedes) }
    leftAside.sort { NaturalOrder.precedes($0.path, $1.path) }
  }

  // MARK: Folders

  private mutating func take(folder: String, as role: Role?) {
    switch role {
    case .shots: shots += pictures(in: folder, least: Self.least.amongOthers, takes: [.clip, .picture])
    case .logo: logos += pictures(in: folder, least: Self.least.logo, takes: [.clip, .picture])
    case .music: music += files(in: folder, takes: [.sound])
    case .effects: effects += files(in: folder, takes: [.sound])
    case .fonts: fonts += files(in: folder, takes: [.font])
    case .subtitles: for path in files(in: folder, takes: [.subtitles]) { takeSubtitles(path) }
    case .dub: takeDub(folder)
    case nil:
      let known = Role.allCases.compactMap(\.folders.first).joined(separator: ", ")
      leaveAside(folder, "a folder of this name is for nothing that is known; there are \(known)")
    }
  }

  /// Clips, stills and sequences below a folder.
  private mutating func pictures(in folder: String, least: Int, takes endings: Set<NameReading.Ending>, depth: Int = 1) -> [String] {
    var found: [String] = []
    let names = list(folder)
    for name in names where isFolder(folder + "/" + name) {
      guard depth < Self.deepest else {
        leaveAside(folder + "/" + name, "it is too deep inside other folders")
        continue
      }
      found += pictures(in: folder + "/" + name, least: min(least, Self.least.byThemselves), takes: endings, depth: depth + 1)
    }
    let files = names.filter { !isFolder(folder + "/" + $0) }.map { folder + "/" + $0 }
    return found + group(keep(files, endings), least: least)
  }

  /// Files below a folder, in natural order.
  private mutating func files(in folder: String, takes endings: Set<NameReading.Ending>, depth: Int = 1) -> [String] {
    var files: [String] = []
    for path in list(folder).map({ folder + "/" + $0 }) {
      if !isFolder(path) {
        files.append(path)
      } else if depth < Self.deepest {
        files += self.files(in: path, takes: endings, depth: depth + 1)
      }
    }
    return keep(files, endings)
  }

  private mutating func takeDub(_ folder: String) {
    for name in list(folder) {
      let path = folder + "/" + name
      guard isFolder(path) else {
        if let tag = NameReading.languageOfFile(name)?.tag, !keep([path], [.sound]).isEmpty {
          recordings[tag, default: []].append(Recording(path: path, isWhole: true))
        } else if NameReading.ending(of: name) == .sound {
          leaveAside(path, "its name is no language; lines lie in \(folder)/LANGUAGE, as \(folder)/es")
        }
        continue
      }
      guard let tag = NameReading.language(name) else {
        leaveAside(path, "'\(name)' is no language; name the folder as BCP 47 does, as es, pt-BR or zh-Hans")
        continue
      }
      recordings[tag, default: []] += files(in: path, takes: [.sound]).map { file in
        let rest = file.dropFirst(path.count + 1).split(separator: "/")
        return Recording(path: file, speaker: rest.count > 1 ? String(rest[0]) : nil)
      }
    }
  }

  // MARK: Files

  private mutating func take(files names: [String]) {
    func isPicture(_ name: String) -> Bool { [.clip, .picture].contains(NameReading.ending(of: name)) }
    func isLogo(_ name: String) -> Bool { NameReading.begins(name, with: "logo") }
    logos += group(keep(names.filter { isPicture($0) && isLogo($0) }, [.clip, .picture]), least: Self.least.logo)
    let others = keep(names.filter { isPicture($0) && !isLogo($0) }, [.clip, .picture])
    if hasShotsFolder {
      for name in others { leaveAside(name, "the shots are those of the folder for them") }
    } else {
      shots += group(others, least: Self.least.amongOthers)
    }
    for name in names where !isPicture(name) { take(file: name) }
  }

  private mutating func take(file name: String) {
    switch NameReading.ending(of: name) {
    case .sound where NameReading.begins(name, with: "music"): music += keep([name], [.sound])
    case .sound: leaveAside(name, "a sound by itself; name it music, or put it into dub/LANGUAGE, sfx or music")
    case .subtitles: takeSubtitles(name)
    case .font: leaveAside(name, "fonts are taken from the folder fonts")
    default:
      if !["yaml", "yml"].contains((name as NSString).pathExtension.lowercased()) { leaveAside(name, Self.unknown) }
    }
  }

  private mutating func takeSubtitles(_ path: String) {
    guard let (tag, isForced) = NameReading.languageOfFile((path as NSString).lastPathComponent) else {
      return leaveAside(path, "its name is no language; name it as es.srt or NAME.es.srt")
    }
    guard !keep([path], [.subtitles]).isEmpty else { return }
    let list = isForced ? \Self.forced : \Self.subtitles
    if let first = self[keyPath: list][tag] {
      return leaveAside(path, "\(tag) has its \(isForced ? "forced " : "")subtitles from \(first)")
    }
    self[keyPath: list][tag] = path
  }

  private static let unknown = "no kind of file that is known here"

  /// Leaves aside what has another ending, or a name that a document could not say.
  private mutating func keep(_ paths: [String], _ endings: Set<NameReading.Ending>) -> [String] {
    paths.filter { path in
      guard endings.contains(NameReading.ending(of: path)) else {
        leaveAside(path, Self.unknown)
        return false
      }
      guard !SequenceFiles.isPattern(path) else {
        leaveAside(path, "its name would be read as that of a numbered sequence; rename it")
        return false
      }
      return true
    }
  }

  private mutating func group(_ paths: [String], least: Int) -> [String] {
    func isStill(_ path: String) -> Bool { NameReading.ending(of: path) == .picture }
    let numbered = NumberedPictures(paths.filter(isStill), least: least)
    for (pattern, missing) in numbered.broken { leaveAside(pattern, "the sequence has no \(missing)") }
    return paths.filter { !isStill($0) } + numbered.singles + numbered.patterns.map(\.pattern)
  }

  private mutating func leaveAside(_ path: String, _ why: String) {
    leftAside.append(InitialDocument.LeftAside(path: path, why: why))
  }

  // MARK: The file system

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private mutating func list(_ folder: String) -> [String] {
    do { return try Self.entries(of: root + "/" + folder) } catch {
      leaveAside(folder, "the folder cannot be read")
      return []
    }
  }

  /// What is not hidden, in natural order.
  private static func entries(of folder: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw ReelError(.missing, "there is no such folder", file: folder, hint: "check the path")
    }
    guard isFolder.boolValue else {
      throw ReelError(.invalid, "this is a file, not a folder", file: folder, hint: "name the folder the shots are in")
    }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted(by: NaturalOrder.precedes)
    } catch {
      throw ReelError(
        .invalid, "the folder cannot be read", file: folder, detail: error.localizedDescription, hint: "check its permissions")
    }
  }
}
