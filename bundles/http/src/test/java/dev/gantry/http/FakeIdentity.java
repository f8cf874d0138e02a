package dev.gantry.http;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.Session;
import dev.gantry.spi.identity.Sessions;
import dev.gantry.spi.identity.TokenInfo;
import dev.gantry.spi.identity.Tokens;
import dev.gantry.spi.run.GantryException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens and sessions in memory, and a clock that tests turn. */
final class FakeIdentity {
    final FakeSessions sessions = new FakeSessions();
    final FakeTokens tokens = new FakeTokens();
    final FakeAudit audit = new FakeAudit();
    final FakeProvider provider = new FakeProvider();
    final InstantSource clock = () -> this.now;
    private final AtomicInteger made = new AtomicInteger();
    private volatile Instant now = Fakes.NOW;

    void pass(Duration time) {
        now = now.plus(time);
    }

    Identity identity() {
        return new Identity(sessions, tokens, audit, provider);
    }

    /** A token with a role for all of Gantry. */
    String token(Role role) {
        return token(Grant.everywhere(role));
    }

    /** A token with roles. */
    String token(Grant... grants) {
        return tokens.issue("t" + made.get(), List.of(grants), null, "test").token();
    }

    final class FakeSessions implements Sessions {
        private final Map<String, Session> bySecret = new ConcurrentHashMap<>();

        @Override
        public Opened open(Principal principal, Instant until) {
            String secret = "secret-" + made.incrementAndGet();
            Instant longest = now.plus(Duration.ofHours(12));
            Instant end = until == null || until.isAfter(longest) ? longest : until;
            Session session = new Session(principal, "csrf-of-" + secret, end);
            bySecret.put(secret, session);
            return new Opened(secret, session);
        }

        @Override
        public Optional<Session> use(String secret) {
            return look(secret);
        }

        @Override
        public Optional<Session> look(String secret) {
            return Optional.ofNullable(bySecret.get(secret))
                    .filter(each -> now.isBefore(each.expiresAt()));
        }

        @Override
        public void close(String secret) {
            bySecret.remove(secret);
        }
    }

    final class FakeTokens implements Tokens {
        private final Map<String, TokenInfo> byToken = new ConcurrentSkipListMap<>();

        @Override
        public Optional<Known> use(String token) {
            return Optional.ofNullable(byToken.get(token))
                    .filter(each -> holds(each.id()))
                    .map(
                            each ->
                                    new Known(
                                            new Principal(
                                                    each.name(),
                                                    Principal.Kind.TOKEN,
                                                    "token:" + each.id(),
                                                    each.grants()),
                                            each.expiresAt()));
        }

        @Override
        public boolean holds(String id) {
            return byToken.values().stream()
                    .filter(each -> each.id().equals(id))
                    .anyMatch(each -> each.expiresAt() == null || now.isBefore(each.expiresAt()));
        }

        @Override
        public List<TokenInfo> list() {
            return new ArrayList<>(byToken.values()).reversed();
        }

        @Override
        public Issued issue(String name, List<Grant> grants, Instant expiresAt, String by) {
            String id = "id" + made.incrementAndGet();
            TokenInfo info = new TokenInfo(id, name, grants, now, by, expiresAt, null, false);
            byToken.put(PREFIX + id, info);
            return new Issued(PREFIX + id, info);
        }

        @Override
        public TokenInfo revoke(String id) {
            for (Map.Entry<String, TokenInfo> each : byToken.entrySet()) {
                if (each.getValue().id().equals(id)) {
                    return byToken.remove(each.getKey());
                }
            }
            throw new GantryException(GantryException.Code.NOT_FOUND, "There is no token " + id);
        }
    }
}
