package dev.gantry.spi.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that somebody changed, or was not let change. Texts are cut to 500 characters, their
 * control characters become blanks, {@code null} becomes empty; times have milliseconds.
 *
 * @param actor name of the caller; {@code gantry} for Gantry itself
 * @param credential what they showed, as {@code token:ID}; never a secret
 * @param remote address that the call came from
 * @param operation as {@code operationId} in the OpenAPI document
 * @param target what it was about: the path
 * @param tenant empty if it belongs to none
 * @param status of the answer, as in HTTP
 * @param detail a little more, without secrets
 */
public record AuditEvent(
        Instant at,
        String actor,
        String credential,
        String remote,
        String operation,
        String target,
        String tenant,
        int status,
        String detail) {
    private static final int LONGEST = 500;

    /** Makes the texts such that every store keeps them as they are. */
    public AuditEvent {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        actor = clean(actor);
        credential = clean(credential);
        remote = clean(remote);
        operation = clean(operation);
        target = clean(target);
        tenant = clean(tenant);
        detail = clean(detail);
    }

    private static String clean(String text) {
        if (text == null) {
            return "";
        }
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        StringBuilder plain = new StringBuilder(cut.length());
        cut.chars().forEach(c -> plain.append(c < ' ' || c == 0x7f ? ' ' : (char) c));
        // what is half of a pair cannot be stored
        return new String(
                plain.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
