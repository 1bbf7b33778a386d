import ReelCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Keeps artefacts from being evicted, by any process, for as long as the value lives; a process that dies lets go.
package final class Pin: Sendable {
  private let file: OpenFile

  init(_ file: OpenFile) { self.file = file }

  deinit { unlink(file.path) }
}
