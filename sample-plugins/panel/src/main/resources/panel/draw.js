/** What a chart of bytes over time needs. */
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

export function bytes(n) {
  let i = 0;
  while (n >= 1024 && i < UNITS.length - 1) {
    n /= 1024;
    i++;
  }
  return `${i && n < 10 && n % 1 ? n.toFixed(1) : Math.round(n)} ${UNITS[i]}`;
}

/** The time of day, with its seconds where that is wanted. */
export const clock = (at, seconds = false) =>
  new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined });

/** The top of an axis up to `most`, and its lines: round numbers of one unit. */
export function step(most) {
  const unit = 1024 ** Math.floor(Math.log(most) / Math.log(1024));
  const size = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500].find((each) => each * unit * 4 >= most) ?? 500;
  const lines = Array.from({ length: Math.ceil(most / (size * unit)) + 1 }, (_, i) => i * size * unit);
  return { top: lines.at(-1), lines };
}

/** The path through points; with a floor the area down to it. */
export function area(points, floor) {
  const line = points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`).join("");
  return floor === undefined ? line : `${line}L${points.at(-1)[0].toFixed(1)},${floor}L${points[0][0].toFixed(1)},${floor}Z`;
}
