// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who uses ReelFX resolves the benchmark library. Its modules are those of the repository
// (Sources holds links), in one package with the benchmarks, because what is measured is `package` and not public.
// No traits: they would interpose malloc and the Swift runtime, which is not wanted where only time is measured.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "reelfx-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.29.0", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
    module("ReelCore", [.target(name: "CCrypto", condition: .when(platforms: [.linux]))]),
    .target(name: "CReelKernels"),
    module("ReelPixels", ["ReelCore", "CReelKernels"]),
    // The whole engine, for the sound of an episode: swift run -c release Sound, or episode/sound.py.
    .systemLibrary(name: "CFFmpeg", pkgConfig: "libavformat libavcodec libswscale libswresample libavutil"),
    .systemLibrary(name: "CAss", pkgConfig: "libass"),
    .systemLibrary(name: "CFontconfig", pkgConfig: "fontconfig freetype2"),
    .systemLibrary(name: "CICULibrary", pkgConfig: "icu-uc icu-i18n"),
    .systemLibrary(name: "CHarfBuzz", pkgConfig: "harfbuzz"),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng"),
    .target(name: "CICU", dependencies: ["CICULibrary"]),
    .systemLibrary(name: "CSoundTouch", pkgConfig: "soundtouch"),
    .target(name: "CStretch", dependencies: ["CSoundTouch"]),
    module("ReelTimeline", ["ReelCore", .product(name: "Yams", package: "Yams")], resources: [.embedInCode("Profiles")]),
    module("ReelPlan", ["ReelTimeline", "ReelCore"]),
    module("ReelStore", ["ReelCore"]),
    module("ReelMux", ["ReelCore"]),
    module("ReelAudio", ["ReelCore", "CStretch"]),
    module("ReelText", ["ReelCore", "CAss", "CFontconfig", "CHarfBuzz", "CICU"]),
    module("ReelMedia", ["ReelCore", "CFFmpeg", "CPNG"]),
    module("ReelRender", ["ReelPlan", "ReelMedia", "ReelText", "ReelAudio", "ReelPixels", "ReelCore"]),
    module(
      "ReelEngine",
      ["ReelRender", "ReelPlan", "ReelTimeline", "ReelStore", "ReelMux", "ReelMedia", "ReelText", "ReelAudio", "ReelPixels", "ReelCore"]),
    .executableTarget(
      name: "Sound", dependencies: ["ReelEngine", "ReelRender", "ReelPlan", "ReelStore", "ReelAudio", "ReelCore"],
      path: "Benchmarks/Sound", swiftSettings: strict),
    // A season planned without a file: swift run -c release Planning.
    .executableTarget(
      name: "Planning", dependencies: ["ReelPlan", "ReelTimeline", "ReelCore"], path: "Benchmarks/Planning", swiftSettings: strict),
    // Every kernel next to memcpy, without the library: swift run -c release Throughput.
    .executableTarget(name: "Throughput", dependencies: ["CReelKernels"], path: "Benchmarks/Throughput"),
    .executableTarget(
      name: "PixelBenchmarks", dependencies: ["ReelPixels", "ReelCore", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Pixels", swiftSettings: strict, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
