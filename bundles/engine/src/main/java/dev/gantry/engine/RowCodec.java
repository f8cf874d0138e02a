package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunError;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The texts in the rows of runs: errors, phases, revisions. Thread-safe. */
final class RowCodec {
    private final JsonMapper mapper = JsonMapper.builder().build();

    /**
     * How an attempt went, where its row does not say it all.
     *
     * @param startedAt ms since 1970
     */
    record Course(long startedAt, Attempt.State state, List<Attempt.Phase> phases) {}

    JsonMapper mapper() {
        return mapper;
    }

    static String revision(RevisionRef revision) {
        return revision == null
                ? null
                : revision.plugin() + " " + revision.version() + " " + revision.sha256();
    }

    /** What {@link #revision(RevisionRef)} wrote. */
    static RevisionRef parseRevision(String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split(" ");
        return new RevisionRef(parts[0], parts[1], parts[2]);
    }

    String error(RunError error) {
        if (error == null) {
            return null;
        }
        ObjectNode node =
                mapper.createObjectNode()
                        .put("type", error.type())
                        .put("message", error.message())
                        .put("phase", error.phase());
        if (error.frame() != null) {
            node.put("frame", error.frame());
        }
        return node.toString();
    }

    RunError error(String json) {
        if (json == null) {
            return null;
        }
        JsonNode node = mapper.readTree(json);
        return new RunError(
                node.path("type").asString(""),
                node.path("message").asString(""),
                node.path("phase").asString(""),
                node.has("frame") ? node.get("frame").asString() : null);
    }

    String course(Course course) {
        ObjectNode node = mapper.createObjectNode();
        node.put("at", course.startedAt());
        node.put("state", course.state().name().toLowerCase(Locale.ROOT));
        ArrayNode list = node.putArray("phases");
        for (Attempt.Phase phase : course.phases()) {
            list.addObject()
                    .put("name", phase.name())
                    .put("after", phase.startedAfter().toMillis())
                    .put("took", phase.took().toMillis())
                    .put("failed", phase.failed());
        }
        return node.toString();
    }

    Course course(String json) {
        JsonNode node = mapper.readTree(json);
        List<Attempt.Phase> phases = new ArrayList<>();
        for (JsonNode phase : node.path("phases")) {
            phases.add(
                    new Attempt.Phase(
                            phase.path("name").asString(""),
                            Duration.ofMillis(phase.path("after").asLong(0)),
                            Duration.ofMillis(phase.path("took").asLong(0)),
                            phase.path("failed").asBoolean(false)));
        }
        return new Course(
                node.path("at").asLong(0),
                Attempt.State.valueOf(
                        node.path("state").asString("failed").toUpperCase(Locale.ROOT)),
                phases);
    }
}
