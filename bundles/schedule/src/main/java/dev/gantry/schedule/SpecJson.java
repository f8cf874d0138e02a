package dev.gantry.schedule;

import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Timing;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A schedule's specification as it is stored: {@code {"task":"files.cleanup","params":"{…}",
 * "every":"PT5M","labels":{},"tenant":"default","paused":false}}, with {@code cron} and {@code
 * zone} in place of {@code every}. Parameters stay the text that they were. Thread-safe.
 */
final class SpecJson {

    private final JsonMapper json = JsonMapper.builder().build();

    String write(ScheduleSpec spec) {
        ObjectNode node = json.createObjectNode();
        node.put("task", spec.task());
        node.put("params", spec.params());
        switch (spec.timing()) {
            case Timing.Every every -> node.put("every", every.interval().toString());
            case Timing.Cron cron ->
                    node.put("cron", cron.expression()).put("zone", cron.zone().getId());
        }
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(spec.labels()).forEach(labels::put);
        node.put("tenant", spec.tenant());
        node.put("paused", spec.paused());
        return json.writeValueAsString(node);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws RuntimeException if it is anything else
     */
    ScheduleSpec read(String text) {
        JsonNode node = json.readTree(text);
        Map<String, String> labels = new LinkedHashMap<>();
        node.required("labels")
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
        Timing timing =
                node.has("every")
                        ? new Timing.Every(Duration.parse(node.get("every").asString()))
                        : new Timing.Cron(
                                node.required("cron").asString(),
                                ZoneId.of(node.required("zone").asString()));
        return new ScheduleSpec(
                node.required("task").asString(),
                node.required("params").asString(),
                timing,
                labels,
                node.required("tenant").asString(),
                node.required("paused").asBoolean());
    }
}
