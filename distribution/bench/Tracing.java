import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What it costs that traces, logs and metrics go out, with a receiver on the same machine that reads and forgets. */
final class Tracing {
    private static final int TARGET = Integer.getInteger("target", 100);
    private static final List<String> KINDS = List.of("nothing sent", "a target", "all traces");

    private Tracing() {}

    /** Does a workload under JVM options, and says what it found. */
    interface Workload {
        Map<String, Double> run(String options) throws Exception;
    }

    static void measure(Workload workload) throws Exception {
        Rounds rates = new Rounds("runs/s");
        AtomicLong bytes = new AtomicLong();
        HttpServer receiver = receiver(bytes);
        String endpoint = "http://127.0.0.1:" + receiver.getAddress().getPort();
        try {
            for (int i = 0; i < Rounds.COUNT; i++) {
                for (String kind : i % 2 == 0 ? KINDS : KINDS.reversed()) {
                    bytes.set(0);
                    rates.put(kind, workload.run(options(kind, endpoint)).get("rate"));
                    IO.println(String.format("  %-12s %,d bytes received", kind, bytes.get()));
                }
            }
        } finally {
            receiver.stop(0);
        }
        rates.print("no-op runs; traces to a target of " + TARGET + " spans a second with logs and metrics, or all");
        for (String kind : KINDS.subList(1, KINDS.size())) {
            IO.println(String.format("  %-12s : nothing sent  %.3f", kind, rates.median(kind) / rates.median(KINDS.getFirst())));
        }
    }

    private static String options(String kind, String endpoint) {
        String on = "-Dgantry.telemetry.otlp.endpoint=" + endpoint;
        return switch (kind) {
            case "nothing sent" -> "";
            case "a target" ->
                    on + " -Dgantry.telemetry.traces.target=" + TARGET
                            + " -Dgantry.telemetry.otlp.logs=true -Dgantry.telemetry.otlp.metrics=true";
            default -> on;
        };
    }

    private static HttpServer receiver(AtomicLong bytes) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bytes.addAndGet(exchange.getRequestBody().readAllBytes().length);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
