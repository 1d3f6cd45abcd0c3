#!/usr/bin/env python3
"""Makes the fonts in this folder out of Debian's packages fonts-noto-core and fonts-noto-cjk.

    pip install fonttools && python3 seeds/fonts/subset.py

All sources are under the SIL Open Font License 1.1 and declare no Reserved Font Name, so the
subsets keep their names. What is kept, and why:

- Noto Serif Tibetan, regular and bold: whole. Every stack is a ligature of the font; leaving
  glyphs out would break words nobody thought of.
- Noto Sans, regular and bold: Latin, Greek letters and the signs that papers and pages use.
- Noto Sans SC, regular: GB 2312 levels 1 and 2 (6763 characters, what people's names, towns and
  cloth need), its punctuation, and the signs used on papers. The face is number 2 of Noto Sans
  CJK; without hinting, which printers and today's screens do not use.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

CORE = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
HERE = Path(__file__).resolve().parent

SIGNS = "±−×÷≈≤≥°′″–—…·•‘’“”«»←↑→↓↔√∞¼½¾²³§©®™€¥℃□■○●△▲▽▼◇◆☐☑✓✗①②③④⑤⑥⑦⑧⑨⑩"


def gb2312() -> set[int]:
    """Every character of GB 2312: rows 16-87 are the Han characters, 1-9 the signs."""
    found = set()
    for row in [1, 2, 3, 5, *range(16, 88)]:
        for cell in range(1, 95):
            try:
                found.add(ord(bytes([row + 0xA0, cell + 0xA0]).decode("gb2312")))
            except UnicodeDecodeError:
                pass  # the cell is not used
    return found


def write(font: TTFont, name: str, codes: set[int] | None) -> None:
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.drop_tables += ["DSIG"]
    subsetter = subset.Subsetter(options)
    if codes is None:
        options.glyph_names = True
        subsetter.populate(glyphs=font.getGlyphOrder(), unicodes=list(font.getBestCmap()))
    else:
        subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font["head"].modified = font["head"].created  # the same bytes on every run
    font.recalcTimestamp = False
    path = HERE / name
    font.save(path)
    print(f"{name}: {path.stat().st_size:,} bytes, {len(font.getBestCmap()):,} characters")


def main() -> None:
    signs = {ord(c) for c in SIGNS}
    latin = {*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x391, 0x3CA), *range(0x2010, 0x2028)}
    for weight in ("Regular", "Bold"):
        write(TTFont(CORE / f"NotoSerifTibetan-{weight}.ttf"), f"NotoSerifTibetan-{weight}.ttf", None)
        write(TTFont(CORE / f"NotoSans-{weight}.ttf"), f"NotoSans-{weight}.ttf", latin | signs)
    sc = next(f for f in TTCollection(CJK).fonts if f["name"].getDebugName(1) == "Noto Sans CJK SC")
    write(sc, "NotoSansSC-Regular.otf", gb2312() | signs | set(range(0x20, 0x7F)))


if __name__ == "__main__":
    main()
