import Foundation
import ReelCore
import ReelMedia
import ReelPixels
import ReelText

/// Whether this machine has what rendering needs.
public struct Doctor: Codable, Sendable {
  public struct Finding: Codable, Sendable {
    public enum State: String, Codable, Sendable { case ok, missing, note }

    public var name: String
    public var state: State
    public var detail: String
    public var hint: String?

    public init(name: String, state: State, detail: String, hint: String? = nil) {
      self.name = name
      self.state = state
      self.detail = detail
      self.hint = hint
    }
  }

  public var findings: [Finding]

  /// False when something is missing without which the default settings cannot render.
  public var isHealthy: Bool { !findings.contains { $0.state == .missing } }

  /// Looks at libraries, encoders, fonts, kernels, processors, memory, and the space where `store` is.
  public static func examine(store: String) -> Doctor {
    var findings: [Finding] = LibraryIdentity.current().sorted { $0.key < $1.key }
      .map { Finding(name: $0.key, state: .note, detail: $0.value, hint: nil) }
    findings += encoders() + fonts()
    findings.append(
      Finding(
        name: "kernels", state: .ok, detail: KernelLevel.available.map(\.rawValue).joined(separator: ", "), hint: nil))
    findings.append(
      Finding(
        name: "machine", state: .ok, detail: "\(Machine.processors) processors, \(Machine.memory >> 20) MiB of memory", hint: nil))
    findings.append(space(store))
    return Doctor(findings: findings)
  }

  private static func encoders() -> [Finding] {
    [("libx264", true), ("aac", true), ("libx265", false), ("libvpx-vp9", false)].map { name, needed in
      let there = VideoEncoder.isAvailable(name)
      return Finding(
        name: "encoder \(name)", state: there ? .ok : needed ? .missing : .note, detail: there ? "available" : "not in this FFmpeg",
        hint: there || !needed ? nil : "install an FFmpeg built with it")
    }
  }

  private static func fonts() -> [Finding] {
    let family = "Noto Sans"
    let found = (try? FontBook())?.families.contains(family) ?? false
    return [
      Finding(
        name: "font \(family)", state: found ? .ok : .missing, detail: found ? "installed" : "not found; it is the default of captions",
        hint: found ? nil : "install fonts-noto-core, and fonts-noto-cjk for Chinese, Japanese and Korean")
    ]
  }

  private static func space(_ store: String) -> Finding {
    guard let free = Machine.freeSpace(at: store) else {
      return Finding(name: "space", state: .note, detail: "unknown at \(store)", hint: nil)
    }
    let enough = free > 1 << 30
    return Finding(
      name: "space", state: enough ? .ok : .missing, detail: "\(free >> 20) MiB free at \(store)",
      hint: enough ? nil : "free at least 1 GiB, or name another place with --store")
  }
}
