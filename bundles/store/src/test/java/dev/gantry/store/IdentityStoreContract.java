package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.StoredSession;
import dev.gantry.spi.store.StoredToken;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the store of tokens and sessions does, whatever database is behind it. */
abstract class IdentityStoreContract {
    private Database database;
    private SqlIdentityStore store;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlIdentityStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private static StoredToken token(String id, String name, long at, long used) {
        return new StoredToken(id, "hash-" + id, name, "operator@blue", at, "admin", 0, used);
    }

    private static StoredSession session(String hash, String credential, long seen, long ends) {
        return new StoredSession(hash, credential, "Ann", "oidc", "viewer", 100, seen, ends);
    }

    @Test
    void keepsTokensOverARestart() throws Exception {
        assertTrue(store.add(token("a", "ci", 100, 0)).join());
        assertTrue(store.add(token("b", "cd", 200, 0)).join());
        store.used("a", 150).join();
        store.used("a", 120).join();
        database.close();
        start();
        assertEquals(List.of(token("b", "cd", 200, 0), token("a", "ci", 100, 150)), store.tokens());
    }

    @Test
    void aNameIsTakenOnce() {
        assertTrue(store.add(token("a", "ci", 100, 0)).join());
        long version = store.version();
        assertFalse(store.add(token("b", "ci", 200, 0)).join());
        assertEquals(List.of(token("a", "ci", 100, 0)), store.tokens());
        assertEquals(version, store.version());
    }

    @Test
    void aTokenGoesWithItsSessions() {
        store.add(token("a", "ci", 100, 0)).join();
        store.open(session("s1", "token:a", 100, 900), 100, 0).join();
        store.open(session("s2", "token:b", 100, 900), 100, 0).join();
        assertTrue(store.revoke("a", "token:a").join());
        assertEquals(List.of(), store.tokens());
        assertEquals(List.of(session("s2", "token:b", 100, 900)), store.sessions());
        assertFalse(store.revoke("a", "token:a").join());
    }

    @Test
    void keepsSessionsOverARestart() throws Exception {
        store.open(session("s1", "oidc:x", 100, 900), 100, 0).join();
        store.seen("s1", 300).join();
        store.seen("s1", 200).join();
        database.close();
        start();
        assertEquals(Optional.of(session("s1", "oidc:x", 300, 900)), store.session("s1"));
        assertEquals(Optional.empty(), store.session("s2"));
        assertTrue(store.close("s1").join());
        assertFalse(store.close("s1").join());
        assertEquals(List.of(), store.sessions());
    }

    @Test
    void whoComesClearsWhatIsOver() {
        store.open(session("ended", "c", 500, 600), 100, 0).join();
        store.open(session("idle", "c", 400, 9000), 100, 0).join();
        store.open(session("fine", "c", 500, 9000), 100, 0).join();
        store.open(session("new", "c", 700, 9000), 700, 450).join();
        assertEquals(
                Set.of("fine", "new"),
                Set.copyOf(store.sessions().stream().map(StoredSession::hash).toList()));
    }

    @Test
    void theVersionGrowsWithWhatComesAndGoes() {
        long begin = store.version();
        store.add(token("a", "ci", 100, 0)).join();
        store.open(session("s", "token:a", 100, 900), 100, 0).join();
        assertEquals(begin + 2, store.version());
        store.used("a", 500).join();
        store.seen("s", 500).join();
        assertEquals(begin + 2, store.version());
        store.close("s").join();
        store.revoke("a", "token:a").join();
        assertEquals(begin + 4, store.version());
    }
}
