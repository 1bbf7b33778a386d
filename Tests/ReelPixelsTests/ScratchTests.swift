import ReelCore
import ReelPixels
import Testing

@Suite struct ScratchTests {
  /// Two of a kind in every frame, as two vignettes are, are each made once; a third takes the place of the one not asked for.
  @Test func severalOfAKindAreKept() {
    let scratch = Scratch()
    let size = Size(width: 8, height: 8)
    var made: [Double] = []
    func use(_ value: Double) -> Scratch.Name {
      let contents = Scratch.Contents(size, value)
      let name = scratch.name("kind", of: 2, for: contents)
      scratch.keep(name, contents) { made.append(value) }
      return name
    }
    for _ in 0..<3 { #expect(use(1) != use(2)) }
    #expect(made == [1, 2])
    #expect(use(2) != use(3))
    #expect(use(2) != use(1))
    #expect(made == [1, 2, 3, 1])
  }
}
