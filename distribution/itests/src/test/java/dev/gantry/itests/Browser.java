package dev.gantry.itests;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A window of Chromium with one tab, driven as a person drives it: pointer, keys, eyes. Nothing in
 * it is kept from another one. It speaks the DevTools protocol.
 */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is shown, in the innermost element that has the text; JavaScript. */
    private static final String FIND =
            "((css, text) => [...document.querySelectorAll(css)].filter(e => e.checkVisibility()"
                    + " && (text === null || (e.ariaLabel ?? '').includes(text)"
                    + " || e.textContent.replace(/\\s+/g, ' ').includes(text))).at(0))";

    private final WebSocket socket;
    private final String window;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Frames frames;

    Browser(String url) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        this.socket = client.newWebSocketBuilder().buildAsync(URI.create(url), new Reader()).get();
        this.window =
                call(null, "Target.createBrowserContext", Map.of())
                        .path("browserContextId")
                        .stringValue();
        String target =
                call(
                                null,
                                "Target.createTarget",
                                Map.of("url", "about:blank", "browserContextId", window))
                        .path("targetId")
                        .stringValue();
        this.session =
                call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .path("sessionId")
                        .stringValue();
        this.frames = new Frames(this::call, session);
        for (String domain : List.of("Page", "Runtime", "Log", "Network", "DOM")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** What the console, the policy and scripts complained about since the last look. */
    List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    void open(Object url) throws Exception {
        call("Page.navigate", Map.of("url", url.toString()));
        await("the page to be loaded", "document.readyState === 'complete'");
    }

    /** As wide as that, in light or dark. */
    void look(int width, int height, boolean dark) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** The value of an expression, or of the promise that it is. */
    JsonNode eval(String expression) throws Exception {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                expression,
                                "awaitPromise",
                                true,
                                "returnByValue",
                                true,
                                "userGesture",
                                true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** The frames in the page. */
    Frames frames() {
        return frames;
    }

    /** Waits until an expression is true; while the page gives way to another one it is not. */
    void await(String what, String expression) throws Exception {
        try {
            Waiting.until(what, PATIENCE, () -> isTrue(expression), seen -> seen);
        } catch (TimeoutException e) {
            throw new TimeoutException(
                    e.getMessage() + "; the page says: " + eval("document.body.innerText"));
        }
    }

    private boolean isTrue(String expression) throws Exception {
        try {
            return eval("Boolean(" + expression + ")").asBoolean();
        } catch (ExecutionException e) {
            if (e.getCause().getMessage().contains("navigated")) {
                return false;
            }
            throw e;
        }
    }

    /** Waits until an element that fits is shown, with the text in it if that is not null. */
    void awaitShown(String css, String text) throws Exception {
        await(css + " with " + text, found(css, text));
    }

    /** Clicks the middle of an element, once it is shown. */
    void click(String css, String text) throws Exception {
        awaitShown(css, text);
        JsonNode at =
                eval(
                        "(e => { e.scrollIntoView({block: 'center'});"
                                + " const b = e.getBoundingClientRect();"
                                + " return [b.x + b.width / 2, b.y + b.height / 2]; })("
                                + found(css, text)
                                + ")");
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            at.get(0).asDouble(),
                            "y",
                            at.get(1).asDouble(),
                            "button",
                            type.equals("mouseMoved") ? "none" : "left",
                            "clickCount",
                            1));
        }
    }

    /** Types into what has the focus. */
    void type(String text) throws Exception {
        call("Input.insertText", Map.of("text", text));
    }

    /** Puts text into a field, instead of what was there. */
    void fill(String css, String text) throws Exception {
        awaitShown(css, null);
        eval("(e => { e.focus(); e.select?.(); })(" + found(css, null) + ")");
        type(text);
    }

    /** Presses a key: a character, or a name as {@code Enter}. */
    void press(String key) throws Exception {
        ObjectNode down = JSON.createObjectNode().put("type", "keyDown").put("key", key);
        if (key.length() == 1) {
            down.put("text", key);
        } else if (key.equals("Enter")) {
            down.put("text", "\r").put("windowsVirtualKeyCode", 13);
        } else if (key.equals("Escape")) {
            down.put("windowsVirtualKeyCode", 27);
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    /** Chooses a file in a field for files. */
    void upload(String css, Path file) throws Exception {
        await(css, found(css, null));
        JsonNode object = call("Runtime.evaluate", Map.of("expression", found(css, null)));
        call(
                "DOM.setFileInputFiles",
                Map.of(
                        "objectId",
                        object.path("result").path("objectId").stringValue(),
                        "files",
                        List.of(file.toAbsolutePath().toString())));
    }

    String text(String css) throws Exception {
        return eval(found(css, null) + "?.innerText ?? ''").stringValue();
    }

    String path() throws Exception {
        return eval("location.pathname + location.search").stringValue();
    }

    /** A picture of the whole page. */
    void picture(Path file) throws Exception {
        JsonNode size = call("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
        JsonNode picture =
                call(
                        "Page.captureScreenshot",
                        Map.of(
                                "format",
                                "png",
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of(
                                        "x",
                                        0,
                                        "y",
                                        0,
                                        "width",
                                        size.path("width").asDouble(),
                                        "height",
                                        Math.min(4000, size.path("height").asDouble()),
                                        "scale",
                                        1)));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(picture.path("data").stringValue()));
    }

    /** A call of the protocol, to the tab. */
    JsonNode call(String method, Object params) throws Exception {
        return call(session, method, params);
    }

    @Override
    public void close() throws Exception {
        call(null, "Target.disposeBrowserContext", Map.of("browserContextId", window));
        socket.abort();
    }

    private static String found(String css, String text) {
        return FIND
                + "("
                + JSON.writeValueAsString(css)
                + ","
                + JSON.writeValueAsString(text)
                + ")";
    }

    private JsonNode call(String tab, String method, Object params) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(params));
        if (tab != null) {
            message.put("sessionId", tab);
        }
        socket.sendText(JSON.writeValueAsString(message), true).get();
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void take(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt());
            if (message.has("error")) {
                call.completeExceptionally(new IOException(message.path("error").toString()));
            } else {
                call.complete(message.path("result"));
            }
            return;
        }
        JsonNode params = message.path("params");
        switch (message.path("method").asString("")) {
            case "Runtime.exceptionThrown" ->
                    complaints.add(params.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning").contains(params.path("type").asString(""))) {
                    complaints.add(params.path("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                JsonNode entry = params.path("entry");
                if (entry.path("level").asString("").equals("error")) {
                    complaints.add(
                            entry.path("text").asString("") + " " + entry.path("url").asString(""));
                }
            }
            case "Runtime.executionContextCreated" -> {
                if (frames != null && message.path("sessionId").asString("").equals(session)) {
                    frames.context(params.path("context"));
                }
            }
            default -> {
                // other events are of no interest
            }
        }
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                take(message);
            }
            socket.request(1);
            return null;
        }
    }
}
