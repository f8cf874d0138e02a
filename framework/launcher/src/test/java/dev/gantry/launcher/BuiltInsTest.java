package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

class BuiltInsTest {
    private static final String OLD = "probes-net-1.0.0.jar";
    private static final String NEW = "probes-net-1.1.0.jar";
    private static final String A = "probes-a-1.0.0.jar";

    @TempDir Path folder;
    private Home home;

    @BeforeEach
    void prepare() throws Exception {
        home = new Home(folder.resolve("home"));
        home.prepare();
        jar(release("1").resolve(OLD), "probes-net;singleton:=true", "1.0.0");
        jar(release("1").resolve("sample-1.0.0.jar"), "sample", "1.0.0");
        jar(release("2").resolve(NEW), "probes-net", "1.1.0");
    }

    @Test
    void aNewHomeIsGivenThemAndNoSamples() throws Exception {
        start("1");
        assertEquals(List.of(OLD), there());
        assertEquals(-1, Files.mismatch(release("1").resolve(OLD), home.bundles().resolve(OLD)));
    }

    @Test
    void whatWasDeletedStaysAway() throws Exception {
        start("1");
        Files.delete(home.bundles().resolve(OLD));
        start("1");
        assertEquals(List.of(), there());
        start("2");
        assertEquals(List.of(), there());
    }

    @Test
    void aNewerReleaseBringsItsOwnBesideTheOldOne() throws Exception {
        start("1");
        start("2");
        assertEquals(List.of(OLD, NEW), there());
        Files.delete(home.bundles().resolve(OLD));
        start("2");
        assertEquals(List.of(NEW), there());
    }

    @Test
    void newContentOfTheSameNameAndSizeIsBrought() throws Exception {
        start("1");
        Path offered = release("1").resolve(OLD);
        byte[] other = Files.readAllBytes(offered);
        other[10] ^= 1; // the time in the first header
        FileTime time = Files.getLastModifiedTime(offered);
        Object came = Files.getAttribute(offered, "unix:ctime");
        while (Files.getAttribute(offered, "unix:ctime").equals(came)) {
            Files.write(offered, other);
            Files.setLastModifiedTime(offered, time);
        }
        start("1");
        assertEquals(-1, Files.mismatch(offered, home.bundles().resolve(OLD)));
    }

    @Test
    void aRecordWithoutStampsIsUnderstoodAndGetsThem() throws Exception {
        Path record = home.data().resolve("built-in-plugins");
        start("1");
        String stamped = Files.readString(record);
        String plain = stamped.replaceAll(" \\d+@\\d+ ", " ");
        assertNotEquals(stamped, plain);
        String gone = "probes-gone ab12 probes-gone-1.0.0.jar\n";
        Files.writeString(record, gone + plain);
        Files.delete(home.bundles().resolve(OLD));
        start("1");
        assertEquals(List.of(), there());
        assertEquals(gone + stamped, Files.readString(record));
    }

    @Test
    void whatTheOperatorReplacedStaysAsItIs() throws Exception {
        start("1");
        Path mine = home.bundles().resolve(OLD);
        jar(mine, "probes-net", "1.0.0.mine");
        start("2");
        assertEquals(List.of(OLD), there());
        assertFalse(Files.mismatch(release("1").resolve(OLD), mine) == -1);
    }

    @Test
    void aFileOfTheOperatorsThatHasTheNewerNameIsLeftAlone() throws Exception {
        start("1");
        Path mine = Files.writeString(home.bundles().resolve(NEW), "mine");
        start("2");
        start("2");
        assertEquals("mine", Files.readString(mine));
        assertEquals(List.of(OLD, NEW), there());
    }

    @Test
    void aStartThatWasKilledIsGoneOnWith() throws Exception {
        Path record = home.data().resolve("built-in-plugins");
        jar(release("2").resolve(A), "probes-a", "1.0.0");
        start("1");
        String before = Files.readString(record);
        Files.copy(release("2").resolve(A), home.bundles().resolve(A));
        Files.writeString(record.resolveSibling("built-in-plugins.part"), "probes-");
        start("2");
        assertEquals(List.of(A, OLD, NEW), there());
        assertEquals(
                before.lines().count() + 1, Files.readString(record).lines().distinct().count());
        Files.delete(home.bundles().resolve(A));
        start("2");
        assertEquals(List.of(OLD, NEW), there());
    }

    @Test
    void whatWasBroughtBeforeAnotherCouldNotBeIsOnRecord() throws Exception {
        jar(release("2").resolve(A), "probes-a", "1.0.0");
        start("1");
        Path obstacle = home.bundles().resolve(NEW + ".part");
        Files.createDirectories(obstacle.resolve("full"));
        start("2");
        Files.delete(home.bundles().resolve(A));
        Files.delete(obstacle.resolve("full"));
        Files.delete(obstacle);
        start("2");
        assertEquals(List.of(OLD, NEW), there());
    }

    @Test
    void whatCannotBeReadIsOneSentence() throws Exception {
        jar(release("1").resolve("probes-net-1.x.jar"), "probes-net", "1.x");
        Logger logger = (Logger) LoggerFactory.getLogger(BuiltIns.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            start("1");
        } finally {
            logger.detachAppender(log);
        }
        assertEquals(1, log.list.size());
        String told = log.list.getFirst().getFormattedMessage();
        assertTrue(told.contains("probes-net-1.x.jar: invalid version"), told);
        assertEquals(List.of(), there());
    }

    @Test
    void whatWasCopiedBackIsBroughtUpToDateAgain() throws Exception {
        start("1");
        Files.delete(home.bundles().resolve(OLD));
        start("1");
        Files.copy(release("1").resolve(OLD), home.bundles().resolve(OLD));
        start("2");
        assertEquals(List.of(OLD, NEW), there());
    }

    @Test
    void oneThatIsThereBeforeTheFirstStartIsKept() throws Exception {
        jar(home.bundles().resolve("mine.jar"), "probes-net", "7.0.0");
        Files.writeString(home.bundles().resolve("broken.jar"), "no JAR");
        start("1");
        assertEquals(List.of("broken.jar", "mine.jar"), there());
    }

    @Test
    void ofTwoVersionsInTheInstallationTheNewerOneIsBrought() throws Exception {
        jar(release("1").resolve("probes-net-1.10.0.jar"), "probes-net", "1.10.0");
        jar(release("1").resolve("probes-net-1.9.0.jar"), "probes-net", "1.9.0");
        start("1");
        assertEquals(List.of("probes-net-1.10.0.jar"), there());
    }

    @Test
    void theInstallationItselfIsLeftAlone() throws Exception {
        Home own = new Home(folder.resolve("release 1"));
        own.prepare();
        BuiltIns.of(new Installation(own.path()), own).bring();
        assertFalse(Files.exists(own.data().resolve("built-in-plugins")));
    }

    private void start(String release) {
        BuiltIns.of(new Installation(folder.resolve("release " + release)), home).bring();
    }

    private Path release(String name) {
        return folder.resolve("release " + name).resolve("bundles");
    }

    private List<String> there() throws IOException {
        try (Stream<Path> files = Files.list(home.bundles())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void jar(Path file, String id, String version) throws IOException {
        Files.createDirectories(file.getParent());
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", id);
        main.putValue("Bundle-Version", version);
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
    }
}
