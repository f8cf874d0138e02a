package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.ConfigStore;
import dev.gantry.spi.store.StoredConfig;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** What every store of configurations does, whatever database is behind it. */
abstract class ConfigStoreContract {
    private Database database;
    private ConfigStore store;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlConfigStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static StoredConfig config(String plugin, long version, String by) {
        return new StoredConfig(
                plugin, version, "{\"n\":" + version + ",\"ä\":\"€\"}", 100 + version, by);
    }

    @Test
    void keepsEveryVersion() throws InterruptedException {
        assertTrue(store.append(config("acme", 1, "file")));
        assertTrue(store.append(config("acme", 2, "api")));
        assertTrue(store.append(config("acme", 3, "api")));
        assertTrue(store.append(config("other", 1, "api")));
        stop();
        start();
        assertEquals(List.of(config("acme", 3, "api"), config("other", 1, "api")), store.newest());
        assertEquals(List.of(config("acme", 1, "file")), store.newest("file"));
        assertEquals(List.of(), store.newest("nobody"));
        assertEquals(Optional.of(config("acme", 2, "api")), store.find("acme", 2));
        assertEquals(Optional.empty(), store.find("acme", 4));
        assertEquals(Optional.empty(), store.find("none", 1));
    }

    @Test
    void tellsWhatItWasNewestFirst() {
        IntStream.rangeClosed(1, 5).forEach(v -> store.append(config("acme", v, "api")));
        store.append(config("other", 1, "api"));
        assertEquals(
                List.of(config("acme", 5, "api"), config("acme", 4, "api")),
                store.history("acme", Long.MAX_VALUE, 2));
        assertEquals(
                List.of(config("acme", 2, "api"), config("acme", 1, "api")),
                store.history("acme", 3, 50));
        assertEquals(List.of(), store.history("none", Long.MAX_VALUE, 50));
    }

    @Test
    void aVersionFollowsTheOneBeforeIt() {
        assertFalse(store.append(config("acme", 2, "api")));
        assertTrue(store.append(config("acme", 1, "api")));
        assertFalse(store.append(config("acme", 1, "file")));
        assertFalse(store.append(config("acme", 3, "api")));
        assertEquals(List.of(config("acme", 1, "api")), store.newest());
    }

    @Test
    void ofThoseWhoWriteTheSameVersionOneWins() {
        List<CompletableFuture<Boolean>> all =
                IntStream.range(0, 20)
                        .mapToObj(
                                i ->
                                        CompletableFuture.supplyAsync(
                                                () -> store.append(config("acme", 1, "w" + i))))
                        .toList();
        assertEquals(1, all.stream().filter(CompletableFuture::join).count());
        assertEquals(1, store.history("acme", Long.MAX_VALUE, 50).size());
    }
}
