package dev.gantry.launcher.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/** An API over HTTP that gives the answers it was told, and the command line against it. */
final class FakeGantry implements AutoCloseable {
    private final HttpServer server;
    private final Path token;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> conditions = Collections.synchronizedList(new ArrayList<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private record Answer(int status, String type, String body) {}

    /** What a command did. */
    record Ended(int code, String out, String err) {}

    FakeGantry(Path folder) throws IOException {
        token = Files.writeString(folder.resolve("token"), "secret\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers {@code request}, such as {@code GET /api/v1/tasks}, from now on. */
    FakeGantry on(String request, int status, String body) {
        String type = status < 300 ? "application/json" : "application/problem+json";
        answers.put(request, new ConcurrentLinkedDeque<>(List.of(new Answer(status, type, body))));
        return this;
    }

    /** Answers {@code request} so after it was answered otherwise once. */
    FakeGantry then(String request, String body) {
        answers.get(request).add(new Answer(200, "application/json", body));
        return this;
    }

    /** Refuses {@code request} so after it was answered otherwise once. */
    FakeGantry then(String request, int status, String body) {
        answers.get(request).add(new Answer(status, "application/problem+json", body));
        return this;
    }

    FakeGantry onStream(String request, String body) {
        answers.put(
                request,
                new ConcurrentLinkedDeque<>(List.of(new Answer(200, "text/event-stream", body))));
        return this;
    }

    /** Method, address and body of each request, in their order. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The conditions that requests came with. */
    List<String> conditions() {
        return List.copyOf(conditions);
    }

    /** Runs a command with this as its Gantry. */
    Ended run(String... args) {
        return execute(here(args));
    }

    /** A command with this as its Gantry. */
    String[] here(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--url", url(), "--token-file", token.toString()));
        return all.toArray(String[]::new);
    }

    static Ended execute(String... args) {
        return execute(Surroundings.real(), args);
    }

    /** Runs a command that finds other things around itself. */
    static Ended execute(Surroundings around, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Gantry.commandLine(around, args)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(args);
        return new Ended(code, out.toString(), err.toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add((request + " " + body).strip());
        for (String name : List.of("If-Match", "If-None-Match")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                conditions.add(name + ": " + value);
            }
        }
        Answer answer = answer(request);
        if (!"Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer = new Answer(401, "application/problem+json", "{\"detail\":\"token\"}");
        }
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type);
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Answer answer(String request) {
        Deque<Answer> next = answers.get(request);
        if (next == null) {
            return new Answer(404, "application/problem+json", "{\"detail\":\"nothing\"}");
        }
        return next.size() > 1 ? next.remove() : next.peek();
    }
}
