package dev.gantry.launcher.cli;

import java.util.Optional;

/** Puts events together from the lines of a {@code text/event-stream}. */
final class EventReader {
    private final StringBuilder data = new StringBuilder();
    private String id;
    private String type = "";

    /**
     * Takes the next line.
     *
     * @return the event that ends with it
     */
    Optional<ServerEvent> read(String line) {
        if (line.isEmpty()) {
            return finish();
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (field) {
            case "id" -> id = value;
            case "event" -> type = value;
            case "data" -> data.append(value).append('\n');
            default -> {} // comments, which keep the connection alive, and what is not known
        }
        return Optional.empty();
    }

    private Optional<ServerEvent> finish() {
        Optional<ServerEvent> event = Optional.empty();
        if (!data.isEmpty()) {
            String text = data.substring(0, data.length() - 1);
            event = Optional.of(new ServerEvent(id, type.isEmpty() ? "message" : type, text));
        }
        data.setLength(0);
        type = "";
        return event;
    }
}
