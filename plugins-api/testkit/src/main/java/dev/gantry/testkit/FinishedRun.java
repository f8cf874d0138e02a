package dev.gantry.testkit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;

/**
 * What became of a run in a real Gantry.
 *
 * @param id the run's id
 * @param result {@code success}, {@code failure}, {@code error}, {@code timeout}, {@code cancelled}
 *     or {@code skipped}
 * @param error the message of what failed; empty if nothing did
 * @param attempts how many attempts counted
 * @param plugin version of the plugin that worked
 * @param log its lines, oldest first
 * @param json all that Gantry tells of it, as {@code GET /api/v1/runs/{id}} answers
 */
public record FinishedRun(
        String id,
        String result,
        String error,
        int attempts,
        String plugin,
        List<String> log,
        String json) {

    static FinishedRun of(JsonNode run, List<String> log) {
        return new FinishedRun(
                run.path("id").asString(),
                run.path("result").asString(""),
                run.path("error").path("message").asString(""),
                run.path("attempt").asInt(),
                run.path("plugin").path("version").asString(""),
                log,
                run.toPrettyString());
    }

    /**
     * What the task returned, as a record of the test.
     *
     * @throws AssertionError if there is nothing, or it does not fit
     */
    public <R extends Record> R output(Class<R> type) {
        try {
            JsonMapper mapper = JsonMapper.builder().build();
            JsonNode output = mapper.readTree(json).path("output");
            if (output.isObject()) {
                return mapper.treeToValue(output, type);
            }
        } catch (RuntimeException e) {
            throw new AssertionError("the output is no %s: %s".formatted(type.getName(), json), e);
        }
        throw new AssertionError("the run has no output: " + json);
    }
}
