package dev.gantry.identity;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.IdentityStore;
import dev.gantry.spi.store.StoredSession;
import dev.gantry.spi.store.StoredToken;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All tokens and sessions in memory, as the store has them. Whether it has others now is asked when
 * somebody calls and the last time was some seconds ago, and when a secret is not known: it may
 * have come on another node. While the store is away, what is known holds on. Thread-safe.
 */
final class Credentials {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final IdentityStore store;
    private final InstantSource clock;
    private final Map<String, Long> used = new ConcurrentHashMap<>();
    private final Map<String, Long> written = new ConcurrentHashMap<>();
    private volatile All all;

    Credentials(IdentityStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.all = new All(-1, 0, List.of(), Map.of(), Map.of());
        again(all);
    }

    /** A token by its hash, or {@code null}. */
    StoredToken token(String hash) {
        return find(known -> known.tokens().get(hash));
    }

    /** A session by its hash, or {@code null}. */
    StoredSession session(String hash) {
        return find(known -> known.sessions().get(hash));
    }

    /** All tokens, newest first. */
    List<StoredToken> tokens() {
        refresh();
        return all.list();
    }

    private <T> T find(Function<All, T> look) {
        refresh();
        All known = all;
        T found = look.apply(known);
        if (found == null) {
            again(known);
            found = look.apply(all);
        }
        return found;
    }

    /** When something was used last, for all that this node knows. */
    long lastUse(String key, long stored) {
        return Math.max(stored, used.getOrDefault(key, 0L));
    }

    /**
     * Something was used.
     *
     * @param stored when it was last, as the store has it
     * @param step how much that may be behind
     * @return whether the store is to be told
     */
    boolean use(String key, long stored, Duration step) {
        long now = clock.millis();
        used.put(key, now);
        long last = Math.max(stored, written.getOrDefault(key, 0L));
        if (now - last < step.toMillis()) {
            return false;
        }
        written.put(key, now);
        return true;
    }

    /** Reads what was just written. */
    synchronized void read() {
        long version = store.version();
        List<StoredToken> tokens = store.tokens();
        List<StoredSession> sessions = store.sessions();
        all =
                new All(
                        version,
                        clock.millis(),
                        tokens,
                        tokens.stream().collect(Collectors.toMap(StoredToken::hash, each -> each)),
                        sessions.stream()
                                .collect(Collectors.toMap(StoredSession::hash, each -> each)));
        used.keySet().removeIf(key -> !all.knows(key));
        written.keySet().removeIf(key -> !all.knows(key));
    }

    private void refresh() {
        All known = all;
        if (clock.millis() - known.at() >= FRESH.toMillis()) {
            again(known);
        }
    }

    /** Reads again if there is something new, unless another call did meanwhile. */
    private synchronized void again(All known) {
        if (all != known) {
            return;
        }
        try {
            if (store.version() == known.version()) {
                all = known.seenAt(clock.millis());
            } else {
                read();
            }
        } catch (GantryException e) {
            LOG.debug("The store is away; tokens and sessions are as they were", e);
            all = known.seenAt(clock.millis());
        }
    }

    private record All(
            long version,
            long at,
            List<StoredToken> list,
            Map<String, StoredToken> tokens,
            Map<String, StoredSession> sessions) {

        All seenAt(long now) {
            return new All(version, now, list, tokens, sessions);
        }

        boolean knows(String key) {
            return tokens.containsKey(key) || sessions.containsKey(key);
        }
    }
}
