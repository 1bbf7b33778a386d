import ReelCore

/// ISO 639-2/T codes, the only ones `mdhd` can hold: three letters of five bits.
enum LanguageCode {
  /// The code for a BCP 47 tag: its first subtag, by ISO 639-1 where that has two letters. `nil` gives `und`.
  static func code(forTag tag: String?) throws -> String {
    guard let tag else { return "und" }
    let primary = tag.prefix { $0 != "-" }.lowercased()
    let letters = primary.utf8.allSatisfy { (97...122).contains($0) }
    if letters, primary.utf8.count == 3 { return primary }
    guard letters, let code = threeLetters[primary] else {
      throw ReelError(.invalid, "'\(tag)' is not a language an MP4 file can name", hint: "use a BCP 47 tag like es-419 or zh-Hans")
    }
    return code
  }

  static func pack(_ code: String) -> UInt16 { code.utf8.reduce(0) { $0 << 5 | UInt16($1 &- 0x60) & 31 } }

  /// ISO 639-1 to 639-2/T: two letters, then three.
  private static let threeLetters = Dictionary(
    uniqueKeysWithValues: table.split(whereSeparator: \.isWhitespace).map { (String($0.prefix(2)), String($0.suffix(3))) })
  private static let table = """
    aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bhbih bibis bmbam bnben bobod brbre
    bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe elell eneng eoepo esspa etest eueus
    fafas ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv hthat huhun hyhye
    hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan
    kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal
    mnmon mrmar msmsa mtmlt mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs
    papan pipli plpol pspus ptpor quque rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslk slslv smsmo snsna
    sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi
    tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor zazha zhzho zuzul
    """
}
