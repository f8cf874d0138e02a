package dev.gantry.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a component that a caller leaves out; it makes the component optional.
 *
 * <pre>{@code
 * public record Params(@Doc("How long to wait") @Default("PT30S") Duration pause) {}
 * }</pre>
 *
 * <p>Written as in JSON, except that text needs no quotes: {@code "P7D"}, {@code "0.10"}, {@code
 * "false"}, {@code "[1, 2]"}. A default that does not fit its component's type or limits is refused
 * when the plugin is dropped.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Default {

    /** The value as text. */
    String value();
}
