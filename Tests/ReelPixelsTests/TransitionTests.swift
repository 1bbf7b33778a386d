import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct TransitionTests {
  private let kernels = Kernels.best()
  private let scratch = Scratch()

  @Test func weightsAreSymmetricAndRise() {
    for duration in 1...800 {
      let weights = (0..<duration).map { TransitionMoment(frame: $0, duration: duration).weight }
      #expect(zip(weights, weights.reversed()).allSatisfy { $0 + $1 == 256 })
      #expect(weights == weights.sorted())
      let exact = (0..<duration).map { 256 * (2 * Double($0) + 1) / (2 * Double(duration)) }
      #expect(zip(weights, exact).allSatisfy { abs(Double($0) - $1) <= 0.5 })
    }
    #expect((0..<4).map { TransitionMoment(frame: $0, duration: 4).weight } == [32, 96, 160, 224])
    #expect(TransitionMoment(frame: 0, duration: 1).weight == 128)
  }

  @Test func dissolve() throws {
    let (a, b) = (TestPicture(.yuv420p8, 33, 7, seed: 1), TestPicture(.yuv420p8, 33, 7, seed: 2))
    let (out, expected) = (TestPicture(.yuv420p8, 33, 7, seed: 3), TestPicture(.yuv420p8, 33, 7, seed: 3))
    for frame in 0..<5 {
      let moment = TransitionMoment(frame: frame, duration: 5)
      try Transitions.render("dissolve", from: a.view, to: b.view, at: moment, into: out.target, scratch: scratch, kernels: kernels)
      kernels.dissolve(a.view, b.view, weight: moment.weight, into: expected.target)
      #expect(firstDifference(out.pixels, expected.pixels) == nil)
    }
  }

  @Test func backwardsIsTheSame() throws {
    let (a, b) = (TestPicture(.yuv420p8, 33, 7, seed: 1), TestPicture(.yuv420p8, 33, 7, seed: 2))
    let (there, back) = (TestPicture(.yuv420p8, 33, 7), TestPicture(.yuv420p8, 33, 7))
    for frame in 0..<6 {
      let (forwards, backwards) = (TransitionMoment(frame: frame, duration: 6), TransitionMoment(frame: 5 - frame, duration: 6))
      try Transitions.render("dissolve", from: a.view, to: b.view, at: forwards, into: there.target, scratch: scratch, kernels: kernels)
      try Transitions.render("dissolve", from: b.view, to: a.view, at: backwards, into: back.target, scratch: scratch, kernels: kernels)
      #expect(firstDifference(there.pixels, back.pixels) == nil)
    }
  }

  @Test func unknownNamesAreRefused() {
    let (a, out) = (TestPicture(.yuv420p8, 4, 4), TestPicture(.yuv420p8, 4, 4))
    let picture = TestPicture(.rgba8, 4, 4)
    let names = pixelCatalogue.names(.transition).joined(separator: ", ")
    #expect(throws: ReelError(.unsupported, "there is no transition 'swipe'", hint: "use one of: \(names)")) {
      let moment = TransitionMoment(frame: 0, duration: 1)
      try Transitions.render("swipe", from: a.view, to: a.view, at: moment, into: out.target, scratch: scratch, kernels: kernels)
    }
    let modes = pixelCatalogue.names(.blend).joined(separator: ", ")
    #expect(throws: ReelError(.unsupported, "there is no blend mode 'dissolve'", hint: "use one of: \(modes)")) {
      let layer = Layer(straight: picture.view, x: 0, y: 0, kernels: kernels)
      try Blends.render("dissolve", layer, opacity: 256, onto: out.target, scratch: scratch, kernels: kernels)
    }
  }

  @Test func normalIsOver() throws {
    let picture = TestPicture(.rgba8, 9, 9, seed: 6)
    let layer = Layer(straight: picture.view, x: 1, y: 1, kernels: kernels)
    let (a, b) = (TestPicture(.yuv420p8, 12, 12, seed: 5), TestPicture(.yuv420p8, 12, 12, seed: 5))
    try Blends.render("normal", layer, opacity: 99, onto: a.target, scratch: scratch, kernels: kernels)
    kernels.over(layer, opacity: 99, onto: b.target)
    #expect(firstDifference(a.pixels, b.pixels) == nil)
  }

  @Test func catalogueListsEverythingOnce() {
    #expect(
      pixelCatalogue.names(.blend) == [
        "normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light",
        "difference", "exclusion", "add",
      ])
    #expect(Set(pixelCatalogue.entries.map { "\($0.kind) \($0.name)" }).count == pixelCatalogue.entries.count)
  }
}
