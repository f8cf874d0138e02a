package dev.gantry.itests;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Looks inside of the frames of a page, whether they are in a process of their own or not. */
final class Frames {
    private final Protocol protocol;
    private final String page;
    private final Map<String, Integer> contexts = new ConcurrentHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    /** Calls the browser. */
    interface Protocol {
        JsonNode call(String session, String method, Object params) throws Exception;
    }

    Frames(Protocol protocol, String page) {
        this.protocol = protocol;
        this.page = page;
    }

    /** A frame of the page's process can be looked into. */
    void context(JsonNode context) {
        JsonNode of = context.path("auxData");
        if (of.path("isDefault").asBoolean(false)) {
            contexts.put(of.path("frameId").asString(""), context.path("id").asInt());
        }
    }

    /**
     * The value of an expression, or of the promise that it is, in the frame whose address ends so;
     * the name of the error where it throws one.
     */
    JsonNode eval(String end, String expression) throws Exception {
        Map<String, Object> params = new HashMap<>();
        params.put(
                "expression",
                "(async () => { try { return await ("
                        + expression
                        + "); } catch (e) { return e.name; } })()");
        params.put("awaitPromise", true);
        params.put("returnByValue", true);
        params.put("userGesture", true);
        Optional<String> apart = apart(end);
        if (apart.isEmpty()) {
            params.put("contextId", here(end));
        }
        return protocol.call(apart.orElse(page), "Runtime.evaluate", params)
                .path("result")
                .path("value");
    }

    /** The session of a frame with a process of its own. */
    private Optional<String> apart(String end) throws Exception {
        Optional<String> target =
                protocol.call(null, "Target.getTargets", Map.of())
                        .path("targetInfos")
                        .valueStream()
                        .filter(each -> each.path("type").asString("").equals("iframe"))
                        .filter(each -> each.path("url").asString("").endsWith(end))
                        .map(each -> each.path("targetId").stringValue())
                        .findFirst();
        if (target.isPresent() && !sessions.containsKey(target.get())) {
            Map<String, Object> params = Map.of("targetId", target.get(), "flatten", true);
            JsonNode attached = protocol.call(null, "Target.attachToTarget", params);
            sessions.put(target.get(), attached.path("sessionId").stringValue());
        }
        return target.map(sessions::get);
    }

    private Integer here(String end) throws Exception {
        return protocol.call(page, "Page.getFrameTree", Map.of())
                .path("frameTree")
                .path("childFrames")
                .valueStream()
                .map(each -> each.path("frame"))
                .filter(each -> each.path("url").asString("").endsWith(end))
                .map(each -> contexts.get(each.path("id").asString("")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no frame " + end));
    }
}
