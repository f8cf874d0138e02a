package dev.gantry.probes.host;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@GantryTest
class LogProbeTest {
    @TempDir Path folder;
    private Path log;
    private DetectorRunner detectors;

    @BeforeEach
    void prepare(DetectorRunner runner) {
        detectors = runner;
        log = folder.resolve("app.log");
    }

    @Test
    void countsEachLineOnce() throws IOException {
        append("ERROR before\n");
        assertThat(look()).ok().because("is watched from here on").measured("log.matches", 0);
        append("fine\nERROR one\nERROR two\n");
        assertThat(look())
                .warn()
                .because(
                        "2 lines of "
                                + log
                                + " match, of 3 since the last look; the latest: ERROR two")
                .measured("log.matches", 2)
                .measured("log.lines", 3);
        assertThat(look()).ok().because("no line of").measured("log.lines", 0);
    }

    @Test
    void aLineThatIsNotCompleteIsLeftForTheNextLook() throws IOException {
        append("");
        look();
        append("ERROR ha");
        assertThat(look()).ok();
        append("lf\n");
        assertThat(look()).warn().because("the latest: ERROR half").measured("log.matches", 1);
    }

    @Test
    void nothingIsLostInARotation() throws IOException {
        append("");
        look();
        append("ERROR in the old\n");
        Files.move(log, folder.resolve("app.log.1"));
        append("ERROR in the new\nfine\n");
        assertThat(look())
                .warn()
                .because("2 lines")
                .because("the latest: ERROR in the new")
                .measured("log.lines", 3);
        assertThat(look()).ok().measured("log.lines", 0);
    }

    @Test
    void aLogThatIsMovedAwayBeforeTheNewOneIsThereGoesOn() throws IOException {
        append("");
        look();
        append("ERROR in the old\n");
        Files.move(log, folder.resolve("app.log.1"));
        assertThat(look()).unknown().because(log + " does not exist");
        append("fine\n");
        assertThat(look()).warn().because("the latest: ERROR in the old");
    }

    @Test
    void aTruncatedLogIsReadFromItsStart() throws IOException {
        append("one\ntwo\nthree\n");
        look();
        Files.writeString(log, "ERROR\n");
        var look = look();
        assertThat(look).warn().measured("log.lines", 1);
        Files.writeString(log, "ok\n");
        assertThat(look()).ok().because("was truncated");
    }

    @Test
    void saysWhenTheOldOneIsGone() throws IOException {
        append("one\n");
        look();
        Path other = Files.writeString(folder.resolve("other"), "fine\nfine\n");
        Files.delete(log);
        Files.move(other, log);
        assertThat(look()).ok().because("was replaced").measured("log.lines", 2);
    }

    @Test
    void readsABacklogInParts() throws IOException {
        append("");
        lookAtAPart();
        append("0123456789abcde\n".repeat(5_000) + "ERROR at last\n");
        assertThat(lookAtAPart()).warn().because("is written faster than it is read");
        assertThat(lookAtAPart())
                .warn()
                .because("the latest: ERROR at last")
                .measured("log.behind.bytes", 0);
    }

    @Test
    void patternsIgnoredOnesAndLimits() throws IOException {
        append("");
        Map<String, ?> config =
                Map.of(
                        "target",
                        log,
                        "patterns",
                        List.of("ERROR", "FATAL"),
                        "ignore",
                        List.of("known"),
                        "warnAt",
                        2,
                        "criticalAt",
                        3);
        detectors.inspect(new LogProbe(), config);
        append("ERROR\nERROR known\n");
        assertThat(detectors.inspect(new LogProbe(), config)).ok().measured("log.matches", 1);
        append("ERROR\nFATAL\n");
        assertThat(detectors.inspect(new LogProbe(), config))
                .warn()
                .measured("log.matches:FATAL", 1);
        append("ERROR\nFATAL ERROR\nFATAL\n");
        assertThat(detectors.inspect(new LogProbe(), config))
                .critical()
                .measured("log.matches", 3)
                .measured("log.matches:FATAL", 2);
    }

    @Test
    void secretsInALineAreNotShown() throws IOException {
        append("");
        Map<String, ?> config =
                Map.of("target", log, "patterns", List.of("ERROR"), "hide", List.of("card \\d+"));
        detectors.inspect(new LogProbe(), config);
        append(
                "ERROR password=hunter22 Authorization: Bearer abcdefgh12345 of"
                        + " http://ada:lovelace@host card 4711\n");
        String reason = detectors.inspect(new LogProbe(), config).verdict().reasons().getFirst();
        for (String secret : List.of("hunter22", "abcdefgh12345", "lovelace", "4711")) {
            assertFalse(reason.contains(secret), reason);
        }
        assertTrue(reason.contains("password=*** Authorization: Bearer *** of"), reason);
    }

    @Test
    void aLineOfAnyLengthIsBounded() throws IOException {
        append("");
        look();
        append("ERROR " + "x".repeat(3_000_000) + "\n");
        var look = look();
        assertThat(look).warn();
        assertTrue(look.verdict().reasons().getFirst().length() < 700);
    }

    @Test
    void aLineIsReadOnceHoweverLongItIs() throws IOException {
        append("");
        lookAtAPart();
        append("x".repeat(300_000) + " ERROR\nfine\n");
        assertThat(lookAtAPart()).warn().measured("log.matches", 1).measured("log.behind.bytes", 0);
        assertThat(lookAtAPart()).ok().measured("log.lines", 0);
    }

    @Test
    void noByteIsLostWhereALineIsCut() throws IOException {
        int longest = 1024 * 1024;
        append("x".repeat(longest) + "\n" + "y".repeat(longest) + "ERROR\n");
        StringBuilder read = new StringBuilder();
        List<Integer> lengths = new ArrayList<>();
        new LogTail(log, 16 * longest)
                .read(
                        Optional.empty(),
                        true,
                        line -> {
                            read.append(line);
                            lengths.add(line.length());
                        });
        assertEquals(List.of(longest, longest, 5), lengths);
        assertTrue(read.toString().endsWith("yERROR"));
    }

    @Test
    void aLogThatDoesNotAnswerIsNotAskedAgain() throws Exception {
        // the operating system lets nobody out who opens it, until somebody writes to it
        assertEquals(0, new ProcessBuilder("mkfifo", log.toString()).start().waitFor());
        Map<String, ?> config = Map.of("target", log, "patterns", List.of("x"), "fromStart", true);
        LogProbe probe = new LogProbe();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        detectors.timeout(Duration.ofMillis(300));
        assertThat(detectors.inspect(probe, config))
                .unknown()
                .because(log + " did not answer in time");
        for (int i = 0; i < 3; i++) {
            assertThat(detectors.inspect(probe, config))
                    .unknown()
                    .because("has not answered since an earlier look");
        }
        List<Thread> held =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .filter(thread -> thread.getName().equals("probe"))
                        .toList();
        assertEquals(1, held.size());
        new RandomAccessFile(log.toFile(), "rw").close();
        assertTrue(held.getFirst().join(Duration.ofSeconds(10)));
    }

    @Test
    void leavesNothingBehind() throws IOException {
        append("x\n");
        assertUnloads(
                LogProbe.class, Map.of("target", log, "patterns", List.of("x"), "fromStart", true));
    }

    private Inspection look() {
        return detectors.inspect(
                new LogProbe(), Map.of("target", log, "patterns", List.of("ERROR")));
    }

    private Inspection lookAtAPart() {
        return detectors.inspect(
                new LogProbe(),
                Map.of("target", log, "patterns", List.of("ERROR"), "maxBytes", 65_536));
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
