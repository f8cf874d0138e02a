package dev.gantry.identity;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Session;
import dev.gantry.spi.identity.Sessions;
import dev.gantry.spi.store.IdentityStore;
import dev.gantry.spi.store.StoredSession;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** Sessions, in memory as the store has them. Thread-safe. */
final class SessionService implements Sessions {
    private final IdentityStore store;
    private final Credentials credentials;
    private final SessionLimits limits;
    private final InstantSource clock;
    private final Secrets secrets = new Secrets();

    SessionService(
            IdentityStore store,
            Credentials credentials,
            SessionLimits limits,
            InstantSource clock) {
        this.store = store;
        this.credentials = credentials;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Opened open(Principal principal, Instant until) {
        String secret = secrets.session();
        long now = clock.millis();
        long longest = now + limits.longest().toMillis();
        StoredSession row =
                new StoredSession(
                        Secrets.hash(secret),
                        principal.credential(),
                        principal.name(),
                        principal.kind().name().toLowerCase(Locale.ROOT),
                        Grant.text(principal.grants()),
                        now,
                        now,
                        until == null ? longest : Math.min(longest, until.toEpochMilli()));
        Waits.committed(store.open(row, now, now - limits.idle().toMillis()));
        credentials.read();
        return new Opened(secret, session(secret, row));
    }

    @Override
    public Optional<Session> use(String secret) {
        Optional<StoredSession> found = find(Secrets.hash(secret));
        if (found.isPresent()) {
            StoredSession row = found.get();
            if (credentials.use(row.hash(), row.seenAt(), limits.step())) {
                store.seen(row.hash(), clock.millis());
            }
        }
        return found.map(row -> session(secret, row));
    }

    @Override
    public Optional<Session> look(String secret) {
        return find(Secrets.hash(secret)).map(row -> session(secret, row));
    }

    @Override
    public void close(String secret) {
        if (Waits.committed(store.close(Secrets.hash(secret)))) {
            credentials.read();
        }
    }

    private Optional<StoredSession> find(String hash) {
        StoredSession row = credentials.session(hash);
        if (row == null || clock.millis() >= row.endsAt()) {
            return Optional.empty();
        }
        long idleSince = clock.millis() - limits.idle().toMillis();
        if (credentials.lastUse(hash, row.seenAt()) > idleSince) {
            return Optional.of(row);
        }
        // it may have been used on another node
        return store.session(hash).filter(fresh -> fresh.seenAt() > idleSince);
    }

    private static Session session(String secret, StoredSession row) {
        return new Session(
                new Principal(
                        row.name(),
                        Principal.Kind.valueOf(row.kind().toUpperCase(Locale.ROOT)),
                        row.credential(),
                        Grant.parse(row.grants())),
                Secrets.csrf(secret),
                Instant.ofEpochMilli(row.endsAt()));
    }
}
