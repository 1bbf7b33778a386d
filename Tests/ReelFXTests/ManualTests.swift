import Foundation
import ReelTestSupport
import Testing

@Suite struct ManualTests {
  /// Every example of the help stands on a line of its own in the manual page, in a block that is not filled.
  @Test func examplesKeepTheirLines() throws {
    let page = try String(contentsOf: repositoryRoot.appendingPathComponent("docs/reelfx.1"), encoding: .utf8)
    let check = """
      .PP
      Examples:
      .RS 4
      .nf
      reelfx check episode.yaml
      reelfx check episode.yaml \\-\\-json
      .fi
      .RE
      """
    #expect(page.contains(check))
    for line in page.split(separator: "\n") where line.contains("episode.yaml") { #expect(line.hasPrefix("reelfx ")) }
  }
}
