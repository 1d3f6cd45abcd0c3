// The page: one person after another, in three languages.

import * as api from "./api";
import { drawing, language, make, say, speak } from "./dom";
import { MARK } from "./drawings";
import { Form } from "./form";
import { Result } from "./result";
import { Working } from "./working";

const LANGUAGES: [api.Language, string][] = [
  ["zh", "中文"],
  ["bo", "བོད་ཡིག"],
  ["en", "English"],
];

/** At a kiosk (`?kiosk`) an answer that nobody looks at any more is erased. */
const IDLE_MS = 180_000;

const parameters = new URLSearchParams(location.search);
const main = document.getElementById("main") as HTMLElement;

let garments: api.Garment[] = [];
let shown: Form | Working | Result | undefined;
/** Fittings of the person before the page that she changed something about. */
const earlier: string[] = [];

function show(next: Form | Working | Result): void {
  if (shown instanceof Working) shown.stop();
  shown = next;
  main.replaceChildren(next.element);
  window.scrollTo(0, 0);
}

function begin(): Form {
  const form = new Form(garments, (fitting) => follow(fitting, form));
  show(form);
  return form;
}

/** Waits for the answer; a failure leads back to the form, where photos and numbers still are. */
function follow(fitting: api.Fitting, form: Form): void {
  show(
    new Working(fitting, (end, error) => {
      if (end?.state === "done") {
        const garment = garments.find((g) => g.id === end.garment);
        const changed = (): void => {
          earlier.push(end.id);
          show(form);
        };
        show(new Result(end, garment, (message) => void leave(message), changed));
        return;
      }
      show(form);
      if (end?.problem) form.complain(end.problem);
      else if (error) form.complain({ code: "offline", detail: error });
    }),
  );
}

/** Her earlier fittings go with the last one. */
async function leave(message?: string): Promise<void> {
  const form = begin();
  tell(form, message);
  const ids = earlier.splice(0);
  await Promise.all(ids.map((id) => api.erase(id, language()).catch(() => undefined)));
}

function tell(form: Form, message: string | undefined): void {
  if (message) form.element.prepend(make("p", { class: "message", role: "status" }, message));
}

async function choose(next: api.Language): Promise<void> {
  speak(next, await api.words(next));
  for (const button of document.querySelectorAll<HTMLElement>("#languages button")) {
    button.setAttribute("aria-pressed", String(button.lang === next));
  }
  try {
    localStorage.setItem("language", next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  shown?.draw();
}

function first(): api.Language {
  const known = (code: string | null | undefined): api.Language | undefined =>
    LANGUAGES.map(([l]) => l).find((l) => code?.split("-")[0] === l);
  let stored: string | null = null;
  try {
    stored = localStorage.getItem("language");
  } catch {
    // As above.
  }
  return (
    known(parameters.get("lang")) ??
    known(stored) ??
    navigator.languages.map(known).find((l) => l !== undefined) ??
    "zh"
  );
}

function watchIdle(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (shown instanceof Result) void shown.leave();
      else if (shown instanceof Form) void leave();
    }, IDLE_MS);
  };
  for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, again, { passive: true });
  again();
}

async function run(): Promise<void> {
  document.getElementById("mark")?.append(drawing(MARK, "robe"));
  document.getElementById("languages")?.append(
    ...LANGUAGES.map(([code, name]) => {
      const button = make("button", { type: "button", lang: code, "aria-pressed": "false" }, name);
      button.addEventListener("click", () => void choose(code));
      return button;
    }),
  );
  await choose(first());
  try {
    garments = await api.garments(language());
    const form = begin();
    // A fitting that another device began can be looked at here.
    const id = parameters.get("fitting");
    if (id !== null) {
      const fitting = await api.standing(id, language());
      const garment = garments.find((g) => g.id === fitting.garment);
      if (fitting.state === "done") show(new Result(fitting, garment, (m) => tell(begin(), m)));
      else if (fitting.problem) form.complain(fitting.problem);
      else follow(fitting, form);
    }
  } catch (error) {
    const text = error instanceof api.Refused ? error.problem.detail : say("page-offline");
    main.prepend(make("p", { class: "message", role: "alert" }, text));
  }
  if (parameters.has("kiosk")) watchIdle();
}

void run();
