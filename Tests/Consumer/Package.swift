// swift-tools-version: 6.1
import PackageDescription

/// A package outside that uses the product as anybody would.
let package = Package(
  name: "Consumer",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "reelfx", path: "../..")],
  targets: [
    .executableTarget(
      name: "Consumer", dependencies: [.product(name: "ReelFX", package: "reelfx")], swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
