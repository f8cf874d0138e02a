package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.Test;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** How every run store finds runs, whatever database is behind it. */
abstract class RunReadsContract extends RunStoreFixture {
    private static final Lane SILVER = new Lane("default", SlaClass.SILVER, 0);

    private static NewRun child(long id, long parent, String name) {
        String key = "child/" + parent + "/" + name;
        return new NewRun(
                id,
                "files.cleanup",
                "default",
                1000,
                "{}",
                null,
                key,
                "f",
                0,
                SlaClass.SILVER,
                0,
                parent,
                name);
    }

    @Test
    void aChildIsFoundByItsParentAndName() throws Exception {
        store.insert(run(1)).join();
        store.insert(run(2)).join();
        assertTrue(store.child(1, "a").isEmpty());
        List<CompletableFuture<Long>> written =
                List.of(
                        store.insert(child(10, 1, "a")),
                        store.insert(child(11, 1, "b")),
                        store.insert(child(12, 2, "a")),
                        store.insert(child(13, 1, "a")));
        List<Long> stored = written.stream().map(CompletableFuture::join).toList();
        assertEquals(List.of(10L, 11L, 12L, 10L), stored, "one for one name");
        reopen();
        assertEquals(OptionalLong.of(10), store.child(1, "a"));
        assertEquals(OptionalLong.of(12), store.child(2, "a"));
        store.finish(success(10)).join();
        assertEquals(List.of(11L), store.openChildren(1));
        assertEquals(
                Map.of(10L, success(10).finished(), 11L, 0L), store.ends(List.of(10L, 11L, 99L)));
        assertEquals(OptionalLong.of(10), store.child(1, "a"));
        RunFilter children =
                new RunFilter(
                        null, null, null, null, null, Map.of(), null, 0, 10, 0, false, 1, null);
        assertEquals(List.of(11L, 10L), ids(store.list(children)));
    }

    @Test
    void largePayloadsComeBack() {
        String large = "{\"x\":\"" + "ä€".repeat(400_000) + "\"}";
        List<CompletableFuture<?>> all = new ArrayList<>();
        Stores.together(
                store,
                () -> {
                    for (long id = 1; id <= 30; id++) {
                        all.add(store.insert(RunRows.plain(id, large)));
                    }
                });
        all.forEach(CompletableFuture::join);
        assertEquals(large, store.find(30).orElseThrow().params());
        List<StoredRun> page = store.open(SILVER, 0, 0, 1, 1000);
        assertTrue(page.size() < 30, "a page of large runs is short: " + page.size());
        assertTrue(RunStore.mayGoOn(page, 1000));
    }

    @Test
    void openRunsAreFoundByATextOfTheirSpecification() {
        store.insert(RunRows.specified(1, "{\"t\":\"x_%1\"}")).join();
        store.insert(RunRows.specified(2, "{\"t\":\"xy%1\"}")).join();
        store.insert(RunRows.specified(3, "{\"t\":\"x_%2\"}")).join();
        store.insert(run(4)).join();
        store.finish(new RunEnd(3, "success", 1, null, 5, 6, null, null, null)).join();
        assertEquals(Map.of(1L, "{\"t\":\"x_%1\"}"), store.openSpecs("\"t\":\"x_%"));
    }

    @Test
    void tellsWhetherMoreRunsAreOpen() {
        store.insert(run(1)).join();
        store.insert(run(2)).join();
        assertTrue(store.moreOpen(1));
        assertFalse(store.moreOpen(2));
    }

