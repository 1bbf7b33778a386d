/// Small files that have a little of everything, for ``SubtitleFuzzTests`` to change.
enum FuzzCorpus {
  static let files: [(name: String, text: String)] = [
    ("a.srt", srt), ("a.vtt", vtt), ("a.ass", ass), ("a.ttml", ttml), ("a.json", json),
  ]

  private static let srt = """
    1
    00:00:01,000 --> 00:00:02,500
    {\\an8}Hello <i>you</i> & <font color="#ff8000">you</font>

    2
    00:00:03,000 --> 00:00:04,000 X1:1
    - Ça va ? 你好
    - 1984

    00:00:05 -> 00:00:06,5
    <b>bold</b> {\\i1}x{\\i0}

    4
    -00:00:01,000 --> 00:00:09,000
    مرحبا &amp; &lt;x&gt;
    """

  private static let vtt = """
    WEBVTT - title
    Region: id=old width=40%

    STYLE
    ::cue(v[voice="Mia"].loud), ::cue(#two) { color: rgb(1, 2, 3); font-weight: 700 } /* x */

    REGION
    id:fred
    width:40%
    lines:3
    regionanchor:0%,100%
    viewportanchor:10%,90%
    scroll:up

    NOTE x

    00:01.000 --> 00:04.000 region:fred align:left position:20%,line-left
    <v.loud Mia>When <b>the <00:02.000>moon</b> hits <00:03.000>you

    two
    01:00:05.000 --> 01:00:06.000 line:85.5%,end size:50% vertical:rl
    <ruby>漢<rt>かん</rt>字<rt>じ</ruby> <lang ja>です</lang> &eacute;&#x263A; <c.yellow>y</c>
    120:00.000 --> 121:00:00,5
    a
    """

  private static let ass = """
    [Script Info]
    PlayResX: 1080
    [V4+ Styles]
    Format: Name, Fontname, Fontsize, Bold, Italic, Alignment
    Style: Top,Noto Sans,20,-1,0,8
    [Events]
    Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
    Dialogue: 0,0:00:01.00,0:00:03.00,Top,Mia,0,0,0,,{\\k50}Ka{\\kf25}ra{\\K25\\b0}o{\\ko100} ke\\Nnow{comment}
    Dialogue: 0,0:00:04.00,0:00:05.00,Top,,0,0,0,,{\\an2\\c&H0000FF&\\i1}red{\\r} {\\p1}m 0 0 l 1 1{\\p0}\\hend
    """

  private static let ttml = """
    <?xml version="1.0" encoding="UTF-8"?>
    <tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
      xmlns:ttm="http://www.w3.org/ns/ttml#metadata" ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001" ttp:tickRate="10000000"
      tts:extent="1080px 1920px" xml:lang="en"><!-- x -->
    <head><metadata><ttm:agent xml:id="m"><ttm:name>Mia</ttm:name></ttm:agent></metadata><styling><style xml:id="a" tts:color="red"/>
    <style xml:id="b" style="a b" tts:fontStyle="italic"/></styling>
    <layout><region xml:id="r" tts:origin="10% 70%" tts:extent="800px 2c" tts:displayAlign="after"/></layout></head>
    <body begin="1s"><div timeContainer="seq" region="r"><p dur="48f" style="b" ttm:agent="#m">one <span begin="1s" end="1.5s">two</span></p>
    <p xml:id="x" begin="00:00:01:12" dur="15335041t" xml:space="preserve">a  b<br/>&amp;&#x41;<![CDATA[<y>]]></p></div>
    <div begin="00:00:10.5"><p end="3s"><span tts:ruby="container"><span tts:ruby="base">漢字</span><span tts:ruby="text">かんじ</span></span></p>
    <p begin="5s">never ends</p></div></body></tt>
    """

  private static let json = """
    { "segments": [ { "speaker": "A", "words": [ { "word": " Hello,", "start": 0.32, "end": 0.7100000000000001 },
      { "word": " you", "start": 1, "end": 15e-1 }, { "text": " \\u00e9\\ud83d\\ude00." } ] },
      { "words": [ { "text": " So", "start": "3.5", "end": 4 }, { "text": " what?", "start": 3, "end": 5, "x": [true, null, {}] } ] } ] }
    """

  /// What the formats are made of, and what breaks parsers.
  static let pieces = [
    "-->", "->", "\n", "\n\n", "\r\n", "\r", "00:00:01,000", "00:01.000", "99:59:59.999", "999999999", "-1", "0", "0x7fffffff", "1e999",
    "9223372036854775807", "<", ">", "</", "/>", "&", "&amp;", "&#x110000;", "&#0;", ";", "{", "}", "{\\", "\\N", "\\k100", "\\p1", "[",
    "]", "\"",
    "'", ",", ":", "=", "%", "100%", "WEBVTT", "STYLE\n", "REGION\n", "NOTE ", "::cue(", "region:fred", "<ruby>", "<rt>", "<v ", "<c.",
    "<lang ",
    "<00:00:02.000>", "[Events]\n", "Dialogue: ", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE x [", "<!ENTITY a \"b\">", "<?xml", "<tt>",
    "<span begin='1s'>", "<p begin='0s' end='1s'>", "timeContainer='seq'", "xmlns:a='b'", "style='a'", "begin='1h'", "1000000000t",
    "\\ud800",
    "\u{0}", "\u{FEFF}", "\u{A0}", "\u{200F}", "\u{2028}", "\u{301}", "<\u{301}", ">\u{301}", "{\u{301}", "}\u{301}", "&\u{301}",
    ";\u{301}", "-->\u{301}", "\u{10FFFF}", "👨‍👩‍👧", "ﷺ", "漢",
  ]
}
