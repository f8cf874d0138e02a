/** Numbers of detectors, as the names of the measurements say what they are of. */
import { span } from "../core/time.js";
import { bytes, percent } from "./parts.js";

export function measured(name, value) {
  if (value === null || value === undefined) return "–";
  if (/bytes/i.test(name)) return bytes(value);
  if (/ratio/i.test(name)) return percent(value);
  if (/seconds/i.test(name)) return span(value);
  return value.toLocaleString(undefined, { maximumSignificantDigits: 4 });
}
