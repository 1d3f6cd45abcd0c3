// What the server says, and how it is asked.

export type Language = "zh" | "bo" | "en";
export type ByLanguage = Partial<Record<Language, string>>;

export interface Option {
  key: string;
  names: ByLanguage;
  default: number;
  min: number;
  max: number;
  step: number;
  unit: "cm" | "degree" | "count" | "ratio";
}

export interface Garment {
  id: string;
  names: ByLanguage;
  blurb: ByLanguage;
  confidence: "low" | "derived" | "documented" | "signed";
  options: Option[];
  styles: { id: string; names: ByLanguage }[];
  worn_with: string[];
  colourways: { id: string; names: ByLanguage }[];
}

export interface Problem {
  code: string;
  detail: string;
  field?: string;
  reasons?: string[];
}

export interface Measurement {
  mm: number;
  sigma_mm: number;
  origin: "tape" | "photo" | "predicted";
}

export type Said = Record<Language, string>;

/** A place that does not fit, with what would mend it and what that does. */
export interface Advice {
  place: string;
  off_mm: number;
  said: Said;
}

export interface SizeFit {
  size: string;
  said: Said;
}

export interface Report {
  grade?: string;
  fit?: { fits: boolean; said: Said; advice: Advice[] };
  sizes?: { best: string; said: Said; sizes: SizeFit[] };
  measurements?: Record<string, Measurement>;
  shown?: string[];
  /** Dimensions that were worked out and that no adult has. */
  out_of_range?: { dimension: string; mm: number; said: Said }[];
  verdicts?: { view: "front" | "side"; ruling: string; reasons: string[] }[];
}

export interface Fitting {
  id: string;
  state: "queued" | "running" | "done" | "failed";
  garment: string;
  stage?: string;
  progress: number;
  stages: string[];
  links: Record<string, string>;
  report?: Report;
  problem?: Problem;
}

/** A refusal by the server, with its problem document. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

async function answer<T>(path: string, init: RequestInit, language: Language): Promise<T> {
  const response = await fetch(path, {
    ...init,
    headers: { ...init.headers, "Accept-Language": language },
  });
  if (!response.ok) throw new Refused((await response.json()) as Problem);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const words = (language: Language): Promise<Record<string, string>> =>
  answer(`/words/${language}`, {}, language);

export const garments = (language: Language): Promise<Garment[]> =>
  answer("/v1/garments", {}, language);

export const ask = (form: FormData, language: Language): Promise<Fitting> =>
  answer("/v1/fittings", { method: "POST", body: form }, language);

export const standing = (id: string, language: Language): Promise<Fitting> =>
  answer(`/v1/fittings/${id}`, {}, language);

export const erase = (id: string, language: Language): Promise<void> =>
  answer(`/v1/fittings/${id}`, { method: "DELETE" }, language);
