package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Runs;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/** Starts several runs with one call; each is answered by itself. */
@Component
public final class BatchResource implements Resource {
    private static final String PATH = "/api/v1/runs/batch";

    private final Runs runs;
    private final int limit;

    /** Over the engine. */
    @Activate
    public BatchResource(BundleContext context, @Reference Runs runs) {
        this(runs, RunRequests.limit(context));
    }

    /**
     * The same.
     *
     * @param limit how many bytes a body may have
     */
    public BatchResource(Runs runs, int limit) {
        this.limit = limit;
        this.runs = runs;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("startRuns", this::start);
    }

    private Answer start(Call call) throws Exception {
        List<Runs.Reply> replies =
                Waits.committed(runs.submitAll(RunRequests.readAll(call, limit)));
        if (replies.stream().noneMatch(Runs.Reply.Accepted.class::isInstance)) {
            throw none(replies);
        }
        ObjectNode body = Json.object();
        int accepted = 0;
        ArrayNode items = body.putArray("items");
        for (Runs.Reply reply : replies) {
            ObjectNode item = items.addObject();
            switch (reply) {
                case Runs.Reply.Accepted(Runs.Submitted run) -> {
                    item.put("id", run.id())
                            .put("duplicate", run.duplicate())
                            .put("joined", run.joined());
                    accepted++;
                }
                case Runs.Reply.Refused(var why) ->
                        item.set("problem", Problem.of(Call.under("/params", why)).json(PATH));
            }
        }
        body.put("accepted", accepted);
        body.put("refused", replies.size() - accepted);
        return Answer.json(202, body);
    }

    /** Nothing was accepted: that is no success, and the first reason stands for all. */
    private static GantryException none(List<Runs.Reply> replies) {
        GantryException first =
                replies.stream()
                        .map(Runs.Reply.Refused.class::cast)
                        .map(Runs.Reply.Refused::why)
                        .findFirst()
                        .orElseThrow();
        String message = "None of the " + replies.size() + " was accepted. " + first.getMessage();
        if (first.retryable()) {
            return new GantryException(first.code(), message, first.retryAfter());
        }
        return Call.under(
                "/runs/0/params", new GantryException(first.code(), message, first.fields()));
    }
}
