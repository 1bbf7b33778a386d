import Foundation
import ReelCore
import Synchronization

/// Who asks.
package struct S3Credentials: Sendable {
  var key: String
  var secret: String
  var token: String?

  package init(key: String, secret: String, token: String? = nil) {
    (self.key, self.secret, self.token) = (key, secret, token)
  }
}

/// Where credentials come from: the environment, or the agent that gives a container the role of its task, as on ECS, AWS Batch and EKS.
///
/// Thread-safety: safe.
package final class S3CredentialSource: Sendable {
  private enum Origin: Sendable {
    case fixed(S3Credentials)
    /// Asked before what it said last is out of date.
    case agent(URL, token: String?, tokenFile: String?)
  }

  private struct Answer: Decodable {
    var key: String
    var secret: String
    var token: String?
    var expiration: String?

    private enum CodingKeys: String, CodingKey {
      case key = "AccessKeyId"
      case secret = "SecretAccessKey"
      case token = "Token"
      case expiration = "Expiration"
    }
  }

  private let origin: Origin
  private let known = Mutex<(credentials: S3Credentials, until: Date)?>(nil)

  package init(_ credentials: S3Credentials) { origin = .fixed(credentials) }

  package init(environment: [String: String]) throws {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let key = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") {
      origin = .fixed(S3Credentials(key: key, secret: secret, token: value("AWS_SESSION_TOKEN")))
      return
    }
    let address =
      value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").map { "http://169.254.170.2" + $0 } ?? value("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    guard let url = address.flatMap({ URL(string: $0) }) else {
      throw ReelError(
        .invalid, "no credentials for the shared store on \(ThisHost.name)",
        hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the command runs, with AWS_SESSION_TOKEN where there is one")
    }
    origin = .agent(
      url, token: value("AWS_CONTAINER_AUTHORIZATION_TOKEN"), tokenFile: value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"))
  }

  func credentials(_ transport: HTTPTransport) throws -> S3Credentials {
    guard case .agent(let url, let token, let file) = origin else {
      guard case .fixed(let credentials) = origin else { preconditionFailure("there are two origins") }
      return credentials
    }
    return try known.withLock { known in
      if let known, known.until > Date() + 300 { return known.credentials }
      let fresh = try Self.ask(url, token ?? file.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }, transport)
      known = fresh
      return fresh.0
    }
  }

  private static func ask(_ url: URL, _ token: String?, _ transport: HTTPTransport) throws -> (S3Credentials, Date) {
    var request = HTTPTransport.Request(address: url.absoluteString)
    request.headers["authorization"] = token?.trimmingCharacters(in: .whitespacesAndNewlines)
    let answer = try transport.send(request, limit: 1 << 16)
    guard answer.status == 200, let said = try? JSONDecoder().decode(Answer.self, from: Data(answer.body)) else {
      throw HTTPTransport.broken("gives no credentials", request, detail: "\(answer.status)")
    }
    let until = said.expiration.flatMap { S3Listing.seconds($0) }.map { Date(timeIntervalSince1970: $0) }
    return (S3Credentials(key: said.key, secret: said.secret, token: said.token), until ?? Date() + 900)
  }
}
