/**
 * All pages. A page is one file, loaded when it is first wanted; the first path that fits is taken.
 * `nav` puts it into the navigation, `key` is what follows `g`.
 */
export const ROUTES = [
  { path: "/", tag: "page-overview", title: "Overview", icon: "overview", nav: "Work", key: "o", load: () => import("./overview.js") },
  { path: "/runs", tag: "page-runs", title: "Runs", icon: "runs", nav: "Work", key: "r", load: () => import("./runs.js") },
  { path: "/runs/:id", tag: "page-run", title: "Run", under: "/runs", load: () => import("./run.js") },
  { path: "/tasks", tag: "page-tasks", title: "Tasks", icon: "tasks", nav: "Work", key: "t", load: () => import("./tasks.js") },
  { path: "/panels/:plugin/:id", tag: "page-panel", title: "Panel", load: () => import("./panel.js") },
  { path: "/tasks/:type", tag: "page-task", title: "Task", under: "/tasks", load: () => import("./task.js") },
];
