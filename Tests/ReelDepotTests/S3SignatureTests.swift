import ReelCore
import ReelTestSupport
import Testing

import ReelDepot

/// The examples of "Signature Calculations for the Authorization Header" in the reference of Amazon S3.
@Suite struct S3SignatureTests {
  private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private func signature(
    _ method: String, _ path: String, query: [String: String] = [:], _ headers: [String: String], body: String = empty
  ) -> String {
    let signer = S3Signature(
      credentials: S3Credentials(key: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), region: "us-east-1",
      time: "20130524T000000Z")
    let fixed = ["host": "examplebucket.s3.amazonaws.com", "x-amz-content-sha256": body, "x-amz-date": "20130524T000000Z"]
    return String(
      signer.authorization(method: method, path: path, query: query, headers: fixed.merging(headers) { $1 }).split(separator: "=").last
        ?? "")
  }

  @Test func theExamplesOfTheReferenceComeOut() {
    #expect(
      signature("GET", "/test.txt", ["range": "bytes=0-9"]) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    #expect(
      signature(
        "PUT", "/test$file.text", ["date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"],
        body: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
        == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    #expect(
      signature("GET", "/", query: ["lifecycle": ""], [:]) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    #expect(
      signature("GET", "/", query: ["max-keys": "2", "prefix": "J"], [:])
        == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
  }

  /// RFC 4231, cases 2 and 6.
  @Test func hmacIsTheStandards() {
    #expect(
      S3Signature.hmac(Array("Jefe".utf8), "what do ya want for nothing?").hex
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      S3Signature.hmac([UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First").hex
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func timesAreInUTC() { #expect(S3Signature.time(1_369_353_600) == "20130524T000000Z") }
}
