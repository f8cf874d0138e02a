package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Talker;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Logs of runs over HTTP: followed over ends of the process, and without what is secret. */
class LogsIT {
    private static final String PASSWORD = "correct-horse-staple";

    @TempDir Path folder;
    private Path home;
    private volatile Gantry gantry;

    @BeforeEach
    void home() throws Exception {
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("bundles"));
        Path jar = PluginJar.make(folder, "test.talk", "1.0.0", Talker.class);
        Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));
    }

    private String submit(int lines, String pause) throws Exception {
        Map<String, ?> params = Map.of("lines", lines, "pause", pause, "password", PASSWORD);
        Gantry.Answer answer =
                gantry.send("POST", "/api/v1/tasks/test.talk/runs", Map.of("params", params));
        assertEquals(202, answer.status(), answer.body().toString());
        return answer.body().path("id").asString();
    }

    private List<String> all(String id) throws Exception {
        List<String> found = new ArrayList<>();
        JsonNode page;
        String after = "0";
        do {
            page = gantry.get("/api/v1/runs/" + id + "/logs?limit=1000&after=" + after);
            page.path("items").forEach(line -> found.add(line.toString()));
            after = page.path("next").asString("");
        } while (!page.path("next").isNull());
        return found;
    }

    /** What one follower saw: it breaks off at random and goes on after the last line it has. */
    private List<String> follow(String id, long seed) {
        Random random = new Random(seed);
        List<String> seen = new ArrayList<>();
        String last = "0";
        while (true) {
            int breakOffAfter = 1 + random.nextInt(3000);
            try {
                HttpRequest request =
                        gantry.request("/api/v1/runs/" + id + "/logs")
                                .header("Accept", "text/event-stream")
                                .header("Last-Event-ID", last)
                                .build();
                try (InputStream in = gantry.send(request, BodyHandlers.ofInputStream()).body()) {
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                    String name = "";
                    String line;
                    String next = last;
                    int got = 0;
                    while (got < breakOffAfter && (line = lines.readLine()) != null) {
                        if (line.startsWith("id: ")) {
                            next = line.substring(4);
                        } else if (line.startsWith("event: ")) {
                            name = line.substring(7);
                        } else if (line.startsWith("data: ") && name.equals("end")) {
                            return seen;
                        } else if (line.startsWith("data: ") && name.equals("log")) {
                            seen.add(line.substring(6));
                            last = next;
                            got++;
                        }
                    }
                }
            } catch (Exception e) {
                // Gantry is down: again
            }
        }
    }

    @Test
    void followersMissNothingAndSeeNothingTwiceWhateverHappens() throws Exception {
        gantry = Gantry.start(home);
        String id = submit(6000, "PT0.05S");
        List<CompletableFuture<List<String>>> followers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long seed = i;
            followers.add(CompletableFuture.supplyAsync(() -> follow(id, seed)));
        }
        gantry.awaitRun(id, run -> run.path("progress").asDouble() > 0.2);
        gantry.kill();
        gantry = Gantry.start(home);
        gantry.awaitRun(id, run -> run.path("progress").asDouble() > 0.2);
        gantry.kill();
        gantry = Gantry.start(home);
        try {
            JsonNode end = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
            assertEquals("success", end.path("result").asString());
            List<String> whole = all(id);
            assertTrue(whole.size() > 6001 + 2 * 1000, "all attempts are in: " + whole.size());
            for (int n = 0; n < whole.size(); n++) {
                assertTrue(whole.get(n).startsWith("{\"seq\":" + (n + 1) + ","), whole.get(n));
            }
            for (CompletableFuture<List<String>> follower : followers) {
                assertEquals(whole, follower.get(60, TimeUnit.SECONDS));
            }
        } finally {
            gantry.close();
        }
    }

    @Test
    void theCommandLineFollowsOverARestart() throws Exception {
        gantry = Gantry.start(home);
        String port = Integer.toString(gantry.url().getPort());
        String id = submit(6000, "PT0.2S");
        CompletableFuture<Gantry.Exit> cli =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return gantry.cli("run", "logs", "-f", id, "-o", "json");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        gantry.awaitRun(id, run -> run.path("progress").asDouble() > 0.5);
        gantry.kill();
        gantry = Gantry.start(home, "--port", port);
        try {
            Gantry.Exit exit = cli.get(90, TimeUnit.SECONDS);
            assertEquals(0, exit.code(), exit.err());
            assertEquals(all(id), exit.out().lines().toList());
        } finally {
            gantry.close();
        }
    }

    @Test
    void aSecretIsNowhereToBeSeen() throws Exception {
        gantry = Gantry.start(home);
        String base64 =
                Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8));
        try {
            JsonNode schema = gantry.get("/api/v1/tasks/test.talk").path("params");
            assertTrue(schema.at("/properties/password/writeOnly").asBoolean(), schema.toString());
            String id = submit(3, "PT0S");
            JsonNode run = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
            assertEquals("***", run.at("/params/password").asString());
            assertEquals("with ***", run.at("/output/text").asString());
            String shown =
                    run
                            + all(id).toString()
                            + gantry.get("/api/v1/runs")
                            + gantry.log()
                            + gantry.cli("run", "show", id).out()
                            + gantry.cli("run", "logs", id).out()
                            + files();
            assertFalse(shown.contains(PASSWORD), shown);
            assertFalse(shown.contains(base64.substring(4, 20)), shown);
            JsonNode last = JsonMapper.shared().readTree(all(id).getLast());
            assertTrue(last.path("message").asString().startsWith("*** "), last.toString());
            Gantry.Answer refused =
                    gantry.send(
                            "POST",
                            "/api/v1/tasks/test.talk/runs",
                            "{\"params\":{\"password\":\"***\"}}");
            assertEquals(422, refused.status());
            assertTrue(refused.body().toString().contains("give its real value"));
        } finally {
            gantry.close();
        }
    }

    private String files() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(home.resolve("data/run-logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertFalse(all.isEmpty());
        return all.toString();
    }
}
