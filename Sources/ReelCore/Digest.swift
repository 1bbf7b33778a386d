#if canImport(CommonCrypto)
  import CommonCrypto
#else
  import CCrypto
#endif

/// A SHA-256 digest: the name of whatever has these bytes.
public struct Digest: Hashable, Sendable, Comparable {
  private let words: SIMD4<UInt64>

  /// - Precondition: `bytes` are 32.
  package init(bytes: some Collection<UInt8>) {
    precondition(bytes.count == 32, "a SHA-256 digest has 32 bytes")
    var words = SIMD4<UInt64>()
    for (i, byte) in bytes.enumerated() { words[i / 8] = words[i / 8] << 8 | UInt64(byte) }
    self.words = words
  }

  /// Reads 64 hexadecimal digits; `nil` for anything else.
  public init?(hex: some StringProtocol) {
    guard hex.utf8.count == 64 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in hex.utf8 {
      let value: UInt8
      switch digit {
      case 48...57: value = digit - 48
      case 97...102: value = digit - 87
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    self.init(bytes: bytes)
  }

  /// 32 bytes, most significant first.
  package var bytes: [UInt8] { (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) } }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 64) { text in
      for index in 0..<64 {
        let digit = UInt8(truncatingIfNeeded: words[index / 16] >> UInt64(60 - index % 16 * 4)) & 15
        text[index] = digit < 10 ? 48 + digit : 87 + digit
      }
      return 64
    }
  }

  public static func < (a: Self, b: Self) -> Bool {
    for i in 0..<4 where a.words[i] != b.words[i] { return a.words[i] < b.words[i] }
    return false
  }

  package static func of(_ bytes: UnsafeRawBufferPointer) -> Digest {
    let sha = SHA256()
    sha.update(bytes)
    return sha.finish()
  }

  package static func of(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes(of) }
  package static func of(_ text: String) -> Digest { of(Array(text.utf8)) }
}

extension Digest: CustomStringConvertible {
  /// The first 12 hexadecimal digits: enough for people.
  public var description: String { String(hex.prefix(12)) }
}

extension Digest: Codable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Self(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a SHA-256 digest")
    }
    self = digest
  }
}

/// SHA-256 of a stream of bytes. Not thread-safe.
package final class SHA256 {
  #if canImport(CommonCrypto)
    private var context = CC_SHA256_CTX()
    package init() { CC_SHA256_Init(&context) }
    package func update(_ bytes: UnsafeRawBufferPointer) { CC_SHA256_Update(&context, bytes.baseAddress, CC_LONG(bytes.count)) }
    package func finish() -> Digest {
      var bytes = [UInt8](repeating: 0, count: 32)
      CC_SHA256_Final(&bytes, &context)
      return Digest(bytes: bytes)
    }
  #else
    private let context: OpaquePointer

    package init() {
      guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
        preconditionFailure("OpenSSL has no SHA-256, or no memory is left")
      }
      self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package func update(_ bytes: UnsafeRawBufferPointer) {
      let result = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
      precondition(result == 1, "EVP_DigestUpdate failed")
    }

    /// The digest of all bytes so far; call once.
    package func finish() -> Digest {
      var bytes = [UInt8](repeating: 0, count: 32)
      let result = EVP_DigestFinal_ex(context, &bytes, nil)
      precondition(result == 1, "EVP_DigestFinal_ex failed")
      return Digest(bytes: bytes)
    }
  #endif
}
