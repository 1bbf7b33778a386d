#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The calls that write, as a value, so that a test can make a disk full or broken at any byte.
package struct FileCalls: Sendable {
  /// `pwrite(2)`: bytes written, or -1 with `errno`.
  package var write: @Sendable (_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int
  /// `fsync(2)`: 0, or -1 with `errno`.
  package var sync: @Sendable (_ descriptor: CInt) -> CInt

  package static let system = FileCalls(
    write: { pwrite($0, $1.baseAddress, $1.count, off_t($2)) }, sync: { fsync($0) })

  package init(
    write: @escaping @Sendable (CInt, UnsafeRawBufferPointer, Int) -> Int, sync: @escaping @Sendable (CInt) -> CInt
  ) {
    self.write = write
    self.sync = sync
  }
}
