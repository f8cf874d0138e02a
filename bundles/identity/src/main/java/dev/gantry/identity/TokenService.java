package dev.gantry.identity;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.TokenInfo;
import dev.gantry.spi.identity.Tokens;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.IdentityStore;
import dev.gantry.spi.store.StoredToken;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tokens, in memory as the store has them. Thread-safe. */
final class TokenService implements Tokens {
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,63}");
    private static final int MAX_GRANTS = 50;
    private static final String KIND = "token:";

    private final IdentityStore store;
    private final Credentials credentials;
    private final InstantSource clock;
    private final Secrets secrets = new Secrets();

    TokenService(IdentityStore store, Credentials credentials, InstantSource clock) {
        this.store = store;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public Optional<Known> use(String token) {
        if (!Secrets.isToken(token)) {
            return Optional.empty();
        }
        StoredToken row = credentials.token(Secrets.hash(token));
        if (row == null || expired(row)) {
            return Optional.empty();
        }
        if (credentials.use(row.hash(), row.usedAt(), STEP)) {
            store.used(row.id(), clock.millis());
        }
        return Optional.of(
                new Known(
                        new Principal(
                                row.name(),
                                Principal.Kind.TOKEN,
                                KIND + row.id(),
                                Grant.parse(row.grants())),
                        time(row.expiresAt())));
    }

    @Override
    public boolean holds(String id) {
        return credentials.tokens().stream().anyMatch(row -> row.id().equals(id) && !expired(row));
    }

    @Override
    public List<TokenInfo> list() {
        return credentials.tokens().stream().map(this::info).toList();
    }

    @Override
    public Issued issue(String name, List<Grant> grants, Instant expiresAt, String by) {
        Instant now = clock.instant();
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    "The name of a token has 1 to 64 letters, digits, dots, dashes, underscores and"
                            + " spaces, and begins with a letter or digit; got "
                            + name
                            + ".");
        }
        if (grants.isEmpty() || grants.size() > MAX_GRANTS) {
            throw invalid("A token has 1 to " + MAX_GRANTS + " roles; got " + grants.size() + ".");
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw invalid("A token ends in the future; " + expiresAt + " is past.");
        }
        String token = secrets.token();
        StoredToken row =
                new StoredToken(
                        secrets.id(),
                        Secrets.hash(token),
                        name,
                        Grant.text(grants),
                        now.toEpochMilli(),
                        by,
                        expiresAt == null ? 0 : expiresAt.toEpochMilli(),
                        0);
        if (!Waits.committed(store.add(row))) {
            throw new GantryException(
                    GantryException.Code.CONFLICT,
                    "There is a token with the name "
                            + name
                            + "; revoke it first, or choose another name.");
        }
        credentials.read();
        return new Issued(token, info(row));
    }

    @Override
    public TokenInfo revoke(String id) {
        StoredToken row =
                credentials.tokens().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> none(id));
        if (!Waits.committed(store.revoke(id, KIND + id))) {
            throw none(id);
        }
        credentials.read();
        return info(row);
    }

    private TokenInfo info(StoredToken row) {
        return new TokenInfo(
                row.id(),
                row.name(),
                Grant.parse(row.grants()),
                Instant.ofEpochMilli(row.createdAt()),
                row.createdBy(),
                time(row.expiresAt()),
                time(credentials.lastUse(row.hash(), row.usedAt())),
                expired(row));
    }

    private boolean expired(StoredToken row) {
        return row.expiresAt() > 0 && clock.millis() >= row.expiresAt();
    }

    private static Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static GantryException none(String id) {
        return new GantryException(
                GantryException.Code.NOT_FOUND,
                "There is no token " + id + "; GET /api/v1/tokens lists those there are.");
    }

    private static GantryException invalid(String sentence) {
        return new GantryException(GantryException.Code.INVALID, sentence);
    }
}
