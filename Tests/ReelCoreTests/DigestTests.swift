import ReelCore
import ReelTestSupport
import Testing

@Suite struct DigestTests {
  /// FIPS 180-4 examples and NIST's long message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func knownAnswers(text: String, hex: String) {
    #expect(Digest.of(text).hex == hex)
    #expect(Digest.of(Array(text.utf8)).hex == hex)
    #expect(Digest(hex: hex) == Digest.of(text))
    #expect("\(Digest.of(text))" == hex.prefix(12))
  }

  @Test func aMillionTimesA() {
    let hex = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    let text = [UInt8](repeating: 0x61, count: 1_000_000)
    #expect(Digest.of(text).hex == hex)
    let sha = SHA256()
    var rest = text[...]
    var rng = SeededRNG(seed: 1)
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 0...70_000, using: &rng))
      piece.withUnsafeBytes(sha.update)
      rest = rest.dropFirst(piece.count)
    }
    #expect(sha.finish().hex == hex)
  }

  @Test func hexAndBytesGoThereAndBack() {
    var rng = SeededRNG(seed: 2)
    var digests: [Digest] = []
    for _ in 0..<200 {
      let bytes = rng.bytes(32)
      let digest = Digest(bytes: bytes)
      #expect(digest.bytes == bytes && Digest(hex: digest.hex) == digest)
      digests.append(digest)
    }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    #expect(digests.sorted() == digests.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
  }

  @Test(arguments: [
    "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65), String(repeating: "g", count: 64),
    String(repeating: "0", count: 63) + " ", String(repeating: "é", count: 32), "0x" + String(repeating: "0", count: 62),
  ])
  func noHex(_ text: String) { #expect(Digest(hex: text) == nil) }
}
