import Foundation
package import ReelCore

/// Signature version 4 of AWS, of requests whose body's digest is known. Source: AWS, "Authenticating Requests: Using the Authorization
/// Header (AWS Signature Version 4)".
package struct S3Signature {
  package var credentials: S3Credentials
  package var region: String
  /// `20130524T000000Z`
  package var time: String

  package init(credentials: S3Credentials, region: String, time: String) {
    (self.credentials, self.region, self.time) = (credentials, region, time)
  }

  /// `Authorization` of a request.
  ///
  /// - Parameters:
  ///   - path: not encoded.
  ///   - query: not encoded, in any order.
  ///   - headers: all that are signed, by lower-case names; with `host`, `x-amz-date` and `x-amz-content-sha256`.
  package func authorization(method: String, path: String, query: [String: String], headers: [String: String]) -> String {
    let names = headers.keys.sorted()
    let request = [
      method, Self.encoded(path, keeping: "/"), Self.query(query), names.map { "\($0):\(headers[$0] ?? "")\n" }.joined(),
      names.joined(separator: ";"), headers["x-amz-content-sha256"] ?? "",
    ].joined(separator: "\n")
    let scope = "\(time.prefix(8))/\(region)/s3/aws4_request"
    let text = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(Digest.of(request).hex)"
    var key = Array("AWS4\(credentials.secret)".utf8)
    for part in [String(time.prefix(8)), region, "s3", "aws4_request"] { key = Self.hmac(key, part).bytes }
    return "AWS4-HMAC-SHA256 Credential=\(credentials.key)/\(scope),SignedHeaders=\(names.joined(separator: ";")),"
      + "Signature=\(Self.hmac(key, text).hex)"
  }

  /// A query as it is signed and sent.
  static func query(_ query: [String: String]) -> String {
    query.map { (encoded($0), encoded($1)) }.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
  }

  static func encoded(_ text: String, keeping kept: String = "") -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8).union(kept.utf8)
    return text.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// HMAC-SHA256, RFC 2104.
  package static func hmac(_ key: [UInt8], _ text: String) -> Digest {
    let key = (key.count > 64 ? Digest.of(key).bytes : key)
    let block = key + [UInt8](repeating: 0, count: 64 - key.count)
    let inner = Digest.of(block.map { $0 ^ 0x36 } + Array(text.utf8))
    return Digest.of(block.map { $0 ^ 0x5C } + inner.bytes)
  }

  /// `20130524T000000Z`
  package static func time(_ seconds: Int) -> String {
    var clock = time_t(seconds)
    var parts = tm()
    gmtime_r(&clock, &parts)
    func two(_ value: CInt) -> String { (value < 10 ? "0" : "") + "\(value)" }
    return "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))Z"
  }
}
