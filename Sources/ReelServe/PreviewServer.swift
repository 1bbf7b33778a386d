import ReelCore
public import ReelEngine

/// Shows an episode in a browser while it is worked on.
///
/// ```swift
/// let server = try PreviewServer(engine, .init(document: "episode.yaml"))
/// print(server.address)
/// ```
///
/// It has nothing that changes anything, hands out what it names itself and no file by its path, and speaks to this machine alone unless it
/// is told otherwise.
///
/// Thread-safety: safe.
public final class PreviewServer: Sendable {
  public struct Options: Sendable {
    /// Listened to when no other is named.
    public static let standardPort = 7335

    /// The address or name to listen on; `nil` is this machine alone. Any other asks whoever comes for the token.
    public var host: String?
    /// 0 for any that is free.
    public var port: Int
    /// See ``isToken(_:)``; `nil` makes a new one of 128 bits.
    public var token: String?

    public init(host: String? = nil, port: Int = standardPort, token: String? = nil) {
      (self.host, self.port, self.token) = (host, port, token)
    }

    /// Whether `token` may be one: what stands in an address as it is, and is not guessed.
    public static func isToken(_ token: String) -> Bool {
      (16...128).contains(token.utf8.count) && token.utf8.allSatisfy(HTTPRequest.isPlain)
    }
  }

  /// What to open in a browser.
  public let address: String
  public let session: PreviewSession
  private let compared: PreviewSession?
  private let listener: HTTPListener
  package var port: Int { listener.port }
  /// How many clients are connected.
  package var connections: Int { listener.connections }

  /// Listens, and begins to read the document and to render.
  ///
  /// - Parameters:
  ///   - other: a document to compare with.
  ///   - told: what was found whenever a document was read, on a thread of its own.
  /// - Throws: ``ReelError`` when the address or the port is not to be had.
  public convenience init(
    _ engine: Engine, _ source: PreviewSession.Source, comparedWith other: PreviewSession.Source? = nil, options: Options = Options(),
    told: @escaping @Sendable (PreviewSession.Reading) -> Void = { _ in }
  ) throws {
    try self.init(engine, source, comparedWith: other, options: options, limits: .init(), told: told)
  }

  package init(
    _ engine: Engine, _ source: PreviewSession.Source, comparedWith other: PreviewSession.Source?, options: Options,
    limits: HTTPConnection.Limits, told: @escaping @Sendable (PreviewSession.Reading) -> Void
  ) throws {
    if let token = options.token, !Options.isToken(token) {
      throw ReelError(.invalid, "a token has 16 to 128 letters, digits, '.', '_' and '-'", hint: "leave it away for a new one")
    }
    let token = options.host.map { _ in options.token ?? Access.newToken() }
    let session = PreviewSession(engine, source, told: told)
    let compared = other.map { PreviewSession(engine, $0, eager: false, told: told) }
    let routes = PreviewRoutes(session: session, compared: compared, access: Access(token: token))
    do {
      listener = try HTTPListener(host: options.host ?? "127.0.0.1", port: options.port, limits: limits, handler: routes.respond)
    } catch {
      session.stop()
      compared?.stop()
      throw error
    }
    (self.session, self.compared) = (session, compared)
    let host = options.host.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "127.0.0.1"
    address = "http://\(host):\(listener.port)/" + (token.map { "?token=\($0)" } ?? "")
    listener.start()
  }

  /// Ends everything, within a frame; what is finished stays in the store.
  public func stop() {
    session.stop()
    compared?.stop()
    listener.stop()
  }
}
