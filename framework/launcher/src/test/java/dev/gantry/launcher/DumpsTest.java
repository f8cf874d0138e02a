package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import com.sun.management.HotSpotDiagnosticMXBean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class DumpsTest {
    @TempDir Path folder;
    private final Logger logger = (Logger) LoggerFactory.getLogger(Dumps.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    @Test
    void theJvmPutsItsHeapDumpsThere() throws Exception {
        HotSpotDiagnosticMXBean jvm =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        String before = jvm.getVMOption("HeapDumpPath").getValue();
        try {
            dumps(Map.of("gantry.dumps.dir", "kept/here")).prepare();
            assertEquals(
                    folder.resolve("kept/here").toString(),
                    jvm.getVMOption("HeapDumpPath").getValue());
            assertEquals("true", jvm.getVMOption("HeapDumpOnOutOfMemoryError").getValue());
            dumps(Map.of("gantry.dumps.heap", "false")).prepare();
            assertEquals("false", jvm.getVMOption("HeapDumpOnOutOfMemoryError").getValue());
        } finally {
            jvm.setVMOption("HeapDumpPath", before);
            jvm.setVMOption("HeapDumpOnOutOfMemoryError", "false");
        }
    }

    @Test
    void saysOnceWhatCameAndKeepsTheNewest() throws Exception {
        Dumps dumps = dumps(Map.of("gantry.dumps.kept", "2"));
        Path place = Files.createDirectories(folder.resolve("data/dumps"));
        Path logs = Files.createDirectories(folder.resolve("logs"));
        for (int i = 1; i <= 4; i++) {
            old(place.resolve("java_pid" + i + ".hprof"), i);
        }
        old(logs.resolve("crash-7.log"), 1);
        dumps.tell(logs);
        assertEquals(
                List.of("crash-7.log", "java_pid3.hprof", "java_pid4.hprof", "seen"), names(place));
        assertEquals(5, said().size(), said().toString());
        assertTrue(
                said().toString().contains("java_pid4.hprof: its memory was used up"),
                said().toString());
        log.list.clear();
        dumps.tell(logs);
        assertEquals(List.of(), said());
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() throws Exception {
        Files.writeString(folder.resolve("file"), "x");
        StartException refused =
                assertThrows(
                        StartException.class,
                        () -> dumps(Map.of("gantry.dumps.dir", "file/x")).prepare());
        assertTrue(refused.getMessage().contains("gantry.dumps.dir"), refused.getMessage());
    }

    private Dumps dumps(Map<String, String> settings) {
        return Dumps.of(new Home(folder), new Configuration(settings));
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static void old(Path file, int seconds) throws IOException {
        Files.writeString(file, "x");
        Instant then = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(seconds);
        Files.setLastModifiedTime(file, FileTime.from(then));
    }

    private static List<String> names(Path place) throws IOException {
        try (var files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
