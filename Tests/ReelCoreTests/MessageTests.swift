import ReelCore
import Testing

@Suite struct MessageTests {
  @Test func aProblemIsOneLine() {
    let full = Problem(
      .error, "0 is not above 0", file: "episode.yaml", line: 12, path: "shots[2].duration", value: "0", hint: "give a length")
    #expect("\(full)" == "episode.yaml:12: error: shots[2].duration: 0 is not above 0 (got 0); give a length")
    #expect("\(Problem(.warning, "is damaged", file: "a.mp4"))" == "a.mp4: warning: is damaged")
    #expect("\(Problem(.error, "no shots", kind: .missing))" == "error: no shots")
    #expect("\(Problem(.error, "wrong", line: 3, value: "x"))" == "error: wrong (got x)")
  }

  @Test func anErrorSaysWhatTheLibrarySaidAndWhatToDo() {
    let error = ReelError(
      .invalid, "cannot decode stream 0 at 12.480s", file: "a.mp4", detail: "avcodec_send_packet: Invalid data", hint: "export it again")
    #expect("\(error)" == "a.mp4: cannot decode stream 0 at 12.480s (avcodec_send_packet: Invalid data); export it again")
    #expect("\(ReelError(.failed, "no memory"))" == "no memory")
  }

  @Test func manyProblemsAreManyLines() {
    let error = ReelError(
      .invalid, "2 problems", problems: [Problem(.error, "first", file: "e.yaml", line: 1), Problem(.warning, "second")])
    #expect("\(error)" == "e.yaml:1: error: first\nwarning: second")
  }

  @Test(
    arguments: [
      ([], nil), ([.missing, .missing], .missing), ([.missing, .invalid], .invalid), ([.unsupported], .invalid),
      ([.invalid, .cannotWrite], .cannotWrite), ([.missing, .cannotWrite, .failed], .failed),
    ] as [([ReelError.Kind], ReelError.Kind?)])
  func theGravestKindOfErrorsDecides(kinds: [ReelError.Kind], expected: ReelError.Kind?) {
    let problems = kinds.map { Problem(.error, "x", kind: $0) } + [Problem(.warning, "y", kind: .failed)]
    #expect(problems.kind == expected)
  }
}
