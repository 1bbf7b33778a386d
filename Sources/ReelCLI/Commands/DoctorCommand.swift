import ArgumentParser
import CAllocator
import ReelFX

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "See whether this machine has what rendering needs.",
    discussion: "Lists library builds, encoders, fonts, kernels, processors, memory and space. Exit 1 when something needed is missing.")

  @Option(name: .long, help: ArgumentHelp("Folder of the store.", valueName: "dir"))
  var store: String?

  @OptionGroup var talk: TalkOptions

  func run() async throws {
    try await Outcome.run("doctor", talk) { _ in
      var doctor = Doctor.examine(store: store ?? Settings.store)
      let allocator = reel_allocator().map { "jemalloc \(String(cString: $0))" } ?? "the system's"
      doctor.findings.append(.init(name: "allocator", state: .note, detail: allocator))
      return Outcome.Success(payload: doctor, exit: doctor.isHealthy ? 0 : 1)
    } text: { doctor in
      let width = doctor.findings.map(\.name.count).max() ?? 0
      return doctor.findings.map { finding in
        let name = finding.name + String(repeating: " ", count: width - finding.name.count)
        return "\(finding.state == .missing ? "MISSING" : finding.state == .ok ? "ok     " : "       ")  \(name)  \(finding.detail)"
          + (finding.hint.map { "; \($0)" } ?? "")
      }.joined(separator: "\n")
    }
  }
}
