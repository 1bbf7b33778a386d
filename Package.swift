// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// One line per module, in the order of ARCHITECTURE.md: a target may import what stands here and nothing else.
func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies + ["ReelTestSupport"], swiftSettings: strict)
}

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "reelfx",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "ReelFX", targets: ["ReelFX"]),
    .executable(name: "reelfx", targets: ["ReelCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CFFmpeg", path: "CFFmpeg", pkgConfig: "libavformat libavcodec libswscale libswresample libavutil",
      providers: [
        .apt(["libavformat-dev", "libavcodec-dev", "libswscale-dev", "libswresample-dev", "libavutil-dev"]), .brew(["ffmpeg"]),
      ]),
    .systemLibrary(name: "CAss", pkgConfig: "libass", providers: [.apt(["libass-dev"]), .brew(["libass"])]),
    .systemLibrary(
      name: "CFontconfig", pkgConfig: "fontconfig freetype2",
      providers: [.apt(["libfontconfig-dev", "libfreetype-dev"]), .brew(["fontconfig", "freetype"])]),
    .systemLibrary(name: "CICULibrary", pkgConfig: "icu-uc icu-i18n", providers: [.apt(["libicu-dev"]), .brew(["icu4c"])]),
    .systemLibrary(name: "CHarfBuzz", pkgConfig: "harfbuzz", providers: [.apt(["libharfbuzz-dev"]), .brew(["harfbuzz"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    // For the tests alone: the loudness they compare with.
    .systemLibrary(name: "CEBUR128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"]), .brew(["libebur128"])]),
    .systemLibrary(name: "CSoundTouch", pkgConfig: "soundtouch", providers: [.apt(["libsoundtouch-dev"]), .brew(["sound-touch"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .target(name: "CICU", dependencies: ["CICULibrary"]),
    .target(name: "CStretch", dependencies: ["CSoundTouch"]),
    .target(name: "CReelKernels"),
    // For the executable alone: which allocator a process has is its owner's choice.
    .target(name: "CAllocator", linkerSettings: [.linkedLibrary("jemalloc", .when(platforms: [.linux]))]),

    module("ReelCore", [.target(name: "CCrypto", condition: .when(platforms: [.linux]))]),
    module("ReelTimeline", ["ReelCore", yams], resources: [.embedInCode("Profiles")]),
    module("ReelPlan", ["ReelTimeline", "ReelCore"]),
    module("ReelStore", ["ReelCore"]),
    module("ReelDepot", ["ReelStore", "ReelCore", "CCurl"]),
    module("ReelMux", ["ReelCore"]),
    module("ReelPixels", ["ReelCore", "CReelKernels"]),
    module("ReelAudio", ["ReelCore", "CStretch"]),
    module("ReelText", ["ReelCore", "CAss", "CFontconfig", "CHarfBuzz", "CICU"]),
    module("ReelMedia", ["ReelCore", "CFFmpeg", "CPNG"]),
    module("ReelRender", ["ReelPlan", "ReelMedia", "ReelText", "ReelAudio", "ReelPixels", "ReelCore"]),
    module(
      "ReelEngine",
      ["ReelRender", "ReelPlan", "ReelTimeline", "ReelStore", "ReelMux", "ReelMedia", "ReelText", "ReelAudio", "ReelPixels", "ReelCore"]),
    module("ReelFX", ["ReelEngine", "ReelPlan", "ReelTimeline", "ReelStore", "ReelCore"]),
    module("ReelServe", ["ReelEngine", "ReelPlan", "ReelTimeline", "ReelCore"], resources: [.embedInCode("Page")]),
    module("ReelFarm", ["ReelEngine", "ReelPlan", "ReelTimeline", "ReelDepot", "ReelStore", "ReelCore"]),
    module("ReelBatch", ["ReelEngine", "ReelPlan", "ReelTimeline", "ReelCore"], resources: [.embedInCode("Page")]),
    .executableTarget(
      name: "ReelCLI",
      dependencies: ["ReelFX", "ReelServe", "ReelBatch", "ReelFarm", "ReelDepot", "ReelEngine", "CAllocator", argumentParser],
      swiftSettings: strict),

    .target(name: "ReelTestSupport", dependencies: ["ReelCore"], path: "Tests/ReelTestSupport", swiftSettings: strict),
    tests("ReelCore", ["ReelCore"]),
    tests("ReelTimeline", ["ReelTimeline", "ReelCore"]),
    tests("ReelPlan", ["ReelPlan", "ReelTimeline", "ReelCore"]),
    tests("ReelStore", ["ReelStore", "ReelCore"]),
    tests("ReelMux", ["ReelMux", "ReelCore"]),
    tests("ReelPixels", ["ReelPixels", "CReelKernels", "ReelCore"]),
    tests("ReelAudio", ["ReelAudio", "ReelCore", "CEBUR128"]),
    tests("ReelText", ["ReelText", "ReelCore", "CAss"]),
    tests("ReelMedia", ["ReelMedia", "ReelCore"]),
    tests(
      "ReelEngine",
      [
        "ReelEngine", "ReelRender", "ReelPlan", "ReelTimeline", "ReelStore", "ReelMedia", "ReelMux", "ReelAudio", "ReelPixels", "ReelCore",
      ]),
    tests("ReelDepot", ["ReelDepot", "ReelStore", "ReelCore"]),
    tests("ReelFarm", ["ReelFarm", "ReelEngine", "ReelDepot", "ReelStore", "ReelCore"]),
    tests("ReelServe", ["ReelServe", "ReelEngine", "ReelRender", "ReelMux", "ReelPlan", "ReelCore"]),
    tests("ReelBatch", ["ReelBatch", "ReelEngine", "ReelTimeline", "ReelCore"]),
    tests("ReelFX", ["ReelFX"]),
  ]
)
