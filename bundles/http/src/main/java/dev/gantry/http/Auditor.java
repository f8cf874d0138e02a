package dev.gantry.http;

import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.audit.AuditLog;
import dev.gantry.spi.identity.Principal;

import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Records who changed what, and who was not let. The answer waits until the entry is on disk; if it
 * cannot be written, Gantry's log has it. Runs that were started record themselves who did.
 */
final class Auditor {
    private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);
    private static final long PATIENCE_SECONDS = 5;
    private static final Set<String> LOGINS = Set.of("openSession", "finishLogin");
    private static final Set<String> NO_CHANGE = Set.of("previewSpec", "planPlugin");
    private static final Set<String> TELL_THEMSELVES = Set.of("startRun", "startRuns");

    private final Identity identity;
    private final InstantSource clock;

    Auditor(Identity identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /** An operation was answered. */
    void record(Operation operation, Request request, Remarks remarks, int status) {
        if (!concerns(operation, remarks, status)) {
            return;
        }
        Principal who = remarks.principal();
        String query = request.getHttpURI().getQuery();
        AuditEvent event =
                new AuditEvent(
                        clock.instant(),
                        who == null ? "unknown" : who.name(),
                        who == null ? "" : who.credential(),
                        Call.remote(request),
                        operation.id(),
                        request.getHttpURI().getCanonicalPath(),
                        remarks.tenant(),
                        status,
                        query == null || LOGINS.contains(operation.id())
                                ? remarks.detail()
                                : query + " " + remarks.detail());
        Optional<AuditLog> log = identity.audit();
        if (log.isEmpty()) {
            LOG.error("Not in the audit log, which is not there: {}", event);
            return;
        }
        try {
            log.get().record(event).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the audit log told why, or will", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean concerns(Operation operation, Remarks remarks, int status) {
        if (operation.id().equals("finishLogin") && status == 401) {
            return false; // nobody began to log in
        }
        if (LOGINS.contains(operation.id())) {
            return status < 400 || status == 401 || status == 403 || status == 422;
        }
        if (operation.method().equals("GET")) {
            return false;
        }
        if (remarks.principal() == null) {
            return false;
        }
        boolean done = status < 400 || status >= 500;
        return status == 403
                || (done
                        && !NO_CHANGE.contains(operation.id())
                        && !TELL_THEMSELVES.contains(operation.id()));
    }
}
