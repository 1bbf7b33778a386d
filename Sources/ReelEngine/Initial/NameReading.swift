import Foundation
import ReelCore
import ReelTimeline

/// What the names of files say by themselves.
enum NameReading {
  /// What an ending promises.
  enum Ending { case clip, picture, sound, subtitles, font, other }

  static func ending(of name: String) -> Ending {
    switch (name as NSString).pathExtension.lowercased() {
    case "mp4", "mov", "m4v", "mkv", "webm", "avi", "mpg", "mpeg", "ts", "mts", "m2ts", "mxf", "wmv", "flv", "ogv", "3gp", "gif": .clip
    case "png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "avif": .picture
    case "wav", "flac", "mp3", "m4a", "aac", "ogg", "oga", "opus", "aif", "aiff", "caf", "wma", "mka", "ac3", "eac3": .sound
    case "srt", "vtt", "ass", "ssa", "ttml", "dfxp", "xml", "json": .subtitles
    case "ttf", "otf", "ttc", "otc", "woff", "woff2": .font
    default: .other
    }
  }

  /// `es`, `pt_BR`, `ZH-hans`: a language tag as BCP 47 writes it, or `nil`. Its language must be one of ISO 639.
  static func language(_ name: String) -> String? {
    let parts = name.split(whereSeparator: { $0 == "-" || $0 == "_" }).map(String.init)
    let tag = parts.enumerated().map { index, part in
      if index == 0 { return part.lowercased() }
      switch part.count {
      case 2: return part.uppercased()
      case 4 where part.first?.isLetter == true: return part.prefix(1).uppercased() + part.dropFirst().lowercased()
      default: return part.lowercased()
      }
    }.joined(separator: "-")
    guard LanguageTag.isValid(tag), let first = parts.first, Locale.LanguageCode(first.lowercased()).isISOLanguage else { return nil }
    return tag
  }

  /// The language in a file's name: all of it (`es.srt`), or what stands behind its last point (`s01e01.es.srt`).
  ///
  /// - Returns: also whether `.forced` follows it, as in `es.forced.srt`.
  static func languageOfFile(_ name: String) -> (tag: String, isForced: Bool)? {
    var base = (name as NSString).deletingPathExtension
    let isForced = base.lowercased().hasSuffix(".forced")
    if isForced { base = String(base.dropLast(".forced".count)) }
    let last = base.split(separator: ".").last.map(String.init) ?? base
    return (language(base) ?? language(last)).map { ($0, isForced) }
  }

  /// Whether a name is `word`, or begins with it and goes on with something that is no letter: `logo`, `logo_%04d.png`, `music 2.wav`.
  static func begins(_ name: String, with word: String) -> Bool {
    let name = name.lowercased()
    guard name.hasPrefix(word) else { return false }
    return name.dropFirst(word.count).first?.isLetter != true
  }

  /// The time a name begins with: `00-01-02.500`, `00_01_02`, `00.01.02,5` are hours, minutes and seconds, `62.5s` is seconds.
  static func time(_ name: String) -> Time? {
    let base = (name as NSString).deletingPathExtension
    if let match = base.firstMatch(of: #/^(\d{1,2})[-_:.](\d{2})[-_:.](\d{2})(?:[.,](\d{1,6}))?(?![\d])/#) {
      guard let hours = Int64(match.1), let minutes = Int64(match.2), let seconds = Rational("\(match.3).\(match.4 ?? "0")"),
        minutes < 60, seconds < Rational(60)
      else { return nil }
      return Time(Rational(hours * 3600 + minutes * 60) + seconds)
    }
    guard let match = base.firstMatch(of: #/^(\d{1,5}(?:\.\d{1,6})?)s(?![A-Za-z\d])/#) else { return nil }
    return Rational(match.1).map(Time.init)
  }
}
