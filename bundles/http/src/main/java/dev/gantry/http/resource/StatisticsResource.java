package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.statistics.RunCensus;
import dev.gantry.spi.statistics.RunStatistics;
import dev.gantry.spi.statistics.Statistics;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What became of runs lately, and how many are open now. */
@Component
public final class StatisticsResource implements Resource {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final Duration MOST = Duration.ofDays(366);
    private static final List<RunState> STATES =
            List.of(
                    RunState.QUEUED,
                    RunState.RUNNING,
                    RunState.BLOCKED,
                    RunState.SCHEDULED,
                    RunState.WAITING,
                    RunState.PAUSED);

    private final Statistics statistics;
    private final RunCensus census;

    /** Over what is counted. */
    @Activate
    public StatisticsResource(@Reference Statistics statistics, @Reference RunCensus census) {
        this.statistics = statistics;
        this.census = census;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("statistics", this::statistics);
    }

    private Answer statistics(Call call) {
        Query query = call.query();
        Duration window = query.duration("window", MOST).orElse(WINDOW);
        Duration step = query.duration("step", MOST).orElseGet(() -> step(window));
        String tenant = call.tenant(query.text("tenant"));
        ObjectNode node = json(statistics.of(window, step, query.text("task"), tenant));
        if (tenant == null) {
            now(node.putObject("now"));
        } else {
            node.putNull("now");
        }
        return Answer.json(200, node);
    }

    /** So that there are some sixty steps. */
    private static Duration step(Duration window) {
        if (window.compareTo(Duration.ofHours(1)) <= 0) {
            return Statistics.FINE;
        }
        return window.compareTo(Statistics.FINE_WINDOW) <= 0
                ? Statistics.COARSE
                : Duration.ofHours(2);
    }

    private static ObjectNode json(RunStatistics all) {
        ObjectNode node = Json.object();
        Json.put(node, "from", all.from());
        Json.put(node, "to", all.to());
        Json.put(node, "step", all.step());
        ArrayNode series = node.putArray("series");
        for (RunStatistics.Step step : all.series()) {
            ObjectNode one = series.addObject();
            Json.put(one, "at", step.at());
            one.put("started", step.started());
            figures(one, step.figures());
            seconds(one, "p99", step.figures().p99());
            seconds(one, "waitP95", step.waitP95());
        }
        ArrayNode tasks = node.putArray("tasks");
        for (RunStatistics.Task task : all.tasks()) {
            ObjectNode one = tasks.addObject().put("task", task.task());
            figures(one, task.figures());
            ObjectNode last = one.putObject("last").put("id", task.last().id());
            Json.lower(last, "result", task.last().result());
            Json.put(last, "finishedAt", task.last().finishedAt());
        }
        return node;
    }

    /** What is open of all tenants, which is not told to those of one. */
    private void now(ObjectNode node) {
        Map<RunState, Long> open = census.open();
        STATES.forEach(state -> node.put(Json.lower(state), open.getOrDefault(state, 0L)));
        node.put(
                "deadLetters",
                statistics.deadLetters().stream().mapToLong(Statistics.Letters::runs).sum());
    }

    private static void figures(ObjectNode node, RunStatistics.Figures figures) {
        for (RunResult result : RunResult.values()) {
            node.put(Json.lower(result), figures.finished().getOrDefault(result, 0L));
        }
        seconds(node, "p50", figures.p50());
        seconds(node, "p95", figures.p95());
    }

    private static void seconds(ObjectNode node, String name, Duration time) {
        if (time == null) {
            node.putNull(name);
        } else {
            node.put(name, time.toNanos() / 1e9);
        }
    }
}
