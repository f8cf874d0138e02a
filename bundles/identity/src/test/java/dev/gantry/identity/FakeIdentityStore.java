package dev.gantry.identity;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.IdentityStore;
import dev.gantry.spi.store.StoredSession;
import dev.gantry.spi.store.StoredToken;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A store in memory that counts reads and may be away. */
final class FakeIdentityStore implements IdentityStore {
    private final Map<String, StoredToken> tokens = new ConcurrentHashMap<>();
    private final Map<String, StoredSession> sessions = new ConcurrentHashMap<>();
    private long version = 1;
    int reads;
    int writes;
    boolean away;

    private void read() {
        if (away) {
            throw new GantryException(GantryException.Code.UNAVAILABLE, "away");
        }
        reads++;
    }

    private <T> CompletableFuture<T> written(T answer, boolean changed) {
        writes++;
        if (changed) {
            version++;
        }
        return CompletableFuture.completedFuture(answer);
    }

    private <T> CompletableFuture<T> gone() {
        return CompletableFuture.failedFuture(
                new GantryException(GantryException.Code.UNAVAILABLE, "away"));
    }

    @Override
    public long version() {
        read();
        return version;
    }

    @Override
    public List<StoredToken> tokens() {
        read();
        return tokens.values().stream()
                .sorted(Comparator.comparing(StoredToken::createdAt).reversed())
                .toList();
    }

    @Override
    public List<StoredSession> sessions() {
        read();
        return List.copyOf(sessions.values());
    }

    @Override
    public Optional<StoredSession> session(String hash) {
        read();
        return Optional.ofNullable(sessions.get(hash));
    }

    @Override
    public CompletableFuture<Boolean> add(StoredToken token) {
        if (away) {
            return gone();
        }
        boolean taken = tokens.values().stream().anyMatch(each -> each.name().equals(token.name()));
        if (!taken) {
            tokens.put(token.id(), token);
        }
        return written(!taken, !taken);
    }

    @Override
    public CompletableFuture<Boolean> revoke(String id, String credential) {
        sessions.values().removeIf(each -> each.credential().equals(credential));
        boolean gone = tokens.remove(id) != null;
        return written(gone, gone);
    }

    @Override
    public CompletableFuture<Void> used(String id, long at) {
        tokens.computeIfPresent(
                id,
                (same, old) ->
                        new StoredToken(
                                old.id(),
                                old.hash(),
                                old.name(),
                                old.grants(),
                                old.createdAt(),
                                old.createdBy(),
                                old.expiresAt(),
                                at));
        return written(null, false);
    }

    @Override
    public CompletableFuture<Void> open(StoredSession session, long now, long seenBefore) {
        if (away) {
            return gone();
        }
        sessions.values().removeIf(each -> each.endsAt() < now || each.seenAt() < seenBefore);
        sessions.put(session.hash(), session);
        return written(null, true);
    }

    @Override
    public CompletableFuture<Void> seen(String hash, long at) {
        sessions.computeIfPresent(
                hash,
                (same, old) ->
                        new StoredSession(
                                hash,
                                old.credential(),
                                old.name(),
                                old.kind(),
                                old.grants(),
                                old.openedAt(),
                                at,
                                old.endsAt()));
        return written(null, false);
    }

    @Override
    public CompletableFuture<Boolean> close(String hash) {
        boolean gone = sessions.remove(hash) != null;
        return written(gone, gone);
    }
}
