import Foundation
import ReelCore
import ReelTimeline
import Testing

/// Easing against the definition of CSS, solved in another way: the curve is walked in small steps of its own parameter.
@Suite struct EaseTests {
  @Test(arguments: ["ease", "in", "out", "in-out", "cubic-bezier(0.4, 0, 0.2, 1)", "cubic-bezier(0.1, -0.6, 0.2, 1.6)"])
  func curves(_ text: String) throws {
    let ease = try #require(Ease(text))
    guard case .bezier(let x1, let y1, let x2, let y2) = ease else { throw NoEpisode(description: text) }
    func bezier(_ a: Double, _ b: Double, _ t: Double) -> Double {
      3 * pow(1 - t, 2) * t * a + 3 * (1 - t) * pow(t, 2) * b + pow(t, 3)
    }
    for step in 0...200 {
      let t = Double(step) / 200
      #expect(abs(ease.value(at: bezier(x1, x2, t)) - bezier(y1, y2, t)) < 1e-6, "\(text) at \(t)")
    }
  }

  @Test func linesAndSteps() throws {
    #expect(Ease("linear")?.value(at: 0.3) == 0.3)
    let hold = try #require(Ease("hold"))
    #expect(hold.value(at: 0.999) == 0 && hold.value(at: 1) == 1)
    for text in ["", "inout", "cubic-bezier(1,2,3)", "cubic-bezier(-0.1, 0, 1, 1)", "cubic-bezier(0, 0, 1, x)", "cubic-bezier(0,0,1,1"] {
      #expect(Ease(text) == nil, "\(text)")
    }
    #expect(Ease("cubic-bezier(0.42,0,0.58,1)")?.description == "in-out")
  }

  @Test func keyframes() throws {
    let course = Keyframed.keyframes([
      Keyframe(at: Time(Rational(1)), value: 10), Keyframe(at: Time(Rational(2)), value: 20),
      Keyframe(at: Time(Rational(3)), value: 0, ease: .hold),
    ])
    let values = course.course(first: 0, count: 8, rate: FrameRate(Rational(2)))
    #expect(values == .frames([10, 10, 10, 15, 20, 20, 0, 0]))
    // A cell that begins later sees the same values at the same frames.
    #expect(course.course(first: 3, count: 3, rate: FrameRate(Rational(2))) == .frames([15, 20, 20]))
    #expect(course.course(first: 6, count: 2, rate: FrameRate(Rational(2))) == .constant(0))
  }
}
