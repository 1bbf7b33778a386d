/// The page: what a browser shows of a preview. Its files are embedded in the program.
enum Page {
  /// By name, in the order of the folder.
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("index.html", PackageResources.index_html)
  ]

  private static let types = [
    "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml",
    "json": "application/json",
  ]

  /// Nothing but what this server hands out, and no script inside the page.
  private static let policy =
    "default-src 'self'; media-src 'self' blob:; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; worker-src 'self'; "
    + "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  /// `nil` when there is no such file.
  static func response(_ name: String) -> HTTPResponse? {
    guard let file = files.first(where: { $0.name == name }), let ending = name.split(separator: ".").last,
      let type = types[String(ending)]
    else { return nil }
    return HTTPResponse(type: type, fields: [("Content-Security-Policy", policy)], body: .bytes(file.bytes))
  }

  /// Names and contents of all files.
  static var all: [(name: String, bytes: [UInt8])] { files }
}
