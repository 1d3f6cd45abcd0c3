// Photos: chosen from a file or taken with the camera. What leaves the page is drawn afresh, at
// most 2048 pixels high or wide and without the file's own notes on place and device.

import { drawing, make, say, word } from "./dom";
import { STAND_FRONT, STAND_SIDE } from "./drawings";

export type View = "front" | "side";

const LONGEST_PX = 2048;
const COUNTDOWN_S = 5;

/** A picture as JPEG, upright and no larger than need be. */
async function redraw(source: ImageBitmap | HTMLVideoElement): Promise<Blob> {
  const [width, height] =
    source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight]
      : [source.width, source.height];
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
  const canvas = make("canvas", {
    width: Math.round(width * scale),
    height: Math.round(height * scale),
  });
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((b) => (b ? resolve(b) : reject(new Error("no picture"))), "image/jpeg", 0.93);
  });
}

/** A tile that shows how to stand, takes a photo, and then shows the photo. */
export class PhotoTile {
  readonly element: HTMLElement;
  blob: Blob | undefined;
  private readonly frame = make("div", { class: "frame" });
  private readonly error = make("p", { class: "error", role: "alert" });
  private readonly input: HTMLInputElement;
  private readonly buttons = make("div", { class: "buttons" });

  constructor(
    readonly view: View,
    optional: boolean,
  ) {
    this.input = make("input", { type: "file", accept: "image/*", hidden: true });
    this.input.addEventListener("change", () => void this.chosen(this.input.files?.[0]));
    const title = make("h3", {}, word("span", `page-${view}`));
    if (optional) title.append(" ", word("small", "page-optional"));
    this.element = make("section", { class: "photo" }, title, this.frame, this.buttons, this.error, this.input);
    this.element.addEventListener("dragover", (e) => e.preventDefault());
    this.element.addEventListener("drop", (e) => {
      e.preventDefault();
      void this.chosen(e.dataTransfer?.files[0]);
    });
    this.show();
  }

  /** Says what is wrong with this photo. */
  complain(text: string): void {
    this.error.textContent = text;
    this.element.classList.toggle("wrong", text !== "");
  }

  async chosen(file: File | Blob | undefined): Promise<void> {
    if (!file) return;
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      this.take(await redraw(bitmap));
    } catch {
      // Not a picture to this browser: the server says so, in the right words.
      this.take(file);
    }
  }

  private take(blob: Blob | undefined): void {
    this.blob = blob;
    this.input.value = "";
    this.complain("");
    this.show();
  }

  private show(): void {
    const old = this.frame.querySelector("img");
    if (old) URL.revokeObjectURL(old.src);
    this.element.classList.toggle("filled", this.blob !== undefined);
    if (this.blob) {
      this.frame.replaceChildren(make("img", { src: URL.createObjectURL(this.blob), alt: say(`page-${this.view}`) }));
      const change = word("button", "page-remove", { type: "button" });
      change.addEventListener("click", () => this.take(undefined));
      this.buttons.replaceChildren(change);
      return;
    }
    this.frame.replaceChildren(drawing(this.view === "front" ? STAND_FRONT : STAND_SIDE, "stand"));
    const camera = word("button", "page-camera", { type: "button" });
    camera.addEventListener("click", () => void this.shoot());
    const file = word("button", "page-file", { type: "button" });
    file.addEventListener("click", () => this.input.click());
    this.buttons.replaceChildren(camera, file);
  }

  private async shoot(): Promise<void> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { width: { ideal: 1920 }, height: { ideal: 1920 }, facingMode: "environment" },
        audio: false,
      });
    } catch {
      this.complain(say("page-camera-denied"));
      return;
    }
    const video = make("video", { autoplay: true, playsinline: true, muted: true });
    video.muted = true;
    video.srcObject = stream;
    const count = make("output", { class: "count" });
    const shutter = word("button", "page-shoot", { type: "button", class: "primary" });
    const back = word("button", "page-back", { type: "button" });
    const overlay = make(
      "div",
      { class: "camera", role: "dialog", "aria-modal": "true" },
      video,
      drawing(this.view === "front" ? STAND_FRONT : STAND_SIDE, "stand"),
      count,
      word("p", "page-stand"),
      make("div", { class: "buttons" }, back, shutter),
    );
    const close = (): void => {
      for (const track of stream.getTracks()) track.stop();
      overlay.remove();
    };
    back.addEventListener("click", close);
    shutter.addEventListener("click", () => {
      // One has to walk back to where the camera sees all of one.
      shutter.disabled = true;
      let left = COUNTDOWN_S;
      const tick = (): void => {
        if (!overlay.isConnected) return;
        if (left > 0) {
          count.textContent = String(left);
          left -= 1;
          setTimeout(tick, 1000);
          return;
        }
        void redraw(video)
          .then((blob) => this.take(blob))
          .finally(close);
      };
      tick();
    });
    document.body.append(overlay);
  }
}
