package dev.gantry.http;

import org.eclipse.jetty.http.HttpFields;

/** What browsers are told with every answer; an answer's own fields stay. */
public final class SecurityHeaders {
    private static final String NOTHING =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String PAGE =
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";
    private static final String YEAR = "max-age=31536000";

    private SecurityHeaders() {}

    /**
     * Adds them.
     *
     * @param tls whether the answer goes over TLS
     */
    public static void add(HttpFields.Mutable fields, boolean tls) {
        String type = fields.get("Content-Type");
        boolean page = type != null && type.startsWith("text/html");
        fields.put("X-Content-Type-Options", "nosniff");
        absent(fields, "Content-Security-Policy", page ? PAGE : NOTHING);
        absent(fields, "X-Frame-Options", "DENY");
        absent(fields, "Referrer-Policy", "no-referrer");
        absent(fields, "Cross-Origin-Opener-Policy", "same-origin");
        absent(fields, "Cross-Origin-Resource-Policy", "same-origin");
        absent(
                fields,
                "Permissions-Policy",
                "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        absent(fields, "Cache-Control", "no-store");
        if (tls) {
            absent(fields, "Strict-Transport-Security", YEAR);
        }
    }

    private static void absent(HttpFields.Mutable fields, String name, String value) {
        if (!fields.contains(name)) {
            fields.put(name, value);
        }
    }
}
