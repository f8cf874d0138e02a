package dev.gantry.spi.run;

import java.time.Duration;
import java.util.List;

/**
 * A request that cannot be served, with the reason and the remedy in its message: the message is
 * shown to callers as it is.
 */
public class GantryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Why, as a stable code for programs. */
    public enum Code {
        /** There is no such thing. */
        NOT_FOUND,
        /** The request is malformed. */
        INVALID,
        /** The content is well-formed but refused: it does not fit a schema, or a rule. */
        REFUSED,
        /** It contradicts the present state. */
        CONFLICT,
        /** Full; worth another try later. */
        OVERLOADED,
        /** Something needed is not there now; worth another try later. */
        UNAVAILABLE
    }

    private final transient Code code;
    private final transient List<FieldError> fields;
    private final transient Duration retryAfter;

    /** A refusal without field errors. */
    public GantryException(Code code, String message) {
        this(code, message, List.of());
    }

    /** A refusal that names the fields that are wrong. */
    public GantryException(Code code, String message, List<FieldError> fields) {
        super(message);
        this.code = code;
        this.fields = List.copyOf(fields);
        this.retryAfter = SOON;
    }

    /** A refusal of what may be served after a while. */
    public GantryException(Code code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.fields = List.of();
        this.retryAfter = retryAfter;
    }

    /** A refusal with the exception behind it. */
    public GantryException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fields = List.of();
        this.retryAfter = SOON;
    }

    /** Why. */
    public Code code() {
        return code;
    }

    /** The fields that are wrong; often empty. */
    public List<FieldError> fields() {
        return fields;
    }

    /** After how long another try is worth while, where it is at all. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return code == Code.OVERLOADED || code == Code.UNAVAILABLE;
    }
}
