package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Caller;
import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Version;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The dashboards that Gantry comes with: as Grafana wants them, and with something to show. */
class DashboardsIT {
    private static final Path SOURCE = Path.of(System.getProperty("gantry.source"));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern METRIC = Pattern.compile("\\bgantry_\\w+");

    /** Panels that are empty while all is well, and what it takes to see something there. */
    private static final Map<String, String> EMPTY =
            Map.of(
                    "Calls that were not let through",
                    "a breaker that is open, or a rate that is used up",
                    "What telemetry lost",
                    "traces or logs that are sent somewhere and do not arrive",
                    "Submits that a quota refused",
                    "a tenant beyond its quota",
                    "Pauses of the collector",
                    "a collection since Gantry was first scraped");

    private static final Path BROKEN =
            Gantry.INSTALLATION.resolve("samples/broken/missing-import.jar");

    @TempDir Path folder;
    private static Map<String, JsonNode> boards;

    @BeforeAll
    static void read() throws IOException {
        boards = new TreeMap<>();
        try (Stream<Path> files = Files.list(Gantry.INSTALLATION.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                JsonNode board = JsonMapper.shared().readTree(Files.readString(file));
                JsonNode before = boards.put(board.path("uid").stringValue(), board);
                assertEquals(null, before, "two dashboards have one uid");
            }
        }
        assertEquals(
                Set.of("gantry-overview", "gantry-task", "gantry-cause", "gantry-capacity"),
                boards.keySet());
    }

    private static List<JsonNode> panels(JsonNode board) {
        List<JsonNode> panels = new ArrayList<>();
        board.path("panels").forEach(panels::add);
        return panels;
    }

    @Test
    void panelsAreOnceThereAndDoNotOverlap() {
        boards.forEach(
                (uid, board) -> {
                    assertTrue(board.path("id").isNull(), uid + " is nobody's yet");
                    assertTrue(board.path("schemaVersion").asInt() >= 36, uid);
                    Set<Integer> ids = new HashSet<>();
                    Map<String, String> taken = new HashMap<>();
                    for (JsonNode panel : panels(board)) {
                        String name = uid + ", " + panel.path("title").asString();
                        assertTrue(ids.add(panel.path("id").asInt()), name + " has another's id");
                        JsonNode place = panel.path("gridPos");
                        int x = place.path("x").asInt();
                        int y = place.path("y").asInt();
                        int right = x + place.path("w").asInt();
                        assertTrue(x >= 0 && right <= 24, name + " is beyond the edge");
                        assertTrue(place.path("h").asInt() > 0 && right > x, name + " is flat");
                        for (int i = x; i < right; i++) {
                            for (int j = y; j < y + place.path("h").asInt(); j++) {
                                String other = taken.put(i + " " + j, name);
                                assertEquals(null, other, name + " covers another one");
                            }
                        }
                    }
                });
    }

    @Test
    void queriesGoToTheDataSourceThatIsChosenAndNameWhatThereIs() throws IOException {
        String reference =
                Files.readString(SOURCE.resolve("distribution/docs/reference/metrics.md"));
        boards.forEach(
                (uid, board) -> {
                    for (JsonNode panel : panels(board)) {
                        if (panel.path("type").asString().equals("row")) {
                            continue;
                        }
                        String name = uid + ", " + panel.path("title").asString();
                        Set<String> refs = new HashSet<>();
                        assertTrue(panel.path("targets").size() > 0, name + " asks nothing");
                        for (JsonNode target : panel.path("targets")) {
                            assertEquals(
                                    "${datasource}",
                                    target.path("datasource").path("uid").asString(),
                                    name);
                            assertTrue(refs.add(target.path("refId").asString()), name);
                            String expression = target.path("expr").asString();
                            assertTrue(
                                    expression.contains("service=~\"$service\", env=~\"$env\""),
                                    name + " is not narrowed: " + expression);
                            Matcher metric = METRIC.matcher(expression);
                            while (metric.find()) {
                                String family =
                                        metric.group().replaceAll("_(bucket|sum|count)$", "");
                                assertTrue(
                                        reference.contains("`" + family + "`"),
                                        name + ": " + family + " is no metric of the reference");
                            }
                        }
                    }
                });
    }

