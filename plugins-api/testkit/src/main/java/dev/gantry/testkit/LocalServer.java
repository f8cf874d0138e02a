package dev.gantry.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A real HTTP server on a free port of this machine, for what calls one; a parameter of the tests
 * of a {@link GantryTest}, gone after each. What nothing was said of is answered with 404.
 *
 * <pre>{@code
 * @Test
 * void warnsOfSlowAnswers(DetectorRunner detectors, LocalServer server) {
 *     server.answer("/health", 503, "busy");
 *     var look = detectors.inspect(new Endpoint(), Map.of("url", server.url("/health")));
 *     assertThat(look).critical().because("answered 503");
 * }
 * }</pre>
 *
 * Thread-safe.
 */
public final class LocalServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Function<Request, Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /**
     * What somebody asked.
     *
     * @param target path and query, as {@code /orders?page=2}
     * @param headers the first of each name, in lower case
     */
    public record Request(String method, String target, Map<String, String> headers, String body) {}

    /**
     * What it is answered.
     *
     * @param headers by name
     */
    public record Answer(int status, Map<String, String> headers, String body) {

        /** Without headers of its own. */
        public static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body);
        }

        /** With one more header. */
        public Answer header(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body);
        }
    }

    LocalServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Its address, with a path that begins with a slash. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** From now on answers requests of this path like this, whatever their method. */
    public LocalServer answer(String path, int status, String body) {
        return answer(path, request -> Answer.of(status, body));
    }

    /**
     * From now on answers requests of this path as {@code answer} says, on a virtual thread. What
     * that throws is told by an answer 500.
     */
    public LocalServer answer(String path, Function<Request, Answer> answer) {
        answers.put(path, answer);
        return this;
    }

    /** From now on lets requests of this path wait until the test is over. */
    public LocalServer hang(String path) {
        return answer(
                path,
                request -> {
                    try {
                        closing.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Answer.of(503, "");
                });
    }

    /** What was asked so far, oldest first. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Takes it away: connections are refused from now on. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach(
                            (name, all) ->
                                    headers.put(name.toLowerCase(Locale.ROOT), all.getFirst()));
            Request request =
                    new Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            headers,
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            requests.add(request);
            answer(exchange, answer(exchange.getRequestURI().getPath(), request));
        }
    }

    private Answer answer(String path, Request request) {
        try {
            return answers.getOrDefault(path, nothing -> Answer.of(404, "")).apply(request);
        } catch (RuntimeException | Error e) {
            return Answer.of(500, e.toString());
        }
    }

    /** To HEAD, and where the status has no body, with the headers alone. */
    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        int status = answer.status();
        if (body.length == 0 || status / 100 == 1 || status == 204 || status == 304) {
            exchange.sendResponseHeaders(status, -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
