package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.BulkResult;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunControl;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Changes, retries, terminates, reruns and dismisses runs: one, or many. */
@Component
public final class SteerResource implements Resource {
    private static final Set<String> FILTER =
            Set.of(
                    "task", "tenant", "labels", "q", "state", "result", "plugin", "before", "after",
                    "parent");
    private static final Set<String> BULK =
            Set.of("action", "filter", "dryRun", "limit", "cursor", "reason", "by");
    private static final int BY_LIMIT = 100;

    private final RunControl control;
    private final Runs runs;
    private final int limit;

    /** Over the engine. */
    @Activate
    public SteerResource(
            BundleContext context, @Reference RunControl control, @Reference Runs runs) {
        this(control, runs, RunRequests.limit(context));
    }

    /**
     * The same.
     *
     * @param limit how many bytes a body may have that changes parameters
     */
    public SteerResource(RunControl control, Runs runs, int limit) {
        this.limit = limit;
        this.control = control;
        this.runs = runs;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "changeRun", this::change,
                "retryRun", this::retry,
                "terminateRun", this::terminate,
                "rerunRun", this::rerun,
                "dismissRun", this::dismiss,
                "bulkRuns", this::bulk);
    }

    /** Who asks: whom the caller names, or the caller. */
    static String by(Call call, Body body) {
        String by = body.text("by", call.by()).strip();
        if (by.isEmpty() || by.length() > BY_LIMIT) {
            body.wrong("by", "a name has 1 to " + BY_LIMIT + " characters");
        }
        return by;
    }

    private Answer change(Call call) throws IOException {
        Body body = call.body(Set.of("params", "priority"), limit);
        String params = body.has("params") ? body.json("params") : null;
        Integer priority = body.has("priority") ? (Integer) body.integer("priority", 0) : null;
        RunChange change = body.build(() -> new RunChange(params, priority));
        String id = RunResource.find(call, runs).id();
        try {
            return Answer.json(200, RunJson.run(control.change(id, change)));
        } catch (GantryException e) {
            throw Call.under("/params", e);
        }
    }

    private Answer retry(Call call) {
        return Answer.json(200, RunJson.run(control.retry(RunResource.find(call, runs).id())));
    }

    private Answer terminate(Call call) throws IOException {
        Body body = call.body(Set.of("reason"));
        String reason = body.text("reason", null);
        body.build(() -> call);
        String id = RunResource.find(call, runs).id();
        Run run = control.terminate(id, reason);
        return Answer.json(run.state() == RunState.FINISHED ? 200 : 202, RunJson.run(run));
    }

    private Answer rerun(Call call) throws Exception {
        Body body = call.body(Set.of("key", "by"));
        String key = RunRequests.key(call, body);
        String by = by(call, body);
        body.build(() -> call);
        String id = RunResource.find(call, runs).id();
        Runs.Submitted submitted = Waits.committed(control.rerun(id, key, by));
        Answer.Whole answer =
                Answer.json(202, RunJson.run(runs.find(submitted.id()).orElseThrow()))
                        .with("Location", "/api/v1/runs/" + submitted.id());
        return submitted.duplicate() ? answer.with("Idempotent-Replayed", "true") : answer;
    }

    private Answer dismiss(Call call) throws IOException {
        Body body = call.body(Set.of("reason", "by"));
        String reason = body.text("reason", null);
        String by = by(call, body);
        body.build(() -> call);
        String id = RunResource.find(call, runs).id();
        return Answer.json(200, RunJson.run(control.dismiss(id, reason, by)));
    }

    private Answer bulk(Call call) throws IOException {
        Body body = call.body(BULK);
        body.required("action");
        BulkRequest.Action action = body.constant("action", BulkRequest.Action.class, null);
        String cursor = body.text("cursor", null);
        RunQuery which =
                body.object("filter", FILTER)
                        .map(filter -> filter(filter, cursor))
                        .orElseGet(() -> missing(body));
        int limit = body.integer("limit", BulkRequest.MAX);
        boolean dryRun = body.flag("dryRun", false);
        String reason = body.text("reason", null);
        String by = by(call, body);
        BulkRequest request =
                body.build(() -> new BulkRequest(action, which, limit, dryRun, reason, by));
        String tenant = call.tenant(which.tenant());
        BulkRequest within = new BulkRequest(action, which.in(tenant), limit, dryRun, reason, by);
        return Answer.json(200, result(request, control.bulk(within)));
    }

    private static RunQuery missing(Body body) {
        body.wrong("filter", "is missing; it says which runs are meant");
        return null;
    }

    private static RunQuery filter(Body filter, String cursor) {
        RunState state = filter.constant("state", RunState.class, null);
        RunResult result = filter.constant("result", RunResult.class, null);
        String task = filter.text("task", null);
        String plugin = filter.text("plugin", null);
        String tenant = filter.text("tenant", null);
        Map<String, String> labels = filter.texts("labels");
        Instant after = filter.instant("after");
        Instant before = filter.instant("before");
        String parent = filter.text("parent", null);
        String text = filter.text("q", null);
        if (text != null && (text.isEmpty() || text.length() > RunQuery.MAX_TEXT)) {
            filter.wrong("q", "has 1 to " + RunQuery.MAX_TEXT + " characters");
            return null;
        }
        return new RunQuery(
                state,
                result,
                task,
                plugin,
                tenant,
                labels,
                1,
                cursor,
                RunQuery.Only.ANY,
                after,
                before,
                parent,
                text);
    }

    private static ObjectNode result(BulkRequest request, BulkResult result) {
        ObjectNode node = Json.object();
        Json.lower(node, "action", request.action());
        node.put("dryRun", request.dryRun());
        node.put("matched", result.matched());
        node.put("done", result.done());
        ArrayNode refused = node.putArray("refused");
        for (BulkResult.Refusal refusal : result.refused()) {
            ObjectNode one = refused.addObject();
            Json.lower(one, "code", refusal.code());
            one.put("reason", refusal.reason());
            one.put("count", refusal.count());
            refusal.first().forEach(one.putArray("first")::add);
        }
        result.first().forEach(node.putArray("first")::add);
        node.put("more", result.next() != null);
        node.put("next", result.next());
        return node;
    }
}
