package dev.gantry.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code traceparent} of W3C Trace Context. */
public final class Traceparent {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private Traceparent() {}

    /** The value if it is well-formed, else {@code null}: a bad one is dropped, as W3C says. */
    public static String valid(String value) {
        return value != null && FORM.matcher(value).matches() ? value : null;
    }

    /** The trace id in it, or {@code null}. */
    static String traceId(String value) {
        if (value == null) {
            return null;
        }
        Matcher matcher = FORM.matcher(value);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
