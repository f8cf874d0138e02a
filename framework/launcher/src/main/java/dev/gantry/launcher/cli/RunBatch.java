package dev.gantry.launcher.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** {@code gantry run start --batch}: a run for each line of a file, many with one call. */
final class RunBatch {
    private static final int LINES = 500;
    private static final int CHARS = 512 * 1024;

    private final String type;
    private ArrayNode runs;
    private int chars;
    private long line;
    private long accepted;
    private long refused;

    /**
     * @param type of the lines that name no task, or {@code null}
     */
    RunBatch(String type) {
        this.type = type;
    }

    int start(Api api, Path file, Output output) throws IOException {
        begin();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                line++;
                if (!text.isBlank()) {
                    if (runs.size() == LINES || chars + text.length() > CHARS && !runs.isEmpty()) {
                        send(api, output);
                    }
                    runs.add(read(text));
                    chars += text.length();
                }
            }
        } catch (NoSuchFileException e) {
            throw new ApiException(ExitCode.USAGE, "there is no file " + file);
        }
        if (!runs.isEmpty()) {
            send(api, output);
        }
        output.note("gantry: " + accepted + " accepted, " + refused + " refused");
        return refused == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void begin() {
        runs = Api.JSON.createArrayNode();
        chars = 0;
    }

    private ObjectNode read(String text) {
        try {
            if (Api.JSON.readTree(text) instanceof ObjectNode wish) {
                if (type != null && !wish.has("task")) {
                    wish.put("task", type);
                }
                return wish;
            }
        } catch (JacksonException e) {
            throw bad(e.getOriginalMessage());
        }
        throw bad("expected a JSON object");
    }

    private ApiException bad(String why) {
        return new ApiException(
                ExitCode.USAGE,
                "line " + line + ": " + why + "; the " + accepted + " before are accepted");
    }

    private void send(Api api, Output output) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.set("runs", runs);
        JsonNode answer = api.post("/api/v1/runs/batch", body, Duration.ZERO);
        for (JsonNode item : answer.path("items")) {
            output.item(item, () -> told(item));
        }
        accepted += answer.path("accepted").asLong();
        refused += answer.path("refused").asLong();
        begin();
    }

    private static String told(JsonNode item) {
        return item.has("id")
                ? Nodes.text(item, "id")
                : "refused: " + Nodes.text(item.path("problem"), "detail");
    }
}
