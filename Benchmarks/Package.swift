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

let package = Package(
  name: "reelfx-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(url: "https://github.com/ordo-one/benchmark", from: "1.29.0", traits: [])],
  targets: [
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
    .target(name: "ReelCore", dependencies: [.target(name: "CCrypto", condition: .when(platforms: [.linux]))], swiftSettings: strict),
    .target(name: "CReelKernels"),
    .target(name: "ReelPixels", dependencies: ["ReelCore", "CReelKernels"], swiftSettings: strict),
    // Every kernel next to memcpy, without the library: swift run -c release Throughput.
    .executableTarget(name: "Throughput", dependencies: ["CReelKernels"], path: "Benchmarks/Throughput"),
    .executableTarget(
      name: "PixelBenchmarks", dependencies: ["ReelPixels", "ReelCore", .product(name: "Benchmark", package: "benchmark")],
      path: "Benchmarks/Pixels", swiftSettings: strict, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
