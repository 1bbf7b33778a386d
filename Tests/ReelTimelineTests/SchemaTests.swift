import Foundation
import ReelCore
import ReelTestSupport
import ReelTimeline
import Testing

@Suite struct SchemaTests {
  /// JSON documents, and whether the schema and the reader are to accept them.
  static let documents: [(text: String, isValid: Bool)] = [
    (#"{"reelfx":1,"shots":[{"source":"a.mp4"}]}"#, true),
    (#"{"reelfx":1,"extends":"series.yaml","id":"x"}"#, true),
    (#"{"extends":"series.yaml"}"#, true),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","in":"75f","duration":"00:00:02:15","gain":"off","fps":"30000/1001","speed":1.5}]}"#, true),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","gain":false,"duration":null,"transition":null,"in":".5"}],"intro":null}"#, true),
    (#"{"reelfx":1,"vars":{"a":1,"b":"x","c":true},"shots":[{"source":"${b}","duration":"${a}","speech":"${c}"}]}"#, true),
    (#"{"reelfx":1,"title":{"en":"A","zh-Hans":"B"},"shots":[{"source":"a.mp4"}],"languages":{"pt-BR":{}}}"#, true),
    (
      #"{"reelfx":1,"shots":[{"source":"a"},{"source":"b","transition":{"type":"wipe","duration":1,"softness":"#
        + #"[{"at":0,"value":1,"ease":"in"}]}}]}"#,
      true
    ),
    (
      #"{"reelfx":1,"shots":[{"source":"a"}],"deliver":[{"name":"x","renditions":["720p","#
        + #"{"width":720,"height":1280,"video_bitrate":"6M"}]}]}"#,
      true
    ),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"audio":{"loudness":"off","music":[{"source":"m.wav","duck":{}}]}}"#, true),
    (#"{"reelfx":1}"#, false),
    (#"{"shots":[{"source":"a.mp4"}]}"#, false),
    (#"{"reelfx":2,"shots":[{"source":"a.mp4"}]}"#, false),
    (#"{"reelfx":1,"shots":[]}"#, false),
    (#"{"reelfx":1,"shots":[{"sauce":"a.mp4"}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","durration":1}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","duration":0}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","in":-1}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","in":"5s"}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","in":"00:00:01;02"}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","gain":"loud"}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","gain":true}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","gain":25}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","fit":"fill"}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","cast":"mia"}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","transform":{"scale":101}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a.mp4","transform":{"scale":[]}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"},{"source":"b","transition":{"type":"dissolve","duration":1,"angle":1}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"},{"source":"b","transition":{"type":"wip","duration":1}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"},{"source":"b","transition":{"type":"wipe"}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"},{"source":"b","transition":{"type":"wipe","duration":1,"color":"red"}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"canvas":{"width":7}}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"canvas":{"width":1081}}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"canvas":{"background":"black"}}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"languages":{"english":{}}}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"languages":{"en":{"subtitles":"a.txt"}}}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"id":"a/b"}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"id":".a"}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"vars":{"a b":1}}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"deliver":[{"renditions":["720"]}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"deliver":[{"encoder":{"crf":64}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"deliver":[{"encoder":{"video":"h264_nvenc"}}]}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"audio":{"loudness":"on"}}"#, false),
    (#"{"reelfx":1,"shots":[{"source":"a"}],"captions":{"look":"loud"}}"#, false),
  ]

  /// The verdict of Python's jsonschema on each document, as an independent reader of the schema.
  private func verdicts(_ documents: [String]) throws -> [Bool] {
    let folder = try TemporaryDirectory()
    let schema = try folder.write("schema.json", Schema.json(catalogue: catalogue))
    let input = try folder.write("documents.json", "[\(documents.joined(separator: ",\n"))]")
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      validator = jsonschema.Draft202012Validator(schema)
      print(json.dumps([validator.is_valid(d) for d in json.load(open(sys.argv[2]))]))
      """
    let result = try run(["python3", "-c", script, schema, input])
    try #require(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode([Bool].self, from: result.output)
  }

  @Test func theSchemaSaysWhatTheReaderSays() throws {
    let verdicts = try verdicts(Self.documents.map(\.text))
    #expect(verdicts.count == Self.documents.count)
    for (document, verdict) in zip(Self.documents, verdicts) {
      #expect(verdict == document.isValid, "\(document.text)")
      guard !document.text.contains("extends") else { continue }
      let loaded = load(document.text)
      #expect((loaded.episode != nil) == document.isValid, "\(document.text): \(loaded.problems)")
    }
  }

  @Test func theSchemaDescribesEveryField() throws {
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(Schema.json(catalogue: catalogue).utf8)) as? [String: Any])
    let definitions = try #require(schema["$defs"] as? [String: Any])
    var fields = 0
    for definition in [schema] + definitions.values.compactMap({ $0 as? [String: Any] }) {
      for (name, property) in definition["properties"] as? [String: [String: Any]] ?? [:] {
        fields += 1
        #expect((property["description"] as? String)?.isEmpty == false, "\(name)")
      }
    }
    #expect(fields > 80)
    let shot = try #require((definitions["shot"] as? [String: Any])?["properties"] as? [String: [String: Any]])
    #expect(shot["speed"]?["default"] as? Int == 1 && shot["fit"]?["default"] as? String == "cover")
    #expect(shot["duration"]?["default"] == nil)
  }
}
