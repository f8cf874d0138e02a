package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Finds few runs among many. */
class SearchTest {
    private static final int MANY = 3000;
    private static final List<Integer> RARE = List.of(2990, 1500, 700, 3);
    @TempDir Path folder;
    private Duration took = Duration.ZERO;
    private boolean elsewhere;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry =
                new EngineFixture(
                        folder,
                        EngineFixture.SETTINGS,
                        store ->
                                TroubledStore.around(
                                        TroubledStore.around(
                                                store,
                                                "below",
                                                (its, before) -> {
                                                    gantry.clock.advance(took);
                                                    return null;
                                                }),
                                        "moreOpen",
                                        (its, than) -> elsewhere ? true : null));
        List<CompletableFuture<?>> written = new ArrayList<>();
        for (int i = 1; i <= MANY; i++) {
            boolean rare = RARE.contains(i);
            String spec = rare ? "{\"labels\":{\"team\":\"Ops\"}}" : null;
            String task = rare ? "rare.task" : "usual.task";
            written.add(
                    gantry.stored().insert(new NewRun(i, task, "blue", 1, "{}", spec, null, null)));
            if (i != 3) {
                written.add(
                        gantry.stored()
                                .finish(new RunEnd(i, "success", 1, null, 1, 2, null, null, null)));
            }
        }
        written.forEach(CompletableFuture::join);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private static RunQuery query(RunState state, String task, int limit, String cursor) {
        return new RunQuery(state, null, task, null, null, Map.of(), limit, cursor);
    }

    private Page<Run> list(RunQuery query) {
        return gantry.engine.list(query);
    }

    private static List<Integer> numbers(Page<Run> page) {
        return page.items().stream().map(run -> (int) RunIds.parse(run.id())).toList();
    }

    @Test
    void findsAllOfThemAtOnceWhereThatIsQuick() {
        Page<Run> page = list(query(null, "rare.task", 10, null));
        assertEquals(RARE, numbers(page));
        assertNull(page.next());
        assertEquals(List.of(), numbers(list(query(null, "no.task", 10, null))));
        assertNull(list(query(null, "no.task", 10, null)).next());
        assertEquals(
                List.of(2990, 1500, 700),
                numbers(list(query(RunState.FINISHED, "rare.task", 10, null))));
        assertEquals(List.of(3), numbers(list(query(RunState.QUEUED, "rare.task", 10, null))));
    }

    @Test
    void pagesDoNotLoseOrRepeatAny() {
        Page<Run> first = list(query(null, "rare.task", 2, null));
        assertEquals(List.of(2990, 1500), numbers(first));
        Page<Run> second = list(query(null, "rare.task", 2, first.next()));
        assertEquals(List.of(700, 3), numbers(second));
        List<Integer> seen = new ArrayList<>();
        String cursor = null;
        do {
            Page<Run> page = list(query(null, "usual.task", 700, cursor));
            seen.addAll(numbers(page));
            cursor = page.next();
        } while (cursor != null);
        assertEquals(MANY - RARE.size(), seen.size());
        assertEquals(seen.stream().sorted((a, b) -> b - a).distinct().toList(), seen);
    }

    @Test
    void goesOnLaterWhereItTakesLong() {
        took = Duration.ofMillis(200);
        Page<Run> first = list(query(null, "rare.task", 10, null));
        assertEquals(List.of(2990), numbers(first), "of the first thousand");
        assertNotNull(first.next());
        List<Integer> all = new ArrayList<>(numbers(first));
        Page<Run> page = first;
        while (page.next() != null) {
            page = list(query(null, "rare.task", 10, page.next()));
            all.addAll(numbers(page));
        }
        assertEquals(RARE, all);
    }

    @Test
    void looksAtNoMoreThanFitsIntoTheRestOfItsTime() {
        took = Duration.ofMillis(40);
        Page<Run> page = list(query(null, "rare.task", 10, null));
        assertEquals(List.of(2990, 1500), numbers(page), "of two thousand");
        assertNotNull(page.next());
    }

    @Test
    void manyOpenRunsOfOtherNodesAreSearched() {
        took = Duration.ofMillis(200);
        RunQuery queued = query(RunState.QUEUED, "rare.task", 10, null);
        assertEquals(List.of(3), numbers(list(queued)));
        elsewhere = true;
        assertEquals(List.of(), numbers(list(queued)), "of the first thousand");
        assertNotNull(list(queued).next());
    }

    @Test
    void findsWhatAPersonTypes() {
        RunQuery any = query(null, null, 10, null);
        assertEquals(RARE, numbers(list(any.withText("rare"))));
        assertEquals(RARE, numbers(list(any.withText("ops"))));
        assertEquals(RARE, numbers(list(any.withText("team=o"))));
        String id = RunIds.text(1500);
        assertEquals(List.of(1500), numbers(list(any.withText(id))));
        took = Duration.ofMillis(200);
        assertEquals(List.of(3), numbers(list(any.withText(RunIds.text(3)))), "however old");
        assertFalse(list(any.withText("00000000")).items().isEmpty());
        assertEquals(List.of(), numbers(list(any.withText("zzzzzzzz"))));
    }
}
