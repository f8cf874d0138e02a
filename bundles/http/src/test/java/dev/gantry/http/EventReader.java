package dev.gantry.http;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events. */
final class EventReader implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;

    EventReader(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    /** The next event or comment; {@code null} at the end. */
    Item any() throws IOException {
        String id = null;
        String name = null;
        StringBuilder data = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isEmpty()) {
                return new Item(id, name, data.toString());
            }
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.append(data.isEmpty() ? "" : "\n").append(line.substring(6));
            } else if (line.startsWith(": ")) {
                data.append(line.substring(2));
            }
        }
        return null;
    }

    /** The next event; {@code null} at the end. */
    Item next() throws IOException {
        Item item = any();
        while (item != null && item.name() == null) {
            item = any();
        }
        return item;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** An event; a comment where the name is {@code null}. */
    record Item(String id, String name, String data) {
        JsonNode json() {
            return Json.parse(data.getBytes(StandardCharsets.UTF_8));
        }
    }
}
