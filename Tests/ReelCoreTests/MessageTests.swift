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

  @Test func whatSteersATerminalIsShownAndDoesNothing() {
    #expect("a\u{1B}[31mb\r\n\u{7F}\u{9B}2J".visible() == #"a\u{1B}[31mb\u{D}\u{A}\u{7F}\u{9B}2J"#)
    #expect("one\ntwo\t".visible(lines: true) == "one\ntwo\\u{9}")
    #expect("a\u{202E}gpj.exe\u{2066}\u{2028}".visible() == #"a\u{202E}gpj.exe\u{2066}\u{2028}"#)
    // Text of every script stays as it is, its invisible joiners too.
    for text in ["épisode 灯", "می\u{200C}خواهم", "क्\u{200D}ष", "👩\u{200D}👧", "a\u{A0}b\u{AD}", "\u{E123}"] {
      #expect(text.visible() == text)
    }
    let problem = Problem(.error, "no\u{7}", file: "a\nb.yaml", line: 1, value: "\u{1B}]0;x\u{7}", hint: "x\u{0}")
    #expect("\(problem)" == #"a\u{A}b.yaml:1: error: no\u{7} (got \u{1B}]0;x\u{7}); x\u{0}"#)
    let error = ReelError(.missing, "no\u{7}", file: "\u{1B}c", detail: "\r", hint: "x")
    #expect("\(error)" == #"\u{1B}c: no\u{7} (\u{D}); x"#)
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
