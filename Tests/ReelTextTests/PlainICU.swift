import Foundation

/// ICU as it is, without anything of ours between: an oracle for where lines and words may end.
struct PlainICU {
  enum Kind: Int32 {
    // UBreakIteratorType of ubrk.h.
    case word = 1
    case line = 2
  }

  private typealias Open =
    @convention(c) (Int32, UnsafePointer<CChar>, UnsafePointer<UInt16>, Int32, UnsafeMutablePointer<Int32>) -> OpaquePointer?
  private typealias Next = @convention(c) (OpaquePointer) -> Int32
  private typealias Close = @convention(c) (OpaquePointer) -> Void

  private let open: Open
  private let next: Next
  private let close: Close

  init() throws {
    guard let library = dlopen("libicuuc.so", RTLD_NOW) ?? dlopen("libicucore.dylib", RTLD_NOW) else {
      throw Unexpected(what: "there is no ICU")
    }
    // ICU writes its version into the names of its functions.
    let suffixes = [""] + (50..<120).map { "_\($0)" }
    func function<T>(_ name: String, as type: T.Type) throws -> T {
      guard let address = suffixes.lazy.compactMap({ dlsym(library, name + $0) }).first else { throw Unexpected(what: name) }
      return unsafeBitCast(address, to: type)
    }
    open = try function("ubrk_open", as: Open.self)
    next = try function("ubrk_next", as: Next.self)
    close = try function("ubrk_close", as: Close.self)
  }

  /// Boundaries behind the text's start, in UTF-16 units.
  func boundaries(_ kind: Kind, of text: String, locale: String) throws -> [Int] {
    var error: Int32 = 0
    let units = Array(text.utf16)
    return try units.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, let breaks = open(kind.rawValue, locale, base, Int32(buffer.count), &error), error <= 0 else {
        throw Unexpected(what: "ubrk_open: \(error)")
      }
      defer { close(breaks) }
      var found: [Int] = []
      while case let offset = next(breaks), offset >= 0 { found.append(Int(offset)) }
      return found
    }
  }
}
