import Foundation
import ReelCore
import ReelPixels
import ReelTestSupport
import Testing

@Suite struct CubeTests {
  private func read(_ text: String) throws -> CubeTable { try CubeTable(cube: Array(text.utf8), file: "look.cube") }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try CubeTable(cube: bytes, file: "look.cube")
      return "it was read"
    } catch let error as ReelError {
      return error.kind == .invalid && error.file == "look.cube" && error.hint != nil ? error.message : "\(error)"
    } catch { return "\(error)" }
  }

  @Test func oneDimension() throws {
    let table = try read(
      "\u{FEFF}TITLE \"A look\"\r\n\r\n# LUT_1D_SIZE 7\r\nLUT_1D_SIZE 3\r\nDOMAIN_MIN -1 0 0\r\n  DOMAIN_MAX 1\t2 3e0\r\n"
        + "0 0 0\r\n# between\r\n .5 1. 1.5e+0  \r\n+1 -2 1E-3")
    #expect(table.title == "A look" && table.lattice == nil)
    #expect(table.curve == CubeTable.Table(size: 3, low: [-1, 0, 0], high: [1, 2, 3], values: [0, 0, 0, 0.5, 1, 1.5, 1, -2, 0.001]))
    #expect(!table.isIdentity)
  }

  @Test func shaperAndLattice() throws {
    let corners = (0..<8).map { "\($0 & 1) \($0 >> 1 & 1) \($0 >> 2)" }.joined(separator: "\n")
    let sizes = "LUT_1D_SIZE 2\nLUT_3D_SIZE 2\nLUT_1D_INPUT_RANGE -0.5 1.5\nLUT_3D_INPUT_RANGE 0 2\n"
    let table = try read(sizes + "-.5 -.5 -.5\n1.5 1.5 1.5\n\(corners)")
    let (low, high): (Float, Float) = (-0.5, 1.5)
    #expect(
      table.curve
        == CubeTable.Table(size: 2, low: [-0.5, -0.5, -0.5], high: [1.5, 1.5, 1.5], values: [low, low, low, high, high, high]))
    #expect(table.lattice?.high == [2, 2, 2] && table.lattice?.values.count == 24 && !table.isIdentity)
    #expect(try read("LUT_3D_SIZE 2\n\(corners)").isIdentity)
    // Said twice, and the same.
    #expect(try read("LUT_3D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1\nLUT_3D_INPUT_RANGE 0 1\n\(corners)").isIdentity)
    #expect(try !read("LUT_3D_SIZE 2\nDOMAIN_MAX .5 .5 .5\n\(corners)").isIdentity)
  }

  @Test(arguments: [
    ("", "line 1: the file ends without LUT_1D_SIZE or LUT_3D_SIZE"),
    ("TITLE x\n# no table\n", "line 2: the file ends without LUT_1D_SIZE or LUT_3D_SIZE"),
    ("LUT_1D_SIZE 3\n0 0 0\n\n1 1 1\n", "line 4: the file ends after 2 of the 3 rows that LUT_1D_SIZE 3 asks for"),
    ("LUT_3D_SIZE 2\n0 0 0\n", "line 2: the file ends after 1 of the 8 rows that LUT_3D_SIZE 2 asks for"),
    ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n", "line 2: the file ends after 0 of the 10 rows that LUT_1D_SIZE 2 with LUT_3D_SIZE 2 asks for"),
    ("LUT_1D_SIZE 2\n0 0 0\n1 1 1\n2 2 2\n", "line 4: a row more than the 2 that LUT_1D_SIZE 2 asks for"),
    ("LUT_1D_SIZE 2\r\n0 0 0\r\n1 1\r\n", "line 3: 2 numbers in a row; 3 are expected: red, green, blue"),
    ("LUT_1D_SIZE 2\r0\r1 1\r", "line 2: 1 number in a row; 3 are expected: red, green, blue"),
    ("LUT_1D_SIZE 2\n0 0 0 0\n", "line 2: 4 numbers in a row; 3 are expected: red, green, blue"),
    ("LUT_1D_SIZE 2\n0 nan 0\n", "line 2: 'nan' is not a finite number"),
    ("LUT_1D_SIZE 2\nNaN 0 0\n", "line 2: 'NaN' is not a finite number"),
    ("LUT_1D_SIZE 2\n0 0 -inf\n", "line 2: '-inf' is not a finite number"),
    ("LUT_1D_SIZE 2\n0 0 1e99\n", "line 2: '1e99' is too large"),
    ("LUT_1D_SIZE 2\n0,1 0 0\n", "line 2: '0,1' is not a number; a decimal number with a point is expected"),
    ("LUT_1D_SIZE 2\n0x1 0 0\n", "line 2: '0x1' is not a number; a decimal number with a point is expected"),
    ("LUT_1D_SIZE 1\n", "line 1: LUT_1D_SIZE '1'; a whole number in 2...65536 is expected"),
    ("LUT_1D_SIZE 65537\n", "line 1: LUT_1D_SIZE '65537'; a whole number in 2...65536 is expected"),
    ("LUT_3D_SIZE 130\n", "line 1: LUT_3D_SIZE '130'; a whole number in 2...129 is expected"),
    ("LUT_3D_SIZE\n", "line 1: LUT_3D_SIZE ''; a whole number in 2...129 is expected"),
    ("LUT_3D_SIZE 2 2\n", "line 1: LUT_3D_SIZE '2 2'; a whole number in 2...129 is expected"),
    ("LUT_3D_SIZE 2\nLUT_3D_SIZE 2\n", "line 2: LUT_3D_SIZE was already given on line 1"),
    ("DOMAIN_MIN 0 1 0\nDOMAIN_MAX 1 1 1\n", "line 2: DOMAIN_MIN 1.0 is not below DOMAIN_MAX 1.0 for green"),
    ("DOMAIN_MIN 0 0 2\nLUT_1D_SIZE 2\n0 0 0\n", "line 3: DOMAIN_MIN 2.0 is not below DOMAIN_MAX 1.0 for blue"),
    ("DOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 1 1e-320\n", "line 2: DOMAIN_MIN 0.0 is not below DOMAIN_MAX 1e-320 for blue"),
    ("DOMAIN_MIN 0 0\n", "line 1: DOMAIN_MIN has 2 numbers; 3 are expected"),
    ("LUT_1D_INPUT_RANGE 1 0\n", "line 1: LUT_1D_INPUT_RANGE begins at 1.0, which is not below its end, 0.0"),
    (
      "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 2\nDOMAIN_MAX 1 1 1\n0 0 0\n1 1 1\n",
      "line 2: LUT_1D_INPUT_RANGE and DOMAIN_MIN, DOMAIN_MAX disagree; one of them is expected"
    ),
    ("LUT_1D_SIZE 2\n0 0 0\nTITLE late\n", "line 3: TITLE after the first row of the table; keywords come before it"),
    ("0 0 0\nLUT_1D_SIZE 2\n", "line 1: a row of numbers before LUT_1D_SIZE or LUT_3D_SIZE"),
    (
      "LUT_4D_SIZE 2\n",
      "line 1: unknown keyword 'LUT_4D_SIZE'; TITLE, DOMAIN_MIN, DOMAIN_MAX, LUT_1D_SIZE, LUT_3D_SIZE, LUT_1D_INPUT_RANGE, "
        + "LUT_3D_INPUT_RANGE are known"
    ),
  ])
  func refused(text: String, expected: String) { #expect(message(Array(text.utf8)) == expected) }

  @Test func refusedBytes() {
    #expect(message(Array("LUT_1D_SIZE 2\n# caf".utf8) + [0xE9, 10]) == "line 2: this is not UTF-8 text")
    #expect(message([0xFF, 0xFE, 0x54, 0]) == "line 1: this is not UTF-8 text")
    #expect(message([0, 0, 0, 0]).hasPrefix("line 1: a row of numbers before"))
  }

  /// Numbers of any size are no more than a strange picture.
  @Test func extremes() throws {
    var grade = GradeSpec()
    grade.gamma = PerChannel(2)
    let numbers = ["3e38", "-3e38", "1e-300", "0", "1", "-1"]
    for low in ["-3e38", "-1", "0.999"] {
      for high in ["3e38", "1", "1.000002"] {
        for size in ["LUT_1D_SIZE 2", "LUT_3D_SIZE 2", "LUT_1D_SIZE 2\nLUT_3D_SIZE 2"] {
          var rng = SeededRNG(seed: 8)
          var text = "\(size)\nDOMAIN_MIN \(low) \(low) \(low)\nDOMAIN_MAX \(high) \(high) \(high)\n"
          for _ in 0..<(size.count > 20 ? 10 : size.hasSuffix("1D_SIZE 2") ? 2 : 8) {
            text += (0..<3).map { _ in numbers[Int(rng.next() % 6)] }.joined(separator: " ") + "\n"
          }
          let cube = try read(text)
          for strength in [1, 0.5] {
            _ = (ColorTable(cube: cube, strength: strength), ColorTable(grade: grade, cube: cube, strength: strength))
          }
        }
      }
    }
  }

  /// Nothing that is in a file makes the reader trap.
  @Test func damaged() throws {
    let good = Array("TITLE \"x\"\nLUT_1D_SIZE 3\nDOMAIN_MAX 1 1 1\n0 0 0\n.5 .5 .5\n1 1 1\n".utf8)
    var rng = SeededRNG(seed: 5)
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0...rng.next() % 4 {
        let index = Int(rng.next() % UInt64(bytes.count))
        switch rng.next() % 3 {
        case 0: bytes[index] = UInt8(truncatingIfNeeded: rng.next())
        case 1: bytes.remove(at: index)
        default: bytes.insert(good[Int(rng.next() % UInt64(good.count))], at: index)
        }
      }
      let text = message(bytes)
      #expect(text == "it was read" || text.hasPrefix("line "))
    }
  }

  @Test func numbersAreFoundations() throws {
    var rng = SeededRNG(seed: 6)
    let words = (0..<3000).map { _ in
      let value = Double(bitPattern: rng.next())
      return rng.next() & 1 == 0 && value.isFinite && abs(value) < 1e30
        ? "\(value)"
        : "\(Int64(bitPattern: rng.next()) >> (rng.next() % 64)).\(rng.next() >> (rng.next() % 64))e\(Int(rng.next() % 30) - 20)"
    }
    let rows = stride(from: 0, to: 3000, by: 3).map { words[$0..<$0 + 3].joined(separator: " ") }
    let table = try read("LUT_1D_SIZE 1000\n" + rows.joined(separator: "\n"))
    #expect(table.curve?.values == words.compactMap { NSString(string: $0).doubleValue }.map(Float.init))
  }

  @Test(.enabled(if: ReferenceCubes.folder != nil), arguments: ReferenceCubes.names)
  func referenceFiles(name: String) throws {
    let table = try CubeTable(cube: ReferenceCubes.bytes(name), file: name)
    let numbers = try ReferenceCube(name)
    #expect(table.curve?.size ?? 0 == numbers.size1D && table.lattice?.size ?? 0 == numbers.size3D)
    #expect((table.curve?.values ?? []) + (table.lattice?.values ?? []) == numbers.rows.joined().map { Float($0) })
    #expect(table.isIdentity == ["Unit.cube", "resolve_cube/Demo.cube"].contains { name.hasSuffix($0) })
  }

  @Test(.enabled(if: ReferenceCubes.folder != nil)) func otherFormats() throws {
    let folder = try #require(ReferenceCubes.folder)
    var count = 0
    for directory in ["cinespace", "sony_spi1d", "sony_spi3d", "sony_spimtx"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(directory)") {
        let text = message(Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(directory)/\(name)"))))
        #expect(text.hasPrefix("line 1: unknown keyword") || text.hasPrefix("line 1: a row of numbers before"), "\(name): \(text)")
        count += 1
      }
    }
    #expect(count == 19)
  }
}
