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

const CHUBA_WOMEN_LONG = svg(
  "0 0 140 160",
  `<path class="blouse" d="M58 18 70 36 82 18 76 14H64Z"/>
   <path class="cloth" d="M58 20 42 26 16 88 12 98 25 103 30 94 50 58 53 74 34 150Q70 158 106 150L87 74 90 58 110 94 115 103 128 98 124 88 98 26 82 20Q76 34 70 38 64 32 58 20Z"/>
   <path class="lap" d="M82 20 98 26 90 52 87 74 106 150Q74 157 48 153L53 74 50 52Q72 46 82 20Z"/>
   <path class="trim" d="M16 88 30 94 25 103 12 98ZM124 88 110 94 115 103 128 98Z"/>
   <path d="M82 20Q74 44 50 52"/><path d="M76 24Q70 40 51 46"/><path d="M58 20Q61 29 66 35"/>
   <path class="belt" d="M52 72Q70 77 88 72L89 79Q70 84 51 79Z"/>
   <path d="M60 84Q54 116 52 146M80 84Q88 116 90 146" opacity=".45"/>`,
);

const PANGDEN = svg(
  "0 0 140 160",
  `<path class="belt" d="M44 28H96V38H44ZM44 30 18 25 14 34 44 37M96 30 122 25 126 34 96 37"/>
   <path class="cloth" d="M44 38H61.300V140H44ZM78.700 38H96V140H78.700Z"/><path class="lap" d="M61.300 38H78.700V140H61.300Z"/>
   <path class="stripe-a" d="M44 46H61.300V54H44ZM44 86H61.300V94H44ZM78.700 46H96V54H78.700ZM78.700 86H96V94H78.700ZM61.300 64H78.700V72H61.300ZM61.300 104H78.700V112H61.300Z"/>
   <path class="stripe-b" d="M44 60H61.300V66H44ZM44 100H61.300V106H44ZM78.700 60H96V66H78.700ZM78.700 100H96V106H78.700ZM61.300 46H78.700V52H61.300ZM61.300 84H78.700V90H61.300Z"/>
   <path class="stripe-c" d="M44 72H61.300V80H44ZM78.700 72H96V80H78.700ZM61.300 94H78.700V99H61.300ZM61.300 54H78.700V59H61.300ZM44 112H61.300V118H44ZM78.700 112H96V118H78.700Z"/>
   <path class="trim" d="M44 140V120L61.300 140ZM96 140V120L78.700 140Z"/>
   <path d="M44 38H96V140H44ZM61.300 38V140M78.700 38V140"/>`,
);

const SASH = svg(
  "0 0 140 160",
  `<path class="belt" d="M26 52Q70 38 114 52V70Q70 58 26 70Z"/><path class="belt" d="M26 70Q70 84 114 70V52Q112 62 70 65 28 62 26 52Z"/>
   <path class="belt" d="M92 68 84 128H98L104 70ZM100 68 112 116H124L110 66Z"/>
   <path class="belt" d="M90 58H108V74H90Z"/>
   <path d="M85 128V135M90 128V135M95 128V135M113 116 114 123M118 116 119 123M123 116 124 123"/>`,
);

const SHIRT = svg(
  "0 0 140 160",
  `<path class="blouse" d="M58 34 40 41 16 98 12 108 26 113 31 104 48 74 45 128Q70 133 95 128L92 74 109 104 114 113 128 108 124 98 100 41 82 34Q70 42 58 34Z"/>
   <path class="blouse" d="M58 34 59 25Q70 30 81 25L82 34Q70 42 58 34Z"/>
   <path d="M76 38Q72 56 48 64M48 64 46 128M16 98 31 104M124 98 109 104"/>
   <path d="M55 60.500V61M48 76V76.500M47.500 92V92.500M46.500 108V108.500" stroke-width="4"/>`,
);

const VEST = svg(
  "0 0 140 160",
  `<path class="cloth" d="M56 34 42 40Q48 58 44 72L42 124Q70 129 98 124L96 72Q92 58 98 40L84 34Q70 44 56 34Z"/>
   <path class="lap" d="M84 34 98 40Q92 58 96 72L98 124Q72 129 47 125L47 70Q76 60 84 34Z"/>
   <path class="trim" d="M84 34Q76 60 47 70L47 63Q68 56 77 38ZM47 118Q72 122 97.700 117L98 124Q72 129 47 125Z"/>
   <path d="M56 34Q58 44 66 50"/>`,
);

const WONJU = svg(
  "0 0 140 160",
  `<path class="blouse" d="M56 38 40 44 10 100 6 112 22 118 28 108 48 76 46 116Q70 121 94 116L92 76 112 108 118 118 134 112 130 100 100 44 84 38Q76 52 70 56 64 50 56 38Z"/>
   <path class="lap" d="M56 38 50 48 66 66 72 58Q62 50 56 38ZM84 38 91 48 76 64 50 74 49 68 68 60Q78 52 84 38Z"/>
   <path d="M50 74 47 116M10 100 28 108M130 100 112 108"/>`,
);

const GO_SHUB = svg(
  "0 0 140 160",
  `<path class="cloth" d="M60 22 36 26V144Q70 150 104 144V26L80 22 70 44Z"/>
   <path class="trim" d="M60 22 56 22.700 70 54 84 22.700 80 22 70 44Z"/>
   <path class="belt" d="M36 78Q70 86 104 78V88Q70 96 36 88Z"/>
   <path d="M50 96Q48 122 50 144M90 96Q92 122 90 144" opacity=".45"/>`,
);

/** The drawing of a garment, by the first word of its id that says what it is; a robe where none does. */
export function garmentDrawing(id: string): string {
  const known: [string, string][] = [
    ["women-long", CHUBA_WOMEN_LONG],
    ["women", CHUBA_WOMEN],
    ["pangden", PANGDEN],
    ["sash", SASH],
    ["shirt", SHIRT],
    ["vest", VEST],
    ["wonju", WONJU],
    ["goshub", GO_SHUB],
  ];
  return known.find(([word]) => id.includes(word))?.[1] ?? CHUBA_MEN;
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
