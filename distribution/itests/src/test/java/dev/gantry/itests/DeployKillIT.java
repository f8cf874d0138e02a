package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.steps.StepStop;
import dev.gantry.itests.tasks.Version;
import dev.gantry.spi.plugin.DeployStep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * SIGKILL at each named step of a deploy, under load. After the restart one revision is in service,
 * the old or the new one, records say the same as what runs, no accepted run is lost, and the next
 * drop goes through. {@code -Dgantry.deploy.kills=200} for more.
 */
class DeployKillIT {
    private static final int KILLS =
            Integer.getInteger("gantry.deploy.kills", DeployStep.values().length);
    private static final int CALLERS = 3;
    private static final String PLUGIN = "/api/v1/plugins/test.version";

    @TempDir Path folder;

    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Map<String, String> shas = new HashMap<>();
    private Path home;
    private Path installation;
    private int version;

    @Test
    void oneOrTheOtherRevisionIsInServiceAfterAKillAtAnyStep() throws Exception {
        home = folder.resolve("home");
        installation = installation();
        Files.createDirectories(home.resolve("bundles"));
        Map<DeployStep, String> after = new HashMap<>();
        Gantry gantry = start();
        try {
            swap(gantry);
            for (int kill = 0; kill < KILLS; kill++) {
                DeployStep step = DeployStep.values()[kill % DeployStep.values().length];
                String old = current();
                killAt(gantry, step);
                gantry = start();
                String active = check(gantry, step, List.of(old, current()));
                after.merge(step, active.equals(old) ? "old" : "new", (a, b) -> a + " " + b);
                swap(gantry);
            }
            assertTrue(accepted.size() > KILLS, "callers got through: " + accepted.size());
            for (String id : accepted) {
                finished(gantry, id);
            }
            onlyKeptCopies(gantry);
        } finally {
            gantry.close();
        }
        System.out.printf(
                "kill -9 in a deploy: %d kills, %d runs accepted, 0 lost; in service afterwards: %s%n",
                KILLS, accepted.size(), new java.util.TreeMap<>(after));
    }

