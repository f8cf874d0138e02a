import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What metrics cost: a run, a scrape of 20,000 series, 100 scrapes at one time, a million values of a label. */
final class Scrapes {
    private static final int TOGETHER = 100;
    private static final int WARM = 100;
    private static final int SCRAPES = 200;

    private Scrapes() {}

    static void work(Peers none, Callable<String> place) throws Exception {
        Path home = Drive.home("metrics");
        Process gantry = Drive.start(home, "metrics", "-Dgantry.metrics.scrapes=" + 2 * TOGETHER + " " + place.call());
        try {
            Map<String, Double> found = Drive.await(home, gantry);
            Node node = Node.of(home, gantry);
            IO.println("metrics, one round");
            IO.println(String.format("  %-38s %.1f", "bytes allocated a run", found.get("allocated")));
            IO.println(String.format("  %-38s %.2f MB", "heap grown by a million values", found.get("grown") / 1e6));
            List<Double> cold = new ArrayList<>();
            List<Double> times = new ArrayList<>();
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create(node.url + "/metrics")).header("Authorization", "Bearer " + node.token).build();
            long lines = 0;
            for (int i = 0; i < WARM + SCRAPES; i++) {
                long start = System.nanoTime();
                byte[] body = client.send(request, BodyHandlers.ofByteArray()).body();
                (i < WARM ? cold : times).add((System.nanoTime() - start) / 1e6);
                lines = new String(body, StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).count();
            }
            IO.println(String.format("  %-38s %,d", "series", lines));
            IO.println(String.format("  %-38s %.1f ms", "the very first scrape", cold.getFirst()));
            Figures.tail("a scrape", times, "ms");
            Figures.tail("100 at one time, each", together(client, request), "ms");
            double before = live(node);
            List<Socket> slow = slow(node);
            double during = live(node);
            for (Socket socket : slow) {
                socket.close();
            }
            IO.println(String.format("  %-38s %.1f MB, over %.1f MB", "heap that 100 slow readers hold", (during - before) / 1e6, before / 1e6));
            Rounds.judge("bytes allocated a run", found.get("allocated"), 200, false);
            Rounds.judge("a scrape, p99, ms", Figures.percentile(times, 99), 50, false);
            Rounds.judge("heap grown by the values, MB", found.get("grown") / 1e6, 5, false);
        } finally {
            Node.stop(gantry);
        }
    }

    private static List<Double> together(HttpClient client, HttpRequest request) throws Exception {
        List<Double> times = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Double>> all = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                all.add(callers.submit(() -> {
                    long start = System.nanoTime();
                    int status = client.send(request, BodyHandlers.discarding()).statusCode();
                    if (status != 200) {
                        throw new IllegalStateException("status " + status);
                    }
                    return (System.nanoTime() - start) / 1e6;
                }));
            }
            for (Future<Double> one : all) {
                times.add(one.get());
            }
        }
        return times;
    }

    /** Scrapers that read the first byte, and no more. */
    private static List<Socket> slow(Node node) throws Exception {
        URI uri = URI.create(node.url);
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < TOGETHER; i++) {
            Socket socket = new Socket(uri.getHost(), uri.getPort());
            socket.getOutputStream().write(("GET /metrics HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: Bearer " + node.token + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            if (in.read() != 'H') {
                throw new IllegalStateException("no answer");
            }
            all.add(socket);
        }
        return all;
    }

    private static double live(Node node) throws Exception {
        Curves.collect(node);
        return Curves.sum(node.body("GET", "/metrics", ""), "jvm_memory_used_bytes{area=\"heap\"");
    }
}
