import Foundation
import ReelCore
import ReelText
import Testing

/// The test files of other players and libraries, where `REELFX_MEDIA` names a folder with them. What is expected was counted by hand from
/// the files; what their own readers do differently stands beside it.
@Suite(.enabled(if: corpusFolder != nil)) struct SubtitleCorpusTests {
  /// Path, cues or events with text, errors, warnings. A cue without text is named when captions are laid out.
  private static let table = """
    androidx/subrip/typical 3 0 0
    androidx/subrip/typical_bad_timestamps 2 1 1       # hundredths are mended, as webvtt-py and ffmpeg do
    androidx/subrip/typical_extra_blank_line 3 0 0
    androidx/subrip/typical_missing_sequence 3 0 0
    androidx/subrip/typical_missing_timecode 2 3 0
    androidx/subrip/typical_negative_timestamps 2 1 1  # what reaches into the episode is shown
    androidx/subrip/typical_no_hours_and_millis 3 0 2
    androidx/subrip/typical_unexpected_end 2 1 0
    androidx/subrip/typical_utf16be 3 0 0
    androidx/subrip/typical_utf16le 3 0 0
    androidx/subrip/typical_with_byte_order_mark 3 0 0
    androidx/subrip/typical_with_tags 14 0 4
    androidx/webvtt/typical 2 0 0
    androidx/webvtt/typical_with_bad_timestamps 3 3 3  # hundredths are mended
    androidx/webvtt/typical_with_comments 2 0 0
    androidx/webvtt/typical_with_identifiers 2 0 0
    androidx/webvtt/with_bad_cue_header 2 1 0
    androidx/webvtt/with_bom 2 0 0
    androidx/webvtt/with_consecutive_cues 2 0 0
    androidx/webvtt/with_css_complex_selectors 5 0 4
    androidx/webvtt/with_css_styles 4 0 1
    androidx/webvtt/with_css_text_combine_upright 2 0 1
    androidx/webvtt/with_font_size 6 0 1
    androidx/webvtt/with_overlapping_timestamps 4 0 0
    androidx/webvtt/with_positioning 8 0 1
    androidx/webvtt/with_rubies 4 0 1
    androidx/webvtt/with_tags 4 0 2                    # <b><i>second</b></i>
    androidx/webvtt/with_vertical 3 0 0
    androidx/webvtt/with_wide_unicode_chars_and_cr_endings 1 0 0
    androidx/webvtt/with_x-timestamp-map_header 2 0 1
    androidx/ssa/empty_style_line 1 2 0
    androidx/ssa/invalid_layer 3 3 0                   # no style at all: named, because libass would take a font of its own
    androidx/ssa/invalid_positioning 4 0 0
    androidx/ssa/invalid_timecodes 2 5 0
    androidx/ssa/layer 2 2 0
    androidx/ssa/overlapping_cues_different_layers 2 2 0
    androidx/ssa/overlapping_timecodes 7 7 0
    androidx/ssa/positioning 6 0 0
    androidx/ssa/positioning_without_playres 1 1 0
    androidx/ssa/style_bold_italic 3 6 0               # styles without a font are named too
    androidx/ssa/style_font_size 2 4 0
    androidx/ssa/style_outline_color 2 4 0
    androidx/ssa/style_primary_color 7 14 0
    androidx/ssa/style_strikeout 2 4 0
    androidx/ssa/style_underline 2 4 0
    androidx/ssa/typical 3 0 0
    androidx/ssa/typical_utf16be 3 0 0
    androidx/ssa/typical_utf16le 3 0 0
    androidx/ttml/bitmap_percentage_region.xml 0 1 0
    androidx/ttml/bitmap_pixel_region.xml 0 1 0
    androidx/ttml/bitmap_unsupported_region.xml 0 1 0
    androidx/ttml/chain_multiple_styles.xml 2 0 1
    androidx/ttml/fallback_display_align_from_style.xml 5 0 0
    androidx/ttml/font_size.xml 5 0 1
    androidx/ttml/font_size_empty.xml 1 0 1
    androidx/ttml/font_size_invalid.xml 3 0 1
    androidx/ttml/font_size_no_unit.xml 1 0 1
    androidx/ttml/frame_rate.xml 2 0 0
    androidx/ttml/inherit_and_override_style.xml 3 0 1
    androidx/ttml/inherit_begin_from_div.xml 6 0 0
    androidx/ttml/inherit_global_and_parent.xml 2 0 1
    androidx/ttml/inherit_multiple_styles.xml 6 0 3
    androidx/ttml/inherit_region_attributes_from_style.xml 3 0 0
    androidx/ttml/inherit_style.xml 1 0 1
    androidx/ttml/inline_style_attributes.xml 2 0 1
    androidx/ttml/multi_row_align.xml 7 0 0
    androidx/ttml/multiple_regions.xml 7 0 0
    androidx/ttml/no_underline_linethrough.xml 2 0 1      # a style has lines through, which are not drawn
    androidx/ttml/overlapping_times.xml 3 0 0
    androidx/ttml/rubies.xml 8 0 2
    androidx/ttml/shear.xml 8 0 2                      # xmlns given twice
    androidx/ttml/simple.xml 3 0 0
    androidx/ttml/text_align.xml 9 0 1
    androidx/ttml/text_combine.xml 3 0 1
    androidx/ttml/text_emphasis.xml 17 0 1
    androidx/ttml/vertical_text.xml 3 0 0
    webvtt-py/captions_with_bom.vtt 4 0 0
    webvtt-py/comments.vtt 3 0 0
    webvtt-py/cue_tags.vtt 3 0 0
    webvtt-py/invalid_format1.srt 0 1 0
    webvtt-py/invalid_format2.srt 0 1 0
    webvtt-py/invalid_format3.srt 0 1 0
    webvtt-py/invalid_format4.srt 0 1 0
    webvtt-py/invalid_timeframe.srt 5 0 1              # a colon before the milliseconds is mended
    webvtt-py/invalid_timeframe.vtt 6 1 0
    webvtt-py/invalid_timeframe_in_cue_text.vtt 3 0 0
    webvtt-py/metadata_headers.vtt 2 0 0
    webvtt-py/metadata_headers_multiline.vtt 2 0 0
    webvtt-py/missing_caption_text.srt 4 0 0
    webvtt-py/missing_caption_text.vtt 4 0 0
    webvtt-py/missing_timeframe.srt 4 1 0
    webvtt-py/missing_timeframe.vtt 6 1 0
    webvtt-py/no_captions.vtt 0 0 1
    webvtt-py/non_padded_timestamps.vtt 3 0 6
    webvtt-py/one_caption.srt 1 0 0
    webvtt-py/one_caption.vtt 1 0 0
    webvtt-py/regions.vtt 2 0 0
    webvtt-py/sample.srt 5 0 0
    webvtt-py/sample.vtt 16 0 0
    webvtt-py/styles.vtt 1 0 1
    webvtt-py/styles_colours.srt 6 0 0
    webvtt-py/styles_colours.vtt 6 0 1
    webvtt-py/styles_with_comments.vtt 1 0 1
    webvtt-py/using_identifiers.vtt 6 0 0
    webvtt-py/youtube_dl.vtt 4 0 0
    srt-py/ascii.srt 3 0 0
    srt-py/gb2312.srt 3 0 1                            # which encoding it was taken for
    """

  @Test func everyFileIsReadOrRefused() throws {
    let folder = try #require(corpusFolder)
    var wanted: [String: String] = [:]
    for line in Self.table.split(separator: "\n") {
      let fields = line.prefix { $0 != "#" }.split(separator: " ")
      wanted[String(fields[0])] = fields[1...].joined(separator: " ")
    }
    let paths = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder + path, isDirectory: &isFolder) && !isFolder.boolValue
    }
    for path in paths where !path.hasPrefix("vtt.js") && !path.hasSuffix("LICENSE") {
      do {
        let subtitles = try SubtitleFile.read(path: folder + path, name: path)
        let errors = subtitles.problems.count { $0.severity == .error }
        let found = "\(shown(subtitles)) \(errors) \(subtitles.problems.count - errors)"
        #expect(wanted.removeValue(forKey: path) == found, "\(path)")
        #expect(subtitles.problems.allSatisfy { ($0.line ?? 1) > 0 && $0.hint != nil && $0.file == path }, "\(path)")
      } catch let error as ReelError {
        // Empty files, other formats, and parts of files.
        let isOther = path.hasSuffix(".sbv") || path.contains("/tx3g/") || path.hasSuffix("empty") || path.hasSuffix("empty.vtt")
        let isPart = ["typical_dialogue", "typical_format", "typical_header", "/invalid.vtt"].contains { path.hasSuffix($0) }
        #expect(isOther || isPart, "\(path): \(error)")
        #expect(error.file == path && error.hint != nil, "\(path)")
      }
    }
    #expect(wanted.isEmpty)
  }

  private func shown(_ subtitles: Subtitles) -> Int {
    switch subtitles.content {
    case .cues(let cues): cues.count { !$0.text.isEmpty }
    case .ass(let script): script.cues().count
    }
  }

  /// Chinese subtitles in GBK, found without being stated.
  @Test func aLegacyFileIsRead() throws {
    let folder = try #require(corpusFolder)
    guard case .cues(let cues) = try SubtitleFile.read(path: folder + "srt-py/gb2312.srt").content else {
      throw Unexpected(what: "not cues")
    }
    #expect(cues.map(\.plain) == ["宇宙守护神  保护我们远离邪恶", "他能徒手抓住子弹  拦住疾速的火车", "轻轻一跳就能飞跃高楼"])
  }
}
