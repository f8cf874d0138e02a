package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The host and service probes that come with Gantry, as checks of a real one: every target is well,
 * breaks, and comes back.
 */
class ProbesHostIT {
    @TempDir Path folder;
    private final List<Process> started = new ArrayList<>();
    private Gantry gantry;
    private Gantry other;

    @BeforeEach
    void start() throws Exception {
        gantry = Gantry.start(folder.resolve("home"));
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
        if (other != null) {
            other.close();
        }
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void judgesTheMachineProcessesFilesAndCommands() throws Exception {
        Path jar = drop("probes-host");
        for (String id : List.of("host", "process", "file", "log", "command")) {
            assertTrue(gantry.get("/api/v1/detectors/" + id).path("config").isObject(), id);
        }
        // whatever else this machine does
        put(
                "machine",
                "host",
                Map.of(
                        "loadWarn",
                        1e6,
                        "loadCritical",
                        1e6,
                        "cpuWarn",
                        1,
                        "cpuCritical",
                        1,
                        "memoryWarn",
                        0,
                        "memoryCritical",
                        0,
                        "swapCritical",
                        1,
                        "diskWarn",
                        1,
                        "diskCritical",
                        0,
                        "inodesCritical",
                        0));
        JsonNode machine = await("machine", "warn", "warn below 100 %");
        assertTrue(measured(machine, "memory.available.bytes") > 0, machine.toString());
        gantry.await(
                "the second look",
                () -> measured(gantry.get("/api/v1/checks/machine"), "cpu.ratio"),
                ratio -> ratio >= 0);

        Path pid = folder.resolve("daemon.pid");
        put("daemon", "process", Map.of("pidFile", pid.toString()));
        await("daemon", "critical", "cannot be read");
        Process daemon = sleep(pid);
        await("daemon", "ok", "runs (pid " + daemon.pid() + ")");
        daemon.destroyForcibly().waitFor();
        await("daemon", "critical", "does not run");
        sleep(pid);
        await("daemon", "ok", "runs");

        Path backup = folder.resolve("backup.tar");
        put("backup", "file", Map.of("target", folder.toString(), "glob", "backup*", "minSize", 2));
        await("backup", "critical", "does not exist");
        Files.writeString(backup, "x");
        await("backup", "critical", "critical below 2 bytes");
        Files.writeString(backup, "xyz");
        await("backup", "ok", "is there");

        Path log = Files.writeString(folder.resolve("app.log"), "ERROR of old\n");
        put("log", "log", Map.of("target", log.toString(), "patterns", List.of("ERROR")));
        await("log", "ok", "is watched from here on");
        Files.writeString(log, "ERROR of now token=hidden-7\n", StandardOpenOption.APPEND);
        awaitVerdict("log", "warn", "the latest: ERROR of now token=***");
        await("log", "ok", "no line of");

        Path script = folder.resolve("exit");
        Files.writeString(script, "echo \"ALL OK | size=2KB;5;9\"; exit 0");
        put(
                "script",
                "command",
                Map.of("target", List.of("sh", script.toString()), "format", "NAGIOS"));
        JsonNode good = await("script", "ok", "ALL OK");
        assertEquals(2048, measured(good, "size.bytes"));
        Files.writeString(script, "echo BROKEN; exit 2");
        await("script", "critical", "BROKEN");
        Files.writeString(script, "sleep 3621");
        await("script", "critical", "did not end within");
        Files.writeString(script, "echo FINE; exit 0");
        await("script", "ok", "FINE");
        gantry.await(
                "no child to be left",
                () ->
                        ProcessHandle.allProcesses()
                                .map(process -> process.info().commandLine().orElse(""))
                                .filter(line -> line.endsWith("sleep 3621"))
                                .count(),
                left -> left == 0);
        assertGoes(jar, "probes-host", "dev.gantry.probes.host.FileProbe");
    }

    @Test
    void judgesJvmsAndDatabases() throws Exception {
        Path jar = drop("probes-service");
        int port = freePort();
        put("jvm", "jvm", Map.of("target", "127.0.0.1:" + port));
        await("jvm", "critical", "connection refused");
        Process jvm = jvm(port);
        JsonNode well = await("jvm", "ok", "heap ");
        assertTrue(measured(well, "jvm.heap.used.bytes") > 0, well.toString());
        jvm.destroyForcibly().waitFor();
        await("jvm", "critical", "cannot be reached");
        jvm(port);
        await("jvm", "ok", "heap ");

        try (Place.Postgres server = new Place.Postgres(folder)) {
            put(
                    "database",
                    "sql",
                    Map.of(
                            "target",
                            server.url(),
                            "user",
                            "gantry",
                            "password",
                            Place.Postgres.PASSWORD,
                            "query",
                            "select 42 as answer",
                            "measure",
                            List.of("answer"),
                            "expect",
                            "42"));
            JsonNode answered = await("database", "ok", "answered in");
            assertEquals(42, measured(answered, "sql.value:answer"));
            assertFalse(
                    answered.path("last").toString().contains(Place.Postgres.PASSWORD),
                    "it says the password");
            put(
                    "slow",
                    "sql",
                    Map.of(
                            "target",
                            server.url(),
                            "user",
                            "gantry",
                            "password",
                            Place.Postgres.PASSWORD,
                            "query",
                            "select pg_sleep(3622)"));
            await("slow", "critical", "the query was cancelled");
            server.stop();
            await("database", "critical", "cannot be connected to");
            server.start();
            await("database", "ok", "answered in");
        }

        Path file = folder.resolve("none.db");
        put("file", "sql", Map.of("target", "jdbc:sqlite:" + file));
        await("file", "critical", "there is no file");
        put("memory", "sql", Map.of("target", "jdbc:sqlite::memory:", "query", "select 7"));
        await("memory", "ok", "answered");
        assertGoes(jar, "probes-service", "dev.gantry.probes.service.SqlQuestion");
    }

    @Test
    void judgesAnotherGantry() throws Exception {
        drop("probes-service");
        int port = freePort();
        other = Gantry.start(folder.resolve("other"), "--port", Integer.toString(port));
        String token = Files.readString(other.home.resolve("data/admin.token")).strip();
        put("other", "gantry", Map.of("target", "http://127.0.0.1:" + port, "token", token));
        JsonNode well = await("other", "ok", "is ready");
        assertFalse(well.path("last").toString().contains(token), "it says the token");
        gantry.await(
                "the second look",
                () -> measured(gantry.get("/api/v1/checks/other"), "gantry.failures"),
                failures -> failures == 0);
        other.close();
        await("other", "critical", "connection refused");
        try (Gantry again =
                Gantry.start(folder.resolve("other"), "--port", Integer.toString(port))) {
            await("other", "ok", "is ready");
            assertTrue(again.process.isAlive());
        }
    }

    @Test
    void comparesWhatAPrometheusAnswers() throws Exception {
        Prometheus.require();
        drop("probes-service");
        try (Prometheus prometheus =
                Prometheus.start(folder.resolve("prometheus"), gantry, "exemplar-storage")) {
            put("up", "prometheus", query(prometheus, "up", "critical", "< 1"));
            await("up", "ok", "up is 1");
            put("low", "prometheus", query(prometheus, "up", "critical", "> 0"));
            await("low", "critical", "is 1; critical > 0");
            put("none", "prometheus", query(prometheus, "no_such_metric", "warn", "> 0"));
            await("none", "unknown", "has no series");
            put("bad", "prometheus", query(prometheus, "up{", "warn", "> 0"));
            await("bad", "unknown", "status 400");
        }
        await("up", "unknown", "connection refused");
    }

    private static Map<String, ?> query(
            Prometheus prometheus, String query, String level, String condition) {
        return Map.of("target", prometheus.url(), "query", query, level, condition);
    }

    private Path drop(String plugin) throws Exception {
        Path jar = gantry.drop(PluginJar.sample(plugin));
        gantry.awaitRevision(plugin, "active");
        return jar;
    }

    /** It goes while its checks are there, and its classes leave the memory. */
    private void assertGoes(Path jar, String plugin, String type) throws Exception {
        assertTrue(classes(type).contains(type), "it was there");
        Files.delete(jar);
        gantry.await(
                plugin + " to be gone",
                () ->
                        gantry.revision(
                                plugin,
                                version ->
                                        List.of("active", "draining")
                                                .contains(version.path("state").asString())),
                Objects::isNull);
        Waiting.until(
                plugin + " to be out of memory",
                Duration.ofMinutes(2), // a driver may keep a thread of the JDK's pool for 30 s
                () -> classes(type),
                loaded -> !loaded.contains(type));
    }

    /** What the JVM of Gantry knows of a class after a collection. */
    private String classes(String type) throws Exception {
        jcmd("GC.run");
        return jcmd("VM.class_hierarchy", type);
    }

    private String jcmd(String... what) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(gantry.process.pid()));
        command.addAll(List.of(what));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        // its first line is the process
        return said.lines().skip(1).collect(Collectors.joining("\n"));
    }

    private void put(String id, String detector, Map<String, ?> config) throws Exception {
        Gantry.Answer made =
                gantry.send(
                        "PUT",
                        "/api/v1/checks/" + id,
                        Map.of(
                                "detector",
                                detector,
                                "config",
                                config,
                                "interval",
                                "PT1S",
                                "timeout",
                                "PT3S"));
        assertEquals(2, made.status() / 100, made.body().toString());
    }

    private JsonNode await(String id, String status, String reason) throws Exception {
        return gantry.await(
                id + " to be " + status + " since " + reason,
                () -> gantry.get("/api/v1/checks/" + id),
                check -> says(check.path("last"), status, reason));
    }

    /** Among the last ones, for a verdict that does not stay. */
    private void awaitVerdict(String id, String status, String reason) throws Exception {
        gantry.await(
                id + " to have been " + status + " since " + reason,
                () -> gantry.get("/api/v1/checks/" + id + "/verdicts?limit=20").path("items"),
                items -> {
                    for (JsonNode verdict : items) {
                        if (says(verdict, status, reason)) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private static boolean says(JsonNode verdict, String status, String reason) {
        return verdict.path("status").asString("").equals(status)
                && verdict.path("reasons").toString().contains(reason);
    }

    private static double measured(JsonNode check, String name) {
        return check.path("last").path("measurements").path(name).asDouble(-1);
    }

    private Process sleep(Path pidFile) throws IOException {
        Process process = new ProcessBuilder("sleep", "3620").start();
        started.add(process);
        Files.writeString(pidFile, Long.toString(process.pid()));
        return process;
    }

    /** A JVM that has nothing to do but to be looked at: the JDK's own web server. */
    private Process jvm(int port) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-Djava.rmi.server.hostname=127.0.0.1",
                                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                                "-Dcom.sun.management.jmxremote.port=" + port,
                                "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                                "-Dcom.sun.management.jmxremote.authenticate=false",
                                "-Dcom.sun.management.jmxremote.ssl=false",
                                "-m",
                                "jdk.httpserver",
                                "-b",
                                "127.0.0.1",
                                "-p",
                                "0",
                                "-d",
                                folder.toAbsolutePath().toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("jvm.txt").toFile())
                        .start();
        started.add(process);
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
