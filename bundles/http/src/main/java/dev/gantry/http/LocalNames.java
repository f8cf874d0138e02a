package dev.gantry.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names that callers may use for this Gantry. Bound to loopback it answers to names of this
 * machine only, so that a web page cannot reach it through a name of its own (DNS rebinding).
 *
 * @param any whether every name will do
 * @param proxy the name by which a proxy is called, or {@code null}
 */
public record LocalNames(boolean any, String proxy) {
    /** All names will do. */
    public static final LocalNames ANY = new LocalNames(true, null);

    private static final Pattern LOCAL =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

    /**
     * Names of this machine, and one more.
     *
     * @param proxy {@code null} for none
     */
    public static LocalNames and(String proxy) {
        return new LocalNames(false, proxy == null ? null : proxy.toLowerCase(Locale.ROOT));
    }

    /** Refuses a host that is not ours. */
    void check(String host) {
        if (any) {
            return;
        }
        String lower = host == null ? "" : host.toLowerCase(Locale.ROOT);
        if (!LOCAL.matcher(lower).matches() && !lower.equals(proxy)) {
            throw new ProblemException(
                    Problem.of(
                            403,
                            "forbidden_host",
                            "Gantry listens on loopback only and answers to the host 127.0.0.1 or"
                                    + " localhost, not "
                                    + host
                                    + ". To be reached by another name, set gantry.http.host; or"
                                    + " gantry.http.url where a proxy is before it."));
        }
    }
}
