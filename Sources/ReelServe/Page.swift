/// The page: what a browser shows of a preview. Its files are embedded in the program.
package enum Page {
  /// By name.
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("api.js", PackageResources.api_js), ("app.js", PackageResources.app_js), ("clock.js", PackageResources.clock_js),
    ("compare.js", PackageResources.compare_js), ("guides.js", PackageResources.guides_js), ("icon.svg", PackageResources.icon_svg),
    ("index.html", PackageResources.index_html), ("keys.js", PackageResources.keys_js), ("painter.js", PackageResources.painter_js),
    ("panels.js", PackageResources.panels_js), ("pictures.js", PackageResources.pictures_js),
    ("places.js", PackageResources.places_js), ("player.js", PackageResources.player_js),
    ("preview.css", PackageResources.preview_css), ("requests.js", PackageResources.requests_js),
    ("timeline.js", PackageResources.timeline_js), ("track.js", PackageResources.track_js), ("view.js", PackageResources.view_js),
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

  static let index = "index.html"

  static func bytes(_ name: String) -> [UInt8] { files.first { $0.name == name }?.bytes ?? [] }

  /// Of all files.
  package static var names: [String] { files.map(\.name) }
}
