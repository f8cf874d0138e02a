package dev.gantry.probes.service;

import dev.gantry.api.context.WorkContext;
import dev.gantry.probes.Bounded;
import dev.gantry.probes.Words;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Asks by HTTP, once, without redirects. One connection for one question and no thread that stays:
 * the JDK's older client is used, since the newer one has a selector thread of its own for each.
 *
 * @param authorization value of the header of that name
 */
record HttpJson(WorkContext context, Optional<String> authorization) {
    private static final int MOST = 16 * 1024 * 1024;

    /**
     * What was answered.
     *
     * @param json missing if the body is none
     */
    record Answer(int status, String text, JsonNode json) {}

    /** Bearer by a token, or basic by user and password; empty without both. */
    static Optional<String> authorization(
            Optional<String> token, Optional<String> user, Optional<String> password) {
        return token.map(value -> "Bearer " + value)
                .or(
                        () ->
                                user.map(
                                        name ->
                                                "Basic "
                                                        + Base64.getEncoder()
                                                                .encodeToString(
                                                                        (name
                                                                                        + ":"
                                                                                        + password
                                                                                                .orElse(
                                                                                                        ""))
                                                                                .getBytes(
                                                                                        StandardCharsets
                                                                                                .UTF_8))));
    }

    /** The address of a path below the one that an operator gave. */
    static URI below(URI base, String path) {
        String text = base.toString();
        return URI.create(
                (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }

    /**
     * Asks.
     *
     * @throws java.util.concurrent.TimeoutException if the answer was not complete in time
     * @throws IOException if there was none
     */
    Answer get(URI address) throws Exception {
        return Bounded.by(context).call(() -> ask(address));
    }

    private Answer ask(URI address) throws IOException {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IOException("the address begins with http:// or https://");
        }
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        try {
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Connection", "close");
            connection.setRequestProperty("Accept", "application/json, text/plain;q=0.5");
            for (Map.Entry<String, String> each : context.trace().headers().entrySet()) {
                connection.setRequestProperty(each.getKey(), each.getValue());
            }
            authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
            int status = connection.getResponseCode();
            InputStream body =
                    status < 400 ? connection.getInputStream() : connection.getErrorStream();
            String text =
                    body == null ? "" : new String(body.readNBytes(MOST), StandardCharsets.UTF_8);
            return new Answer(status, text, json(connection.getContentType(), text));
        } finally {
            connection.disconnect();
        }
    }

    private static JsonNode json(String type, String text) {
        if (type == null || !type.contains("json")) {
            return MissingNode.getInstance();
        }
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException none) {
            return MissingNode.getInstance();
        }
    }

    /** Why there was no answer, for a person; the address without what may be secret in it. */
    static String why(IOException failure) {
        return switch (failure) {
            case java.net.ConnectException refused -> "connection refused";
            case java.net.UnknownHostException unknown ->
                    "the host name " + Words.line(unknown.getMessage(), 100) + " is not known";
            default -> Words.of(failure);
        };
    }
}
