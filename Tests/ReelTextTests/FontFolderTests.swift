import Foundation
import ReelCore
import ReelTestSupport
import ReelText
import Testing

@Suite struct FontFolderTests {
  private func copy(_ family: String, weight: Int = 400, to folder: TemporaryDirectory, as name: String) throws {
    let path = try Drawing.fonts.get().font(family: family, weight: weight).path
    try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/" + name)
  }

  @Test func theDocumentsOwnFontsComeFirst() throws {
    let folder = try TemporaryDirectory()
    try copy("Noto Sans Thai", to: folder, as: "b.ttf")
    try copy("Noto Sans", weight: 700, to: folder, as: "a.ttf")
    try folder.write("notes.txt", "no font")
    let book = try FontBook(folders: [folder.path])
    // The family is there, so no other face of it on the machine is asked.
    let own = try book.font(family: "Noto Sans", weight: 400)
    #expect(own.path == folder.path + "/a.ttf" && own.weight == 700)
    #expect(try book.font(family: "Noto Sans Hebrew").path.hasPrefix(folder.path) == false)
    let result = TextLayout.groups(
      Subtitles(cues: [Drawing.cue(0..<30, "ทำไม Mia")]), style: Drawing.style(), language: "th", rate: Drawing.rate, fonts: book, length: 90
    )
    #expect(Set(result.fonts.values) == [folder.path + "/a.ttf", folder.path + "/b.ttf"])
  }

  @Test func aFolderThatIsNotThereIsNamed() throws {
    let error = #expect(throws: ReelError.self) { try FontBook(folders: ["/nowhere/fonts"]) }
    #expect(error?.kind == .missing && error?.file == "/nowhere/fonts")
  }

  /// What a machine prefers must change nothing: fontconfig is told to put other families first.
  @Test func theMachinesPreferencesChangeNothing() throws {
    let folder = try TemporaryDirectory()
    let preference = """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir>
      <cachedir>\(folder.path)/cache</cachedir>
      <match target="pattern"><edit name="family" mode="prepend_first" binding="strong"><string>DejaVu Sans</string></edit></match>
      <alias binding="same"><family>Noto Sans</family><prefer><family>Noto Sans CJK KR</family></prefer></alias></fontconfig>
      """
    let file = try folder.write("fonts.conf", preference)
    func names(_ book: FontBook) -> [[Substring]] {
      [("ar", "لماذا؟"), ("zh", "直骨"), ("ja", "直骨"), ("en", "Ω→♪ 直"), ("he", "למה?")].map { language, text in
        let result = TextLayout.groups(
          Subtitles(cues: [Drawing.cue(0..<30, text)]), style: Drawing.style(), language: language, rate: Drawing.rate, fonts: book,
          length: 90)
        return result.groups.first?.script.split(separator: "\\fn").dropFirst().map { $0.prefix { $0 != "\\" } } ?? []
      }
    }
    let usual = names(try Drawing.fonts.get())
    #expect(names(try FontBook(configuration: file)) == usual)
    #expect(usual[0] == ["Noto Sans Arabic Regular"] && usual[1] == ["NotoSansCJKsc-Regular"] && usual[2] == ["NotoSansCJKjp-Regular"])
  }
}
