import Foundation
package import ReelCore

/// A bucket, and where in it.
package struct S3Location: Hashable, Sendable {
  package var bucket: String
  /// Empty, or ends in `/`.
  package var prefix: String
  package var region: String
  /// `https://host` or `http://host:port`; `nil` is the service of AWS.
  package var endpoint: String?

  /// - Parameter text: `s3://bucket/prefix?endpoint=...&region=...`
  init(_ text: String, environment: [String: String]) throws {
    let parts = text.dropFirst("s3://".count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let path = parts[0].split(separator: "/").map(String.init)
    guard let bucket = path.first, Self.isPlain(parts[0]) else {
      throw ReelError(
        .invalid, "'\(text)' names no bucket", hint: "write s3://bucket/prefix, of letters, digits, '.', '_' and '-'")
    }
    var values: [String: String] = [:]
    for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, ["endpoint", "region"].contains(sides[0]) else {
        throw ReelError(.invalid, "'\(pair)' in '\(text)' means nothing", hint: "there are endpoint=http://host:port and region=name")
      }
      values[sides[0]] = sides[1].removingPercentEncoding ?? sides[1]
    }
    self.bucket = bucket
    prefix = path.dropFirst().map { $0 + "/" }.joined()
    func first(_ names: String...) -> String? { names.compactMap { environment[$0] }.first { !$0.isEmpty } }
    region = values["region"] ?? first("AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1"
    endpoint = values["endpoint"] ?? first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    while endpoint?.hasSuffix("/") == true { endpoint?.removeLast() }
    if let endpoint, URL(string: endpoint)?.host == nil || !(endpoint.hasPrefix("http://") || endpoint.hasPrefix("https://")) {
      throw ReelError(.invalid, "'\(endpoint)' is no endpoint", hint: "write http://host:port or https://host")
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-._/".utf8.contains($0) }
  }

  var text: String {
    let endpoint = endpoint.map { "&endpoint=\($0)" } ?? ""
    return "s3://\(bucket)/\(prefix)?region=\(region)\(endpoint)"
  }

  /// `host` or `host:port`, as requests name it.
  var host: String {
    if let endpoint { return String(endpoint[(endpoint.range(of: "://")?.upperBound ?? endpoint.startIndex)...]) }
    return isInPath ? "s3.\(region).amazonaws.com" : "\(bucket).s3.\(region).amazonaws.com"
  }

  /// Whether the bucket is named by the path: with other services than AWS, and where certificates do not fit its name.
  private var isInPath: Bool { endpoint != nil || bucket.contains(".") }

  var base: String { endpoint ?? "https://\(host)" }

  /// - Parameter name: of an object; `nil` is the bucket itself.
  func path(_ name: String?) -> String { (isInPath ? "/\(bucket)" : "") + "/" + (name.map { prefix + $0 } ?? "") }
}
