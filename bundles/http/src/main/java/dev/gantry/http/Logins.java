package dev.gantry.http;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.Session;
import dev.gantry.spi.identity.Sessions;
import dev.gantry.spi.identity.SingleSignOn;
import dev.gantry.spi.identity.Tokens;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Finds out who somebody is by what they show. Whoever tries wrong secrets is slowed down by
 * address (IPv6: by network); all who log in together are when many wrong ones come from
 * everywhere. A right token in a header is always let in: tokens are too long to be guessed.
 * Thread-safe.
 */
public final class Logins {
    private static final int FREE_HERE = 10;
    private static final int FREE_EVERYWHERE = 200;
    private static final Duration LONGEST_HERE = Duration.ofMinutes(5);
    private static final Duration LONGEST_EVERYWHERE = Duration.ofSeconds(5);
    private static final String EVERYWHERE = "";
    private static final int IPV6 = 16;
    private static final int NETWORK = 8;
    private static final String TOKEN = "token:";

    private final AdminToken admin;
    private final Identity identity;
    private final InstantSource clock;
    private final Auditor auditor;
    private final FailureLimit here;
    private final FailureLimit everywhere;

    /** Over the first admin's token, and what there is besides. */
    public Logins(AdminToken admin, Identity identity, InstantSource clock) {
        this.admin = admin;
        this.identity = identity;
        this.clock = clock;
        this.auditor = new Auditor(identity, clock);
        this.here = new FailureLimit(clock, FREE_HERE, LONGEST_HERE);
        this.everywhere = new FailureLimit(clock, FREE_EVERYWHERE, LONGEST_EVERYWHERE);
    }

    /** Who records what they do. */
    Auditor auditor() {
        return auditor;
    }

    /**
     * What to tell who shows a token that nobody has: 401; 429 if too many wrong ones came from
     * there.
     */
    ProblemException wrong(String token, String address) {
        refuseWhileLimited(here.left(network(address)));
        here.failed(network(address), token);
        return wrong();
    }

    /**
     * Opens a session for who has this token.
     *
     * @throws ProblemException 401 if nobody has; 429, also for a right one, while too many wrong
     *     ones came; 503 while there is no store
     */
    public Caller open(String token, String address) {
        refuseWhileLimited(here.left(network(address)));
        refuseWhileLimited(everywhere.left(EVERYWHERE));
        Optional<Caller> found = token(token);
        if (found.isEmpty()) {
            here.failed(network(address), token);
            everywhere.failed(EVERYWHERE, token);
            throw wrong();
        }
        here.succeeded(network(address));
        return open(found.get().principal(), found.get().expiresAt());
    }

    /**
     * Opens a session for whoever the OpenID provider vouched for.
     *
     * @throws ProblemException 403 for those without a role; 503 while there is no store
     */
    public Caller open(Principal principal) {
        if (principal.grants().isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                            403,
                            "forbidden",
                            principal.name()
                                    + " has no role here; gantry.oidc.roles says which groups have"
                                    + " one."));
        }
        return open(principal, null);
    }

    /** The OpenID provider, if there is one. */
    public Optional<SingleSignOn> provider() {
        return identity.provider();
    }

    private Caller open(Principal principal, Instant until) {
        Sessions.Opened opened = identity.sessions().open(principal, until);
        return Caller.in(opened.secret(), opened.session());
    }

    /**
     * Refuses where too many wrong secrets came from.
     *
     * @throws ProblemException 429
     */
    public void limit(String address) {
        refuseWhileLimited(here.left(network(address)));
    }

    /** A wrong secret came from there. */
    public void failed(String address, String secret) {
        here.failed(network(address), secret);
    }

    /** Who is in this session; empty if it is over. It counts as used. */
    Optional<Caller> session(String secret) {
        return identity.sessions()
                .use(secret)
                .filter(session -> holds(session.principal()))
                .map(session -> Caller.in(secret, session));
    }

    /** Ends the session of a caller, if they are in one. */
    public void close(Caller caller) {
        caller.login().ifPresent(login -> identity.sessions().close(login.secret()));
    }

    /** Whether what a caller showed still holds. */
    boolean holds(Caller caller) {
        if (caller.expiresAt() != null && !clock.instant().isBefore(caller.expiresAt())) {
            return false;
        }
        if (caller.login().isEmpty()) {
            return holds(caller.principal());
        }
        Optional<Session> session = identity.sessions().look(caller.login().get().secret());
        return session.isPresent() && holds(session.get().principal());
    }

    private boolean holds(Principal principal) {
        String credential = principal.credential();
        if (principal.first()) {
            return credential.equals(admin.credential());
        }
        return !credential.startsWith(TOKEN)
                || identity.holds(credential.substring(TOKEN.length()));
    }

    /** Who has this token, if anybody has. */
    Optional<Caller> token(String token) {
        Optional<Tokens.Known> known = identity.token(token);
        if (known.isPresent()) {
            return known.map(one -> Caller.with(one.principal(), one.expiresAt()));
        }
        return admin.matches(token) ? Optional.of(Caller.with(first(), null)) : Optional.empty();
    }

    private Principal first() {
        return new Principal(
                "admin",
                Principal.Kind.TOKEN,
                admin.credential(),
                List.of(Grant.everywhere(Role.ADMIN)));
    }

    /** Whoever has an IPv6 address has all of its network; the address itself for IPv4. */
    static String network(String address) {
        try {
            byte[] bytes =
                    InetAddress.ofLiteral(address.replaceAll("[\\[\\]]|%.*", "")).getAddress();
            return bytes.length == IPV6 ? HexFormat.of().formatHex(bytes, 0, NETWORK) : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    private static ProblemException wrong() {
        return Gate.refusal("The token is not the right one.", ", error=\"invalid_token\"");
    }

    private static void refuseWhileLimited(Duration left) {
        if (!left.isZero()) {
            throw new ProblemException(
                    Problem.of(
                                    429,
                                    "too_many_attempts",
                                    "Too many wrong tokens came; wait "
                                            + Math.max(1, left.toSeconds())
                                            + " s and try the right one.")
                            .worthRetrying(left));
        }
    }
}
