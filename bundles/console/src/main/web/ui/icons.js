/** Icons: 16 by 16, in the colour of the text. They never stand alone for a meaning. */
import { svg, html } from "lit";

const PATHS = {
  overview: "M2 9.5 8 3l6 6.5M4 8v5.5h8V8",
  runs: "M3 4h10M3 8h10M3 12h6",
  tasks: "M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z",
  plugins: "M6 2.5v3M10 2.5v3M4 5.5h8v3a4 4 0 0 1-8 0zM8 12.5v2",
  schedules: "M3 4h10v9.5H3zM3 7h10M5.5 2.5v3M10.5 2.5v3",
  detection: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14",
  slos: "M2.5 13.5v-3M6 13.5V7M9.5 13.5V9M13 13.5v-10",
  nodes: "M3 3h10v4H3zM3 9h10v4H3zM5.5 5h.01M5.5 11h.01",
  panel: "M2.500 3h11v10h-11zM2.500 6.500h11M6.500 6.500v6.500",
  settings: "M3 5h6M12 5h1M3 11h1M7 11h6M9 5a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0zM4 11a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0z",
  audit: "M4 2.5h6l2.5 2.5v8.5h-8.500zM6 7h4.500M6 9.500h4.500M6 12h2",
  success: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.3 8.200l1.900 1.900 3.500-3.900",
  failure: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.800 5.800l4.400 4.400M10.200 5.800l-4.400 4.400",
  error: "M8 2.200 14.500 13.500h-13zM8 6.500v3.200M8 11.600v.010",
  timeout: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.200 1.800",
  cancelled: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.800 12.200l8.400-8.400",
  skipped: "M3 4l5 4-5 4zM9 4l4 4-4 4z",
  queued: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.300 8h.010M8 8h.010M10.700 8h.010",
  running: "M8 2a6 6 0 1 1-6 6",
  blocked: "M4 7.500h8v6H4zM5.500 7.500V5.300a2.500 2.500 0 0 1 5 0v2.200",
  waiting: "M4.500 2.500h7M4.500 13.500h7M5 2.500c0 3 3 4 3 5.500s-3 2.500-3 5.500M11 2.500c0 3-3 4-3 5.500s3 2.500 3 5.500",
  paused: "M5.500 3.500v9M10.500 3.500v9",
  scheduled: "M3 4h10v9.500H3zM3 7h10M5.500 2.500v3M10.500 2.500v3",
  play: "M5 3.200v9.600l7.500-4.800z",
  retry: "M13 8a5 5 0 1 1-1.600-3.700M13 2.500v3h-3",
  stop: "M4 4h8v8H4z",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700 14 14",
  close: "M4 4l8 8M12 4l-8 8",
  menu: "M2.500 4h11M2.500 8h11M2.500 12h11",
  light: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1.100 1.100M11.500 11.500l1.100 1.100M3.400 12.600l1.100-1.100M11.500 4.500l1.100-1.100",
  dark: "M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z",
  system: "M2.500 3h11v7.500h-11zM5.500 13.500h5M8 10.500v3",
  leave: "M9.500 2.500H3.500v11h6M6.500 8h7M11 5.500 13.500 8 11 10.500",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.300 6.300a1.700 1.700 0 1 1 2.400 1.600c-.500.250-.700.600-.700 1.200M8 11.300v.010",
  upload: "M8 10.500V3M5 5.500 8 2.500l3 3M3 10.500v3h10v-3",
  more: "M3.500 8h.010M8 8h.010M12.500 8h.010",
  next: "M6 3.500 10.500 8 6 12.500",
  back: "M10 3.500 5.500 8 10 12.500",
  down: "M3.500 6 8 10.500 12.500 6",
  plus: "M8 3v10M3 8h10",
  trash: "M3 4.500h10M6.500 4.500v-2h3v2M4.500 4.500l.500 9h6l.500-9",
  copy: "M5.500 5.500h8v8h-8zM3 10.500V2.500h8",
  link: "M6.500 9.500l3-3M7 4.500l1.500-1.500a3 3 0 0 1 4.300 4.300L11.300 8.800M9 11.500l-1.500 1.500a3 3 0 0 1-4.300-4.300l1.500-1.500",
  warn: "M8 2.200 14.500 13.500h-13zM8 6.500v3.200M8 11.600v.010",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.300v3.700M8 4.900v.010",
};

const SOLID = new Set(["skipped", "play"]);

export function icon(name, extra = "") {
  return html`<svg class="icon ${SOLID.has(name) ? "solid" : ""} ${extra}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${svg`<path d=${PATHS[name] ?? PATHS.info}></path>`}</svg>`;
}
