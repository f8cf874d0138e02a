import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What it costs that traces, logs and metrics go out, with a receiver on the same machine that reads and forgets. */
final class Tracing {
    private static final String ALL = "all traces";
    private static final List<String> KINDS =
            Boolean.parseBoolean(System.getProperty("all", "true"))
                    ? List.of("nothing sent", "default sampling", ALL)
                    : List.of("nothing sent", "default sampling");

    private Tracing() {}

    /** Does a workload under JVM options, and says what it found. */
    interface Workload {
        Map<String, Double> run(String options) throws Exception;
    }

    static void measure(Workload workload) throws Exception {
        Rounds rates = new Rounds("runs/s");
        Rounds cpu = new Rounds("µs of processor time a run");
        AtomicLong bytes = new AtomicLong();
        HttpServer receiver = receiver(bytes);
        String endpoint = "http://127.0.0.1:" + receiver.getAddress().getPort();
        try {
            for (int i = 0; i < Rounds.COUNT; i++) {
                for (String kind : i % 2 == 0 ? KINDS : KINDS.reversed()) {
                    bytes.set(0);
                    Map<String, Double> found = workload.run(options(kind, endpoint));
                    rates.put(kind, found.get("rate"));
                    cpu.put(kind, found.get("cpu"));
                    IO.println(String.format("  %-16s %,d bytes received", kind, bytes.get()));
                }
            }
        } finally {
            receiver.stop(0);
        }
        rates.print("no-op runs; logs, metrics and traces sent");
        cpu.print("the same");
        String none = KINDS.getFirst();
        rates.ratio("default sampling", none, 0.95);
        if (KINDS.contains(ALL)) {
            rates.ratio(ALL, none, 0.95);
        }
        for (String kind : KINDS.subList(1, KINDS.size())) {
            IO.println(String.format("  %-16s : nothing sent  %.3f of the processor time", kind, cpu.median(kind) / cpu.median(none)));
        }
    }

    private static String options(String kind, String endpoint) {
        String on = "-Dgantry.telemetry.otlp.endpoint=" + endpoint
                + " -Dgantry.telemetry.otlp.logs=true -Dgantry.telemetry.otlp.metrics=true";
        return switch (kind) {
            case "nothing sent" -> "";
            case ALL -> on + " -Dgantry.telemetry.traces.target=0";
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
