import Foundation
import ReelCore
import ReelFarm
import ReelTestSupport
import Testing

/// What each engine would run is run here, with the engine's variables and a program that writes down its words.
@Suite struct EngineTemplateTests {
  private let folder: TemporaryDirectory
  private let submission: Submission

  init() throws {
    folder = try TemporaryDirectory()
    let spy = try folder.write("bin/it's reelfx", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: spy)
    submission = Submission(
      name: "reelfx-s01e01-0a1b2c3d", shards: 12,
      command: [spy, "worker", "--manifest", "0a1b", "--store", "/shared/job's $HOME", "--local", "s3://a?b=c&d"],
      options: ["cpus": "3", "memory": "4000"])
  }

  private func asked(_ options: [String: String] = [:], shards: Int? = nil) -> Submission {
    var asked = submission
    asked.options.merge(options) { $1 }
    asked.shards = shards ?? asked.shards
    return asked
  }

  private func expected(_ index: Int, limits: [String] = ["--jobs", "3", "--memory", "3000M"]) -> [String] {
    Array(submission.command.dropFirst()) + limits + ["--shard", "\(index)/12"]
  }

  private func words(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  private func text(_ name: String, of engine: any EngineTemplate.Type, _ submission: Submission) throws -> String {
    try #require(try engine.files(for: submission).first { $0.name == name }).text
  }

  private func json(_ name: String, of engine: any EngineTemplate.Type, _ submission: Submission) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text(name, of: engine, submission).utf8)) as? [String: Any])
  }

  private func value(_ path: String, _ root: Any) throws -> Any {
    try path.split(separator: "/").reduce(root) { value, step in
      if let index = Int(step) { return try #require((value as? [Any])?[index]) }
      return try #require((value as? [String: Any])?[String(step)])
    }
  }

  @Test(arguments: [0, 11]) func slurmRunsTheShardOfItsTask(index: Int) throws {
    let text = try text("reelfx-s01e01-0a1b2c3d.sbatch", of: SlurmEngine.self, asked(["partition": "night"]))
    for line in ["array=0-11", "requeue", "open-mode=append", "cpus-per-task=3", "mem=4000M", "time=120", "partition=night"] {
      #expect(text.contains("\n#SBATCH --\(line)\n"), "\(line)")
    }
    // What follows the first command is no directive any more.
    #expect(text.range(of: "#SBATCH", options: .backwards)!.lowerBound < text.range(of: "\nrestarts=")!.lowerBound)
    let ran = try run(["sh", try folder.write("job", text)], environment: ["SLURM_ARRAY_TASK_ID": "\(index)"])
    #expect(ran.status == 0 && words(ran.text) == expected(index))
    #expect(ran.errors.hasPrefix("reelfx-s01e01-0a1b2c3d: shard \(index) of 12 on "))
  }

  @Test func slurmGivesUpWhatKeepsComingBack() throws {
    let script = try folder.write("job", try text("reelfx-s01e01-0a1b2c3d.sbatch", of: SlurmEngine.self, submission))
    for (restarts, status) in [("3", Int32(0)), ("4", 2)] {
      let ran = try run(["sh", script], environment: ["SLURM_ARRAY_TASK_ID": "5", "SLURM_RESTART_COUNT": restarts])
      #expect(ran.status == status, "after \(restarts) restarts: \(ran.errors)")
    }
  }

  @Test func kubernetesRunsTheShardOfItsIndex() throws {
    let pods = asked(["image": "registry.example/reelfx:1", "folders": "/media,/media/fonts"])
    let job = try json("job.json", of: KubernetesEngine.self, pods)
    #expect(try value("spec/completions", job) as? Int == 12 && value("spec/backoffLimitPerIndex", job) as? Int == 3)
    let container = "spec/template/spec/containers/0"
    #expect(try value("\(container)/image", job) as? String == "registry.example/reelfx:1")
    let command = try #require(try value("\(container)/command", job) as? [String])
    let ran = try run(command.map { $0.replacing("$(JOB_COMPLETION_INDEX)", with: "7") })
    #expect(words(ran.text) == expected(7))
    // The store is a folder of the host's; a folder in another is seen already.
    let paths = try #require(try value("spec/template/spec/volumes", job) as? [[String: Any]])
    #expect(try paths.map { try value("hostPath/path", $0) as? String } == ["/media", "/shared/job's $HOME"])
    #expect(try value("\(container)/volumeMounts/1/mountPath", job) as? String == "/shared/job's $HOME")
  }

  @Test func batchRunsTheShardOfItsChild() throws {
    let array = asked(["image": "registry.example/reelfx:1", "queue": "night"])
    let definition = try json("job-definition.json", of: BatchEngine.self, array)
    let command = try #require(try value("containerProperties/command", definition) as? [String])
    let ran = try run(command, environment: ["AWS_BATCH_JOB_ARRAY_INDEX": "3"])
    #expect(ran.status == 0 && words(ran.text) == expected(3))
    let job = try json("submit-job.json", of: BatchEngine.self, array)
    #expect(try value("arrayProperties/size", job) as? Int == 12 && value("jobQueue", job) as? String == "night")
    #expect(try value("jobDefinition", job) as? String == value("jobDefinitionName", definition) as? String)
  }

  @Test func aBatchOfOneIsNoArray() throws {
    let one = asked(["image": "registry.example/reelfx:1"], shards: 1)
    #expect(try !text("submit-job.json", of: BatchEngine.self, one).contains("arrayProperties"))
    let definition = try json("job-definition.json", of: BatchEngine.self, one)
    let ran = try run(try #require(try value("containerProperties/command", definition) as? [String]))
    #expect(words(ran.text).suffix(2) == ["--shard", "0/1"])
  }

  @Test func openJDRunsTheShardOfItsTaskAndThenLooks() throws {
    let template = try json("template.json", of: OpenJDEngine.self, submission)
    func ran(_ step: Int) throws -> [String] {
      let action = "steps/\(step)/script/actions/onRun"
      let arguments = try #require(try value("\(action)/args", template) as? [String])
      let command = try #require(try value("\(action)/command", template) as? String)
      return words(try run([command] + arguments.map { $0.replacing("{{Task.Param.Shard}}", with: "9") }).text)
    }
    #expect(try ran(0) == expected(9))
    #expect(try ran(1) == ["farm", "verify", "--manifest", "0a1b", "--store", "/shared/job's $HOME"])
    #expect(try value("steps/0/parameterSpace/taskParameterDefinitions/0/range", template) as? String == "0-11")
    #expect(try value("steps/1/dependencies/0/dependsOn", template) as? String == "Render")
  }

  @Test func parallelRunsEveryShard() throws {
    // In the place of parallel: its last word is what it would hand to the shell of a host, with {} filled in.
    let spy = try folder.write(
      "path/parallel", "#!/bin/sh\nfor last; do :; done\nwhile read -r n; do sh -c \"$(printf %s \"$last\" | sed \"s/{}/$n/\")\"; done\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: spy)
    let script = try folder.write("parallel.sh", try text("parallel.sh", of: ParallelEngine.self, submission))
    let path = folder.file("path") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let ran = try run(["sh", script], environment: ["PATH": path])
    #expect(ran.status == 0 && words(ran.text) == (0..<12).flatMap { expected($0, limits: []) }, "\(ran.errors)")
  }

  @Test func thisMachineRunsEveryShard() throws {
    let script = try folder.write("run.sh", try text("run.sh", of: LocalEngine.self, submission))
    let ran = try run(["sh", script])
    #expect(ran.status == 0 && words(ran.text) == (0..<12).flatMap { expected($0, limits: []) }, "\(ran.errors)")
  }

  @Test(arguments: [
    (["cpus": "0"], 4, "cpus"), (["memory": "4G"], 4, "memory"), (["minutes": "1"], 4, "minutes"), (["partition": "a{}"], 4, "replace"),
    ([:], 1002, "shards"),
  ]) func whatAnEngineWouldMistakeIsRefused(options: [String: String], shards: Int, word: String) throws {
    do {
      _ = try SlurmEngine.files(for: asked(options, shards: shards))
      Issue.record("\(options), \(shards) shards are taken")
    } catch let error as ReelError {
      #expect(error.kind == .invalid && error.message.contains(word))
    }
  }

  @Test func containersNeedAnImage() {
    #expect(throws: ReelError.self) { try KubernetesEngine.files(for: submission) }
    #expect(throws: ReelError.self) { try BatchEngine.files(for: submission) }
  }
}
