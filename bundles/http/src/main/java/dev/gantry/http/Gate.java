package dev.gantry.http;

import dev.gantry.spi.identity.Principal;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Says who may call.
 *
 * @param names that callers may use for this Gantry
 * @param openMetrics whether metrics want no token
 */
public record Gate(
        Logins logins, ClientCertificates certificates, LocalNames names, boolean openMetrics) {
    private static final String SCHEME = "bearer ";
    private static final String WANTED = "This wants the header Authorization: Bearer <token>.";
    private static final String CSRF = "X-CSRF-Token";
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    /** Whether an operation wants no token. */
    boolean open(Operation operation) {
        return operation.open() || (openMetrics && operation.id().equals(Operations.METRICS));
    }

    /**
     * Who calls.
     *
     * @throws ProblemException 401 for whoever shows nothing, or something that does not hold; 429
     *     for who tries too much
     */
    Caller caller(Request request) {
        Optional<Caller> known = known(request);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<String> token = token(request);
        if (token.isPresent()) {
            throw logins.wrong(token.get(), Call.remote(request));
        }
        boolean over =
                !request.getHeaders().contains(HttpHeader.AUTHORIZATION)
                        && Cookies.session(request).isPresent();
        throw refusal(over ? "The session is over; log in again." : WANTED, "");
    }

    /**
     * Who calls, if what they show holds. Found out once for each request.
     *
     * @throws ProblemException 503 if that cannot be told now
     */
    Optional<Caller> known(Request request) {
        if (request.getAttribute(Known.class.getName()) instanceof Known before) {
            return before.caller();
        }
        Optional<Caller> caller = find(request);
        request.setAttribute(Known.class.getName(), new Known(caller));
        return caller;
    }

    private Optional<Caller> find(Request request) {
        if (request.getHeaders().contains(HttpHeader.AUTHORIZATION)) {
            return token(request).flatMap(logins::token);
        }
        Optional<Caller> inSession = Cookies.session(request).flatMap(logins::session);
        return inSession.isPresent()
                ? inSession
                : certificates.caller(request).filter(logins::holds);
    }

    /** The token in the header, if that is of the right kind. */
    private static Optional<String> token(Request request) {
        String shown = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return shown != null && shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(shown.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** What was found out. */
    private record Known(Optional<Caller> caller) {}

    /** Who records what callers do. */
    Auditor auditor() {
        return logins.auditor();
    }

    /** Whether what a caller showed still holds. */
    boolean holds(Caller caller) {
        return logins.holds(caller);
    }

    /**
     * Refuses a change that a page of somebody else had a browser send, which shows cookies and
     * certificates whoever asks it to.
     *
     * @throws ProblemException 403
     */
    static void checkForgery(Request request, Caller caller) {
        if (HARMLESS.contains(request.getMethod())) {
            return;
        }
        if (caller.login().isPresent()) {
            checkCsrf(request, caller.login().get().session().csrf());
        } else if (caller.principal().kind() == Principal.Kind.CERTIFICATE) {
            checkOrigin(request);
        }
    }

    private static void checkCsrf(Request request, String csrf) {
        String shown = request.getHeaders().get(CSRF);
        if (shown == null
                || !MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8),
                        csrf.getBytes(StandardCharsets.UTF_8))) {
            throw foreign(
                    "A change in a session wants the header "
                            + CSRF
                            + " with the value of csrf in GET /api/v1/session.");
        }
    }

    /** Refuses what a page of somebody else sends, where the browser says so. */
    static void checkOrigin(Request request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        String origin = request.getHeaders().get("Origin");
        boolean ours =
                site != null
                        ? OWN_SITE.contains(site)
                        : origin == null
                                || origin.replaceFirst("^https?://", "")
                                        .equalsIgnoreCase(request.getHeaders().get("Host"));
        if (!ours) {
            throw foreign(
                    "A page at "
                            + origin
                            + " is not of this Gantry. If a proxy is before Gantry, have it pass on"
                            + " the header Host.");
        }
    }

    /** Refuses to give what is not ours to a page of ours, which would run it as its own. */
    static void checkForeign(Request request) {
        if ("same-origin".equals(request.getHeaders().get("Sec-Fetch-Site"))) {
            throw new ProblemException(
                    Problem.of(
                            403,
                            "forbidden",
                            "A file of a plugin is for the frame of its panel, which is of no"
                                    + " origin; a page of Gantry's own does not get it."));
        }
    }

    private static ProblemException foreign(String sentence) {
        return new ProblemException(Problem.of(403, "csrf", sentence));
    }

    static ProblemException refusal(String sentence, String error) {
        return new ProblemException(
                Problem.of(
                                401,
                                "unauthorized",
                                sentence
                                        + " The admin's token is in data/admin.token in Gantry's"
                                        + " home.")
                        .header("WWW-Authenticate", "Bearer realm=\"gantry\"" + error));
    }
}
