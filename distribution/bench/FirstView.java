import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The console's first view in Chromium with nothing in its cache: bytes over the wire, requests, the first picture, and
 * the time until a person can act. Starts a Gantry of the built distribution.
 */
void main(String[] args) throws Exception {
    int rounds = Integer.getInteger("rounds", 7);
    Path place = Files.createTempDirectory("first-view");
    Process gantry = new ProcessBuilder("distribution/target/gantry/bin/gantry", "run", "--home", place.resolve("home").toString(), "--port", "0")
            .redirectErrorStream(true).redirectOutput(place.resolve("gantry.txt").toFile()).start();
    Process chromium = null;
    try {
        String url = appears(place.resolve("home/data/gantry.url"), gantry).strip();
        HttpClient http = HttpClient.newHttpClient();
        await(() -> http.send(HttpRequest.newBuilder(URI.create(url + "/readyz")).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
        String token = Files.readString(place.resolve("home/data/admin.token")).strip();
        chromium = new ProcessBuilder("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
                "--user-data-dir=" + place.resolve("profile"), "about:blank")
                .redirectErrorStream(true).redirectOutput(place.resolve("chromium.txt").toFile()).start();
        String[] port = appears(place.resolve("profile/DevToolsActivePort"), chromium).split("\n");
        Tab tab = Tab.open(http, Integer.parseInt(port[0]));
        tab.call("Page.enable", "{}");
        tab.call("Network.enable", "{}");
        tab.call("Page.navigate", "{\"url\":\"" + url + "/\"}");
        await(() -> tab.eval("document.readyState").equals("complete"));
        tab.eval("fetch('/api/v1/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({token: '" + token + "'})}).then(a => a.status)");
        double[][] seen = new double[4][rounds];
        for (int i = 0; i < rounds; i++) {
            tab.call("Network.clearBrowserCache", "{}");
            tab.call("Page.navigate", "{\"url\":\"about:blank\"}");
            await(() -> tab.eval("location.href").equals("about:blank"));
            tab.call("Page.navigate", "{\"url\":\"" + url + "/\"}");
            await(() -> tab.eval("performance.getEntriesByName('interactive').length").equals("1"));
            await(() -> tab.eval("performance.getEntriesByName('first-contentful-paint').length").equals("1"));
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
        if (chromium != null) {
            chromium.destroy();
            chromium.waitFor(5, TimeUnit.SECONDS);
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

interface Condition {
    boolean holds() throws Exception;
}

static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.holds()) {
        if (System.nanoTime() > end) {
            throw new IllegalStateException("waited for 30 s");
        }
        Thread.sleep(20);
    }
}

static String appears(Path file, Process process) throws Exception {
    await(() -> {
        if (!process.isAlive()) {
            throw new IOException(process + " ended");
        }
        return Files.exists(file) && Files.size(file) > 0;
    });
    return Files.readString(file);
}

/** A tab, over the DevTools protocol. */
static final class Tab implements WebSocket.Listener {
    private static final Pattern PAGE = Pattern.compile("\"type\": \"page\".*?\"webSocketDebuggerUrl\": \"([^\"]+)\"", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\"value\":(?:\"([^\"]*)\"|([^,}]+))");
    private final StringBuilder text = new StringBuilder();
    private int id;
    private volatile CompletableFuture<String> answer;
    private WebSocket socket;

    static Tab open(HttpClient http, int port) throws Exception {
        String list = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json")).build(), HttpResponse.BodyHandlers.ofString()).body();
        Matcher page = PAGE.matcher(list);
        if (!page.find()) {
            throw new IOException("no tab in " + list);
        }
        Tab tab = new Tab();
        tab.socket = http.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), tab).get();
        return tab;
    }

    String call(String method, String params) throws Exception {
        answer = new CompletableFuture<>();
        id++;
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}", true).get();
        return answer.get(30, TimeUnit.SECONDS);
    }

    String eval(String expression) throws Exception {
        String quoted = expression.replace("\\", "\\\\").replace("\"", "\\\"");
        String got = call("Runtime.evaluate", "{\"awaitPromise\":true,\"returnByValue\":true,\"expression\":\"" + quoted + "\"}");
        Matcher value = VALUE.matcher(got);
        return !value.find() ? "" : value.group(1) != null ? value.group(1) : value.group(2);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            if (whole.startsWith("{\"id\":" + id + ",")) {
                answer.complete(whole);
            }
        }
        socket.request(1);
        return null;
    }
}
