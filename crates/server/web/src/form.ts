// What is asked of the person: photos, height, and which garment.

import { type ByLanguage, type Fitting, type Garment, type Problem, Refused, ask } from "./api";
import { drawing, language, make, named, say, word } from "./dom";
import { garmentDrawing } from "./drawings";
import { PhotoTile } from "./photo";

const today = (): string => {
  const now = new Date();
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

/** How many other garments are worn with one. */
const MOST_WORN_WITH = 3;

const unit = (u: Garment["options"][number]["unit"]): string =>
  u === "cm" ? " cm" : u === "degree" ? "°" : "";

export class Form {
  readonly element: HTMLFormElement;
  private readonly front = new PhotoTile("front", false);
  private readonly side = new PhotoTile("side", true);
  private readonly stature = number("stature_mm", 100, 230, 0.5);
  private readonly mass = number("mass_kg", 30, 250, 0.5);
  private readonly cards = make("div", { class: "cards", role: "radiogroup" });
  private readonly details = make("div", { class: "options" });
  private readonly error = make("p", { class: "error", role: "alert" });
  private readonly start = word("button", "page-start", { type: "submit", class: "primary start" });
  private sex = "";
  private garment: Garment | undefined;
  private colourway: string | undefined;
  private style: string | undefined;
  private options: Record<string, number> = {};
  private readonly company = new Set<string>();
  private findSize = false;

  constructor(
    private readonly garments: Garment[],
    private readonly begun: (fitting: Fitting) => void,
  ) {
    const about = make(
      "section",
      { class: "panel about" },
      word("h2", "page-about-you"),
      make("div", { class: "fields" },
        field("page-stature", this.stature, "page-cm", false),
        field("page-mass", this.mass, "page-kg", true),
      ),
      this.sexes(),
    );
    const photos = make(
      "section",
      { class: "panel photos" },
      word("h2", "page-photos"),
      word("p", "page-stand", { class: "hint" }),
      make("div", { class: "tiles" }, this.front.element, this.side.element),
    );
    const choice = make("section", { class: "panel choice" }, word("h2", "page-garment"), this.cards, this.details);
    this.element = make(
      "form",
      { class: "form", novalidate: true },
      make("div", { class: "hero" }, word("h1", "page-tagline")),
      photos,
      make("div", { class: "right" }, about, choice, make("div", { class: "go" }, this.error, this.start)),
    );
    this.element.addEventListener("submit", (e) => {
      e.preventDefault();
      void this.send();
    });
    this.draw();
  }

  /** Says names that come from the server again, in the page's language. */
  draw(): void {
    this.garment ??= this.garments[0];
    this.cards.replaceChildren(...this.garments.map((g) => this.card(g)));
    this.drawDetails();
  }

  private card(garment: Garment): HTMLElement {
    const chosen = garment.id === this.garment?.id;
    const card = make(
      "button",
      { type: "button", class: "card", role: "radio", "aria-checked": String(chosen) },
      drawing(garmentDrawing(garment.id), "garment"),
      make("span", { class: "name" }, named(garment.names)),
      make("span", { class: "blurb" }, named(garment.blurb)),
    );
    card.addEventListener("click", () => {
      this.garment = garment;
      this.colourway = undefined;
      this.style = undefined;
      this.options = {};
      this.company.clear();
      this.draw();
    });
    return card;
  }

  private drawDetails(): void {
    const garment = this.garment;
    if (!garment) return;
    const open = this.details.querySelector("details")?.open ?? false;
    const chips = (
      list: { id: string; names: ByLanguage }[],
      chosen: string | undefined,
      choose: (id: string) => void,
    ): HTMLElement[] =>
      list.map(({ id, names }) => {
        const checked = String(id === (chosen ?? list[0]?.id));
        const chip = make("button", { type: "button", class: "chip", role: "radio", "aria-checked": checked }, named(names));
        chip.addEventListener("click", () => {
          choose(id);
          this.drawDetails();
        });
        return chip;
      });
    const colours = chips(garment.colourways, this.colourway, (id) => { this.colourway = id; });
    const styles = chips(garment.styles, this.style, (id) => { this.style = id; });
    const company = this.garments.filter((g) => garment.worn_with.includes(g.id)).map((g) => {
      const chosen = this.company.has(g.id);
      const chip = make("button", { type: "button", class: "chip", "aria-pressed": String(chosen) }, named(g.names));
      chip.addEventListener("click", () => {
        if (!this.company.delete(g.id) && this.company.size < MOST_WORN_WITH) this.company.add(g.id);
        this.drawDetails();
      });
      return chip;
    });
    const sliders = garment.options.map((option) => {
      const value = this.options[option.key] ?? option.default;
      const output = make("output", {}, `${value}${unit(option.unit)}`);
      const input = make("input", { type: "range", min: option.min, max: option.max, step: option.step, value });
      input.addEventListener("input", () => {
        this.options[option.key] = input.valueAsNumber;
        output.textContent = `${input.value}${unit(option.unit)}`;
      });
      return make("label", { class: "slider" }, make("span", {}, named(option.names)), input, output);
    });
    const size = word("button", "page-find-size", { type: "button", class: "chip", "aria-pressed": String(this.findSize) });
    size.addEventListener("click", () => {
      this.findSize = !this.findSize;
      this.drawDetails();
    });
    const note = garment.confidence === "low" || garment.confidence === "derived";
    this.details.replaceChildren(
      ...(colours.length > 1 ? [make("div", { class: "chips", role: "radiogroup" }, ...colours)] : []),
      ...(styles.length > 1
        ? [make("div", { class: "field" }, word("span", "page-style", { class: "label" }), make("div", { class: "chips", role: "radiogroup" }, ...styles))]
        : []),
      ...(company.length > 0
        ? [make("div", { class: "field" }, word("span", "page-with", { class: "label" }), make("div", { class: "chips" }, ...company))]
        : []),
      ...(sliders.length > 0
        ? [make("details", { open }, word("summary", "page-options"), ...sliders)]
        : []),
      make("div", { class: "chips" }, size),
      ...(note ? [word("p", "page-derived", { class: "hint" })] : []),
    );
  }

  private sexes(): HTMLElement {
    const group = make("div", { class: "chips", role: "radiogroup" });
    const choices = [["", "page-unsaid"], ["female", "page-female"], ["male", "page-male"]] as const;
    const draw = (): void => {
      group.replaceChildren(
        ...choices.map(([value, id]) => {
          const chip = word("button", id, { type: "button", class: "chip", role: "radio", "aria-checked": String(value === this.sex) });
          chip.addEventListener("click", () => {
            this.sex = value;
            draw();
          });
          return chip;
        }),
      );
    };
    draw();
    return make("div", { class: "field" }, word("span", "page-sex", { class: "label" }), group);
  }

  private async send(): Promise<void> {
    this.complain(undefined);
    const form = new FormData();
    if (this.front.blob) form.set("front", this.front.blob, "front");
    if (this.side.blob) form.set("side", this.side.blob, "side");
    if (this.stature.value !== "") form.set("stature_mm", String(Math.round(Number(this.stature.value) * 10)));
    if (this.mass.value !== "") form.set("mass_kg", this.mass.value);
    if (this.sex !== "") form.set("sex", this.sex);
    if (this.garment) form.set("garment", this.garment.id);
    if (this.colourway) form.set("colourway", this.colourway);
    if (this.style) form.set("style", this.style);
    if (this.company.size > 0) form.set("with", [...this.company].join(","));
    if (Object.keys(this.options).length > 0) form.set("options", JSON.stringify(this.options));
    if (this.findSize) form.set("find_size", "true");
    form.set("date", today());
    this.start.disabled = true;
    try {
      this.begun(await ask(form, language()));
    } catch (error) {
      if (error instanceof Refused) this.complain(error.problem);
      else this.error.textContent = say("page-offline");
    } finally {
      this.start.disabled = false;
    }
  }

  /** Shows what has to be mended, at the place where it is. */
  complain(problem: Problem | undefined): void {
    this.front.complain("");
    this.side.complain("");
    this.error.textContent = "";
    for (const input of [this.stature, this.mass]) input.classList.remove("wrong");
    if (!problem) return;
    if (problem.field === "front") this.front.complain(problem.detail);
    else if (problem.field === "side") this.side.complain(problem.detail);
    else this.error.textContent = problem.detail;
    const input = { stature_mm: this.stature, mass_kg: this.mass }[problem.field ?? ""];
    input?.classList.add("wrong");
    input?.focus();
    const place = this.element.querySelector(".wrong") ?? this.error;
    place.scrollIntoView({ block: "center", behavior: "smooth" });
  }
}

function number(name: string, min: number, max: number, step: number): HTMLInputElement {
  return make("input", { type: "number", name, min, max, step, inputmode: "decimal", autocomplete: "off" });
}

function field(label: string, input: HTMLInputElement, unitWord: string, optional: boolean): HTMLElement {
  const title = make("span", { class: "label" }, word("span", label));
  if (optional) title.append(" ", word("small", "page-optional"));
  return make("label", { class: "field" }, title, make("span", { class: "entry" }, input, word("span", unitWord)));
}
