package dev.gantry.launcher.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Prints what the runs of plugins log, and how they end. Thread-safe. */
final class DevLogs implements AutoCloseable {
    private static final String PATH = "/api/v1/events?type=dev.gantry.run.started.v1";

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Api api;
    private final Output output;
    private final Set<String> plugins = ConcurrentHashMap.newKeySet();
    private final Set<String> runs = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    /** Begins to listen. */
    DevLogs(Api api, Output output) {
        this.api = api;
        this.output = output;
        this.thread = Thread.ofVirtual().start(this::listen);
    }

    /** From here on for this plugin too. */
    void follow(String plugin) {
        plugins.add(plugin);
    }

    private void listen() {
        String[] last = {null};
        while (!Thread.currentThread().isInterrupted()) {
            try {
                api.follow(
                        PATH,
                        last[0],
                        event -> {
                            last[0] = event.id() == null ? last[0] : event.id();
                            begun(Api.JSON.readTree(event.data()).path("data"));
                            return true;
                        });
                Thread.sleep(PAUSE);
            } catch (ApiException e) {
                if (!e.away() || !rested()) {
                    return; // whoever swaps hears of it as well
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A Gantry that was restarted is heard again. */
    private static boolean rested() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void begun(JsonNode run) {
        String id = Nodes.text(run, "run");
        if (plugins.contains(Nodes.text(run.path("plugin"), "id")) && runs.add(id)) {
            Thread.ofVirtual().start(() -> print(id, Nodes.text(run, "task")));
        }
    }

    private void print(String id, String task) {
        try {
            JsonNode end =
                    RunLogs.follow(
                            api,
                            id,
                            Duration.ofSeconds(5),
                            line -> item(id, task, line, null),
                            far -> {});
            item(id, task, null, end);
        } catch (ApiException | ClosedOutputException e) {
            // it is the end of the loop, too
        } finally {
            runs.remove(id);
        }
    }

    private void item(String id, String task, JsonNode line, JsonNode end) {
        ObjectNode item = Api.JSON.createObjectNode();
        item.put("run", id).put("task", task);
        if (line != null) {
            item.set("line", line);
        } else {
            item.set("result", end.path("result"));
            item.set("error", end.path("error"));
        }
        output.item(
                item, () -> line == null ? ended(task, id, end) : task + " " + RunLogs.line(line));
    }

    private static String ended(String task, String id, JsonNode end) {
        JsonNode error = end.path("error");
        String why = Nodes.text(error, "message");
        String frame = Nodes.text(error, "frame");
        return task
                + " "
                + id
                + " "
                + Nodes.text(end, "result")
                + (why.isEmpty() ? "" : ": " + why)
                + (frame.isEmpty() ? "" : " at " + frame);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
