import ArgumentParser
import ReelFX

#if os(Linux)
  import CJemalloc
#endif

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
      doctor.findings.append(.init(name: "allocator", state: .note, detail: Self.allocator))
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

  /// An encoder at 1080x1920 takes and gives back 200 MB in large blocks, 40 times a minute of episode. jemalloc keeps them whole and
  /// in large pages; glibc returns them to the kernel every time.
  private static var allocator: String {
    #if os(Linux)
      var version: UnsafePointer<CChar>?
      var size = MemoryLayout.size(ofValue: version)
      return mallctl("version", &version, &size, nil, 0) == 0 ? "jemalloc \(version.map { String(cString: $0) } ?? "")" : "the system's"
    #else
      "the system's"
    #endif
  }
}
