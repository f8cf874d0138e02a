import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tab of a Chromium of its own, over the DevTools protocol. */
final class Tab implements WebSocket.Listener, AutoCloseable {
    private static final Pattern PAGE = Pattern.compile("\"type\": \"page\".*?\"webSocketDebuggerUrl\": \"([^\"]+)\"", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\"value\":(?:\"([^\"]*)\"|([^,}]+))");
    private final Process chromium;
    private final StringBuilder text = new StringBuilder();
    private int id;
    private volatile CompletableFuture<String> answer;
    private WebSocket socket;

    /** What is waited for. */
    interface Condition {
        boolean holds() throws Exception;
    }

    private Tab(Process chromium) {
        this.chromium = chromium;
    }

    /** Chromium with nothing in its cache; what it writes goes to a folder. */
    static Tab open(Path place) throws Exception {
        Process chromium = new ProcessBuilder("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
                "--window-size=1280,900", "--user-data-dir=" + place.resolve("profile"), "about:blank")
                .redirectErrorStream(true).redirectOutput(place.resolve("chromium.txt").toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(chromium::destroyForcibly));
        String[] port = appears(place.resolve("profile/DevToolsActivePort"), chromium).split("\n");
        HttpClient http = HttpClient.newHttpClient();
        String list = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port[0] + "/json")).build(), HttpResponse.BodyHandlers.ofString()).body();
        Matcher page = PAGE.matcher(list);
        if (!page.find()) {
            throw new IOException("no tab in " + list);
        }
        Tab tab = new Tab(chromium);
        tab.socket = http.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), tab).get();
        return tab;
    }

    /** Signs in with a token, from a page of that Gantry. */
    void enter(String token) throws Exception {
        eval("fetch('/api/v1/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({token: '" + token + "'})}).then(a => a.status)");
    }

    String call(String method, String params) throws Exception {
        answer = new CompletableFuture<>();
        id++;
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}", true).get();
        return answer.get(30, TimeUnit.SECONDS);
    }

    String eval(String expression) throws Exception {
        String quoted = expression.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
        String got = call("Runtime.evaluate", "{\"awaitPromise\":true,\"returnByValue\":true,\"expression\":\"" + quoted + "\"}");
        Matcher value = VALUE.matcher(got);
        return !value.find() ? "" : value.group(1) != null ? value.group(1) : value.group(2);
    }

    /** Waits until an expression is true. */
    void until(String expression) throws Exception {
        await(() -> eval("Boolean(" + expression + ")").equals("true"));
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

    /** What is in a file, once something is. */
    static String appears(Path file, Process process) throws Exception {
        await(() -> {
            if (!process.isAlive()) {
                throw new IOException(process + " ended");
            }
            return Files.exists(file) && Files.size(file) > 0;
        });
        return Files.readString(file);
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

    @Override
    public void close() throws Exception {
        socket.abort();
        chromium.destroy();
        chromium.waitFor(5, TimeUnit.SECONDS);
    }
}
