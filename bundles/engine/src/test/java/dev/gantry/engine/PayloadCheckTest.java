package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.engine.payload.PayloadKeeper;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.store.PayloadCheck;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.StoreCheck;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Whether all files are there that rows refer to, and what they hold. */
@Timeout(60)
class PayloadCheckTest {
    private static final String TEXT = "ä".repeat(100_000);
    private static final String PARAMS = "{\"text\":\"" + TEXT + "\"}";

    @TempDir Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
        gantry.offer("a.b", (input, context) -> input.path("text").asString());
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private String run() throws Exception {
        return gantry.finished(gantry.submit(RunRequest.of("a.b", PARAMS))).id();
    }

    private Path file(String run, String kind) throws IOException {
        try (var found = Files.walk(folder.resolve("payloads"))) {
            return found.filter(f -> f.getFileName().toString().startsWith(run + "-" + kind))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void allIsThere() throws Exception {
        run();
        run();
        assertEquals(new StoreCheck(List.of(), 4, 0, null), gantry.admin().check());
    }

    @Test
    void tellsOfEachThatIsMissingDamagedOrUnreadable() throws Exception {
        String missing = run();
        Path gone = file(missing, "params");
        Files.delete(gone);
        String damaged = run();
        Path cut = file(damaged, "output");
        Files.writeString(cut, "\"" + TEXT.substring(1) + "\"");
        String unreadable = run();
        Path blocked = file(unreadable, "params");
        Files.delete(blocked);
        Files.createDirectory(blocked);
        String sound = run();
        StoreCheck found = gantry.admin().check();
        assertEquals(
                List.of(
                        "The parameters of run "
                                + missing
                                + " are missing: put "
                                + gone
                                + " back from a copy, or mount the folder gantry.payload.dir",
                        "The result of run "
                                + damaged
                                + " was changed or damaged: put "
                                + cut
                                + " back from a copy"),
                found.damage().subList(0, 2));
        String last = found.damage().getLast();
        assertTrue(
                last.startsWith("The parameters of run " + unreadable + " cannot be read ("), last);
        assertEquals(3, found.damage().size());
        assertEquals(8, found.payloads());
        assertTrue(gantry.run(sound).params().contains(TEXT));
    }

    @Test
    void countsWhatNoRunRefersToOnceItsRowWouldBeThere() throws Exception {
        String run = run();
        Path kept = file(run, "params");
        Path other = kept.resolveSibling(run + "-params-" + "ab".repeat(32) + ".json");
        Path part = kept.resolveSibling("left.part");
        Path fresh = kept.resolveSibling("fresh.part");
        for (Path stray : List.of(other, part, fresh)) {
            Files.writeString(stray, "{}");
        }
        FileTime old = FileTime.from(gantry.clock.instant().minus(Duration.ofHours(2)));
        for (Path each : List.of(kept, other, part)) {
            Files.setLastModifiedTime(each, old);
        }
        Files.setLastModifiedTime(fresh, FileTime.from(gantry.clock.instant()));
        assertEquals(new StoreCheck(List.of(), 2, 2, null), gantry.admin().check());
    }

    @Test
    void aRunThatGoesMeanwhileIsNoDamage() {
        PayloadRows.Row gone =
                new PayloadRows.Row(5, "@payload params " + "ab".repeat(32) + " 70000", null);
        PayloadRows rows =
                new PayloadRows() {
                    @Override
                    public List<Row> after(long run) {
                        return run < 5 ? List.of(gone) : List.of();
                    }

                    @Override
                    public List<Row> of(Collection<Long> runs) {
                        return List.of();
                    }
                };
        assertEquals(
                new PayloadCheck(List.of(), 0, 0),
                new PayloadKeeper(gantry.payloads, gantry.clock).check(rows));
    }

    @Test
    void ofVeryManyTheFirstAreToldAndHowManyMore() {
        PayloadRows rows =
                new PayloadRows() {
                    @Override
                    public List<Row> after(long run) {
                        return run < 5000 ? of(List.of(run + 1)) : List.of();
                    }

                    @Override
                    public List<Row> of(Collection<Long> runs) {
                        return runs.stream()
                                .map(
                                        run ->
                                                new Row(
                                                        run,
                                                        "@payload params none",
                                                        "@payload output "
                                                                + "ab".repeat(32)
                                                                + " 70000"))
                                .toList();
                    }
                };
        PayloadCheck found = new PayloadKeeper(gantry.payloads, gantry.clock).check(rows);
        assertEquals(10_002, found.files());
        assertEquals(1001, found.damage().size());
        assertEquals("9002 more payload files are missing or damaged", found.damage().getLast());
        assertTrue(
                found.damage().getFirst().endsWith("restore the store from a backup"),
                found.damage().getFirst());
    }
}
