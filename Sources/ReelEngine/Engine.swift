import Foundation
import ReelCore
import ReelMedia
import ReelPixels
package import ReelPlan
import ReelRender
package import ReelStore
import ReelText

/// Renders episodes: one store, one set of limits.
///
/// Thread-safety: safe; several renders may run at once, and share finished work through the store.
public final class Engine: Sendable {
  public struct Options: Sendable {
    /// Folder of the store. Made when it is not there.
    public var store: String
    /// Bytes the store may hold; the least recently used artefacts go first.
    public var storeLimit: Int
    /// Workers, each with one encoder. At least 1.
    public var jobs: Int
    /// Bytes the workers may use together; fewer workers run when it is short.
    public var memory: Int
    /// The highest level of SIMD kernels, one of ``Engine/kernelLevels``; `nil` takes the best this CPU has.
    public var kernels: String?

    public init(store: String, storeLimit: Int = 50 << 30, jobs: Int = 2, memory: Int = 8 << 30, kernels: String? = nil) {
      self.store = store
      self.storeLimit = storeLimit
      self.jobs = jobs
      self.memory = memory
      self.kernels = kernels
    }
  }

  public let options: Options
  package let store: Store
  let kernels: Kernels
  package let build: BuildIdentity
  let library: SourceLibrary
  let fontBook: FontBook
  let flights = Flights()
  package let workforce: Workforce

  /// - Throws: ``ReelError`` `cannotWrite` when the store's folder cannot be made or written, `invalid` for options out of range.
  public init(_ options: Options) throws {
    guard (1...256).contains(options.jobs) else {
      throw ReelError(.invalid, "\(options.jobs) jobs are outside 1...256", hint: "leave --jobs away to use every core")
    }
    var limit: KernelLevel?
    if let name = options.kernels {
      guard let level = KernelLevel(rawValue: name), KernelLevel.available.contains(level) else {
        throw ReelError(
          .invalid, "'\(name)' is no level of kernels that this processor runs",
          hint: "it runs \(Self.kernelLevels.joined(separator: " and "))")
      }
      limit = level
    }
    self.options = options
    store = try Store(directory: options.store, limit: options.storeLimit)
    kernels = Kernels.best(limit: limit)
    build = BuildIdentity(architecture: Self.architecture, libraries: LibraryIdentity.current())
    library = SourceLibrary(store: store)
    fontBook = try FontBook()
    workforce = Workforce(workers: options.jobs, memory: options.memory)
  }

  /// The levels of SIMD kernels this processor runs, the slowest first. All give the same bytes.
  public static var kernelLevels: [String] { KernelLevel.available.map(\.rawValue) }

  static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }

  /// Reads a document and looks at all its media and words. Nothing is rendered.
  ///
  /// - Parameters:
  ///   - path: the document.
  ///   - variables: replace what the document's `vars` say.
  ///   - selection: which outputs are wanted.
  /// - Returns: the project with every problem found; ask ``Project/isValid`` before rendering.
  /// - Throws: ``ReelError`` `missing` when there is no such document; `invalid` when it is no YAML at all.
  public func open(_ path: String, variables: [String: String] = [:], selection: Selection = Selection()) async throws -> Project {
    try await Workers.detached("reelfx-open") { try self.load(path, variables: variables, selection: selection) }
  }

  /// The same on the calling thread.
  ///
  /// - Parameter spare: names of variables that the document need not ask for.
  package func load(
    _ path: String, variables: [String: String], spare: Set<String> = [], selection: Selection
  ) throws -> Project {
    var loader = ProjectLoader(library: library, fontBook: try fontBook(beside: path), build: build, kernels: kernels)
    return try loader.load(path, variables: variables, spare: spare, selection: selection)
  }

  /// Fonts in a folder `fonts` beside the document come before those installed.
  func fontBook(beside document: String) throws -> FontBook {
    let folder = Self.fontFolder(beside: document)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else { return fontBook }
    return try FontBook(folders: [folder])
  }

  static func fontFolder(beside document: String) -> String {
    URL(fileURLWithPath: document).deletingLastPathComponent().appendingPathComponent("fonts").path
  }

  /// Starts a render. The task reports while it runs; see ``RenderTask``.
  ///
  /// - Parameters:
  ///   - folder: where `<delivery>/...` and the report go. Made when it is not there.
  ///   - overwrite: replace files that are not what this render makes.
  public func render(_ project: Project, to folder: String, overwrite: Bool = false) -> RenderTask {
    RenderTask(engine: self, project: project, folder: folder, overwrite: overwrite)
  }

  /// What would be rendered, and what is in the store.
  ///
  /// - Parameter explained: whether to say why; see ``PlanExplanation``.
  public func plan(_ project: Project, explained: Bool = false) throws -> PlanSummary {
    let plan = try project.requirePlan()
    var summary = try PlanSummary(plan, store: store)
    if explained {
      summary.explanation = try Explainer(
        plan: plan, names: project.names, build: build, history: RenderHistory.read(project, plan, from: store)
      ).explanation(store)
    }
    return summary
  }
}