    @Test
    void everyVariableIsThereAndEveryLinkLeadsSomewhere() throws IOException {
        Set<String> routes = new TreeSet<>();
        Matcher route =
                Pattern.compile("path: \"/([^/\"]*)")
                        .matcher(
                                Files.readString(
                                        SOURCE.resolve(
                                                "bundles/console/src/main/web/pages/index.js")));
        while (route.find()) {
            routes.add(route.group(1));
        }
        boards.forEach(
                (uid, board) -> {
                    Set<String> known =
                            new HashSet<>(
                                    Set.of(
                                            "__rate_interval",
                                            "__range",
                                            "__from",
                                            "__to",
                                            "__all"));
                    known.addAll(Set.of("__data", "__field", "__url_time_range"));
                    board.path("templating")
                            .path("list")
                            .forEach(each -> known.add(each.path("name").asString()));
                    assertTrue(
                            known.containsAll(
                                    Set.of("datasource", "service", "env", "console", "traces")),
                            uid + " knows " + known);
                    Matcher variable = Pattern.compile("\\$\\{?(\\w+)").matcher(board.toString());
                    while (variable.find()) {
                        assertTrue(
                                known.contains(variable.group(1)),
                                uid + " does not have " + variable.group());
                    }
                    List<JsonNode> links = board.findValues("url");
                    assertTrue(links.size() > 10, uid + " has links");
                    for (JsonNode link : links) {
                        String url = link.asString();
                        if (url.startsWith("${console}/")) {
                            String page = url.substring(11).split("[/?]", 2)[0];
                            assertTrue(routes.contains(page), uid + ": no page " + url);
                        } else if (url.startsWith("/d/")) {
                            assertTrue(
                                    boards.containsKey(url.substring(3).split("\\?", 2)[0]), url);
                        } else {
                            assertTrue(url.isEmpty() || url.startsWith("/explore?"), url);
                        }
                    }
                });
    }

    @Test
    void everyPanelHasSomethingToShow() throws Exception {
        Prometheus.require();
        Path home = folder.resolve("home");
        Files.writeString(
                Files.createDirectories(home.resolve("conf/slos")).resolve("flaky.yaml"),
                """
                objectives:
                  - id: flaky-up
                    task: test.flaky
                    kind: availability
                    objective: 99
                """);
        try (Gantry gantry =
                Gantry.start(home, "--set", "gantry.telemetry.labels=service=orders,env=test")) {
            prepare(gantry);
            try (Prometheus prometheus =
                    Prometheus.start(folder.resolve("prometheus"), gantry, "exemplar-storage")) {
                for (int round = 0; round < 4; round++) {
                    gantry.run("test.flaky", "{\"failures\":1}");
                    gantry.run("test.flaky", "{\"failures\":1,\"permanent\":true}");
                    gantry.run(
                            "test.caller",
                            "{\"well\":\"%s\",\"trail\":\"%s\"}"
                                    .formatted(home, folder.resolve("trail")));
                    // rates want several looks with something new in each
                    prometheus.await(
                            "sum(gantry_attempts_total{task=\"test.flaky\"}) >= "
                                    + 3 * (round + 1));
                }
                List<String> silent = new ArrayList<>();
                boards.forEach(
                        (uid, board) -> {
                            for (JsonNode panel : panels(board)) {
                                panel.path("targets")
                                        .forEach(target -> ask(prometheus, panel, target, silent));
                            }
                        });
                assertEquals(List.of(), silent);
                for (JsonNode board : boards.values()) {
                    prometheus.ask(
                            filled(
                                    board.path("annotations")
                                            .path("list")
                                            .path(0)
                                            .path("expr")
                                            .asString()));
                }
            }
        }
    }

    private static void ask(
            Prometheus prometheus, JsonNode panel, JsonNode target, List<String> silent) {
        String title = panel.path("title").asString();
        String query = filled(target.path("expr").asString());
        try {
            if (EMPTY.containsKey(title)) {
                prometheus.ask(query);
            } else {
                prometheus.await(query);
            }
        } catch (Exception | AssertionError e) {
            silent.add(title + ": " + e.getMessage());
        }
    }

    /** As Grafana fills in what is chosen. */
    private static String filled(String expression) {
        Map<String, String> chosen =
                Map.of(
                        "__rate_interval", "1m",
                        "__range", "10m",
                        "service", "orders",
                        "env", "test");
        return VARIABLE.matcher(expression.replace("task=\"$task\"", "task=\"test.flaky\""))
                .replaceAll(found -> chosen.getOrDefault(found.group(1), ".*"));
    }

    private void prepare(Gantry gantry) throws Exception {
        gantry.drop(
                PluginJar.make(
                        folder, "test.tasks", "1.0.0", Flaky.class, Caller.class, Version.class));
        gantry.drop(PluginJar.sample("web"));
        gantry.awaitRevision("test.tasks", "active");
        gantry.await(
                "the detector",
                () -> gantry.send("GET", "/api/v1/detectors/http.endpoint", null).status(),
                code -> code == 200);
        // a revision that is refused, for the panel of those
        gantry.drop(BROKEN);
        for (String[] command :
                new String[][] {
                    {"plugin", "limit", "test.tasks", "50"},
                    {"tenant", "set", "default", "--max-running", "100"},
                    {"task", "limits", "set", "test.version", "--max-running", "10"},
                    {"task", "limits", "set", "test.flaky", "--max-running", "10"},
                    {"schedule", "add", "often", "--task", "test.version", "--every", "1s"}
                }) {
            Gantry.Exit exit = gantry.cli(command);
            assertEquals(0, exit.code(), exit.err());
        }
        gantry.send(
                "PUT",
                "/api/v1/checks/self",
                "{\"detector\":\"http.endpoint\",\"interval\":\"PT1S\",\"config\":{\"url\":\""
                        + gantry.url().resolve("/healthz")
                        + "\"}}");
        gantry.send("POST", "/api/v1/tasks/test.version/runs", "{\"params\":{\"work\":\"PT4M\"}}");
    }
}
