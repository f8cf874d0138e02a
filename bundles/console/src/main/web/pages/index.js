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
  { path: "/plugins", tag: "page-plugins", title: "Plugins", icon: "plugins", nav: "Platform", key: "p", load: () => import("./plugins.js") },
  { path: "/plugins/:id", tag: "page-plugin", title: "Plugin", under: "/plugins", load: () => import("./plugin.js") },
  { path: "/schedules", tag: "page-schedules", title: "Schedules", icon: "schedules", nav: "Work", key: "s", load: () => import("./schedules.js") },
  { path: "/schedules/:id", tag: "page-schedule", title: "Schedule", under: "/schedules", load: () => import("./schedule.js") },
  { path: "/detection", tag: "page-checks", title: "Detection", icon: "detection", nav: "Watch", key: "d", load: () => import("./checks.js") },
  { path: "/detection/:id", tag: "page-check", title: "Check", under: "/detection", load: () => import("./check.js") },
  { path: "/slos", tag: "page-slos", title: "Objectives", icon: "slos", nav: "Watch", key: "b", load: () => import("./slos.js") },
  { path: "/slos/:id", tag: "page-slo", title: "Objective", under: "/slos", load: () => import("./slo.js") },
  { path: "/nodes", tag: "page-nodes", title: "Nodes", icon: "nodes", nav: "Platform", key: "n", load: () => import("./nodes.js") },
  { path: "/store", tag: "page-store", title: "Store", icon: "store", nav: "Platform", key: "e", load: () => import("./store.js") },
  { path: "/limits", tag: "page-limits", title: "Limits", icon: "limits", nav: "Platform", key: "l", load: () => import("./limits.js") },
  { path: "/settings", tag: "page-settings", title: "Settings", icon: "settings", nav: "Platform", key: "c", load: () => import("./settings.js") },
  { path: "/settings/:plugin", tag: "page-config", title: "Settings of a plugin", under: "/settings", load: () => import("./config.js") },
  { path: "/tokens", tag: "page-tokens", title: "Access tokens", icon: "tokens", nav: "Platform", key: "a", load: () => import("./tokens.js") },
  { path: "/audit", tag: "page-audit", title: "Audit log", icon: "audit", nav: "Platform", key: "u", load: () => import("./audit.js") },
];
