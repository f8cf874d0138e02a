package dev.gantry.engine.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.StoredLine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

class RunLogFilesTest {
    private static final long MINUTE = 60_000L << 22;
    private static final long FIRST = 1_000_000 * MINUTE;

    @TempDir Path home;
    private RunLogFiles logs;

    @org.junit.jupiter.api.BeforeEach
    void open() {
        logs = new RunLogFiles(home.resolve("logs"));
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private void reopen() {
        logs.close();
        open();
    }

    private static StoredLine line(long run, long seq, String message) {
        return new StoredLine(run, seq, 1_760_000_000_123L + seq, "info", 1, message);
    }

    private static List<StoredLine> lines(long run, long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(n -> line(run, n, "line " + n)).toList();
    }

    private List<StoredLine> all(long run) {
        return logs.lines(run, 0, Integer.MAX_VALUE);
    }

    private List<Path> files(String end) throws IOException {
        try (var paths = Files.walk(home)) {
            return paths.filter(path -> path.toString().endsWith(end)).sorted().toList();
        }
    }

    @Test
    void keepsLinesAsTheyAre() {
        StoredLine odd =
                new StoredLine(
                        FIRST,
                        1,
                        5,
                        "warn",
                        3,
                        "\"quoted\" \\ \n\r\t\u0000\u001f ä € \uD83D\uDE00");
        logs.append(List.of(odd, line(FIRST, 2, "")));
        assertEquals(List.of(odd, line(FIRST, 2, "")), all(FIRST));
        reopen();
        assertEquals(List.of(odd, line(FIRST, 2, "")), all(FIRST));
    }

    @Test
    void makesNoFileBeforeTheFirstLine() throws IOException {
        assertEquals(List.of(), all(FIRST));
        assertEquals(RunLogStore.Extent.NONE, logs.extent(FIRST));
        logs.delete(List.of(FIRST));
        logs.deleteBefore(FIRST);
        logs.force();
        assertFalse(Files.exists(home.resolve("logs")));
    }

    @Test
    void readsPageAfterPage() {
        for (int n = 1; n <= 100; n += 10) {
            logs.append(lines(FIRST, n, n + 9));
            logs.append(lines(FIRST + 1, n, n + 9));
        }
        List<StoredLine> found = new ArrayList<>();
        while (true) {
            long last = found.isEmpty() ? 0 : found.getLast().seq();
            List<StoredLine> page = logs.lines(FIRST, last, 7);
            found.addAll(page);
            if (page.size() < 7) {
                break;
            }
        }
        assertEquals(lines(FIRST, 1, 100), found);
        assertEquals(100, logs.extent(FIRST).last());
        assertTrue(logs.extent(FIRST).bytes() > 100 * 80);
    }

    @Test
    void whatIsAppendedAgainIsThereOnce() {
        logs.append(lines(FIRST, 1, 5));
        logs.append(lines(FIRST, 1, 5));
        logs.append(lines(FIRST, 4, 8));
        assertEquals(lines(FIRST, 1, 8), all(FIRST));
    }

    @Test
    void runsOfOneMinuteShareAFileAndFewAreOpen() throws IOException {
        for (int minute = 0; minute < 20; minute++) {
            for (int run = 0; run < 50; run++) {
                logs.append(lines(FIRST + minute * MINUTE + run, 1, 2));
            }
        }
        assertEquals(20, files(".jsonl").size());
        for (int minute = 0; minute < 20; minute++) {
            logs.append(lines(FIRST + minute * MINUTE, 3, 3));
            assertEquals(3, all(FIRST + minute * MINUTE).size());
            assertEquals(2, all(FIRST + minute * MINUTE + 49).size());
        }
        Path proc = Path.of("/proc/self/fd");
        if (Files.isDirectory(proc)) {
            try (var handles = Files.list(proc)) {
                assertTrue(handles.filter(this::ours).count() <= 16);
            }
        }
    }

    private boolean ours(Path handle) {
        try {
            return Files.readSymbolicLink(handle).startsWith(home);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void survivesACutAtAnyByte() throws IOException {
        logs.append(lines(FIRST, 1, 3));
        logs.append(lines(FIRST + 1, 1, 2));
        logs.append(lines(FIRST, 4, 6));
        logs.close();
        Path file = files(".jsonl").getFirst();
        Path index = files(".idx").getFirst();
        byte[] whole = Files.readAllBytes(file);
        byte[] entries = Files.readAllBytes(index);
        for (int cut = 0; cut <= whole.length; cut += 3) {
            for (int indexCut : new int[] {0, 31, 32, 70, entries.length}) {
                Files.write(file, java.util.Arrays.copyOf(whole, cut));
                Files.write(index, java.util.Arrays.copyOf(entries, indexCut));
                open();
                long last = logs.extent(FIRST).last();
                assertEquals(lines(FIRST, 1, last), all(FIRST));
                logs.append(lines(FIRST, last + 1, last + 2));
                assertEquals(lines(FIRST, 1, last + 2), all(FIRST));
                reopen();
                assertEquals(lines(FIRST, 1, last + 2), all(FIRST), cut + " " + indexCut);
                logs.close();
            }
        }
        open();
    }

    @Test
    void leavesOutWhatTheDiskMadeUnreadable() throws IOException {
        logs.append(lines(FIRST, 1, 9));
        logs.close();
        try (RandomAccessFile file =
                new RandomAccessFile(files(".jsonl").getFirst().toFile(), "rw")) {
            file.seek(20);
            file.write(new byte[40]);
        }
        open();
        assertEquals(lines(FIRST, 2, 9), all(FIRST));
    }

    @Test
    void makesALostIndexAnew() throws IOException {
        logs.append(lines(FIRST, 1, 4));
        logs.append(lines(FIRST + 1, 1, 4));
        logs.delete(List.of(FIRST + 1));
        logs.close();
        Files.delete(files(".idx").getFirst());
        open();
        assertEquals(lines(FIRST, 1, 4), all(FIRST));
        assertEquals(List.of(), all(FIRST + 1));
    }

    @Test
    void deletesRunsAndShrinks() throws IOException {
        for (int run = 0; run < 100; run++) {
            logs.append(lines(FIRST + run, 1, 20));
        }
        long before = Files.size(files(".jsonl").getFirst());
        logs.delete(LongStream.range(FIRST, FIRST + 90).boxed().toList());
        assertTrue(Files.size(files(".jsonl").getFirst()) < before / 5);
        assertEquals(List.of(), all(FIRST + 3));
        assertEquals(RunLogStore.Extent.NONE, logs.extent(FIRST + 3));
        assertEquals(lines(FIRST + 95, 1, 20), all(FIRST + 95));
        logs.append(lines(FIRST + 95, 21, 22));
        reopen();
        assertEquals(lines(FIRST + 95, 1, 22), all(FIRST + 95));
        logs.delete(LongStream.range(FIRST, FIRST + 100).boxed().toList());
        assertEquals(List.of(), files(".jsonl"));
    }

    @Test
    void deletesWhatIsOlder() throws IOException {
        for (int minute = 0; minute < 3000; minute += 500) {
            logs.append(lines(FIRST + minute * MINUTE, 1, 1));
        }
        logs.deleteBefore(FIRST + 1000 * MINUTE);
        assertEquals(List.of(), all(FIRST));
        assertEquals(List.of(), all(FIRST + 500 * MINUTE));
        assertEquals(1, all(FIRST + 1000 * MINUTE).size());
        assertEquals(4, files(".jsonl").size());
        try (var days = Files.list(home.resolve("logs"))) {
            assertTrue(days.allMatch(RunLogFilesTest::notEmpty));
        }
    }

    private static boolean notEmpty(Path folder) {
        try (var files = Files.list(folder)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void refusesWithTheRemedyAndGoesOn() throws IOException {
        Files.writeString(home.resolve("logs"), "in the way", StandardOpenOption.CREATE_NEW);
        GantryException why =
                assertThrows(GantryException.class, () -> logs.append(lines(FIRST, 1, 2)));
        assertEquals(GantryException.Code.UNAVAILABLE, why.code());
        assertTrue(why.getMessage().contains("see to the disk"), why.getMessage());
        Files.delete(home.resolve("logs"));
        logs.append(lines(FIRST, 1, 2));
        assertEquals(lines(FIRST, 1, 2), all(FIRST));
    }

    @Test
    void doesWhatAListWouldDo() {
        Random random = new Random(7);
        Map<Long, List<StoredLine>> model = new HashMap<>();
        for (int step = 0; step < 3000; step++) {
            long run = FIRST + random.nextInt(4) * MINUTE + random.nextInt(10);
            List<StoredLine> its = model.computeIfAbsent(run, r -> new ArrayList<>());
            switch (random.nextInt(20)) {
                case 0 -> {
                    logs.delete(List.of(run));
                    its.clear();
                }
                case 1 -> reopen();
                case 2, 3, 4, 5, 6 -> assertEquals(its, all(run));
                default -> {
                    List<StoredLine> more =
                            lines(run, its.size() + 1, its.size() + 1 + random.nextInt(5));
                    logs.append(more);
                    its.addAll(more);
                }
            }
        }
        model.forEach((run, its) -> assertEquals(its, all(run)));
    }
}
