import Foundation
import ReelCore
import ReelEngine

/// What a preview hands out: named things alone, never a file by its path.
struct PreviewRoutes: Sendable {
  static let other = "other"

  let session: PreviewSession
  /// The other document of a comparison.
  let compared: PreviewSession?
  let access: Access

  func respond(_ request: HTTPRequest, _ client: HTTPConnection) -> HTTPResponse {
    switch access.answer(request) {
    case .refused(let response): return response
    case .welcome(let cookie):
      return HTTPResponse(
        303, type: "text/plain", fields: [("Set-Cookie", cookie), ("Location", "./")], body: .bytes([]))
    case .granted: break
    }
    if request.path == [""] { return found(Page.response(Page.index)) }
    if request.path.count == 2, request.path[0] == "page" { return found(Page.response(request.path[1])) }
    if request.path.first == Self.other, let compared {
      return PreviewFolder(session: compared, other: nil).respond(Array(request.path.dropFirst()), request.query) { client.isOpen }
    }
    return PreviewFolder(session: session, other: compared.map { _ in Self.other + "/" }).respond(request.path, request.query) {
      client.isOpen
    }
  }

  private func found(_ response: HTTPResponse?) -> HTTPResponse { response ?? HTTPRefusal.nowhere.response }
}

/// What is handed out of one document.
struct PreviewFolder: Sendable {
  /// Seconds between two lines that keep a stream of events open.
  private static let heartbeat = 15.0

  let session: PreviewSession
  /// Where the other document of a comparison is.
  let other: String?

  /// - Parameter isWanted: asked now and then; what nobody wants any more is not waited for.
  func respond(_ path: [String], _ query: [String: String], isWanted: @escaping @Sendable () -> Bool) -> HTTPResponse {
    do {
      return try handOut(path, query, isWanted) ?? HTTPRefusal.nowhere.response
    } catch let refusal as PreviewRefusal {
      return refusal.response
    } catch {
      let error = error as? ReelError ?? ReelError(.failed, "\(error)")
      return .refusal(error.kind == .cancelled ? 503 : 422, error.told, hint: error.hint)
    }
  }

  /// What is at an address without a query, to the last byte.
  func bytes(_ name: String) throws -> [UInt8] {
    guard let response = try handOut(name.split(separator: "/").map(String.init), [:], { true }) else { throw PreviewRefusal.gone }
    return try response.collected()
  }

  /// `nil` where there is no such thing.
  private func handOut(
    _ path: [String], _ query: [String: String], _ isWanted: @escaping @Sendable () -> Bool
  ) throws -> HTTPResponse? {
    switch path.count {
    case 1 where path[0] == "frame": return try frame(query)
    case 2 where path[0] == "thumb":
      guard let frame = Self.number(path[1], ".jpg") else { return nil }
      let bytes = try session.thumbnail(frame)
      let isNamed = try query["k"].map { try $0 == session.thumbnailKey(frame).hex } ?? false
      return HTTPResponse(type: "image/jpeg", keeping: isNamed ? .forever : .never, body: .bytes(bytes))
    case 2 where path[0] == "api": return try api(path[1])
    case 3 where path[0] == "video": return try video(path[1], path[2], isWanted)
    case 3 where path[0] == "sound": return try sound(path[1], path[2])
    default: return nil
    }
  }

  // MARK: Documents

  private func api(_ name: String) throws -> HTTPResponse? {
    switch name {
    case "episode.json": try .json(episode(live: true))
    case "store.json": try .json(StoreJSON(session))
    case "events": HTTPResponse(type: "text/event-stream", body: .stream { [session] in try Self.tell(session, $0) })
    default: nil
    }
  }

  func episode(live: Bool) throws -> EpisodeJSON {
    let document = (session.source.document as NSString).lastPathComponent
    return try EpisodeJSON(session.snapshot, document: document, live: live, other: other) { frame in
      "thumb/\(frame).jpg?k=\(try session.thumbnailKey(frame).hex)"
    }
  }

  /// Events as they come, until the client leaves or there are no more.
  private static func tell(_ session: PreviewSession, _ write: ([UInt8]) throws -> Void) throws {
    let listener = PreviewEvents.Listener(session.events)
    try write(text(.revision(session.snapshot.revision)))
    while let events = listener.next(atMost: heartbeat) {
      try write(events.isEmpty ? Array(":\n\n".utf8) : events.flatMap(text))
    }
  }

  private static func text(_ event: PreviewEvent) -> [UInt8] {
    let (name, data) =
      switch event {
      case .revision(let number): ("revision", "{\"revision\":\(number)}")
      case .stored(let key, let bytes, let milliseconds):
        ("stored", "{\"key\":\"\(key.hex)\",\"bytes\":\(bytes),\"ms\":\(milliseconds)}")
      case .sound(let key): ("sound", "{\"key\":\"\(key.hex)\"}")
      }
    return Array("event: \(name)\ndata: \(data)\n\n".utf8)
  }