    /** A copy of the installation with the bundle that halts deploys. */
    private Path installation() throws Exception {
        Path copy = folder.resolve("installation");
        for (String part : List.of("bin", "lib", "system", "conf")) {
            try (Stream<Path> files = Files.walk(Gantry.INSTALLATION.resolve(part))) {
                for (Path file : files.toList()) {
                    Path target = copy.resolve(Gantry.INSTALLATION.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
            }
        }
        Path driver = PluginJar.make(folder, "test.steps", "1.0.0", StepStop.class);
        Path system = Files.copy(driver, copy.resolve("system/test-steps.jar"));
        Files.setLastModifiedTime(system, FileTime.fromMillis(0));
        return copy;
    }

    private Gantry start() throws Exception {
        Files.deleteIfExists(folder.resolve("stop-at"));
        Files.deleteIfExists(folder.resolve("reached"));
        return Gantry.start(
                installation, Map.of("GANTRY_OPTS", "-Dgantry.test.steps=" + folder), home);
    }

    private String current() {
        return "1." + version + ".0";
    }

    /** Drops the next version. */
    private void drop() throws Exception {
        version++;
        Path jar = PluginJar.make(folder, "test.version", current(), Version.class);
        shas.put(current(), sha256(jar));
        Path bundles = home.resolve("bundles");
        Path part = Files.move(jar, bundles.resolve("version.jar.part"));
        Files.move(
                part,
                bundles.resolve("version.jar"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** A drop that nothing disturbs, to its end. */
    private void swap(Gantry gantry) throws Exception {
        drop();
        String wanted = current();
        gantry.await(
                wanted + " to be active",
                () -> gantry.get("/api/v1/plugins").toString(),
                plugins -> plugins.contains("\"active\":\"" + wanted + "\""));
        right(gantry.run("test.version", "{}"), List.of(wanted));
    }

    private void killAt(Gantry gantry, DeployStep step) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            String work = List.of("PT0S", "PT0.05S", "PT0.4S").get(i);
            callers.add(Thread.ofVirtual().start(() -> submit(gantry, work, over)));
        }
        Files.writeString(folder.resolve("stop-at.part"), step.name());
        Files.move(folder.resolve("stop-at.part"), folder.resolve("stop-at"));
        drop();
        Path reached = folder.resolve("reached");
        gantry.await("the deploy to come to " + step, () -> Files.exists(reached), there -> there);
        gantry.kill();
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void submit(Gantry gantry, String work, AtomicBoolean over) {
        String body = "{\"params\":{\"work\":\"" + work + "\"}}";
        while (!over.get()) {
            try {
                Gantry.Answer answer = gantry.send("POST", "/api/v1/tasks/test.version/runs", body);
                if (answer.status() == 202) {
                    accepted.add(answer.body().path("id").asString());
                }
                Waiting.pass(Duration.ofMillis(5), "the pace of a caller");
            } catch (Exception e) {
                if (!gantry.process.isAlive()) {
                    return; // that was the kill
                }
            }
        }
    }

    /** What must hold after a restart; returns the version in service. */
    private String check(Gantry gantry, DeployStep step, List<String> either) throws Exception {
        JsonNode run = gantry.run("test.version", "{}");
        String active = right(run, either);
        JsonNode plugin =
                gantry.await(
                        "one revision to be in service after a kill at " + step,
                        () -> gantry.get(PLUGIN),
                        p -> settled(p));
        assertEquals(active, plugin.path("active").asString(), step + ": " + plugin);
        for (JsonNode revision : plugin.path("versions")) {
            boolean serves = revision.path("state").asString().equals("active");
            assertEquals(
                    serves,
                    revision.path("version").asString().equals(active),
                    step + ": " + revision);
            assertEquals(
                    shas.get(revision.path("version").asString()),
                    revision.path("sha256").asString(),
                    step + ": " + revision);
        }
        onlyKeptCopies(gantry);
        return active;
    }

    private static boolean settled(JsonNode plugin) {
        int active = 0;
        for (JsonNode revision : plugin.path("versions")) {
            switch (revision.path("state").asString()) {
                case "active" -> active++;
                case "retired" -> {}
                default -> {
                    return false;
                }
            }
        }
        return active == 1;
    }

    /** A run that says of itself what its record says, on one of these versions. */
    private String right(JsonNode run, List<String> versions) {
        String on = run.path("plugin").path("version").asString();
        assertEquals("success", run.path("result").asString(), run.toString());
        assertEquals(shas.get(on), run.path("plugin").path("sha256").asString(), run.toString());
        assertEquals(on, run.path("output").path("before").asString(), run.toString());
        assertEquals(on, run.path("output").path("after").asString(), run.toString());
        assertTrue(versions.contains(on), run.toString());
        return on;
    }

    /** An accepted run is finished, on one of the revisions that were there. */
    private void finished(Gantry gantry, String id) throws Exception {
        JsonNode end = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
        right(end, List.copyOf(shas.keySet()));
        JsonNode last = null;
        for (JsonNode attempt : gantry.get("/api/v1/runs/" + id + "/attempts").path("items")) {
            last = attempt;
        }
        assertEquals(
                end.path("plugin").path("sha256"), last.path("plugin").path("sha256"), "" + end);
    }

    /** Whole copies only, each of a revision on record. */
    private void onlyKeptCopies(Gantry gantry) throws Exception {
        List<String> known = new ArrayList<>();
        gantry.get(PLUGIN).path("versions").forEach(v -> known.add(v.path("sha256").asString()));
        try (Stream<Path> copies = Files.list(home.resolve("data/plugins"))) {
            for (Path copy : copies.toList()) {
                String sha = copy.getFileName().toString().replace(".jar", "");
                assertTrue(known.contains(sha), copy + " is of no revision on record");
                assertEquals(sha, sha256(copy));
            }
        }
    }

    private static String sha256(Path file) throws Exception {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
