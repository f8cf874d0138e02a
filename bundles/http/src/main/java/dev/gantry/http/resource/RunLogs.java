package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Json;
import dev.gantry.http.Query;
import dev.gantry.http.Sse;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run's log, a page at a time or as it grows. */
final class RunLogs {
    private static final int CHUNK = 500;
    private static final long LOOK_MILLIS = 100;
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Runs runs;
    private final RunNode node;

    RunLogs(Runs runs, RunNode node) {
        this.runs = runs;
        this.node = node;
    }

    Answer page(Call call, String id) {
        Query query = call.query();
        int limit = query.limit();
        List<LogLine> lines = runs.logs(id, query.number("after", 0, 0, Long.MAX_VALUE), limit);
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("items");
        lines.forEach(line -> items.add(RunJson.line(line)));
        if (lines.size() < limit) {
            body.putNull("next");
        } else {
            body.put("next", lines.getLast().seq());
        }
        body.set("elsewhere", node.elsewhere(id));
        return Answer.json(200, body);
    }

    Answer follow(Call call, String id) {
        long after = Resume.from(call).orElse(call.query().number("after", 0, 0, Long.MAX_VALUE));
        return new Answer.Live(sse -> write(sse, id, after));
    }

    private void write(Sse sse, String id, long after) throws IOException, InterruptedException {
        CompletableFuture<Run> finished = runs.whenFinished(id).toCompletableFuture();
        long seen = after;
        Progress progress = new Progress(id);
        sse.comment("lines after " + seen); // so that the answer begins, even where there are none
        ObjectNode told = elsewhere(sse, id, null);
        while (true) {
            boolean over = finished.isDone();
            List<LogLine> lines = runs.logs(id, seen, CHUNK);
            for (LogLine line : lines) {
                seen = line.seq();
                sse.event(Long.toString(seen), "log", Json.text(RunJson.line(line)));
            }
            if (over && lines.size() < CHUNK) {
                elsewhere(sse, id, told);
                break;
            }
            progress.tell(sse);
            sse.flush();
            if (lines.isEmpty()) {
                look(finished, Math.min(LOOK_MILLIS, Math.max(1, sse.millisToHeartbeat())));
            }
        }
        Optional<Run> run = runs.find(id).filter(each -> each.state() == RunState.FINISHED);
        // else the engine stops: a reader that sees no end knows that there is more to come
        if (run.isPresent()) {
            sse.event(null, "end", Json.text(RunJson.run(run.get())));
        }
    }

    /** Tells that lines are at another node, unless that was told before. */
    private ObjectNode elsewhere(Sse sse, String id, ObjectNode before) {
        ObjectNode now = node.elsewhere(id);
        if (now != null && !now.equals(before)) {
            sse.event(null, "elsewhere", Json.text(now));
        }
        return now;
    }

    /** How far the run is, told when it changed, but not all the time. */
    private final class Progress {
        private final String id;
        private long told = System.nanoTime() - PROGRESS_NANOS;
        private double fraction;
        private String message = "";

        Progress(String id) {
            this.id = id;
        }

        void tell(Sse sse) {
            if (System.nanoTime() - told < PROGRESS_NANOS) {
                return;
            }
            told = System.nanoTime();
            Run run = runs.find(id).orElse(null);
            if (run == null
                    || run.state() == RunState.FINISHED
                    || run.progress() == fraction && run.progressMessage().equals(message)) {
                return;
            }
            fraction = run.progress();
            message = run.progressMessage();
            sse.event(
                    null,
                    "progress",
                    Json.text(
                            Json.object()
                                    .put("attempt", run.attempt())
                                    .put("progress", fraction)
                                    .put("progressMessage", message)));
        }
    }

    private static void look(CompletableFuture<Run> finished, long millis)
            throws InterruptedException {
        try {
            finished.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the caller looks at the log and at the stage again
        }
    }
}
