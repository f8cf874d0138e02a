package dev.gantry.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A regular expression that the whole of a text must match; in the schema {@code pattern}.
 *
 * <pre>{@code
 * public record Params(@Doc("Of the account") @Matches("[A-Z]{2}[0-9]{6}") String number) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Matches {

    /** The expression, in the syntax of {@link java.util.regex.Pattern}. */
    String value();
}
