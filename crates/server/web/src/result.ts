// The answer: the picture, all sides, the measurements and the files.

import { type Fitting, type Garment, erase } from "./api";
import { language, make, named, say, word } from "./dom";

/** Half the width of a 95 % interval, in standard deviations. */
const INTERVAL = 1.96;

const FILES: [string, string][] = [
  ["sheet.pdf", "page-file-sheet"],
  ["tryon.png", "page-file-tryon"],
  ["fitmap.png", "page-file-fitmap"],
  ["pattern.svg", "page-file-svg"],
  ["pattern.dxf", "page-file-dxf"],
  ["drape.glb", "page-file-glb"],
  ["pattern.json", "page-file-pattern"],
  ["measurements.json", "page-file-measurements"],
  ["fitmap.json", "page-file-fitmap-data"],
  ["fitting.json", "page-file-fitting"],
];

/** The order of the papers: heights, girths, lengths. */
const ORDER = [
  "stature", "cervical_height", "waist_height", "knee_height", "inside_leg", "bust_girth",
  "waist_girth", "hip_girth", "neck_girth", "upper_arm_girth", "wrist_girth", "shoulder_width",
  "arm_length", "neck_to_wrist", "back_waist_length",
];

const place = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

const cm = (mm: number): string => (mm / 10).toFixed(1);

/** The page of one finished fitting. */
export class Result {
  readonly element = make("section", { class: "result" });

  constructor(
    private readonly fitting: Fitting,
    private readonly garment: Garment | undefined,
    private readonly left: (message?: string) => void,
    /** Back to the form as it was filled in, where there is one: what was draped is started from. */
    private readonly change?: () => void,
  ) {
    this.draw();
  }

  draw(): void {
    const { links } = this.fitting;
    const again = word("button", "page-again", { type: "button", class: "primary" });
    again.addEventListener("click", () => void this.leave());
    const erased = word("button", "page-erase", { type: "button" });
    erased.addEventListener("click", () => void this.leave(say("page-erased")));
    const change = this.change && word("button", "page-change", { type: "button" });
    change?.addEventListener("click", () => this.change?.());
    this.element.replaceChildren(
      make(
        "div",
        { class: "title" },
        make("h1", {}, word("span", "page-result"), " ", make("small", {}, this.garment ? named(this.garment.names) : "")),
        make("div", { class: "buttons" }, erased, change, again),
      ),
      this.warnings(),
      make(
        "div",
        { class: "pictures" },
        picture("page-tryon", links["tryon.png"], "tryon"),
        picture("page-turntable", links["turntable.png"], "turntable"),
      ),
      this.fit(),
      make("div", { class: "tables" }, this.measurements(), this.downloads()),
    );
  }

  private warnings(): HTMLElement {
    const list = (this.fitting.report?.verdicts ?? [])
      .filter((v) => v.ruling !== "accept")
      .flatMap((v) => v.reasons.map((r) => make("li", {}, say(`verdict-${r}`))));
    if (list.length === 0) return make("div", { hidden: true });
    return make("div", { class: "panel warn" }, word("h2", "page-warn"), make("ul", {}, ...list));
  }

  /** How it fits: what a tailor would change, which ready-made size is nearest, and the colours. */
  private fit(): HTMLElement {
    const { fit, sizes } = this.fitting.report ?? {};
    const src = this.fitting.links["fitmap.png"];
    if (!fit || src === undefined) return make("div", { hidden: true });
    const lines = fit.fits ? [fit.said] : fit.advice.map((a) => a.said);
    const others = (sizes?.sizes ?? []).filter((s) => s.size !== sizes?.best);
    return make(
      "div",
      { class: fit.fits ? "panel fit" : "panel fit warn" },
      word("h2", "page-fit"),
      make("ul", {}, ...lines.map((said) => make("li", {}, said[language()]))),
      sizes && word("h3", "page-ready-made"),
      sizes && make("p", {}, sizes.said[language()]),
      others.length > 0 &&
        make("ul", { class: "hint" }, ...others.map((s) => make("li", {}, `${s.size}: ${s.said[language()]}`))),
      make("div", { class: "mat" }, make("img", { src, alt: say("page-fit") }), word("span", "page-simulated", { class: "notice" })),
    );
  }

  private measurements(): HTMLElement {
    const report = this.fitting.report;
    const shown = new Set(report?.shown ?? []);
    const all = Object.entries(report?.measurements ?? {}).filter(
      ([key, m]) => shown.size === 0 || shown.has(key) || m.origin === "tape",
    );
    const rows = all.sort(([a], [b]) => place(a) - place(b)).map(([key, m]) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, say(`dimension-${key.replaceAll("_", "-")}`)),
        make("td", { class: "value" }, cm(m.mm)),
        make("td", { class: "pm" }, `± ${cm(INTERVAL * m.sigma_mm)}`),
        make("td", { class: "origin" }, say(`sheet-origin-${m.origin}`)),
      ),
    );
    return make(
      "div",
      { class: "panel" },
      make("h2", {}, word("span", "page-measurements"), " ", word("small", "page-cm")),
      make("table", {}, make("tbody", {}, ...rows)),
      ...(report?.out_of_range ?? []).map((o) => make("p", { class: "hint" }, o.said[language()])),
      word("p", "page-plus-minus", { class: "hint" }),
    );
  }

  private downloads(): HTMLElement {
    const list = FILES.flatMap(([name, id]) => {
      const href = this.fitting.links[name];
      return href === undefined ? [] : [word("a", id, { href, download: name, class: "file" })];
    });
    return make("div", { class: "panel" }, word("h2", "page-downloads"), make("div", { class: "files" }, ...list));
  }

  /** The data go when the person does. */
  async leave(message?: string): Promise<void> {
    await erase(this.fitting.id, language()).catch(() => undefined);
    this.left(message);
  }
}

function picture(title: string, src: string | undefined, kind: string): HTMLElement {
  if (src === undefined) return make("figure", { hidden: true });
  return make(
    "figure",
    { class: `panel picture ${kind}` },
    word("figcaption", title),
    make("div", { class: "mat" }, make("img", { src, alt: say(title) }), word("span", "page-simulated", { class: "notice" })),
  );
}
