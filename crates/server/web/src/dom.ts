// Making elements, and saying words in them.

import type { ByLanguage, Language } from "./api";

let table: Record<string, string> = {};
let current: Language = "zh";

export const language = (): Language => current;

/** Takes up the words of a language and says all that is on the page again. */
export function speak(next: Language, words: Record<string, string>): void {
  table = words;
  current = next;
  document.documentElement.lang = next;
  document.title = say("page-title");
  for (const element of document.querySelectorAll<HTMLElement>("[data-word]")) {
    element.textContent = say(element.dataset["word"] ?? "");
  }
}

/** The word of that id; the id itself where there is none, so that it is seen. */
export const say = (id: string): string => table[id] ?? id;

/** The name in the page's language, or in any. */
export const named = (names: ByLanguage): string =>
  names[current] ?? names.zh ?? names.en ?? Object.values(names)[0] ?? "";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined>;

/** An element with attributes and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((c): c is Node | string => c instanceof Node || typeof c === "string"));
  return element;
}

/** An element that says a word and goes on saying it when the language changes. */
export function word<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  id: string,
  attributes: Attributes = {},
): HTMLElementTagNameMap[K] {
  const element = make(tag, { ...attributes, "data-word": id });
  element.textContent = say(id);
  return element;
}

/** A drawing of ours; the text never comes from outside. */
export function drawing(svg: string, className: string): HTMLElement {
  const element = make("span", { class: className, "aria-hidden": "true" });
  element.innerHTML = svg;
  return element;
}
