import Foundation
import ReelFX

/// Opens the document named on the command line, and plans it.
@main
struct Consumer {
  static func main() async throws {
    let store = FileManager.default.temporaryDirectory.appendingPathComponent("reelfx-consumer-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: store) }

    let engine = try Engine(.init(store: store.path))
    let project = try await engine.open(CommandLine.arguments[1])
    for problem in project.problems { print(problem) }
    _ = try engine.plan(project)
    print("reelfx \(ReelFX.version) plans \(project.document)")
  }
}
