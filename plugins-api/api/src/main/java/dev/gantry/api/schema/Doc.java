package dev.gantry.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One sentence on what a value means, shown beside its field in the console and in the schema as
 * {@code description}.
 *
 * <pre>{@code
 * public record Params(@Doc("Folder to clean") Path directory) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE, ElementType.FIELD})
public @interface Doc {

    /** The sentence, without markup. */
    String value();
}
