import Foundation
import ReelFX

/// Pictures for people, written where they ask for them.
enum PictureFile {
  /// Writes the whole file or nothing.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw ReelError(.cannotWrite, "the picture cannot be written", file: path, detail: error.localizedDescription)
    }
  }

  static func makeFolder(_ path: String) throws {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw ReelError(.cannotWrite, "the folder cannot be made", file: path, detail: error.localizedDescription)
    }
  }
}
