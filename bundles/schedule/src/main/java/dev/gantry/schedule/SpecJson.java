package dev.gantry.schedule;

import dev.gantry.spi.schedule.DaylightSaving;
import dev.gantry.spi.schedule.FireRules;
import dev.gantry.spi.schedule.MissedPolicy;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus.Pause;
import dev.gantry.spi.schedule.ScheduleStatus.Skip;
import dev.gantry.spi.schedule.Timing;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A schedule's specification and state as they are stored: {@code
 * {"task":"files.cleanup","params":"{…}", "every":"PT5M","labels":{},"tenant":"default",
 * "paused":false}}, with {@code cron} and {@code zone}, or {@code delay}, in place of {@code
 * every}; rules and state that are not the default follow. Parameters stay the text that they were.
 * Thread-safe.
 */
final class SpecJson {

    private final JsonMapper json = JsonMapper.builder().build();

    /** What is stored. */
    record Stored(ScheduleSpec spec, FireState state) {}

    String write(ScheduleSpec spec, FireState state) {
        ObjectNode node = json.createObjectNode();
        node.put("task", spec.task());
        node.put("params", spec.params());
        switch (spec.timing()) {
            case Timing.Every every -> node.put("every", every.interval().toString());
            case Timing.Delay delay -> node.put("delay", delay.delay().toString());
            case Timing.Cron cron -> {
                node.put("cron", cron.expression()).put("zone", cron.zone().getId());
                put(node, "gap", cron.daylightSaving().gap());
                put(node, "twice", cron.daylightSaving().overlap());
            }
        }
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(spec.labels()).forEach(labels::put);
        node.put("tenant", spec.tenant());
        node.put("paused", spec.paused());
        rules(node, spec.rules());
        RunRulesJson.write(node, spec.runs());
        state(node, state);
        return json.writeValueAsString(node);
    }

    private static void rules(ObjectNode node, FireRules rules) {
        FireRules usual = FireRules.DEFAULT;
        put(node, "missed", rules.missed() == usual.missed() ? null : rules.missed());
        if (rules.window() != null) {
            node.put("window", rules.window().toString());
        }
        put(node, "overlap", rules.overlap() == usual.overlap() ? null : rules.overlap());
        if (!rules.jitter().isZero()) {
            node.put("jitter", rules.jitter().toString());
        }
        if (!rules.only().isEmpty()) {
            rules.only().forEach(node.putArray("only")::add);
        }
        if (!rules.except().isEmpty()) {
            rules.except().forEach(node.putArray("except")::add);
        }
    }

    private static void state(ObjectNode node, FireState state) {
        if (state.equals(FireState.NEW)) {
            return;
        }
        ObjectNode its = node.putObject("state");
        if (state.pause() != null) {
            its.putObject("pause")
                    .put("note", state.pause().note())
                    .put("by", state.pause().by())
                    .put("since", state.pause().since().toEpochMilli());
        }
        if (!state.waiting().isEmpty()) {
            ArrayNode waiting = its.putArray("waiting");
            state.waiting().forEach(at -> waiting.add(at.toEpochMilli()));
        }
        its.put("skipped", state.skipped()).put("missed", state.missed());
        if (state.last() != null) {
            its.putObject("last")
                    .put("fireTime", state.last().fireTime().toEpochMilli())
                    .put("at", state.last().at().toEpochMilli())
                    .put("reason", state.last().reason());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws RuntimeException if it is anything else
     */
    Stored read(String text) {
        JsonNode node = json.readTree(text);
        Map<String, String> labels = new LinkedHashMap<>();
        node.required("labels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
        boolean paused = node.required("paused").asBoolean();
        ScheduleSpec spec =
                new ScheduleSpec(
                        node.required("task").asString(),
                        node.required("params").asString(),
                        timing(node),
                        labels,
                        node.required("tenant").asString(),
                        rules(node),
                        RunRulesJson.read(node.path("run")),
                        paused);
        return new Stored(spec, state(node.path("state")));
    }

    private static Timing timing(JsonNode node) {
        if (node.has("every")) {
            return new Timing.Every(Duration.parse(node.get("every").asString()));
        }
        if (node.has("delay")) {
            return new Timing.Delay(Duration.parse(node.get("delay").asString()));
        }
        return new Timing.Cron(
                node.required("cron").asString(),
                ZoneId.of(node.required("zone").asString()),
                new DaylightSaving(
                        constant(node, "gap", DaylightSaving.Gap.class, null),
                        constant(node, "twice", DaylightSaving.Overlap.class, null)));
    }

    private static FireRules rules(JsonNode node) {
        FireRules usual = FireRules.DEFAULT;
        return new FireRules(
                constant(node, "missed", MissedPolicy.class, usual.missed()),
                node.has("window") ? Duration.parse(node.get("window").asString()) : null,
                constant(node, "overlap", OverlapPolicy.class, usual.overlap()),
                node.has("jitter") ? Duration.parse(node.get("jitter").asString()) : Duration.ZERO,
                texts(node.path("only")),
                texts(node.path("except")));
    }

    private static FireState state(JsonNode node) {
        if (node.isMissingNode()) {
            return FireState.NEW;
        }
        JsonNode pause = node.path("pause");
        JsonNode last = node.path("last");
        List<Instant> waiting = new ArrayList<>();
        node.path("waiting").forEach(at -> waiting.add(Instant.ofEpochMilli(at.asLong())));
        return new FireState(
                pause.isMissingNode()
                        ? null
                        : new Pause(
                                pause.required("note").asString(),
                                pause.required("by").asString(),
                                Instant.ofEpochMilli(pause.required("since").asLong())),
                waiting,
                node.path("skipped").asLong(0),
                node.path("missed").asLong(0),
                last.isMissingNode()
                        ? null
                        : new Skip(
                                Instant.ofEpochMilli(last.required("fireTime").asLong()),
                                Instant.ofEpochMilli(last.required("at").asLong()),
                                last.required("reason").asString()));
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    private static void put(ObjectNode node, String name, Enum<?> value) {
        if (value != null) {
            node.put(name, value.name().toLowerCase(Locale.ROOT));
        }
    }

    private static <E extends Enum<E>> E constant(
            JsonNode node, String name, Class<E> type, E otherwise) {
        return node.has(name)
                ? Enum.valueOf(type, node.get(name).asString().toUpperCase(Locale.ROOT))
                : otherwise;
    }
}
