/**
 * All pages. A page is one file, loaded when it is first wanted; the first path that fits is taken.
 * `nav` puts it into the navigation, `key` is what follows `g`, `docs` the page of the docs about it.
 */
export const ROUTES = [
  { path: "/", tag: "page-overview", title: "Overview", icon: "overview", nav: "Work", key: "o", docs: "console", load: () => import("./overview.js") },
  { path: "/runs", tag: "page-runs", title: "Runs", icon: "runs", nav: "Work", key: "r", docs: "operating-runs", load: () => import("./runs.js") },
  { path: "/runs/:id", tag: "page-run", title: "Run", under: "/runs", docs: "operating-runs", load: () => import("./run.js") },
  { path: "/tasks", tag: "page-tasks", title: "Tasks", icon: "tasks", nav: "Work", key: "t", docs: "operating-runs", load: () => import("./tasks.js") },
  { path: "/panels/:plugin/:id", tag: "page-panel", title: "Panel", docs: "panels", load: () => import("./panel.js") },
  { path: "/tasks/:type", tag: "page-task", title: "Task", under: "/tasks", docs: "operating-runs", load: () => import("./task.js") },
  { path: "/plugins", tag: "page-plugins", title: "Plugins", icon: "plugins", nav: "Platform", key: "p", docs: "operating-plugins", load: () => import("./plugins.js") },
  { path: "/plugins/:id", tag: "page-plugin", title: "Plugin", under: "/plugins", docs: "operating-plugins", load: () => import("./plugin.js") },
  { path: "/schedules", tag: "page-schedules", title: "Schedules", icon: "schedules", nav: "Work", key: "s", docs: "schedules", load: () => import("./schedules.js") },
  { path: "/schedules/:id", tag: "page-schedule", title: "Schedule", under: "/schedules", docs: "schedules", load: () => import("./schedule.js") },
  { path: "/detection", tag: "page-checks", title: "Detection", icon: "detection", nav: "Watch", key: "d", docs: "checks", load: () => import("./checks.js") },
  { path: "/detection/:id", tag: "page-check", title: "Check", under: "/detection", docs: "checks", load: () => import("./check.js") },
  { path: "/findings", tag: "page-findings", title: "Findings", icon: "findings", nav: "Watch", key: "f", docs: "findings", load: () => import("./findings.js") },
  { path: "/findings/:id", tag: "page-finding", title: "Finding", under: "/findings", docs: "findings", load: () => import("./finding.js") },
  { path: "/slos", tag: "page-slos", title: "Objectives", icon: "slos", nav: "Watch", key: "b", docs: "slos", load: () => import("./slos.js") },
  { path: "/slos/:id", tag: "page-slo", title: "Objective", under: "/slos", docs: "slos", load: () => import("./slo.js") },
  { path: "/nodes", tag: "page-nodes", title: "Nodes", icon: "nodes", nav: "Platform", key: "n", docs: "postgresql#nodes", load: () => import("./nodes.js") },
  { path: "/store", tag: "page-store", title: "Store", icon: "store", nav: "Platform", key: "e", docs: "store", load: () => import("./store.js") },
  { path: "/limits", tag: "page-limits", title: "Limits", icon: "limits", nav: "Platform", key: "l", docs: "queues", load: () => import("./limits.js") },
  { path: "/settings", tag: "page-settings", title: "Settings", icon: "settings", nav: "Platform", key: "c", docs: "settings", load: () => import("./settings.js") },
  { path: "/settings/:plugin", tag: "page-config", title: "Settings of a plugin", under: "/settings", docs: "settings#settings-of-plugins", load: () => import("./config.js") },
  { path: "/tokens", tag: "page-tokens", title: "Access tokens", icon: "tokens", nav: "Platform", key: "a", docs: "security#tokens", load: () => import("./tokens.js") },
  { path: "/audit", tag: "page-audit", title: "Audit log", icon: "audit", nav: "Platform", key: "u", docs: "security#audit-log", load: () => import("./audit.js") },
];
