// Small charts beside real tables: the table says everything, the chart shows it at a
// glance. A chart is an SVG picture without a word for those who listen; it prints as it
// stands. Rows are [{label, value, text}]; a row without a value has no bar.
import { html } from "./html.js";

const INK = "#1a2530";
const SOFT = "#4a5866";
const LINE = "#c9d3dc";
const ACCENT = "#0b5a86";
const BAD = "#a31d1d";
const FONT = "system-ui, 'Noto Sans SC', 'Microsoft YaHei', sans-serif";

const MARKUP = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const plain = (text) => String(text).replace(/[&<>"]/g, (sign) => MARKUP[sign]);

const known = (value) => value !== null && value !== undefined;

// Signs that fit into a width, a Chinese one counting twice.
function clipped(text, most) {
  let width = 0;
  let kept = "";
  for (const sign of String(text)) {
    width += sign.charCodeAt(0) > 0x2e80 ? 2 : 1;
    if (width > most) return `${kept}…`;
    kept += sign;
  }
  return kept;
}

const text = (x, y, words, { size = 15, anchor = "start", fill = INK, weight = 400 } = {}) => `<text x="${x}" y="${y}" font-family="${plain(FONT)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${fill}">${plain(words)}</text>`;

const picture = (width, height, marks) => html`<img class="chart" alt="" width=${width} height=${height}
  src=${`data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${marks.join("")}</svg>`)}`}>`;

// Bars from left to right, a row each, against `max` or the largest of them.
export function bars(rows, { max = 0, width = 640, labelled = 220, bad = false } = {}) {
  const top = max || Math.max(1, ...rows.map((row) => row.value || 0));
  const room = width - labelled - 90;
  const step = 34;
  const marks = rows.flatMap(({ label, value, text: said }, at) => {
    const y = at * step;
    const length = known(value) ? Math.max(value > 0 ? 2 : 0, (room * Math.min(value, top)) / top) : 0;
    return [
      text(labelled - 10, y + 22, clipped(label, Math.floor(labelled / 8.2)), { anchor: "end" }),
      `<rect x="${labelled}" y="${y + 6}" width="${room}" height="22" fill="#eef3f6"/>`,
      `<rect x="${labelled}" y="${y + 6}" width="${length.toFixed(1)}" height="22" fill="${bad ? BAD : ACCENT}"/>`,
      text(labelled + room + 8, y + 22, said, { weight: 650 }),
    ];
  });
  return picture(width, Math.max(1, rows.length) * step, marks);
}

// Columns from the left to the right, a row each, with a line of shares of a hundred
// (`share`) above them. `ink` and `soft` are for a dark ground.
export function columns(rows, { width = 640, height = 230, ink = INK, soft = SOFT, fill = "#7db3d1", line = ACCENT } = {}) {
  const top = Math.max(1, ...rows.map((row) => row.value || 0));
  const [head, foot] = [34, 28];
  const room = height - head - foot;
  const step = width / Math.max(1, rows.length);
  const wide = Math.min(54, step * 0.62);
  const middle = (at) => step * at + step / 2;
  const marks = [`<line x1="0" y1="${height - foot}" x2="${width}" y2="${height - foot}" stroke="${LINE}"/>`];
  rows.forEach(({ label, value, text: said }, at) => {
    const tall = known(value) ? (room * value) / top : 0;
    marks.push(`<rect x="${(middle(at) - wide / 2).toFixed(1)}" y="${(height - foot - tall).toFixed(1)}" width="${wide.toFixed(1)}" height="${tall.toFixed(1)}" fill="${fill}"/>`);
    marks.push(text(middle(at).toFixed(1), height - 8, label, { size: 13, anchor: "middle", fill: soft }));
    if (said) marks.push(text(middle(at).toFixed(1), (height - foot - tall - 7).toFixed(1), said, { size: 14, anchor: "middle", fill: ink, weight: 650 }));
  });
  const points = rows.map((row, at) => (known(row.share) ? `${middle(at).toFixed(1)},${(height - foot - (room * row.share) / 100).toFixed(1)}` : null)).filter(Boolean);
  if (points.length > 1) marks.push(`<polyline points="${points.join(" ")}" fill="none" stroke="${line}" stroke-width="3"/>`);
  points.forEach((point) => marks.push(`<circle cx="${point.split(",")[0]}" cy="${point.split(",")[1]}" r="4" fill="${line}"/>`));
  return picture(width, height, marks);
}
