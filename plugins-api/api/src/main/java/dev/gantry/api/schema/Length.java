package dev.gantry.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Inclusive limits of a text's length in characters, or of a collection's number of elements; in
 * the schema {@code minLength}/{@code maxLength} or {@code minItems}/{@code maxItems}.
 *
 * <pre>{@code
 * public record Params(@Doc("Whom to tell") @Length(min = 1, max = 20) List<String> addresses) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Length {

    /** Smallest allowed length. */
    int min() default 0;

    /** Largest allowed length. */
    int max() default Integer.MAX_VALUE;
}
