// While the fitting is made: a woven band that grows, and the stages.

import { type Fitting, erase, standing } from "./api";
import { language, make, say, word } from "./dom";

const POLL_MS = 700;
const PATIENCE = 8;

/** Follows a fitting until it is done, failed or called off. */
export class Working {
  readonly element: HTMLElement;
  private readonly band = make("div", { class: "band" }, make("div", { class: "cover" }));
  private readonly look = make("figure", { class: "first-look", hidden: "" });
  private readonly stages = make("ol", { class: "stages", "aria-live": "polite" });
  private looked = "";
  private stopped = false;
  private last: Fitting;

  constructor(
    fitting: Fitting,
    private readonly ended: (fitting: Fitting | undefined, error?: string) => void,
  ) {
    this.last = fitting;
    const cancel = word("button", "page-cancel", { type: "button" });
    cancel.addEventListener("click", () => {
      this.stop();
      void erase(fitting.id, language()).catch(() => undefined);
      this.ended(undefined);
    });
    this.element = make(
      "section",
      { class: "panel working" },
      word("h1", "page-working"),
      this.look,
      this.band,
      this.stages,
      make("div", { class: "buttons" }, cancel),
    );
    this.draw();
    void this.follow();
  }

  stop(): void {
    this.stopped = true;
  }

  /** Shows how it stands, in the page's language. */
  draw(): void {
    const { stages, stage, state, progress } = this.last;
    const at = stage === undefined ? -1 : stages.indexOf(stage);
    const cover = this.band.firstElementChild as HTMLElement;
    cover.style.width = `${100 - 100 * progress}%`;
    const { "tryon.png": tryon, "preview.png": preview } = this.last.links;
    const best = tryon ?? preview;
    if (best !== undefined && best !== this.looked && state === "running") this.show(best);
    const item = (key: string, how: string): HTMLElement =>
      make("li", { class: how }, say(`stage-${key}`));
    const list = stages.map((key, i) => item(key, i < at ? "past" : i === at ? "now" : "ahead"));
    if (state === "queued") list.unshift(item("queued", "now"));
    this.stages.replaceChildren(...list);
  }

  /** Shows a picture that is ready before the others. */
  private show(link: string): void {
    this.looked = link;
    const picture = make("img", { src: link, alt: "" });
    const caption = link.endsWith("preview.png") ? "page-first-look" : "page-simulated";
    picture.addEventListener("load", () => {
      this.look.replaceChildren(picture, word("figcaption", caption));
      this.look.hidden = false;
    });
  }

  private async follow(): Promise<void> {
    let failures = 0;
    while (!this.stopped) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      try {
        this.last = await standing(this.last.id, language());
        failures = 0;
      } catch {
        failures += 1;
        if (failures < PATIENCE) continue;
        if (!this.stopped) this.ended(undefined, say("page-offline"));
        return;
      }
      if (this.stopped) return;
      this.draw();
      if (this.last.state === "done" || this.last.state === "failed") {
        this.ended(this.last);
        return;
      }
    }
  }
}
