package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tour of the README, by the command line, with the sample plugins that are shipped. */
class CommandLineIT {
    private static final Path DOCS =
            Path.of(System.getProperty("gantry.source"), "distribution/docs");
    private static final Pattern EXAMPLE =
            Pattern.compile("(?ms)^```yaml\\n(detector: (\\w+)\\n.*?)^```$");

    @TempDir static Path folder;
    private static Gantry gantry;

    @BeforeAll
    static void start() throws Exception {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("bundles"));
        try (Stream<Path> jars = Files.list(Gantry.INSTALLATION.resolve("bundles"))) {
            for (Path jar : jars.filter(j -> j.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));
            }
        }
        gantry = Gantry.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        gantry.close();
    }

    @Test
    void listsWhatIsThere() throws Exception {
        Gantry.Exit plugins = gantry.cli("plugin", "list");
        assertEquals(0, plugins.code(), plugins.err());
        for (String name : new String[] {"files", "host", "panel", "process", "web"}) {
            assertTrue(plugins.out().contains("dev.gantry.sample." + name), plugins.out());
        }
        for (String name : new String[] {"probes-net", "probes-host", "probes-service"}) {
            assertTrue(plugins.out().contains(name + " "), plugins.out());
        }
        String tasks = gantry.cli("task", "list").out();
        assertTrue(tasks.contains("files.cleanup") && tasks.contains("process.exec"), tasks);
        JsonNode status = JsonMapper.shared().readTree(gantry.cli("status", "-o", "json").out());
        assertTrue(status.path("ready").asBoolean(), status.toString());
    }

    @Test
    void takesTheExamplesOfTheDetectors() throws Exception {
        Set<String> shown = new TreeSet<>();
        StringBuilder file = new StringBuilder("checks:\n");
        for (String page : new String[] {"net", "host", "service"}) {
            String text = Files.readString(DOCS.resolve("detectors-" + page + ".md"));
            for (MatchResult block : EXAMPLE.matcher(text).results().toList()) {
                shown.add(block.group(2));
                file.append("  - id: docs.").append(file.length()).append('\n');
                block.group(1).lines().forEach(line -> file.append("    " + line + "\n"));
            }
        }
        assertEquals(
                "[command, dns, file, gantry, host, http, icmp, jvm, log, process, prometheus, sql,"
                        + " tcp, tls]",
                shown.toString());
        Path examples = Files.writeString(folder.resolve("examples.yaml"), file);
        Gantry.Exit fine = gantry.cli("check", "validate", examples.toString());
        assertEquals(0, fine.code(), fine.out() + fine.err());
        Files.writeString(examples, file.toString().replace("rowsMin:", "rowsLeast:"));
        Gantry.Exit wrong = gantry.cli("check", "validate", examples.toString());
        assertEquals(4, wrong.code(), wrong.out() + wrong.err());
        assertTrue(wrong.out().contains("rowsLeast"), wrong.out());
    }

    @Test
    void cleansUpFiles() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("clean"));
        Path old = Files.writeString(directory.resolve("old.log"), "old");
        Path fresh = Files.writeString(directory.resolve("fresh.log"), "fresh");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(8))));

        Gantry.Exit dry =
                gantry.cli(
                        "run",
                        "start",
                        "files.cleanup",
                        "-p",
                        "directory=" + directory,
                        "-p",
                        "olderThan=P7D",
                        "-p",
                        "dryRun=true",
                        "--wait");
        assertEquals(0, dry.code(), dry.out() + dry.err());
        assertTrue(Files.exists(old));
        Gantry.Exit real =
                gantry.cli(
                        "run",
                        "start",
                        "files.cleanup",
                        "-p",
                        "directory=" + directory,
                        "-p",
                        "olderThan=P7D",
                        "--wait",
                        "-o",
                        "json");
        JsonNode run = JsonMapper.shared().readTree(real.out());
        assertEquals(1, run.path("output").path("deleted").asInt(), real.out());
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(fresh));

        String id = run.path("id").asString();
        assertTrue(gantry.cli("run", "show", id).out().contains(id));
        assertEquals(0, gantry.cli("run", "logs", id).code());
        assertTrue(gantry.cli("run", "list").out().contains(id));
    }

    @Test
    void saysByItsExitCodeWhatHappened() throws Exception {
        assertEquals(2, gantry.cli("run", "start").code());
        assertEquals(3, gantry.cli("run", "show", "0000000000000").code());
        assertEquals(
                6,
                gantry.cli(
                                "run",
                                "start",
                                "process.exec",
                                "-p",
                                "command=[\"sh\",\"-c\",\"exit 3\"]",
                                "--wait")
                        .code());
        Gantry.Exit unfit =
                gantry.cli("run", "start", "files.cleanup", "-p", "olderThan=soon", "--wait");
        assertEquals(4, unfit.code());
        assertTrue(unfit.err().contains("olderThan"), unfit.err());
        assertEquals(5, gantry.cli("run", "list", "--url", "http://127.0.0.1:1").code());
    }

    @Test
    void endsTheWholeProcessTreeOnCancel() throws Exception {
        Path pid = folder.resolve("pid");
        Gantry.Exit started =
                gantry.cli(
                        "run",
                        "start",
                        "process.exec",
                        "-p",
                        "command=[\"sh\",\"-c\",\"sleep 300 & echo $! > " + pid + "; wait\"]",
                        "-o",
                        "json");
        String id = JsonMapper.shared().readTree(started.out()).path("id").asString();
        gantry.await(
                "the child's pid",
                () -> Files.exists(pid) ? Files.readString(pid).strip() : "",
                text -> !text.isEmpty());
        long child = Long.parseLong(Files.readString(pid).strip());
        assertEquals(0, gantry.cli("run", "cancel", id).code());
        JsonNode run = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
        assertEquals("cancelled", run.path("result").asString());
        gantry.await(
                "the grandchild to be gone",
                () -> ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false),
                alive -> !alive);
    }

    @Test
    void dropsAndExplainsAPlugin() throws Exception {
        Gantry.Exit refused =
                gantry.cli(
                        "plugin",
                        "drop",
                        Gantry.INSTALLATION
                                .resolve("samples/broken/missing-import.jar")
                                .toString());
        assertEquals(4, refused.code(), refused.out());
        assertTrue(refused.err().contains("acme.missing"), refused.err());
        Gantry.Exit fine = gantry.cli("plugin", "why", "dev.gantry.sample.files");
        assertEquals(0, fine.code());
    }

    @Test
    void offersCompletion() throws Exception {
        Gantry.Exit completion = gantry.cli("completion");
        assertEquals(0, completion.code());
        assertTrue(completion.out().contains("complete"), completion.out());
    }
}