    @Test
    void openRunsAreListedTheNewestFirstWhileThereAreManyAndWhenFewAreLeft() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (long id = 1; id <= 20_005; id++) {
            all.add(store.insert(run(id)));
        }
        all.forEach(CompletableFuture::join);
        store.finish(success(20_004)).join();
        assertTrue(store.moreOpen(20_000));
        assertEquals(List.of(20_005L, 20_003L), ids(store.list(open(0, 2))));
        assertEquals(List.of(2L, 1L), ids(store.list(open(3, 9))));
        all.clear();
        for (long id = 10; id <= 20_005; id++) {
            all.add(store.finish(success(id)));
        }
        all.forEach(CompletableFuture::join);
        assertFalse(store.moreOpen(9));
        assertEquals(List.of(9L, 8L), ids(store.list(open(0, 2))));
        assertEquals(List.of(2L, 1L), ids(store.list(open(3, 9))));
    }

    private static RunFilter open(long before, int limit) {
        return new RunFilter(StoredRun.OPEN, null, null, null, null, Map.of(), null, before, limit);
    }

    @Test
    void openRunsComeByDueTimeAndId() {
        store.insert(run(1, 500)).join();
        store.insert(run(2, 100)).join();
        store.insert(run(3, 100)).join();
        store.insert(run(4, 900)).join();
        store.insert(run(5, 100)).join();
        store.finish(success(5)).join();
        assertEquals(List.of(2L, 3L, 1L), ids(store.open(SILVER, 0, 0, 800, 10)));
        assertEquals(List.of(2L), ids(store.open(SILVER, 0, 0, 800, 1)));
        assertEquals(List.of(3L, 1L), ids(store.open(SILVER, 100, 2, 800, 10)));
        assertEquals(List.of(4L), ids(store.open(SILVER, 500, 1, 1000, 10)));
    }

    @Test
    void eachLaneIsReadByItself() throws Exception {
        Lane gold = new Lane("default", SlaClass.GOLD, 0);
        Lane low = new Lane("default", SlaClass.SILVER, -5);
        Lane blue = new Lane("blue", SlaClass.SILVER, 0);
        List<CompletableFuture<?>> all = new ArrayList<>();
        Stores.together(
                store,
                () -> {
                    all.add(store.insert(run(1, 100, gold)));
                    all.add(store.insert(run(2, 100, low)));
                    all.add(store.insert(run(3, 100, blue)));
                    all.add(store.insert(run(4, 300, blue)));
                    all.add(store.insert(run(5, 900, blue)));
                });
        all.forEach(CompletableFuture::join);
        store.insert(run(6, 50)).join();
        store.finish(success(3)).join();
        reopen();
        store.insert(run(7, 200, blue)).join();
        assertEquals(List.of(1L), ids(store.open(gold, 0, 0, 1000, 10)));
        assertEquals(List.of(2L), ids(store.open(low, 0, 0, 1000, 10)));
        assertEquals(List.of(7L, 4L), ids(store.open(blue, 0, 0, 300, 10)));
        assertEquals(List.of(6L), ids(store.open(SILVER, 0, 0, 1000, 10)));
        assertEquals(
                List.of(), ids(store.open(new Lane("red", SlaClass.SILVER, 0), 0, 0, 1000, 10)));
        assertEquals(OptionalLong.of(900), store.nextDue(blue, 300));
        assertEquals(OptionalLong.empty(), store.nextDue(blue, 900));
        assertEquals(OptionalLong.empty(), store.nextDue(new Lane("red", SlaClass.GOLD, 9), 0));
        assertEquals(Map.of(gold, 1L, low, 1L, blue, 3L, SILVER, 1L), store.open());
        assertEquals(6, store.countOpen());
        store.insert(new NewRun(8, "c.d", "blue", 1, "{}", null, null, null)).join();
        assertEquals(Map.of("a.b", 5L, "files.cleanup", 1L, "c.d", 1L), store.openTasks().join());
    }

    @Test
    void whatIsWrittenSinceIsNotInAnAnswerOfThatMoment() {
        store.insert(run(1)).join();
        CompletableFuture<Void> held = new CompletableFuture<>();
        CompletableFuture<Integer> asked =
                database.readAsOfNow(
                        on -> {
                            held.join();
                            try (ResultSet row =
                                    on.of("SELECT count(*) FROM run WHERE state = 0")
                                            .executeQuery()) {
                                row.next();
                                return row.getInt(1);
                            }
                        });
        store.insert(run(2)).join();
        store.finish(success(1)).join();
        store.insert(run(3)).join();
        held.complete(null);
        assertEquals(1, asked.join());
        assertEquals(Map.of("files.cleanup", 2L), store.openTasks().join());
    }

    @Test
    void listsNewestFirstAndFilters() {
        String spec = "{\"labels\":{\"team\":\"ops\",\"we\\\"ird\":\"1\"}}";
        store.insert(RunRows.specified(1, spec)).join();
        store.insert(new NewRun(2, "a.b", "blue", 1, "{}", null, null, null)).join();
        store.insert(new NewRun(3, "c.d", "blue", 1, "{}", null, null, null)).join();
        store.finish(success(3)).join();
        assertEquals(List.of(3L, 2L), ids(store.list(all(2))));
        assertEquals(
                List.of(1L),
                ids(store.list(new RunFilter(null, null, null, null, null, null, null, 2, 9))));
        assertEquals(List.of(2L, 1L), ids(store.list(filter(0, null, "a.b", null, null))));
        assertEquals(List.of(3L), ids(store.list(filter(1, "success", null, null, "blue"))));
        assertEquals(List.of(3L), ids(store.list(filter(null, null, null, "acme.files", null))));
        assertEquals(List.of(), ids(store.list(filter(null, null, null, "acme", null))));
        assertEquals(List.of(1L), ids(store.list(labelled(Map.of("team", "ops")))));
        assertEquals(List.of(1L), ids(store.list(labelled(Map.of("we\"ird", "1")))));
        assertEquals(List.of(1L), ids(store.list(labelled(Map.of("we\"ird", "1", "team", "ops")))));
        assertEquals(List.of(), ids(store.list(labelled(Map.of("team", "dev")))));
        assertEquals(
                List.of(3L, 1L),
                ids(
                        store.list(
                                new RunFilter(
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        Set.of(1L, 3L),
                                        0,
                                        9))));
    }

    private static RunFilter filter(
            Integer state, String result, String task, String plugin, String tenant) {
        return new RunFilter(state, result, task, plugin, tenant, Map.of(), null, 0, 9);
    }

    private static RunFilter labelled(Map<String, String> labels) {
        return new RunFilter(null, null, null, null, null, labels, null, 0, 9);
    }

    @Test
    void findsByWhatAPersonTypes() {
        String spec = "{\"labels\":{\"team\":\"Ops_1\",\"order\":\"0042\"}}";
        store.insert(new NewRun(1, "files.clean", "default", 1, "{}", spec, null, null)).join();
        store.insert(new NewRun(2, "mail.send", "default", 1, "{}", null, null, null)).join();
        store.insert(new NewRun(3, "mail.send", "default", 1, "{}", "{}", null, null)).join();
        String error = "{\"type\":\"x.Clash\",\"message\":\"100% of 'a\\\\b' used\"}";
        store.finish(new RunEnd(3, "failure", 1, REVISION, 2000, 3000, null, error, null)).join();
        String odd = "{\"labels\":{\"bad\":\"a\\u0000b\",\"worse\":\"\\\\u0000\"}}";
        store.insert(new NewRun(4, "odd.one", "default", 1, "{}", odd, null, null)).join();
        String nul = "{\"type\":\"x\",\"message\":\"nul \\u0000 and \\\\u0000\"}";
        store.finish(new RunEnd(4, "failure", 1, REVISION, 2000, 3000, null, nul, null)).join();
        assertEquals(List.of(3L, 2L), found("mail"));
        assertEquals(List.of(4L), found("nul"));
        assertEquals(List.of(), ids(store.list(labelled(Map.of("bad", "x")))));
        assertEquals(List.of(3L, 2L), found("MAIL.S"));
        assertEquals(List.of(), found("ail"));
        assertEquals(List.of(1L), found("ops"));
        assertEquals(List.of(1L), found("ops_"));
        assertEquals(List.of(), found("ops%"));
        assertEquals(List.of(1L), found("team=O"));
        assertEquals(List.of(1L), found("team="));
        assertEquals(List.of(), found("Team=ops"));
        assertEquals(List.of(), found("order=1"));
        assertEquals(List.of(1L), found("004"));
        assertEquals(List.of(3L), found("% OF"));
        assertEquals(List.of(3L), found("a\\b"));
        assertEquals(List.of(), found("clash"));
        assertEquals(List.of(2L), found("0000000000002"));
        assertEquals(List.of(4L, 3L, 2L, 1L), found("00000"));
    }

    private List<Long> found(String text) {
        return ids(
                store.list(
                        new RunFilter(
                                null, null, null, null, null, null, null, 0, 9, 0, false, 0,
                                text)));
    }

    @Test
    void tellsWhereSoManyRunsEnd() {
        for (long id = 1; id <= 5; id++) {
            store.insert(run(id)).join();
        }
        assertEquals(OptionalLong.of(4), store.below(0, 2));
        assertEquals(OptionalLong.of(1), store.below(4, 3));
        assertEquals(OptionalLong.empty(), store.below(4, 4));
    }
}
