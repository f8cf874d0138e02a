package dev.gantry.http;

import dev.gantry.spi.audit.AuditLog;
import dev.gantry.spi.identity.Sessions;
import dev.gantry.spi.identity.SingleSignOn;
import dev.gantry.spi.identity.Tokens;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import java.util.Optional;

/** Tokens, sessions and the audit log of this Gantry, if they are there now. Thread-safe. */
@Component(service = Identity.class)
public final class Identity {
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile Sessions sessions;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile Tokens tokens;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile AuditLog audit;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile SingleSignOn provider;

    /** Those that come and go. */
    @Activate
    public Identity() {}

    /** These. */
    public Identity(Sessions sessions, Tokens tokens, AuditLog audit, SingleSignOn provider) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.audit = audit;
        this.provider = provider;
    }

    /**
     * The sessions.
     *
     * @throws ProblemException 503 while they are not there
     */
    Sessions sessions() {
        Sessions here = sessions;
        if (here == null) {
            throw new ProblemException(
                    Problem.unavailable(
                            "Nobody can log in while the store is away; /readyz says more. The"
                                    + " token in data/admin.token goes on in the header"
                                    + " Authorization."));
        }
        return here;
    }

    /** The OpenID provider, if there is one. */
    Optional<SingleSignOn> provider() {
        return Optional.ofNullable(provider);
    }

    /** The audit log, if it is there. */
    Optional<AuditLog> audit() {
        return Optional.ofNullable(audit);
    }

    /** Whose token it is, if it is one and they are there. */
    Optional<Tokens.Known> token(String text) {
        Tokens here = tokens;
        return here == null ? Optional.empty() : here.use(text);
    }

    /** Whether a token still holds. */
    boolean holds(String id) {
        Tokens here = tokens;
        return here == null || here.holds(id);
    }
}
