package dev.gantry.http;

import dev.gantry.spi.identity.Role;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The least role that an operation wants, and where: for a tenant, or for all of Gantry.
 *
 * @param everywhere whether a role for one tenant is too little; otherwise the operation itself
 *     looks at the tenant, or there is nothing of tenants in it
 */
record Rights(Role role, boolean everywhere) {
    /** For anybody who is known. */
    private static final Set<String> KNOWN = Set.of("getSession", "closeSession");

    private static final Map<String, Rights> TABLE =
            table(
                    List.of(
                            of(Role.VIEWER, false)
                                    .to(
                                            "status",
                                            "events",
                                            "listPlugins",
                                            "getPlugin",
                                            "whyPlugin",
                                            "pluginHistory",
                                            "listTasks",
                                            "getTask",
                                            "getTaskLimits",
                                            "listDetectors",
                                            "getDetector",
                                            "listTenants",
                                            "getTenant",
                                            "listQueues",
                                            "listPauses",
                                            "listTargets",
                                            "getTarget",
                                            "listNodes",
                                            "listRuns",
                                            "exportRuns",
                                            "getRun",
                                            "getRunParams",
                                            "getRunOutput",
                                            "listAttempts",
                                            "readLogs",
                                            "statistics",
                                            "listSchedules",
                                            "getSchedule",
                                            "upcomingFires",
                                            "previewSpec",
                                            "previewSchedule",
                                            "listCalendars",
                                            "listSlos",
                                            "getSlo",
                                            "listChecks",
                                            "getCheck",
                                            "checkSchema",
                                            "listVerdicts",
                                            "checkSeries",
                                            "checkAvailability",
                                            "checkForecast",
                                            "listFindings",
                                            "getFinding",
                                            "listMaintenance"),
                            of(Role.OPERATOR, false)
                                    .to(
                                            "startRun",
                                            "startRuns",
                                            "bulkRuns",
                                            "changeRun",
                                            "pauseRun",
                                            "resumeRun",
                                            "terminateRun",
                                            "retryRun",
                                            "rerunRun",
                                            "dismissRun",
                                            "cancelRun",
                                            "pauseSchedule",
                                            "resumeSchedule",
                                            "fireSchedule",
                                            "backfillSchedule",
                                            "pauseTenant",
                                            "resumeTenant"),
                            of(Role.OPERATOR, true)
                                    .to(
                                            "pauseTask",
                                            "resumeTask",
                                            "pauseQueue",
                                            "resumeQueue",
                                            "resetTarget",
                                            "acknowledgeFinding",
                                            "approveReaction",
                                            "declineReaction",
                                            "putMaintenance",
                                            "endMaintenance",
                                            "runCheck",
                                            "pauseCheck",
                                            "resumeCheck",
                                            "putLogLevel",
                                            "deleteLogLevel",
                                            "putPluginLevel",
                                            "deletePluginLevel"),
                            of(Role.AUTHOR, false).to("putSchedule", "deleteSchedule"),
                            of(Role.AUTHOR, true)
                                    .to(
                                            "uploadPlugin",
                                            "planPlugin",
                                            "deletePlugin",
                                            "rollBackPlugin",
                                            "promotePlugin",
                                            "pinPlugin",
                                            "unpinPlugin",
                                            "disablePlugin",
                                            "enablePlugin",
                                            "limitPlugin",
                                            "deletePluginVersion",
                                            "activatePluginVersion",
                                            "forceDrain",
                                            "putPluginConfig",
                                            "restorePluginConfig",
                                            "putCheck",
                                            "applyChecks",
                                            "deleteCheck",
                                            "putTaskLimits",
                                            "deleteTaskLimits",
                                            "putTarget",
                                            "deleteTarget"),
                            of(Role.ADMIN, true)
                                    .to(
                                            "makeBackup",
                                            "compactStore",
                                            "checkStore",
                                            "putTelemetry",
                                            "resetTelemetry",
                                            "runRetention",
                                            "putRetention",
                                            "deleteRetention",
                                            "putTenant",
                                            "deleteTenant",
                                            "listTokens",
                                            "makeToken",
                                            "revokeToken",
                                            "listAudit",
                                            "verifyAudit")));

    private static final Rights OTHER_READS = of(Role.VIEWER, true);
    private static final Rights OTHER_CHANGES = of(Role.ADMIN, true);

    /** What an operation wants; what is not in the table is for all of Gantry. */
    static Rights of(Operation operation) {
        return TABLE.getOrDefault(
                operation.id(), operation.method().equals("GET") ? OTHER_READS : OTHER_CHANGES);
    }

    /** Whether an operation that changes something is in the table. */
    static boolean listed(Operation operation) {
        return TABLE.containsKey(operation.id()) || KNOWN.contains(operation.id());
    }

    /** The names in the table. */
    static Set<String> names() {
        return TABLE.keySet();
    }

    /**
     * Who calls, with the role that the operation wants.
     *
     * @throws ProblemException 403 that names the role, for whoever has it not
     */
    static Caller check(Operation operation, Caller caller) {
        if (KNOWN.contains(operation.id())) {
            return caller;
        }
        Rights wanted = of(operation);
        Caller here = caller.as(wanted.role());
        if (wanted.everywhere() ? !here.everywhere() : !caller.principal().may(wanted.role())) {
            throw here.refused(wanted.everywhere() ? " for all of Gantry" : "");
        }
        return here;
    }

    private static Rights of(Role role, boolean everywhere) {
        return new Rights(role, everywhere);
    }

    private Stream<Map.Entry<String, Rights>> to(String... operations) {
        return Stream.of(operations).map(id -> Map.entry(id, this));
    }

    private static Map<String, Rights> table(List<Stream<Map.Entry<String, Rights>>> parts) {
        return parts.stream()
                .flatMap(part -> part)
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
