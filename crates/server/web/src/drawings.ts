// Line drawings. A robe is always drawn with the wearer's left front (at the viewer's right) over
// the right one, closing under the right arm.

const svg = (box: string, body: string): string =>
  `<svg viewBox="${box}" xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</svg>`;

export const MARK = svg(
  "0 0 40 40",
  `<path class="cloth" d="M16 8 6 12 3 24 9 25.5 12 19 10 34H30L28 19 31 25.500 37 24 34 12 24 8Q20 11 16 8Z"/><path d="M24 8Q22 16 12 19"/><path d="M16 8Q17 11 19.500 13"/>`,
);

const CHUBA_MEN = svg(
  "0 0 140 166",
  `<path class="cloth" d="M59 16 38 25 12 92 7 106 24 112 31 98 46 62 42 82 37 92 32 154Q70 162 108 154L103 92 98 82 94 62 109 98 116 112 133 106 128 92 102 25 81 16Q70 24 59 16Z"/>
   <path class="lap" d="M81 16 102 25 96 52 98 82 103 92 108 154Q76 160 50 157.500L44 92 46 53Q72 46 81 16Z"/>
   <path class="trim" d="M12 92 31 98 24 112 7 106ZM128 92 109 98 116 112 133 106ZM33.200 143Q70 151 106.800 143L108 154Q70 162 32 154Z"/>
   <path d="M81 16Q73 47 46 53"/><path d="M75 19Q68 41 46 46.500"/><path d="M59 16Q61 24 66 29"/>
   <path d="M46 62 47 48M94 62 95 46"/>
   <path d="M42 82Q70 92 98 82"/>
   <path class="belt" d="M40 84Q70 94 100 84L102 92Q70 102 38 92Z"/>
   <path d="M56 99Q52 122 54 146M82 99Q88 122 86 147" opacity=".45"/>`,
);

const CHUBA_WOMEN = svg(
  "0 0 140 160",
  `<path class="blouse" d="M56 20 40 27 22 84 33 88 50 52 50 30ZM84 20 100 27 118 84 107 88 90 52 90 30Z"/>
   <path class="blouse" d="M58 18 70 36 82 18 76 14H64Z"/>
   <path class="cloth" d="M58 20 52 27 50 52 53 74 34 150Q70 158 106 150L87 74 90 52 88 27 82 20Q76 34 70 38 64 32 58 20Z"/>
   <path class="lap" d="M82 20 88 27 90 52 87 74 106 150Q74 157 48 153L53 74 50 52Q72 46 82 20Z"/>
   <path d="M82 20Q74 44 50 52"/><path d="M76 24Q70 40 51 46"/><path d="M58 20Q61 29 66 35"/>
   <path class="belt" d="M52 72Q70 77 88 72L89 79Q70 84 51 79Z"/>
   <path d="M60 84Q54 116 52 146M80 84Q88 116 90 146" opacity=".45"/>`,
);

const ROBE = CHUBA_MEN;

/** The drawing of a garment; one not drawn yet gets a robe. */
export function garmentDrawing(id: string): string {
  if (id.includes("women")) return CHUBA_WOMEN;
  return ROBE;
}

/** How to stand for the front view. */
export const STAND_FRONT = svg(
  "0 0 120 260",
  `<circle cx="60" cy="30" r="15"/><path d="M54 44V52Q36 54 33 62L18 128Q16 136 21 137 25 138 27 131L42 82 44 128 40 192 38 244Q38 250 46 250 51 250 52 245L60 150 68 245Q69 250 74 250 82 250 82 244L80 192 76 128 78 82 93 131Q95 138 99 137 104 136 102 128L87 62Q84 54 66 52V44"/>`,
);

/** How to stand for the side view. */
export const STAND_SIDE = svg(
  "0 0 120 260",
  `<circle cx="62" cy="30" r="15"/><path d="M56 44 55 53Q44 62 46 84 49 106 47 128 45 160 50 192L48 240Q48 250 56 250H72Q76 246 66 243L70 192Q76 158 74 128 77 104 76 82 75 60 66 53L66 45"/><path d="M60 66Q54 90 60 112L66 136"/>`,
);
