import Foundation
package import ReelCore

/// Where a depot is, as it stands on a command line: a folder, `file:///folder`, or
/// `s3://bucket/prefix?endpoint=http://host:port&region=name`.
package enum DepotAddress: Hashable, Sendable {
  case directory(String)
  case s3(S3Location)

  /// - Parameter environment: where an S3 address leaves its endpoint or region away, the usual variables say them.
  package init(_ text: String, environment: [String: String]) throws {
    if text.hasPrefix("s3://") {
      self = .s3(try S3Location(text, environment: environment))
    } else if text.hasPrefix("file://") {
      guard let path = URL(string: text)?.path, path.hasPrefix("/") else { throw Self.unclear(text) }
      self = .directory(path)
    } else if text.contains("://") || text.isEmpty {
      throw Self.unclear(text)
    } else {
      self = .directory(URL(fileURLWithPath: text).standardizedFileURL.path)
    }
  }

  private static func unclear(_ text: String) -> ReelError {
    ReelError(
      .invalid, "'\(text)' is no shared store", hint: "give a folder, file:///folder, or s3://bucket/prefix?endpoint=http://host:port")
  }

  /// The same, as every machine understands it.
  package var text: String {
    switch self {
    case .directory(let path): path
    case .s3(let location): location.text
    }
  }

  /// - Parameters:
  ///   - writer: see ``ThisHost/writer(attempt:)``.
  ///   - makes: whether to make a folder that is not there.
  package func open(environment: [String: String], writer: String, makes: Bool) throws -> any Depot {
    switch self {
    case .directory(let path): try DirectoryDepot(path, writer: writer, makes: makes)
    case .s3(let location): S3Depot(location, credentials: try S3CredentialSource(environment: environment))
    }
  }
}
