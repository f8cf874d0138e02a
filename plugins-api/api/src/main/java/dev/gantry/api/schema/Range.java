package dev.gantry.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Inclusive limits of a number; in the schema {@code minimum} and {@code maximum}. They are
 * doubles: whole numbers of up to 15 digits are exact.
 *
 * <pre>{@code
 * public record Params(@Doc("Share that is free") @Range(min = 0, max = 1) double share) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Range {

    /** Smallest allowed value. */
    double min() default Double.NEGATIVE_INFINITY;

    /** Largest allowed value. */
    double max() default Double.POSITIVE_INFINITY;
}
