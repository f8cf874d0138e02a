package dev.gantry.http;

import java.util.List;

/** All operations of the API. The OpenAPI document says the same; a test compares them. */
public final class Operations {
    /** The one that Gantry can do without. */
    static final String METRICS = "metrics";

    private static final String V1 = "/api/v1";

    /** The table. */
    public static final List<Operation> ALL =
            List.of(
                    Operation.open("landing", "/"),
                    Operation.open("pluginsPage", "/plugins"),
                    Operation.open("asset", "/assets/{name}"),
                    Operation.open("health", "/healthz"),
                    Operation.open("readiness", "/readyz"),
                    Operation.open("openapi", "/openapi.json"),
                    Operation.of(METRICS, "GET", "/metrics"),
                    Operation.of("status", "GET", V1 + "/status"),
                    Operation.of("getStore", "GET", V1 + "/store"),
                    Operation.of("listBackups", "GET", V1 + "/store/backups"),
                    Operation.of("makeBackup", "POST", V1 + "/store/backups"),
                    Operation.of("checkStore", "POST", V1 + "/store/check"),
                    Operation.of("events", "GET", V1 + "/events", "after", "type"),
                    Operation.of("listPlugins", "GET", V1 + "/plugins", "limit", "cursor"),
                    Operation.of("uploadPlugin", "POST", V1 + "/plugins", "filename", "override"),
                    Operation.of("planPlugin", "POST", V1 + "/plugins/plan", "filename"),
                    Operation.of("getPlugin", "GET", V1 + "/plugins/{id}"),
                    Operation.of("deletePlugin", "DELETE", V1 + "/plugins/{id}"),
                    Operation.of("whyPlugin", "GET", V1 + "/plugins/{id}/why"),
                    Operation.of(
                            "pluginHistory",
                            "GET",
                            V1 + "/plugins/{id}/history",
                            "limit",
                            "cursor"),
                    Operation.of("rollBackPlugin", "POST", V1 + "/plugins/{id}/rollback"),
                    Operation.of("promotePlugin", "POST", V1 + "/plugins/{id}/promote"),
                    Operation.of("pinPlugin", "POST", V1 + "/plugins/{id}/pin"),
                    Operation.of("unpinPlugin", "POST", V1 + "/plugins/{id}/unpin"),
                    Operation.of("disablePlugin", "POST", V1 + "/plugins/{id}/disable"),
                    Operation.of("enablePlugin", "POST", V1 + "/plugins/{id}/enable"),
                    Operation.of("limitPlugin", "POST", V1 + "/plugins/{id}/limit"),
                    Operation.of(
                            "deletePluginVersion",
                            "DELETE",
                            V1 + "/plugins/{id}/versions/{version}"),
                    Operation.of(
                            "activatePluginVersion",
                            "POST",
                            V1 + "/plugins/{id}/versions/{version}/activate"),
                    Operation.of("getPluginConfig", "GET", V1 + "/plugins/{id}/config"),
                    Operation.of("putPluginConfig", "PUT", V1 + "/plugins/{id}/config"),
                    Operation.of(
                            "listPluginConfigVersions",
                            "GET",
                            V1 + "/plugins/{id}/config/history",
                            "limit",
                            "cursor"),
                    Operation.of(
                            "restorePluginConfig",
                            "POST",
                            V1 + "/plugins/{id}/config/history/{version}/restore"),
                    Operation.of(
                            "forceDrain",
                            "POST",
                            V1 + "/plugins/{id}/versions/{version}/drain/force"),
                    Operation.of("listTasks", "GET", V1 + "/tasks", "limit", "cursor"),
                    Operation.of("getTask", "GET", V1 + "/tasks/{type}"),
                    Operation.of("pauseTask", "POST", V1 + "/tasks/{type}/pause"),
                    Operation.of("resumeTask", "POST", V1 + "/tasks/{type}/resume"),
                    Operation.of("pauseTenant", "POST", V1 + "/tenants/{name}/pause"),
                    Operation.of("resumeTenant", "POST", V1 + "/tenants/{name}/resume"),
                    Operation.of("listPauses", "GET", V1 + "/pauses"),
                    Operation.of("startRun", "POST", V1 + "/tasks/{type}/runs", "wait"),
                    Operation.of("listDetectors", "GET", V1 + "/detectors", "limit", "cursor"),
                    Operation.of("getDetector", "GET", V1 + "/detectors/{type}"),
                    Operation.of(
                            "listRuns",
                            "GET",
                            V1 + "/runs",
                            "state",
                            "result",
                            "task",
                            "plugin",
                            "tenant",
                            "label",
                            "deadLetter",
                            "after",
                            "before",
                            "limit",
                            "cursor"),
                    Operation.of("startRuns", "POST", V1 + "/runs/batch"),
                    Operation.of("bulkRuns", "POST", V1 + "/runs/bulk"),
                    Operation.of("getRun", "GET", V1 + "/runs/{id}", "wait"),
                    Operation.of("changeRun", "PATCH", V1 + "/runs/{id}"),
                    Operation.of("pauseRun", "POST", V1 + "/runs/{id}/pause"),
                    Operation.of("resumeRun", "POST", V1 + "/runs/{id}/resume"),
                    Operation.of("terminateRun", "POST", V1 + "/runs/{id}/terminate"),
                    Operation.of("rerunRun", "POST", V1 + "/runs/{id}/rerun"),
                    Operation.of("dismissRun", "POST", V1 + "/runs/{id}/dismiss"),
                    Operation.of("cancelRun", "POST", V1 + "/runs/{id}/cancel"),
                    Operation.of("listAttempts", "GET", V1 + "/runs/{id}/attempts"),
                    Operation.of("readLogs", "GET", V1 + "/runs/{id}/logs", "after", "limit"),
                    Operation.of("listSchedules", "GET", V1 + "/schedules", "limit", "cursor"),
                    Operation.of("getSchedule", "GET", V1 + "/schedules/{id}"),
                    Operation.of("putSchedule", "PUT", V1 + "/schedules/{id}"),
                    Operation.of("deleteSchedule", "DELETE", V1 + "/schedules/{id}"),
                    Operation.of("pauseSchedule", "POST", V1 + "/schedules/{id}/pause"),
                    Operation.of("resumeSchedule", "POST", V1 + "/schedules/{id}/resume"),
                    Operation.of("fireSchedule", "POST", V1 + "/schedules/{id}/fire"),
                    Operation.of("upcomingFires", "GET", V1 + "/schedules/{id}/upcoming", "count"),
                    Operation.of("previewSpec", "POST", V1 + "/schedules/preview", "from", "count"),
                    Operation.of(
                            "previewSchedule",
                            "GET",
                            V1 + "/schedules/{id}/preview",
                            "from",
                            "count"),
                    Operation.of("backfillSchedule", "POST", V1 + "/schedules/{id}/backfill"),
                    Operation.of("listCalendars", "GET", V1 + "/calendars", "limit", "cursor"),
                    Operation.of("listChecks", "GET", V1 + "/checks", "limit", "cursor"),
                    Operation.of("getCheck", "GET", V1 + "/checks/{id}"),
                    Operation.of("putCheck", "PUT", V1 + "/checks/{id}"),
                    Operation.of("deleteCheck", "DELETE", V1 + "/checks/{id}"),
                    Operation.of("listVerdicts", "GET", V1 + "/checks/{id}/verdicts", "limit"));

    private Operations() {}
}
