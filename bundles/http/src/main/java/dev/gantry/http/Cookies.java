package dev.gantry.http;

import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;

import java.util.Optional;

/** Cookies of the API. */
public final class Cookies {
    /** The one that holds a session's secret. */
    public static final String SESSION = "gantry_session";

    private static final String LOGIN = "gantry_login";

    private Cookies() {}

    /** The secret of the session that a request is in. */
    static Optional<String> session(Request request) {
        return value(request, SESSION);
    }

    static Optional<String> value(Request request, String name) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    /** A value of {@code Set-Cookie} for a session, which scripts cannot read. */
    public static String session(String secret, boolean secure) {
        return SESSION + "=" + secret + "; HttpOnly; SameSite=Strict; Path=/" + secure(secure);
    }

    /** A value of {@code Set-Cookie} that takes the session's away. */
    public static String noSession(boolean secure) {
        return SESSION + "=; Max-Age=0; HttpOnly; SameSite=Strict; Path=/" + secure(secure);
    }

    /** The secret of a login that has begun, if it has. */
    static Optional<String> login(Request request) {
        return value(request, LOGIN);
    }

    /** A value of {@code Set-Cookie} for a login: it comes along when a provider sends one back. */
    public static String login(String secret, boolean secure) {
        return LOGIN
                + "="
                + secret
                + "; Max-Age=600; HttpOnly; SameSite=Lax; Path=/login"
                + secure(secure);
    }

    private static String secure(boolean secure) {
        return secure ? "; Secure" : "";
    }
}
