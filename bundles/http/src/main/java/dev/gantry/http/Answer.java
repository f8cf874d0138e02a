package dev.gantry.http;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What goes back to the caller. */
public sealed interface Answer {

    /** Status code. */
    int status();

    /** Header fields. */
    Map<String, String> headers();

    /**
     * An answer that is complete.
     *
     * @param body may be empty
     */
    record Whole(int status, Map<String, String> headers, byte[] body) implements Answer {

        /** This answer with one more header field. */
        public Whole with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Whole(status, more, body);
        }

        /**
         * This answer with the address of what it is about.
         *
         * @param folder with a slash at the end
         * @param name any text
         */
        public Whole at(String folder, String name) {
            String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
            return with("Location", folder + encoded);
        }
    }

    /** A stream of server-sent events. It ends when {@code writer} returns. */
    record Live(Writer writer) implements Answer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of(
                    "Content-Type",
                    "text/event-stream",
                    "Cache-Control",
                    "no-store",
                    "X-Accel-Buffering",
                    "no");
        }
    }

    /**
     * A document of any length. It ends when {@code writer} returns, and is cut off when that
     * throws.
     *
     * @param packed whether the bytes are written through gzip
     */
    record Lengthy(Map<String, String> headers, boolean packed, LengthyWriter writer)
            implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** Writes a document. */
    @FunctionalInterface
    interface LengthyWriter {
        /** Writes all of it. */
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    /** Writes a stream. */
    @FunctionalInterface
    interface Writer {
        /** Writes until there is nothing more, or the thread is interrupted. */
        void write(Sse out) throws IOException, InterruptedException;
    }

    /**
     * A document of any length.
     *
     * @param packed whether the caller takes gzip
     */
    static Lengthy lengthy(String contentType, boolean packed, LengthyWriter writer) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", "no-store");
        headers.put("Vary", "Accept-Encoding");
        if (packed) {
            headers.put("Content-Encoding", "gzip");
        }
        return new Lengthy(headers, packed, writer);
    }

    /** A JSON document. */
    static Whole json(int status, JsonNode body) {
        return bytes(status, "application/json", Json.bytes(body));
    }

    /** Any document. */
    static Whole bytes(int status, String contentType, byte[] body) {
        return new Whole(
                status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body);
    }

    /** Nothing but a status. */
    static Whole empty(int status) {
        return new Whole(status, Map.of(), new byte[0]);
    }
}
