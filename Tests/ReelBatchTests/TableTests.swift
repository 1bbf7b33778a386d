import ReelBatch
import ReelCore
import ReelTestSupport
import Testing

/// Tables and names as people write them.
struct TableTests {
  // MARK: CSV

  @Test func fieldsAreAsRFC4180HasThem() throws {
    let text = "a,b,c\r\n1,\"two, and \"\"a half\"\"\",\r\n\"\",\"x\ny\",é\n\nlast,,"
    let records = try CSVText.read(Array(text.utf8))
    #expect(
      records == [
        .init(line: 1, fields: ["a", "b", "c"]), .init(line: 2, fields: ["1", "two, and \"a half\"", nil]),
        .init(line: 3, fields: ["", "x\ny", "é"]), .init(line: 6, fields: ["last", nil, nil]),
      ])
    #expect(try CSVText.read(Array("a;b\n1,5;2".utf8)).map(\.fields) == [["a", "b"], ["1,5", "2"]])
    #expect(try CSVText.read(Array("a\tb\n1\t2".utf8)).map(\.fields) == [["a", "b"], ["1", "2"]])
  }

  @Test(arguments: [("a,b\n1,\"x", 2), ("a\n\"x\"y\n", 2), ("a\n1\n\"x\ny\"z", 4)])
  func brokenQuotesAreToldWithTheirLine(_ text: String, _ line: Int) {
    #expect { try CSVText.read(Array(text.utf8)) } throws: { ($0 as? CSVText.Mistake)?.line == line }
  }

  @Test func whateverBytesComeTheReaderEnds() throws {
    for seed in UInt64(1)...400 {
      var random = SeededRNG(seed: seed)
      let letters = Array("a,\"\n\r;é".utf8)
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in letters.randomElement(using: &random) ?? 0 }
      let records = (try? CSVText.read(bytes)) ?? []
      #expect(records.allSatisfy { !$0.fields.isEmpty }, "seed \(seed)")
    }
  }

  // MARK: Rows

  private func table(_ name: String, _ text: String, document: String? = nil) throws -> [BatchRow] {
    let folder = try TemporaryDirectory()
    return try BatchTable.read(folder.write(name, text), document: document).rows
  }

  @Test func columnsAreVariables() throws {
    let rows = try table("jobs.csv", "document,only,hero,n\na/e.yaml,*/es/*,Ana,01\nb.yaml,,\"\",\n")
    #expect(rows.map(\.line) == [2, 3])
    #expect(rows[0].variables == ["hero": "Ana", "n": "01"] && rows[0].only == "*/es/*")
    #expect(rows[0].document.hasSuffix("/a/e.yaml") && rows[0].document.hasPrefix("/"))
    // An empty field sets nothing, an empty text does.
    #expect(rows[1].variables == ["hero": ""] && rows[1].only == nil)
  }

  @Test func jsonLinesAreTheSame() throws {
    let lines = [#"{"n":7,"document":"/e.yaml","x":null,"half":0.5,"on":true,"t":"é"}"#, "", #"{"n":[1]}"#, "x", ""]
    let rows = try table("jobs.jsonl", lines.joined(separator: "\r\n"))
    #expect(rows.map(\.line) == [1, 3, 4])
    #expect(rows[0].document == "/e.yaml" && rows[0].variables == ["n": "7", "half": "0.5", "on": "true", "t": "é"])
    #expect(rows[1].problems.map(\.error) == ["'n' is a list or a map"])
    #expect(rows[2].problems.map(\.line) == [4])
  }

  @Test func whatIsWrongWithARowIsItsOwn() throws {
    let rows = try table("jobs.csv", "document,n\na.yaml\n,2\nb.yaml,3\n")
    #expect(rows.map(\.problems.count) == [1, 1, 0])
    #expect(rows[0].problems[0].line == 2 && rows[1].problems[0].error == "the row names no document")
    let named = try table("jobs.csv", "n\n1\n..\n", document: "s/${n}.yaml")
    #expect(named[0].document == "s/1.yaml" && named[1].problems.count == 1)
    for (text, words) in [("a,a\n1,2\n", "two columns"), ("a,\n1,2\n", "column 2 has no name"), ("a,b\n", "no rows"), ("", "no rows")] {
      #expect { try table("jobs.csv", text) } throws: { "\($0)".contains(words) }
    }
  }

  @Test func aFolderIsItsEpisodes() throws {
    let folder = try TemporaryDirectory()
    try folder.write("s/series.yaml", "reelfx: 1\nshots: []\n")
    try folder.write("s/e2/episode.yaml", "extends: ../series.yaml\nreelfx: 1\n")
    try folder.write("s/e1/episode.yaml", "reelfx: 1\nshots: [ { source: a.mp4 } ]\n")
    try folder.write("s/e1/notes.yaml", "a: b\n")
    try folder.write("s/out/x.report.json", "{\"reelfx\":1,\"outputs\":[]}")
    try folder.write("s/.hidden/e.yaml", "reelfx: 1\nshots: []\n")
    let rows = try BatchTable.read(folder.file("s"), document: nil).rows
    #expect(rows.map { String($0.document.dropFirst(folder.path.count)) } == ["/s/e1/episode.yaml", "/s/e2/episode.yaml"])
    #expect(rows.map(\.places) == [["name": "episode", "folder": "e1"], ["name": "episode", "folder": "e2"]])
  }

  // MARK: Names

  @Test func namesAskForVariables() throws {
    let pattern = try NamePattern("out/${a}-x/${b}")
    #expect(pattern.names == ["a", "b"] && pattern.root == "out")
    #expect(try pattern.name(["a": "1", "b": "c/d"]) == "out/1-x/c/d")
    #expect(try NamePattern("/${a}").root == "/" && NamePattern("${a}").root == "." && NamePattern("out/x").root == "out/x")
    for values in [["a": "1"], ["a": "1", "b": ".."], ["a": "/etc", "b": "1"], ["a": "", "b": "1"], ["a": "x/../..", "b": "1"]] {
      #expect(throws: NamePattern.Mistake.self) { try pattern.name(values) }
    }
    #expect(throws: NamePattern.Mistake.self) { try NamePattern("a${b") }
    #expect(throws: NamePattern.Mistake.self) { try NamePattern("a${}") }
  }
}
