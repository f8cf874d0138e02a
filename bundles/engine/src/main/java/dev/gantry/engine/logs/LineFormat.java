package dev.gantry.engine.logs;

import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.StoredLine;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/** Lines of logs as lines of JSON. Thread-safe. */
final class LineFormat {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LineFormat() {}

    /** What one line of a file says: a line of a run's log, or that its lines count no more. */
    sealed interface Entry {
        long run();
    }

    record Line(StoredLine line) implements Entry {
        @Override
        public long run() {
            return line.run();
        }
    }

    record Deleted(long run) implements Entry {}

    /** With the end of line. */
    static byte[] write(StoredLine line) {
        StringBuilder text = new StringBuilder(line.message().length() + 120);
        text.append("{\"run\":\"").append(RunId.text(line.run()));
        text.append("\",\"seq\":").append(line.seq());
        text.append(",\"at\":\"").append(Instant.ofEpochMilli(line.at()));
        text.append("\",\"level\":\"").append(line.level());
        text.append("\",\"attempt\":").append(line.attempt());
        text.append(",\"message\":\"");
        escape(line.message(), text);
        return text.append("\"}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] writeDeleted(long run) {
        return ("{\"run\":\"" + RunId.text(run) + "\",\"deleted\":true}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void escape(String message, StringBuilder to) {
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            switch (c) {
                case '"' -> to.append("\\\"");
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> {
                    if (c < 0x20) {
                        to.append(String.format("\\u%04x", (int) c));
                    } else {
                        to.append(c);
                    }
                }
            }
        }
    }

    /**
     * What a line says.
     *
     * @return {@code null} if it is none of these, as after a cut or a fault of the disk
     */
    static Entry read(byte[] bytes, int from, int length) {
        try {
            JsonNode node = JSON.readTree(bytes, from, length);
            long run = RunId.parse(node.path("run").asString(""));
            if (run < 0) {
                return null;
            }
            if (node.path("deleted").asBoolean(false)) {
                return new Deleted(run);
            }
            return new Line(
                    new StoredLine(
                            run,
                            node.path("seq").asLong(0),
                            Instant.parse(node.path("at").asString("")).toEpochMilli(),
                            node.path("level").asString("info"),
                            node.path("attempt").asInt(0),
                            node.path("message").asString("")));
        } catch (JacksonException | DateTimeException e) {
            return null;
        }
    }
}
