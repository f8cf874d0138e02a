package dev.gantry.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.RunHistory;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.PastRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

class ArchiveTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir Path folder;
    private final FakeStore store = new FakeStore();

    private final List<String> course = new ArrayList<>();
    private final Set<Long> unreadable = new HashSet<>();

    private static PastRun run(long id) {
        return run(id, 100);
    }

    private static PastRun run(long id, long bytes) {
        return new PastRun(id, "a", "success", true, false, null, 1, bytes);
    }

    private Archive archive(Path in) {
        return new Archive(
                in,
                this::histories,
                run -> {
                    course.add("line " + RunId.parse(run.run().id()));
                    return run.run().id().getBytes(StandardCharsets.UTF_8);
                },
                () -> NOW);
    }

    /** Of those with an even number. */
    private List<RunHistories.Found> histories(Collection<String> ids) {
        List<RunHistories.Found> found = new ArrayList<>();
        for (String id : ids) {
            if (RunId.parse(id) % 2 == 0) {
                found.add(new Read(id));
            }
        }
        return found;
    }

    private final class Read implements RunHistories.Found {
        private final String id;

        Read(String id) {
            this.id = id;
        }

        @Override
        public RunHistory shown() {
            return new RunHistory(ArchiveTest.shown(id), List.of());
        }

        @Override
        public RunHistory whole() {
            course.add("read " + RunId.parse(id));
            if (unreadable.contains(RunId.parse(id))) {
                throw new GantryException(GantryException.Code.UNAVAILABLE, "it is missing");
            }
            return shown();
        }
    }

    private static Run shown(String id) {
        return new Run(
                id,
                "a",
                null,
                RunState.FINISHED,
                RunResult.SUCCESS,
                null,
                "{}",
                null,
                null,
                1,
                1,
                "default",
                SlaClass.SILVER,
                0,
                Map.of(),
                null,
                "manual",
                "",
                1,
                "",
                NOW,
                NOW,
                NOW,
                NOW,
                null,
                null,
                null,
                false);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void nothingIsDeletedThatIsNotWritten() throws IOException {
        Archive archive = archive(folder);
        Pace pace = new Pace(time -> {});
        Deleting deleting = new Deleting(store, pace, archive);
        for (long id = 1; id <= 5; id++) {
            store.runs.put(id, run(id));
        }
        assertEquals(List.of(run(2)), deleting.delete(List.of(run(1), run(2), run(3))));
        assertEquals(List.of(run(4)), deleting.delete(List.of(run(4), run(5))));
        assertEquals(List.of(1L, 3L, 5L), List.copyOf(store.runs.keySet()));
        deleting.over();
        assertEquals(1, files().size());
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(files().getFirst()))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(RunId.text(2) + "\n" + RunId.text(4) + "\n", text);
        }
    }

    @Test
    void holdsOneRunAtATime() {
        try (Archive archive = archive(folder)) {
            archive.write(List.of(run(2), run(3), run(4)));
        }
        assertEquals(List.of("read 2", "line 2", "read 4", "line 4"), course);
    }

    @Test
    void whatCannotBeReadWholeStays() throws IOException {
        unreadable.addAll(Set.of(2L, 6L));
        Deleting deleting = new Deleting(store, new Pace(time -> {}), archive(folder));
        for (long id : List.of(2L, 4L, 6L)) {
            store.runs.put(id, run(id));
        }
        assertEquals(List.of(), deleting.delete(List.of(run(2))));
        assertEquals(List.of(), files());
        assertEquals(List.of(run(4)), deleting.delete(List.of(run(2), run(4), run(6))));
        assertEquals(Set.of(2L, 6L), store.runs.keySet());
        unreadable.clear();
        assertEquals(2, deleting.delete(List.of(run(2), run(6))).size());
        deleting.over();
    }

    @Test
    void largeRunsGoFewAtATime() {
        Deleting deleting = new Deleting(store, new Pace(time -> {}), null);
        List<PastRun> small = Collections.nCopies(60, run(2));
        assertEquals(50, deleting.next(small).size());
        List<PastRun> large = Collections.nCopies(60, run(2, 5 << 20));
        assertEquals(4, deleting.next(large).size());
        assertEquals(1, deleting.next(List.of(run(2, 1 << 30), run(4))).size());
    }

    @Test
    void whereItCannotBeWrittenTheRunsStay() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        Deleting deleting = new Deleting(store, new Pace(time -> {}), archive(file));
        store.runs.put(2L, run(2));
        GantryException refused =
                assertThrows(GantryException.class, () -> deleting.delete(List.of(run(2))));
        assertTrue(refused.getMessage().contains("cannot be archived"), refused.getMessage());
        assertEquals(1, store.runs.size());
    }
}
