"use strict";
(() => {
  // src/api.ts
  var Refused = class extends Error {
    constructor(problem) {
      super(problem.detail);
      this.problem = problem;
    }
    problem;
  };
  async function answer(path, init, language2) {
    const response = await fetch(path, {
      ...init,
      headers: { ...init.headers, "Accept-Language": language2 }
    });
    if (!response.ok) throw new Refused(await response.json());
    return response.status === 204 ? void 0 : await response.json();
  }
  var words = (language2) => answer(`/words/${language2}`, {}, language2);
  var garments = (language2) => answer("/v1/garments", {}, language2);
  var ask = (form, language2) => answer("/v1/fittings", { method: "POST", body: form }, language2);
  var standing = (id, language2) => answer(`/v1/fittings/${id}`, {}, language2);
  var erase = (id, language2) => answer(`/v1/fittings/${id}`, { method: "DELETE" }, language2);

  // src/dom.ts
  var table = {};
  var current = "zh";
  var language = () => current;
  function speak(next, words2) {
    table = words2;
    current = next;
    document.documentElement.lang = next;
    document.title = say("page-title");
    for (const element of document.querySelectorAll("[data-word]")) {
      element.textContent = say(element.dataset["word"] ?? "");
    }
  }
  var say = (id) => table[id] ?? id;
  var named = (names) => names[current] ?? names.zh ?? names.en ?? Object.values(names)[0] ?? "";
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === void 0 || value === false) continue;
      element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children.filter((c) => c instanceof Node || typeof c === "string"));
    return element;
  }
  function word(tag, id, attributes = {}) {
    const element = make(tag, { ...attributes, "data-word": id });
    element.textContent = say(id);
    return element;
  }
  function drawing(svg2, className) {
    const element = make("span", { class: className, "aria-hidden": "true" });
    element.innerHTML = svg2;
    return element;
  }

  // src/drawings.ts
  var svg = (box, body) => `<svg viewBox="${box}" xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</svg>`;
  var MARK = svg(
    "0 0 40 40",
    `<path class="cloth" d="M16 8 6 12 3 24 9 25.5 12 19 10 34H30L28 19 31 25.500 37 24 34 12 24 8Q20 11 16 8Z"/><path d="M24 8Q22 16 12 19"/><path d="M16 8Q17 11 19.500 13"/>`
  );
  var CHUBA_MEN = svg(
    "0 0 140 166",
    `<path class="cloth" d="M59 16 38 25 12 92 7 106 24 112 31 98 46 62 42 82 37 92 32 154Q70 162 108 154L103 92 98 82 94 62 109 98 116 112 133 106 128 92 102 25 81 16Q70 24 59 16Z"/>
   <path class="lap" d="M81 16 102 25 96 52 98 82 103 92 108 154Q76 160 50 157.500L44 92 46 53Q72 46 81 16Z"/>
   <path class="trim" d="M12 92 31 98 24 112 7 106ZM128 92 109 98 116 112 133 106ZM33.200 143Q70 151 106.800 143L108 154Q70 162 32 154Z"/>
   <path d="M81 16Q73 47 46 53"/><path d="M75 19Q68 41 46 46.500"/><path d="M59 16Q61 24 66 29"/>
   <path d="M46 62 47 48M94 62 95 46"/>
   <path d="M42 82Q70 92 98 82"/>
   <path class="belt" d="M40 84Q70 94 100 84L102 92Q70 102 38 92Z"/>
   <path d="M56 99Q52 122 54 146M82 99Q88 122 86 147" opacity=".45"/>`
  );
  var CHUBA_WOMEN = svg(
    "0 0 140 160",
    `<path class="blouse" d="M56 20 40 27 22 84 33 88 50 52 50 30ZM84 20 100 27 118 84 107 88 90 52 90 30Z"/>
   <path class="blouse" d="M58 18 70 36 82 18 76 14H64Z"/>
   <path class="cloth" d="M58 20 52 27 50 52 53 74 34 150Q70 158 106 150L87 74 90 52 88 27 82 20Q76 34 70 38 64 32 58 20Z"/>
   <path class="lap" d="M82 20 88 27 90 52 87 74 106 150Q74 157 48 153L53 74 50 52Q72 46 82 20Z"/>
   <path d="M82 20Q74 44 50 52"/><path d="M76 24Q70 40 51 46"/><path d="M58 20Q61 29 66 35"/>
   <path class="belt" d="M52 72Q70 77 88 72L89 79Q70 84 51 79Z"/>
   <path d="M60 84Q54 116 52 146M80 84Q88 116 90 146" opacity=".45"/>`
  );
  var CHUBA_WOMEN_LONG = svg(
    "0 0 140 160",
    `<path class="blouse" d="M58 18 70 36 82 18 76 14H64Z"/>
   <path class="cloth" d="M58 20 42 26 16 88 12 98 25 103 30 94 50 58 53 74 34 150Q70 158 106 150L87 74 90 58 110 94 115 103 128 98 124 88 98 26 82 20Q76 34 70 38 64 32 58 20Z"/>
   <path class="lap" d="M82 20 98 26 90 52 87 74 106 150Q74 157 48 153L53 74 50 52Q72 46 82 20Z"/>
   <path class="trim" d="M16 88 30 94 25 103 12 98ZM124 88 110 94 115 103 128 98Z"/>
   <path d="M82 20Q74 44 50 52"/><path d="M76 24Q70 40 51 46"/><path d="M58 20Q61 29 66 35"/>
   <path class="belt" d="M52 72Q70 77 88 72L89 79Q70 84 51 79Z"/>
   <path d="M60 84Q54 116 52 146M80 84Q88 116 90 146" opacity=".45"/>`
  );
  var PANGDEN = svg(
    "0 0 140 160",
    `<path class="belt" d="M44 28H96V38H44ZM44 30 18 25 14 34 44 37M96 30 122 25 126 34 96 37"/>
   <path class="cloth" d="M44 38H61.300V140H44ZM78.700 38H96V140H78.700Z"/><path class="lap" d="M61.300 38H78.700V140H61.300Z"/>
   <path class="stripe-a" d="M44 46H61.300V54H44ZM44 86H61.300V94H44ZM78.700 46H96V54H78.700ZM78.700 86H96V94H78.700ZM61.300 64H78.700V72H61.300ZM61.300 104H78.700V112H61.300Z"/>
   <path class="stripe-b" d="M44 60H61.300V66H44ZM44 100H61.300V106H44ZM78.700 60H96V66H78.700ZM78.700 100H96V106H78.700ZM61.300 46H78.700V52H61.300ZM61.300 84H78.700V90H61.300Z"/>
   <path class="stripe-c" d="M44 72H61.300V80H44ZM78.700 72H96V80H78.700ZM61.300 94H78.700V99H61.300ZM61.300 54H78.700V59H61.300ZM44 112H61.300V118H44ZM78.700 112H96V118H78.700Z"/>
   <path class="trim" d="M44 140V120L61.300 140ZM96 140V120L78.700 140Z"/>
   <path d="M44 38H96V140H44ZM61.300 38V140M78.700 38V140"/>`
  );
  var SASH = svg(
    "0 0 140 160",
    `<path class="belt" d="M26 52Q70 38 114 52V70Q70 58 26 70Z"/><path class="belt" d="M26 70Q70 84 114 70V52Q112 62 70 65 28 62 26 52Z"/>
   <path class="belt" d="M92 68 84 128H98L104 70ZM100 68 112 116H124L110 66Z"/>
   <path class="belt" d="M90 58H108V74H90Z"/>
   <path d="M85 128V135M90 128V135M95 128V135M113 116 114 123M118 116 119 123M123 116 124 123"/>`
  );
  var SHIRT = svg(
    "0 0 140 160",
    `<path class="blouse" d="M58 34 40 41 16 98 12 108 26 113 31 104 48 74 45 128Q70 133 95 128L92 74 109 104 114 113 128 108 124 98 100 41 82 34Q70 42 58 34Z"/>
   <path class="blouse" d="M58 34 59 25Q70 30 81 25L82 34Q70 42 58 34Z"/>
   <path d="M76 38Q72 56 48 64M48 64 46 128M16 98 31 104M124 98 109 104"/>
   <path d="M55 60.500V61M48 76V76.500M47.500 92V92.500M46.500 108V108.500" stroke-width="4"/>`
  );
  var VEST = svg(
    "0 0 140 160",
    `<path class="cloth" d="M56 34 42 40Q48 58 44 72L42 124Q70 129 98 124L96 72Q92 58 98 40L84 34Q70 44 56 34Z"/>
   <path class="lap" d="M84 34 98 40Q92 58 96 72L98 124Q72 129 47 125L47 70Q76 60 84 34Z"/>
   <path class="trim" d="M84 34Q76 60 47 70L47 63Q68 56 77 38ZM47 118Q72 122 97.700 117L98 124Q72 129 47 125Z"/>
   <path d="M56 34Q58 44 66 50"/>`
  );
  var WONJU = svg(
    "0 0 140 160",
    `<path class="blouse" d="M56 38 40 44 10 100 6 112 22 118 28 108 48 76 46 116Q70 121 94 116L92 76 112 108 118 118 134 112 130 100 100 44 84 38Q76 52 70 56 64 50 56 38Z"/>
   <path class="lap" d="M56 38 50 48 66 66 72 58Q62 50 56 38ZM84 38 91 48 76 64 50 74 49 68 68 60Q78 52 84 38Z"/>
   <path d="M50 74 47 116M10 100 28 108M130 100 112 108"/>`
  );
  var GO_SHUB = svg(
    "0 0 140 160",
    `<path class="cloth" d="M60 22 36 26V144Q70 150 104 144V26L80 22 70 44Z"/>
   <path class="trim" d="M60 22 56 22.700 70 54 84 22.700 80 22 70 44Z"/>
   <path class="belt" d="M36 78Q70 86 104 78V88Q70 96 36 88Z"/>
   <path d="M50 96Q48 122 50 144M90 96Q92 122 90 144" opacity=".45"/>`
  );
  function garmentDrawing(id) {
    const known = [
      ["women-long", CHUBA_WOMEN_LONG],
      ["women", CHUBA_WOMEN],
      ["pangden", PANGDEN],
      ["sash", SASH],
      ["shirt", SHIRT],
      ["vest", VEST],
      ["wonju", WONJU],
      ["goshub", GO_SHUB]
    ];
    return known.find(([word2]) => id.includes(word2))?.[1] ?? CHUBA_MEN;
  }
  var STAND_FRONT = svg(
    "0 0 120 260",
    `<circle cx="60" cy="30" r="15"/><path d="M54 44V52Q36 54 33 62L18 128Q16 136 21 137 25 138 27 131L42 82 44 128 40 192 38 244Q38 250 46 250 51 250 52 245L60 150 68 245Q69 250 74 250 82 250 82 244L80 192 76 128 78 82 93 131Q95 138 99 137 104 136 102 128L87 62Q84 54 66 52V44"/>`
  );
  var STAND_SIDE = svg(
    "0 0 120 260",
    `<circle cx="62" cy="30" r="15"/><path d="M56 44 55 53Q44 62 46 84 49 106 47 128 45 160 50 192L48 240Q48 250 56 250H72Q76 246 66 243L70 192Q76 158 74 128 77 104 76 82 75 60 66 53L66 45"/><path d="M60 66Q54 90 60 112L66 136"/>`
  );

  // src/photo.ts
  var LONGEST_PX = 2048;
  var COUNTDOWN_S = 5;
  async function redraw(source) {
    const [width, height] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
    const canvas = make("canvas", {
      width: Math.round(width * scale),
      height: Math.round(height * scale)
    });
    canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((b) => b ? resolve(b) : reject(new Error("no picture")), "image/jpeg", 0.93);
    });
  }
  var PhotoTile = class {
    constructor(view, optional) {
      this.view = view;
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
    view;
    element;
    blob;
    frame = make("div", { class: "frame" });
    error = make("p", { class: "error", role: "alert" });
    input;
    buttons = make("div", { class: "buttons" });
    /** Says what is wrong with this photo. */
    complain(text) {
      this.error.textContent = text;
      this.element.classList.toggle("wrong", text !== "");
    }
    async chosen(file) {
      if (!file) return;
      try {
        const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
        this.take(await redraw(bitmap));
      } catch {
        this.take(file);
      }
    }
    take(blob) {
      this.blob = blob;
      this.input.value = "";
      this.complain("");
      this.show();
    }
    show() {
      const old = this.frame.querySelector("img");
      if (old) URL.revokeObjectURL(old.src);
      this.element.classList.toggle("filled", this.blob !== void 0);
      if (this.blob) {
        this.frame.replaceChildren(make("img", { src: URL.createObjectURL(this.blob), alt: say(`page-${this.view}`) }));
        const change = word("button", "page-remove", { type: "button" });
        change.addEventListener("click", () => this.take(void 0));
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
    async shoot() {
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { width: { ideal: 1920 }, height: { ideal: 1920 }, facingMode: "environment" },
          audio: false
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
        make("div", { class: "buttons" }, back, shutter)
      );
      const close = () => {
        for (const track of stream.getTracks()) track.stop();
        overlay.remove();
      };
      back.addEventListener("click", close);
      shutter.addEventListener("click", () => {
        shutter.disabled = true;
        let left = COUNTDOWN_S;
        const tick = () => {
          if (!overlay.isConnected) return;
          if (left > 0) {
            count.textContent = String(left);
            left -= 1;
            setTimeout(tick, 1e3);
            return;
          }
          void redraw(video).then((blob) => this.take(blob)).finally(close);
        };
        tick();
      });
      document.body.append(overlay);
    }
  };

  // src/form.ts
  var today = () => {
    const now = /* @__PURE__ */ new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  var MOST_WORN_WITH = 3;
  var unit = (u) => u === "cm" ? " cm" : u === "degree" ? "°" : "";
  var Form = class {
    constructor(garments3, begun) {
      this.garments = garments3;
      this.begun = begun;
      const about = make(
        "section",
        { class: "panel about" },
        word("h2", "page-about-you"),
        make(
          "div",
          { class: "fields" },
          field("page-stature", this.stature, "page-cm", false),
          field("page-mass", this.mass, "page-kg", true)
        ),
        this.sexes()
      );
      const photos = make(
        "section",
        { class: "panel photos" },
        word("h2", "page-photos"),
        word("p", "page-stand", { class: "hint" }),
        make("div", { class: "tiles" }, this.front.element, this.side.element)
      );
      const choice = make("section", { class: "panel choice" }, word("h2", "page-garment"), this.cards, this.details);
      this.element = make(
        "form",
        { class: "form", novalidate: true },
        make("div", { class: "hero" }, word("h1", "page-tagline")),
        photos,
        make("div", { class: "right" }, about, choice, make("div", { class: "go" }, this.error, this.start))
      );
      this.element.addEventListener("submit", (e) => {
        e.preventDefault();
        void this.send();
      });
      this.draw();
    }
    garments;
    begun;
    element;
    front = new PhotoTile("front", false);
    side = new PhotoTile("side", true);
    stature = number("stature_mm", 100, 230, 0.5);
    mass = number("mass_kg", 30, 250, 0.5);
    cards = make("div", { class: "cards", role: "radiogroup" });
    details = make("div", { class: "options" });
    error = make("p", { class: "error", role: "alert" });
    start = word("button", "page-start", { type: "submit", class: "primary start" });
    sex = "";
    garment;
    colourway;
    style;
    options = {};
    company = /* @__PURE__ */ new Set();
    findSize = false;
    /** Says names that come from the server again, in the page's language. */
    draw() {
      this.garment ??= this.garments[0];
      this.cards.replaceChildren(...this.garments.map((g) => this.card(g)));
      this.drawDetails();
    }
    card(garment) {
      const chosen = garment.id === this.garment?.id;
      const card = make(
        "button",
        { type: "button", class: "card", role: "radio", "aria-checked": String(chosen) },
        drawing(garmentDrawing(garment.id), "garment"),
        make("span", { class: "name" }, named(garment.names)),
        make("span", { class: "blurb" }, named(garment.blurb))
      );
      card.addEventListener("click", () => {
        this.garment = garment;
        this.colourway = void 0;
        this.style = void 0;
        this.options = {};
        this.company.clear();
        this.draw();
      });
      return card;
    }
    drawDetails() {
      const garment = this.garment;
      if (!garment) return;
      const open = this.details.querySelector("details")?.open ?? false;
      const chips = (list, chosen, choose2) => list.map(({ id, names }) => {
        const checked = String(id === (chosen ?? list[0]?.id));
        const chip = make("button", { type: "button", class: "chip", role: "radio", "aria-checked": checked }, named(names));
        chip.addEventListener("click", () => {
          choose2(id);
          this.drawDetails();
        });
        return chip;
      });
      const colours = chips(garment.colourways, this.colourway, (id) => {
        this.colourway = id;
      });
      const styles = chips(garment.styles, this.style, (id) => {
        this.style = id;
      });
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
        ...colours.length > 1 ? [make("div", { class: "chips", role: "radiogroup" }, ...colours)] : [],
        ...styles.length > 1 ? [make("div", { class: "field" }, word("span", "page-style", { class: "label" }), make("div", { class: "chips", role: "radiogroup" }, ...styles))] : [],
        ...company.length > 0 ? [make("div", { class: "field" }, word("span", "page-with", { class: "label" }), make("div", { class: "chips" }, ...company))] : [],
        ...sliders.length > 0 ? [make("details", { open }, word("summary", "page-options"), ...sliders)] : [],
        make("div", { class: "chips" }, size),
        ...note ? [word("p", "page-derived", { class: "hint" })] : []
      );
    }
    sexes() {
      const group = make("div", { class: "chips", role: "radiogroup" });
      const choices = [["", "page-unsaid"], ["female", "page-female"], ["male", "page-male"]];
      const draw = () => {
        group.replaceChildren(
          ...choices.map(([value, id]) => {
            const chip = word("button", id, { type: "button", class: "chip", role: "radio", "aria-checked": String(value === this.sex) });
            chip.addEventListener("click", () => {
              this.sex = value;
              draw();
            });
            return chip;
          })
        );
      };
      draw();
      return make("div", { class: "field" }, word("span", "page-sex", { class: "label" }), group);
    }
    async send() {
      this.complain(void 0);
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
    complain(problem) {
      this.front.complain("");
      this.side.complain("");
      this.error.textContent = "";
      for (const input2 of [this.stature, this.mass]) input2.classList.remove("wrong");
      if (!problem) return;
      if (problem.field === "front") this.front.complain(problem.detail);
      else if (problem.field === "side") this.side.complain(problem.detail);
      else this.error.textContent = problem.detail;
      const input = { stature_mm: this.stature, mass_kg: this.mass }[problem.field ?? ""];
      input?.classList.add("wrong");
      input?.focus();
      const place2 = this.element.querySelector(".wrong") ?? this.error;
      place2.scrollIntoView({ block: "center", behavior: "smooth" });
    }
  };
  function number(name, min, max, step) {
    return make("input", { type: "number", name, min, max, step, inputmode: "decimal", autocomplete: "off" });
  }
  function field(label, input, unitWord, optional) {
    const title = make("span", { class: "label" }, word("span", label));
    if (optional) title.append(" ", word("small", "page-optional"));
    return make("label", { class: "field" }, title, make("span", { class: "entry" }, input, word("span", unitWord)));
  }

  // src/result.ts
  var INTERVAL = 1.96;
  var FILES = [
    ["sheet.pdf", "page-file-sheet"],
    ["tryon.png", "page-file-tryon"],
    ["fitmap.png", "page-file-fitmap"],
    ["pattern.svg", "page-file-svg"],
    ["pattern.dxf", "page-file-dxf"],
    ["drape.glb", "page-file-glb"],
    ["pattern.json", "page-file-pattern"],
    ["measurements.json", "page-file-measurements"],
    ["fitmap.json", "page-file-fitmap-data"],
    ["fitting.json", "page-file-fitting"]
  ];
  var ORDER = [
    "stature",
    "cervical_height",
    "waist_height",
    "knee_height",
    "inside_leg",
    "bust_girth",
    "waist_girth",
    "hip_girth",
    "neck_girth",
    "upper_arm_girth",
    "wrist_girth",
    "shoulder_width",
    "arm_length",
    "neck_to_wrist",
    "back_waist_length"
  ];
  var place = (key) => ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length;
  var cm = (mm) => (mm / 10).toFixed(1);
  var Result = class {
    constructor(fitting, garment, left, change) {
      this.fitting = fitting;
      this.garment = garment;
      this.left = left;
      this.change = change;
      this.draw();
    }
    fitting;
    garment;
    left;
    change;
    element = make("section", { class: "result" });
    draw() {
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
          make("div", { class: "buttons" }, erased, change, again)
        ),
        this.warnings(),
        make(
          "div",
          { class: "pictures" },
          picture("page-tryon", links["tryon.png"], "tryon"),
          picture("page-turntable", links["turntable.png"], "turntable")
        ),
        this.fit(),
        make("div", { class: "tables" }, this.measurements(), this.downloads())
      );
    }
    warnings() {
      const list = (this.fitting.report?.verdicts ?? []).filter((v) => v.ruling !== "accept").flatMap((v) => v.reasons.map((r) => make("li", {}, say(`verdict-${r}`))));
      if (list.length === 0) return make("div", { hidden: true });
      return make("div", { class: "panel warn" }, word("h2", "page-warn"), make("ul", {}, ...list));
    }
    /** How it fits: what a tailor would change, which ready-made size is nearest, and the colours. */
    fit() {
      const { fit, sizes } = this.fitting.report ?? {};
      const src = this.fitting.links["fitmap.png"];
      if (!fit || src === void 0) return make("div", { hidden: true });
      const lines = fit.fits ? [fit.said] : fit.advice.map((a) => a.said);
      const others = (sizes?.sizes ?? []).filter((s) => s.size !== sizes?.best);
      return make(
        "div",
        { class: fit.fits ? "panel fit" : "panel fit warn" },
        word("h2", "page-fit"),
        make("ul", {}, ...lines.map((said) => make("li", {}, said[language()]))),
        sizes && word("h3", "page-ready-made"),
        sizes && make("p", {}, sizes.said[language()]),
        others.length > 0 && make("ul", { class: "hint" }, ...others.map((s) => make("li", {}, `${s.size}: ${s.said[language()]}`))),
        make("div", { class: "mat" }, make("img", { src, alt: say("page-fit") }), word("span", "page-simulated", { class: "notice" }))
      );
    }
    measurements() {
      const report = this.fitting.report;
      const shown2 = new Set(report?.shown ?? []);
      const all = Object.entries(report?.measurements ?? {}).filter(
        ([key, m]) => shown2.size === 0 || shown2.has(key) || m.origin === "tape"
      );
      const rows = all.sort(([a], [b]) => place(a) - place(b)).map(
        ([key, m]) => make(
          "tr",
          {},
          make("th", { scope: "row" }, say(`dimension-${key.replaceAll("_", "-")}`)),
          make("td", { class: "value" }, cm(m.mm)),
          make("td", { class: "pm" }, `± ${cm(INTERVAL * m.sigma_mm)}`),
          make("td", { class: "origin" }, say(`sheet-origin-${m.origin}`))
        )
      );
      return make(
        "div",
        { class: "panel" },
        make("h2", {}, word("span", "page-measurements"), " ", word("small", "page-cm")),
        make("table", {}, make("tbody", {}, ...rows)),
        ...(report?.out_of_range ?? []).map((o) => make("p", { class: "hint" }, o.said[language()])),
        word("p", "page-plus-minus", { class: "hint" })
      );
    }
    downloads() {
      const list = FILES.flatMap(([name, id]) => {
        const href = this.fitting.links[name];
        return href === void 0 ? [] : [word("a", id, { href, download: name, class: "file" })];
      });
      return make("div", { class: "panel" }, word("h2", "page-downloads"), make("div", { class: "files" }, ...list));
    }
    /** The data go when the person does. */
    async leave(message) {
      await erase(this.fitting.id, language()).catch(() => void 0);
      this.left(message);
    }
  };
  function picture(title, src, kind) {
    if (src === void 0) return make("figure", { hidden: true });
    return make(
      "figure",
      { class: `panel picture ${kind}` },
      word("figcaption", title),
      make("div", { class: "mat" }, make("img", { src, alt: say(title) }), word("span", "page-simulated", { class: "notice" }))
    );
  }

  // src/working.ts
  var POLL_MS = 700;
  var PATIENCE = 8;
  var Working = class {
    constructor(fitting, ended) {
      this.ended = ended;
      this.last = fitting;
      const cancel = word("button", "page-cancel", { type: "button" });
      cancel.addEventListener("click", () => {
        this.stop();
        void erase(fitting.id, language()).catch(() => void 0);
        this.ended(void 0);
      });
      this.element = make(
        "section",
        { class: "panel working" },
        word("h1", "page-working"),
        this.look,
        this.band,
        this.stages,
        make("div", { class: "buttons" }, cancel)
      );
      this.draw();
      void this.follow();
    }
    ended;
    element;
    band = make("div", { class: "band" }, make("div", { class: "cover" }));
    look = make("figure", { class: "first-look", hidden: "" });
    stages = make("ol", { class: "stages", "aria-live": "polite" });
    looked = "";
    stopped = false;
    last;
    stop() {
      this.stopped = true;
    }
    /** Shows how it stands, in the page's language. */
    draw() {
      const { stages, stage, state, progress } = this.last;
      const at = stage === void 0 ? -1 : stages.indexOf(stage);
      const cover = this.band.firstElementChild;
      cover.style.width = `${100 - 100 * progress}%`;
      const { "tryon.png": tryon, "preview.png": preview } = this.last.links;
      const best = tryon ?? preview;
      if (best !== void 0 && best !== this.looked && state === "running") this.show(best);
      const item = (key, how) => make("li", { class: how }, say(`stage-${key}`));
      const list = stages.map((key, i) => item(key, i < at ? "past" : i === at ? "now" : "ahead"));
      if (state === "queued") list.unshift(item("queued", "now"));
      this.stages.replaceChildren(...list);
    }
    /** Shows a picture that is ready before the others. */
    show(link) {
      this.looked = link;
      const picture2 = make("img", { src: link, alt: "" });
      const caption = link.endsWith("preview.png") ? "page-first-look" : "page-simulated";
      picture2.addEventListener("load", () => {
        this.look.replaceChildren(picture2, word("figcaption", caption));
        this.look.hidden = false;
      });
    }
    async follow() {
      let failures = 0;
      while (!this.stopped) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        try {
          this.last = await standing(this.last.id, language());
          failures = 0;
        } catch {
          failures += 1;
          if (failures < PATIENCE) continue;
          if (!this.stopped) this.ended(void 0, say("page-offline"));
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
  };

  // src/main.ts
  var LANGUAGES = [
    ["zh", "中文"],
    ["bo", "བོད་ཡིག"],
    ["en", "English"]
  ];
  var IDLE_MS = 18e4;
  var parameters = new URLSearchParams(location.search);
  var main = document.getElementById("main");
  var garments2 = [];
  var shown;
  var earlier = [];
  function show(next) {
    if (shown instanceof Working) shown.stop();
    shown = next;
    main.replaceChildren(next.element);
    window.scrollTo(0, 0);
  }
  function begin() {
    const form = new Form(garments2, (fitting) => follow(fitting, form));
    show(form);
    return form;
  }
  function follow(fitting, form) {
    show(
      new Working(fitting, (end, error) => {
        if (end?.state === "done") {
          const garment = garments2.find((g) => g.id === end.garment);
          const changed = () => {
            earlier.push(end.id);
            show(form);
          };
          show(new Result(end, garment, (message) => void leave(message), changed));
          return;
        }
        show(form);
        if (end?.problem) form.complain(end.problem);
        else if (error) form.complain({ code: "offline", detail: error });
      })
    );
  }
  async function leave(message) {
    const form = begin();
    tell(form, message);
    const ids = earlier.splice(0);
    await Promise.all(ids.map((id) => erase(id, language()).catch(() => void 0)));
  }
  function tell(form, message) {
    if (message) form.element.prepend(make("p", { class: "message", role: "status" }, message));
  }
  async function choose(next) {
    speak(next, await words(next));
    for (const button of document.querySelectorAll("#languages button")) {
      button.setAttribute("aria-pressed", String(button.lang === next));
    }
    try {
      localStorage.setItem("language", next);
    } catch {
    }
    shown?.draw();
  }
  function first() {
    const known = (code) => LANGUAGES.map(([l]) => l).find((l) => code?.split("-")[0] === l);
    let stored = null;
    try {
      stored = localStorage.getItem("language");
    } catch {
    }
    return known(parameters.get("lang")) ?? known(stored) ?? navigator.languages.map(known).find((l) => l !== void 0) ?? "zh";
  }
  function watchIdle() {
    let timer;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (shown instanceof Result) void shown.leave();
        else if (shown instanceof Form) void leave();
      }, IDLE_MS);
    };
    for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, again, { passive: true });
    again();
  }
  async function run() {
    document.getElementById("mark")?.append(drawing(MARK, "robe"));
    document.getElementById("languages")?.append(
      ...LANGUAGES.map(([code, name]) => {
        const button = make("button", { type: "button", lang: code, "aria-pressed": "false" }, name);
        button.addEventListener("click", () => void choose(code));
        return button;
      })
    );
    await choose(first());
    try {
      garments2 = await garments(language());
      const form = begin();
      const id = parameters.get("fitting");
      if (id !== null) {
        const fitting = await standing(id, language());
        const garment = garments2.find((g) => g.id === fitting.garment);
        if (fitting.state === "done") show(new Result(fitting, garment, (m) => tell(begin(), m)));
        else if (fitting.problem) form.complain(fitting.problem);
        else follow(fitting, form);
      }
    } catch (error) {
      const text = error instanceof Refused ? error.problem.detail : say("page-offline");
      main.prepend(make("p", { class: "message", role: "alert" }, text));
    }
    if (parameters.has("kiosk")) watchIdle();
  }
  void run();
})();
