import Foundation
import ReelMedia
import ReelTestSupport
import Testing

struct LibraryIdentityTests {
  @Test func namesEveryLoadedLibraryThatTouchesContent() throws {
    let identity = LibraryIdentity.current()
    for name in ["libavcodec", "libavutil", "libswscale", "libswresample", "libx264"] { #expect(identity[name] != nil, "\(name)") }
    for (name, value) in identity {
      #expect(value.hasPrefix(name), "\(name): \(value)")
      #expect(!value.contains("/"), "no paths: \(value)")
    }
    #expect(LibraryIdentity.current() == identity)
  }

  #if os(Linux)
    @Test func buildIdentifiersAreThoseReadelfShows() throws {
      let maps = String(decoding: try #require(FileHandle(forReadingAtPath: "/proc/self/maps")).readDataToEndOfFile(), as: UTF8.self)
      for name in ["libavcodec", "libx264", "libm"] {
        let line = try #require(maps.split(separator: "\n").first { $0.contains("/\(name).so") })
        let path = String(line[try #require(line.firstIndex(of: "/"))...])
        let notes = try run(["readelf", "-n", path]).text
        let shown = try #require(notes.split(separator: "\n").first { $0.contains("Build ID:") })
        let identifier = try #require(shown.split(separator: " ").last)
        let file = try #require(path.split(separator: "/").last)
        #expect(LibraryIdentity.current()[name]?.hasPrefix("\(file) \(identifier)") == true)
      }
    }
  #endif
}
