import ReelCore
import ReelPixels
import Testing

@Suite struct CatalogueTests {
  /// What a document that names only the entry gets is what the entry allows.
  @Test func defaultsLieInTheirRanges() {
    for entry in pixelCatalogue.entries {
      #expect(Set(entry.parameters.map(\.name)).count == entry.parameters.count, "\(entry.name)")
      #expect(entry.summary.hasSuffix(".") && entry.parameters.allSatisfy { $0.summary.hasSuffix(".") }, "\(entry.name)")
      for parameter in entry.parameters {
        switch parameter.value {
        case .number(let value, let range, let unit, let keyframable):
          #expect(range.contains(value) && !unit.isEmpty, "\(entry.name).\(parameter.name)")
          #expect(entry.kind != .transition || !keyframable, "\(entry.name).\(parameter.name)")
        case .choice(let name, let names):
          #expect(names.contains(name) && Set(names).count == names.count, "\(entry.name).\(parameter.name)")
        case .color(let text):
          #expect(text.count == 7 && text.first == "#" && Int(text.dropFirst(), radix: 16) != nil, "\(entry.name).\(parameter.name)")
        case .image: break
        }
      }
    }
  }

  @Test func listsEverythingOnce() {
    #expect(
      pixelCatalogue.names(.transition) == [
        "dissolve", "fade", "wipe", "slide", "push", "zoom", "whip", "iris", "luma", "glitch",
      ])
    #expect(
      pixelCatalogue.names(.effect) == [
        "blur", "directional-blur", "glow", "vignette", "grain", "shake", "punch-in", "flash", "chromatic-aberration", "letterbox",
      ])
    #expect(Set(pixelCatalogue.entries.map { "\($0.kind) \($0.name)" }).count == pixelCatalogue.entries.count)
  }
}
