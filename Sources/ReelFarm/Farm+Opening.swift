import Foundation
package import ReelCore
import ReelDepot
package import ReelEngine
import ReelPlan

/// A manifest's document on this machine: the very same plan, or an error that says what is different.
extension Farm {
  /// - Throws: `unsupported` when other libraries would make other artefacts; `invalid` when the document or its sources have changed;
  ///   `missing` when they are not to be seen from here.
  package func open(with engine: Engine) throws -> Project {
    try checkBuild(engine.build)
    let folder = manifest.carriesSources ? try SourceBundle.unpack(manifest.files, from: depot, below: engine.options.store) : ""
    let document = folder.isEmpty ? manifest.document : folder + "/" + manifest.document
    let project: Project
    let plan: Plan
    do {
      project = try engine.load(
        document, variables: manifest.variables, selection: Selection(only: manifest.only, draft: manifest.draft))
      plan = try project.requirePlan()
    } catch {
      try checkFiles(in: folder)
      throw error
    }
    let keys = Set(WorkCost.items(of: plan).map(\.key))
    guard let odd = manifest.keys.first(where: { !keys.contains($0) }) else { return project }
    try checkFiles(in: folder)
    throw ReelError(
      .invalid, "the document's plan on \(ThisHost.name) is not the one of manifest \(digest): it has no artefact \(odd)", file: document,
      hint: "are the same fonts installed? Run reelfx farm plan again with the reelfx and on a machine like those that render")
  }

  private func checkBuild(_ build: BuildIdentity) throws {
    let planned = manifest.build
    var differences: [String] = []
    if planned.semantics != build.semantics {
      differences.append("reelfx of generation \(build.semantics) here, of \(planned.semantics) there")
    }
    if planned.architecture != build.architecture { differences.append("\(build.architecture) here, \(planned.architecture) there") }
    for name in Set(planned.libraries.keys).union(build.libraries.keys).sorted() where planned.libraries[name] != build.libraries[name] {
      differences.append("\(name): \(build.libraries[name] ?? "none") here, \(planned.libraries[name] ?? "none") there")
    }
    guard !differences.isEmpty else { return }
    throw ReelError(
      .unsupported, "\(ThisHost.name) would make other artefacts than manifest \(digest) names: its libraries are others",
      detail: differences.joined(separator: "; "), hint: "use the same image, or the same packages, on all machines")
  }

  /// - Throws: which file has changed, or is not there.
  private func checkFiles(in folder: String) throws {
    for file in manifest.files {
      let path = folder.isEmpty ? file.path : folder + "/" + file.path
      guard let digest = try FileDigest.of(path) else {
        throw ReelError(.missing, "cannot be found on \(ThisHost.name)", file: path, hint: "every machine has to see it under this path")
      }
      guard digest == file.digest else {
        throw ReelError(
          .invalid, "has changed since manifest \(self.digest) was made", file: path, hint: "run reelfx farm plan again")
      }
    }
  }
}
