#!/usr/bin/env python3
"""One caption in each of twenty languages, on one sheet: samples/captions.jpg.

usage: captions_sheet.py [reelfx]        reelfx: the command; by default .build/release/reelfx, then what is on PATH

Writes captions.yaml and subs/captions/*.srt, has `reelfx frame` draw a picture of every language, and lets ImageMagick put the parts
with captions together. The paragraph is one cue: that it is several captions, and where its lines end, is reelfx's doing.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = """# One paragraph of dialogue in twenty languages. Written by captions_sheet.py, which draws captions.jpg from it.
#
#   reelfx frame samples/captions.yaml --at 4 --only 'sheet/th/*' -o frame.png
reelfx: 1
id: captions
canvas: {{ width: 1080, height: 1920, fps: 30 }}

shots:
  - source: shots/balcony.jpg
    duration: 20

languages:
{languages}
captions: {{ font: Noto Sans, weight: medium, size: 68, outline: 4, y: 0.78, look: clean }}

deliver:
  - name: sheet
    languages: [{tags}]
    subtitles: burn
"""
# Seconds to read the paragraph in; Japanese is read at four characters a second.
READING = {"ja": 16.5}
MOST = 10
# Shown from the middle of a part that most languages have.
MOMENT = 4.5
PARAGRAPHS = {
    "en": "I told you not to come back here. Everything you see belongs to my sister now, and she never forgives. Tell me, why did you open the letter?",
    "es": "Te dije que no volvieras aquí. Todo lo que ves es ahora de mi hermana, y ella nunca perdona. Dime, ¿por qué abriste la carta?",
    "pt-BR": "Eu disse para você não voltar aqui. Tudo o que você vê agora é da minha irmã, e ela nunca perdoa. Diga, por que você abriu a carta?",
    "fr": "Je t’avais dit de ne pas revenir ici. Tout ce que tu vois appartient à ma sœur maintenant, et elle ne pardonne jamais. Dis-moi, pourquoi as-tu ouvert la lettre\u202f?",
    "de": "Ich habe dir gesagt, du sollst nicht zurückkommen. Alles, was du siehst, gehört jetzt meiner Schwester, und sie verzeiht nie. Sag mir, warum hast du den Brief geöffnet?",
    "it": "Ti avevo detto di non tornare qui. Tutto quello che vedi ora è di mia sorella, e lei non perdona mai. Dimmi, perché hai aperto la lettera?",
    "pl": "Mówiłam ci, żebyś tu nie wracał. Wszystko, co widzisz, należy teraz do mojej siostry, a ona nigdy nie wybacza. Powiedz, dlaczego otworzyłeś list?",
    "tr": "Sana buraya geri dönme demiştim. Gördüğün her şey artık kız kardeşimin ve o asla affetmez. Söyle bana, mektubu neden açtın?",
    "ru": "Я же говорила тебе не возвращаться. Всё, что ты видишь, теперь принадлежит моей сестре, а она никогда не прощает. Скажи, зачем ты открыл письмо?",
    "vi": "Em đã bảo anh đừng quay lại đây. Mọi thứ anh thấy giờ là của chị em, và chị ấy không bao giờ tha thứ. Nói đi, sao anh lại mở lá thư?",
    "id": "Sudah kubilang jangan kembali ke sini. Semua yang kau lihat sekarang milik kakakku, dan dia tidak pernah memaafkan. Katakan, kenapa kau membuka surat itu?",
    "th": "ฉันบอกแล้วว่าอย่ากลับมาที่นี่ ทุกอย่างที่เธอเห็นเป็นของพี่สาวฉันแล้ว และเธอไม่เคยให้อภัยใคร บอกมาสิ ทำไมเธอถึงเปิดจดหมายฉบับนั้น",
    "km": "ខ្ញុំបានប្រាប់អ្នកហើយថាកុំត្រឡប់មកទីនេះវិញ។ អ្វីៗទាំងអស់ដែលអ្នកឃើញ ឥឡូវនេះជារបស់បងស្រីខ្ញុំ ហើយគាត់មិនដែលអភ័យទោសឱ្យអ្នកណាទេ។ ប្រាប់ខ្ញុំមក ហេតុអ្វីអ្នកបើកសំបុត្រនោះ?",
    "ar": "قلت لك ألا تعود إلى هنا. كل ما تراه أصبح ملك أختي الآن، وهي لا تسامح أبدًا. قل لي، لماذا فتحت الرسالة؟",
    "he": "אמרתי לך לא לחזור לכאן. כל מה שאתה רואה שייך עכשיו לאחותי, והיא אף פעם לא סולחת. תגיד לי, למה פתחת את המכתב?",
    "hi": "मैंने तुमसे कहा था कि यहाँ वापस मत आना। जो कुछ तुम देख रहे हो, वह अब मेरी बहन का है, और वह कभी माफ़ नहीं करती। बताओ, तुमने वह चिट्ठी क्यों खोली?",
    "zh-Hans": "我告诉过你不要再回来。你看到的一切现在都是我姐姐的，她从不原谅任何人。告诉我，你为什么打开那封信？",
    "zh-Hant": "我告訴過你不要再回來。你看到的一切現在都是我姊姊的，她從不原諒任何人。告訴我，你為什麼打開那封信？",
    "ja": "ここには戻るなと言ったはずよ。あなたが見ているものは、もう全部姉のものなの。姉は決して許さない。ねえ、どうしてあの手紙を開けたの？",
    "ko": "여기 다시 오지 말라고 했잖아. 네가 보는 모든 건 이제 우리 언니 거야. 언니는 절대 용서하지 않아. 말해 봐, 왜 그 편지를 열었어?",
}


def write():
    folder = HERE / "subs" / "captions"
    folder.mkdir(parents=True, exist_ok=True)
    for language, text in PARAGRAPHS.items():
        end = f"{0.5 + READING.get(language, MOST):06.3f}".replace(".", ",")
        (folder / f"{language}.srt").write_text(f"1\n00:00:00,500 --> 00:00:{end}\n{text}\n", encoding="utf-8")
    languages = "".join(f"  {language}: {{ subtitles: subs/captions/{language}.srt }}\n" for language in PARAGRAPHS)
    (HERE / "captions.yaml").write_text(DOCUMENT.format(languages=languages, tags=", ".join(PARAGRAPHS)), encoding="utf-8")


def draw(reelfx, folder):
    for language in PARAGRAPHS:
        picture = folder / f"{language}.png"
        subprocess.run([reelfx, "frame", "-q", HERE / "captions.yaml", "--at", str(MOMENT), "--only", f"sheet/{language}/*", "-o", picture], check=True)
        yield language, picture


def sheet(pictures):
    tiles = []
    for language, picture in pictures:
        tiles += ["(", picture, "-crop", "1000x300+40+1240", "+repage", "-resize", "500x", "-set", "label", language, ")"]
    subprocess.run(
        ["montage", "-font", "DejaVu-Sans", "-pointsize", "15", "-background", "#181c20", "-fill", "#d8dce0", *tiles, "-tile", "4x", "-geometry", "+5+4",
         "-strip", "-quality", "86", HERE / "captions.jpg"], check=True)


def main():
    built = HERE.parent / ".build" / "release" / "reelfx"
    reelfx = sys.argv[1] if len(sys.argv) > 1 else built if built.exists() else shutil.which("reelfx")
    if reelfx is None:
        sys.exit("captions_sheet.py: there is no reelfx; build it, or name it")
    write()
    with tempfile.TemporaryDirectory() as folder:
        sheet(list(draw(reelfx, pathlib.Path(folder))))


if __name__ == "__main__":
    main()
