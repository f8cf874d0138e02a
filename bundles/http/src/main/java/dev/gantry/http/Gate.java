package dev.gantry.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Says who may call.
 *
 * @param loopback whether Gantry is bound to loopback: then only names of this machine are let in
 *     as host, so that a web page cannot reach it through a name of its own (DNS rebinding)
 * @param openMetrics whether metrics want no token
 */
record Gate(AdminToken token, boolean loopback, boolean openMetrics) {
    private static final Pattern LOCAL =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");
    private static final String SCHEME = "bearer ";

    /** Refuses a host that is not ours. */
    void checkHost(String host) {
        if (!loopback) {
            return;
        }
        if (host == null || !LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            throw new ProblemException(
                    Problem.of(
                            403,
                            "forbidden_host",
                            "Gantry listens on loopback only and answers to the host 127.0.0.1 or"
                                    + " localhost, not "
                                    + host
                                    + ". To be reached by another name, set gantry.http.host."));
        }
    }

    /** Whether an operation wants no token. */
    boolean open(Operation operation) {
        return operation.open() || (openMetrics && operation.id().equals(Operations.METRICS));
    }

    /** Refuses whoever does not know the token. */
    void checkToken(String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw refusal("This wants the header Authorization: Bearer <token>.", "");
        }
        if (!token.matches(authorization.substring(SCHEME.length()).strip())) {
            throw refusal("The token is not the right one.", ", error=\"invalid_token\"");
        }
    }

    private static ProblemException refusal(String sentence, String error) {
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
