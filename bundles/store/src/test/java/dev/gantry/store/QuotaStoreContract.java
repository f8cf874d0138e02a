package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.StoredQuota;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** What every store of quotas does, whatever database is behind it. */
abstract class QuotaStoreContract {
    private Database database;
    private QuotaStore store;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlQuotaStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static StoredQuota quota(String scope, String name, long version) {
        return new StoredQuota(scope, name, "{\"weight\":" + version + "}", version);
    }

    @Test
    void keepsWhatWasSet() throws InterruptedException {
        assertTrue(store.put(quota("tenant", "blue", 1)).join());
        assertTrue(store.put(quota("tenant", "*", 1)).join());
        assertTrue(store.put(quota("task", "blue", 1)).join());
        assertTrue(store.put(quota("tenant", "blue", 2)).join());
        stop();
        start();
        assertEquals(
                List.of(
                        quota("task", "blue", 1),
                        quota("tenant", "*", 1),
                        quota("tenant", "blue", 2)),
                store.quotas());
    }

    @Test
    void aVersionFollowsTheOneBeforeIt() {
        assertFalse(store.put(quota("tenant", "blue", 2)).join());
        assertTrue(store.put(quota("tenant", "blue", 1)).join());
        assertFalse(store.put(quota("tenant", "blue", 1)).join());
        assertFalse(store.put(quota("tenant", "blue", 3)).join());
        assertFalse(store.delete("tenant", "blue", 2).join());
        assertTrue(store.delete("tenant", "blue", 1).join());
        assertFalse(store.delete("tenant", "blue", 1).join());
        assertEquals(List.of(), store.quotas());
    }
}
