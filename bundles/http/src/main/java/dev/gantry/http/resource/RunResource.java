package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.LiveCalls;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredNode;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Runs: start, list, look at, wait for, cancel. */
@Component
public final class RunResource implements Resource {
    /** Longest wait for a run. */
    static final Duration MAX_WAIT = Duration.ofMinutes(10);

    private final Runs runs;
    private final RunNode node;
    private final RunLogs logs;
    private final int limit;

    /** Over the engine, and the nodes that share its runs. */
    @Activate
    public RunResource(BundleContext context, @Reference Runs runs, @Reference NodeStore nodes) {
        this(runs, nodes, RunRequests.limit(context));
    }

    /**
     * The same.
     *
     * @param limit how many bytes a body may have that starts a run
     */
    public RunResource(Runs runs, NodeStore nodes, int limit) {
        this.limit = limit;
        this.runs = runs;
        this.node = new RunNode(nodes);
        this.logs = new RunLogs(runs, node);
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "startRun", this::start,
                "listRuns", this::list,
                "getRun", this::get,
                "cancelRun", this::cancel,
                "getRunParams", this::params,
                "getRunOutput", this::output,
                "listAttempts", this::attempts,
                "readLogs", this::logs);
    }

    private Answer start(Call call) throws Exception {
        Optional<Duration> wait = call.query().duration("wait", MAX_WAIT);
        RunRequest request = RunRequests.read(call, limit);
        Runs.Submitted submitted = submit(request);
        Run run = accepted(call, submitted.id(), wait);
        int status = wait.isPresent() && run.state() == RunState.FINISHED ? 200 : 202;
        Answer.Whole answer =
                Answer.json(status, RunJson.run(run))
                        .with("Location", "/api/v1/runs/" + submitted.id());
        if (submitted.joined()) {
            answer = answer.with("Run-Joined", "true");
        }
        return submitted.duplicate() ? answer.with("Idempotent-Replayed", "true") : answer;
    }

    /** It is on disk: the caller learns its id, whatever comes of the wait. */
    private Run accepted(Call call, String id, Optional<Duration> wait) throws Exception {
        try {
            return wait.isPresent() ? await(call, id, wait.get()) : find(id);
        } catch (LiveCalls.RefusedException e) {
            return find(id);
        } catch (GantryException e) {
            throw new ProblemException(Problem.of(e).member("runId", id));
        }
    }

    private Runs.Submitted submit(RunRequest request) throws Exception {
        try {
            return Waits.committed(runs.submit(request));
        } catch (GantryException e) {
            throw Call.under("/params", e);
        }
    }

    private Answer list(Call call) {
        Query query = call.query();
        Page<Run> page = runs.list(query(call, query.limit(), query.text("cursor")));
        return Paging.answer(page.items().stream().map(RunJson::run).toList(), page.next());
    }

    /** The runs that the filters of a request choose. */
    static RunQuery query(Call call, int limit, String cursor) {
        Query query = call.query();
        return new RunQuery(
                query.constant("state", RunState.class),
                query.constant("result", RunResult.class),
                query.text("task"),
                query.text("plugin"),
                call.tenant(query.text("tenant")),
                query.pairs("label"),
                limit,
                cursor,
                query.flag("deadLetter") ? RunQuery.Only.DEAD_LETTER : RunQuery.Only.ANY,
                query.instant("after"),
                query.instant("before"),
                query.text("parent"),
                text(query));
    }

    private static String text(Query query) {
        String text = query.text("q");
        if (text != null && text.length() > RunQuery.MAX_TEXT) {
            throw Query.wrong(
                    "q", "has " + text.length() + " characters and may have " + RunQuery.MAX_TEXT);
        }
        return text;
    }

    private Answer get(Call call) throws Exception {
        Optional<Duration> wait = call.query().duration("wait", MAX_WAIT);
        Run run = find(call);
        if (wait.isPresent()) {
            run = await(call, run.id(), wait.get());
        }
        String name = node.of(run.id()).map(StoredNode::name).orElse(null);
        return Answer.json(200, RunJson.run(run).put("node", name));
    }

    private Answer cancel(Call call) throws IOException {
        Body body = call.body(Set.of("reason"));
        String reason = body.text("reason", "cancelled through the API");
        body.build(() -> reason);
        String id = find(call).id();
        Run run = runs.cancel(id, reason);
        return Answer.json(run.state() == RunState.FINISHED ? 200 : 202, RunJson.run(run));
    }

    private Answer attempts(Call call) {
        Run run = find(call);
        return Paging.answer(runs.attempts(run.id()).stream().map(RunJson::attempt).toList(), null);
    }

    private Answer params(Call call) {
        return payload(find(call).params());
    }

    private Answer output(Call call) {
        String output = find(call).output();
        return payload(output == null ? "null" : output);
    }

    private static Answer payload(String json) {
        return Answer.bytes(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private Answer logs(Call call) {
        Run run = find(call);
        return call.wantsEvents() ? logs.follow(call, run.id()) : logs.page(call, run.id());
    }

    /** The run when it is finished; as it is when the wait is over, or Gantry stops. */
    private Run await(Call call, String id, Duration wait) throws Exception {
        try (LiveCalls.Waiting waiting = call.waiting()) {
            return Waits.get(runs.whenFinished(id), wait);
        } catch (TimeoutException | InterruptedException e) {
            return find(id);
        }
    }

    private Run find(Call call) {
        return find(call, runs);
    }

    /** The run that a call is about, if its caller reaches that. */
    static Run find(Call call, Runs runs) {
        String id = call.path("id");
        Run run = runs.find(id).orElseThrow(() -> missing(id));
        call.reach(run.tenant(), () -> missing(id));
        return run;
    }

    private Run find(String id) {
        return runs.find(id).orElseThrow(() -> missing(id));
    }

    private static ProblemException missing(String id) {
        return new ProblemException(
                Problem.notFound(
                        "There is no run " + id + "; GET /api/v1/runs lists those there are."));
    }
}