  // MARK: Media

  private func video(_ place: String, _ name: String, _ isWanted: @escaping @Sendable () -> Bool) throws -> HTTPResponse? {
    if place == "init" {
      guard let key = Self.key(name, ".mp4") else { return nil }
      guard let output = session.snapshot.edition?.outputs.first(where: { $0.initializationKey == key }) else { throw PreviewRefusal.gone }
      return Self.media("video/mp4", output.initialization)
    }
    guard let start = Self.number(place, ""), let key = Self.key(name, ".m4s") else { return nil }
    var piece = session.piece(start: start, key: key, isWanted: isWanted)
    // What cannot be had is told before anything is sent.
    guard let first = try piece.next() else { throw PreviewRefusal.gone }
    return HTTPResponse(
      type: "video/mp4", keeping: .forever,
      body: .stream { [piece] write in
        var piece = piece
        try write(first)
        while let next = try piece.next() { try write(next) }
      })
  }

  private func sound(_ hex: String, _ name: String) throws -> HTTPResponse? {
    guard let key = Digest(hex: hex) else { return nil }
    if name == "waveform.json" { return Self.media("application/json", Array(try session.waveform(key).utf8)) }
    if name.hasPrefix(SoundJSON.first) { return try firstSound(key, String(name.dropFirst(SoundJSON.first.count))) }
    let number = Self.number(name, ".m4s")
    guard number != nil || name == "track.json" || name == "init.mp4" else { return nil }
    let sound = try session.sound(key)
    guard let number else {
      return name == "init.mp4" ? Self.media("audio/mp4", sound.initialization) : try .json(SoundJSON(sound, key: key), keeping: .forever)
    }
    guard let bytes = try sound.fragment(number) else { throw PreviewRefusal.gone }
    return Self.media("audio/mp4", bytes)
  }

  /// A mix while it is made: what stands under these names is not kept, because the mix may become another.
  private func firstSound(_ key: Digest, _ name: String) throws -> HTTPResponse? {
    let number = Self.number(name, ".m4s")
    guard number != nil || name == "track.json" || name == "init.mp4" else { return nil }
    let sound = try session.firstSound(key, through: number ?? 0)
    guard let number else {
      return name == "init.mp4"
        ? HTTPResponse(type: "audio/mp4", body: .bytes(sound.initialization))
        : try .json(SoundJSON(sound, key: key, prefix: sound.isWhole ? "" : SoundJSON.first))
    }
    guard let bytes = try sound.fragment(number) else { throw PreviewRefusal.gone }
    return HTTPResponse(type: "audio/mp4", body: .bytes(bytes))
  }

  private func frame(_ query: [String: String]) throws -> HTTPResponse {
    guard let frame = query["at"].flatMap({ Self.number($0, "") }), let output = Self.number(query["output"] ?? "0", "") else {
      return .refusal(400, "a frame is named by at=FRAME and output=INDEX")
    }
    return HTTPResponse(
      type: "image/png", body: .bytes(try session.still(frame, output: output, full: query["full"] == "1")))
  }

  private static func media(_ type: String, _ bytes: [UInt8]) -> HTTPResponse {
    HTTPResponse(type: type, keeping: .forever, body: .bytes(bytes))
  }

  // MARK: Names

  /// `61.jpg` -> 61; no sign, no zero in front, no more digits than a frame has.
  private static func number(_ text: String, _ ending: String) -> Int? {
    guard text.hasSuffix(ending), case let digits = text.dropLast(ending.count), (1...9).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (48...57).contains($0) }), digits == "0" || digits.first != "0"
    else { return nil }
    return Int(digits)
  }

  private static func key(_ text: String, _ ending: String) -> Digest? {
    text.hasSuffix(ending) ? Digest(hex: text.dropLast(ending.count)) : nil
  }
}

extension PreviewRefusal {
  var response: HTTPResponse {
    switch self {
    case .nothingToWatch: .refusal(409, "there is nothing to watch yet", hint: "the document's problems are in api/episode.json")
    case .gone: .refusal(410, "this is not in the episode any more", hint: "read api/episode.json again")
    case .unwanted: .refusal(503, "nobody waits for this any more", hint: "ask again, if it is still wanted")
    }
  }
}

extension ReelError {
  /// In one sentence, for whoever asked over the network: of a file its name.
  fileprivate var told: String {
    if let first = problems.first { return first.error }
    let name = file.map { ($0 as NSString).lastPathComponent + ": " } ?? ""
    return name + message + (detail.map { " (\($0))" } ?? "")
  }
}
