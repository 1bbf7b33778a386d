import Foundation

/// The `.cube` files of the Colour project, where the tests are given media.
enum ReferenceCubes {
  static let folder: String? = ProcessInfo.processInfo.environment["REELFX_MEDIA"].map { "\($0)/luts/colour-science" }
    .flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }

  static let names: [String] = ["iridas_cube", "resolve_cube"].flatMap { directory in
    let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: "\($0)/\(directory)") } ?? []
    return files.filter { $0.hasSuffix(".cube") }.sorted().map { "\(directory)/\($0)" }
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder ?? "")/\(name)")))
  }
}

/// A `.cube` file read and evaluated in doubles, without anything of ours.
struct ReferenceCube {
  var size1D = 0
  var size3D = 0
  var domain1D = [(0.0, 1.0), (0.0, 1.0), (0.0, 1.0)]
  var domain3D = [(0.0, 1.0), (0.0, 1.0), (0.0, 1.0)]
  var rows: [[Double]] = []

  init(_ name: String) throws { self.init(text: String(decoding: try ReferenceCubes.bytes(name), as: UTF8.self)) }

  /// Three-dimensional, over 0...1.
  init(size: Int, rows: [[Double]]) { (size3D, self.rows) = (size, rows) }

  init(text: String) {
    var ranges: [String: [Double]] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      guard let first = words.first, !first.hasPrefix("#"), first != "TITLE" else { continue }
      let numbers = words.compactMap { Double($0) }
      switch first {
      case "LUT_1D_SIZE": size1D = Int(numbers[0])
      case "LUT_3D_SIZE": size3D = Int(numbers[0])
      case _ where first.first?.isLetter == true: ranges[first] = numbers
      default: rows.append(numbers)
      }
    }
    let low = ranges["DOMAIN_MIN"] ?? [0, 0, 0]
    let high = ranges["DOMAIN_MAX"] ?? [1, 1, 1]
    domain1D = (0..<3).map { (low[$0], high[$0]) }
    domain3D = domain1D
    if let range = ranges["LUT_1D_INPUT_RANGE"] {
      domain1D = (0..<3).map { _ in (range[0], range[1]) }
      if size1D == 0 { domain3D = domain1D }
    }
    if let range = ranges["LUT_3D_INPUT_RANGE"] { domain3D = (0..<3).map { _ in (range[0], range[1]) } }
  }

  func apply(_ rgb: [Double]) -> [Double] {
    let shaped = size1D == 0 ? rgb : (0..<3).map { curve(rgb[$0], $0) }
    return size3D == 0 ? shaped : tetrahedral(shaped)
  }

  private func place(_ value: Double, _ domain: (Double, Double), _ size: Int) -> (index: Int, rest: Double) {
    let position = min(max((value - domain.0) / (domain.1 - domain.0), 0), 1) * Double(size - 1)
    let index = min(Int(position), size - 2)
    return (index, position - Double(index))
  }

  private func curve(_ value: Double, _ channel: Int) -> Double {
    let (index, rest) = place(value, domain1D[channel], size1D)
    return rows[index][channel] * (1 - rest) + rows[index + 1][channel] * rest
  }

  /// Along the axes in the order of their fractions, the greatest first: the six tetrahedra of a cube.
  private func tetrahedral(_ rgb: [Double]) -> [Double] {
    let places = (0..<3).map { place(rgb[$0], domain3D[$0], size3D) }
    var corner = places.map(\.index)
    func vertex() -> [Double] { rows[size1D + corner[0] + size3D * (corner[1] + size3D * corner[2])] }
    var result = vertex()
    for axis in [0, 1, 2].sorted(by: { places[$0].rest > places[$1].rest }) {
      let before = vertex()
      corner[axis] += 1
      let after = vertex()
      for channel in 0..<3 { result[channel] += (after[channel] - before[channel]) * places[axis].rest }
    }
    return result
  }
}
