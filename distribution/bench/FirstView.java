import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The console's first view in Chromium with nothing in its cache: bytes over the wire, requests, the first picture, and
 * the time until a person can act. Starts a Gantry of the built distribution.
 */
void main(String[] args) throws Exception {
    int rounds = Integer.getInteger("rounds", 7);
    Path place = Files.createTempDirectory("first-view");
    Process gantry = new ProcessBuilder("distribution/target/gantry/bin/gantry", "run", "--home", place.resolve("home").toString(), "--port", "0")
            .redirectErrorStream(true).redirectOutput(place.resolve("gantry.txt").toFile()).start();
    Tab tab = null;
    try {
        String url = Tab.appears(place.resolve("home/data/gantry.url"), gantry).strip();
        HttpClient http = HttpClient.newHttpClient();
        Tab.await(() -> http.send(HttpRequest.newBuilder(URI.create(url + "/readyz")).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
        String token = Files.readString(place.resolve("home/data/admin.token")).strip();
        tab = Tab.open(place);
        tab.call("Page.enable", "{}");
        tab.call("Network.enable", "{}");
        tab.call("Page.navigate", "{\"url\":\"" + url + "/\"}");
        tab.until("document.readyState === 'complete'");
        tab.enter(token);
        double[][] seen = new double[4][rounds];
        for (int i = 0; i < rounds; i++) {
            tab.call("Network.clearBrowserCache", "{}");
            tab.call("Page.navigate", "{\"url\":\"about:blank\"}");
            tab.until("location.href === 'about:blank'");
            tab.call("Page.navigate", "{\"url\":\"" + url + "/\"}");
            tab.until("performance.getEntriesByName('interactive').length === 1");
            tab.until("performance.getEntriesByName('first-contentful-paint').length === 1");
            String files = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource').filter(r => !r.name.includes('/api/'))]";
            seen[0][i] = Double.parseDouble(tab.eval(files + ".reduce((sum, r) => sum + r.transferSize, 0)"));
            seen[1][i] = Double.parseDouble(tab.eval(files + ".length"));
            seen[2][i] = Double.parseDouble(tab.eval("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            seen[3][i] = Double.parseDouble(tab.eval("performance.getEntriesByName('interactive')[0].startTime"));
        }
        print("bytes over the wire, with headers", seen[0]);
        print("requests", seen[1]);
        print("first picture, ms", seen[2]);
        print("interactive, ms", seen[3]);
    } finally {
        if (tab != null) {
            tab.close();
        }
        gantry.destroy();
        gantry.waitFor(30, TimeUnit.SECONDS);
        try (var all = Files.walk(place)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}

static void print(String name, double[] values) {
    Arrays.sort(values);
    IO.println("%-36s median %,9.0f   from %,9.0f to %,9.0f".formatted(name, values[values.length / 2], values[0], values[values.length - 1]));
}
