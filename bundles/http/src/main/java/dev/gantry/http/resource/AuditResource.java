package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.audit.AuditLog;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The audit log: read it, and find out whether it is as it was written. */
@Component
public final class AuditResource implements Resource {
    private static final Pattern KNOWN = Pattern.compile("([1-9]\\d{0,17}):([0-9a-f]{64})");

    private final AuditLog log;

    /** Over the audit log of this Gantry. */
    @Activate
    public AuditResource(@Reference AuditLog log) {
        this.log = log;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("listAudit", this::list, "verifyAudit", this::verify);
    }

    private Answer list(Call call) {
        Query query = call.query();
        int limit = query.limit();
        long before = query.number("cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        List<AuditEntry> found =
                log.list(before, limit + 1, query.text("actor"), query.text("operation"));
        List<AuditEntry> page = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? Long.toString(page.getLast().seq()) : null;
        return Paging.answer(page.stream().map(AuditResource::json).toList(), next);
    }

    private Answer verify(Call call) {
        String known = call.query().text("known");
        AuditLog.Verdict verdict =
                known == null ? log.verify(0, "") : log.verify(seq(known), hash(known));
        ObjectNode node = Json.object();
        node.put("intact", verdict.broken() == 0);
        node.put("entries", verdict.entries());
        node.put("first", verdict.first());
        node.put("last", verdict.last());
        node.put("head", verdict.head());
        node.put("broken", verdict.broken() == 0 ? null : (Long) verdict.broken());
        node.put("reason", verdict.reason());
        return Answer.json(200, node);
    }

    private static long seq(String known) {
        return Long.parseLong(matched(known).group(1));
    }

    private static String hash(String known) {
        return matched(known).group(2);
    }

    private static Matcher matched(String known) {
        Matcher matcher = KNOWN.matcher(known);
        if (!matcher.matches()) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "invalid",
                            "known: expected the number and the hash of an entry, as 17:3fa9…, got "
                                    + known));
        }
        return matcher;
    }

    private static ObjectNode json(AuditEntry entry) {
        AuditEvent event = entry.event();
        ObjectNode node = Json.object();
        node.put("seq", entry.seq());
        Json.put(node, "at", event.at());
        node.put("actor", event.actor());
        node.put("credential", event.credential());
        node.put("remote", event.remote());
        node.put("operation", event.operation());
        node.put("target", event.target());
        node.put("tenant", event.tenant().isEmpty() ? null : event.tenant());
        node.put("status", event.status());
        node.put("detail", event.detail());
        node.put("prev", entry.prev());
        node.put("hash", entry.hash());
        return node;
    }
}
