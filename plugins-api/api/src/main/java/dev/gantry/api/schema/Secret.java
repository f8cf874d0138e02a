package dev.gantry.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A password, a token or a key: Gantry never shows the value, neither where it shows parameters or
 * settings, nor in the log of the run, in messages of failures and in results, where {@code ***} is
 * put in its place; also where it is escaped as in JSON, encoded as in a URL or in base64. On a
 * record, a collection or a map it holds for all that is inside. In the schema {@code writeOnly},
 * and {@code format: password} for text.
 *
 * <pre>{@code
 * public record Params(@Doc("Of the archive") @Secret String password) {}
 * }</pre>
 *
 * <p>A value with fewer than four characters is only hidden where parameters and settings are
 * shown: looked for in texts, it would destroy them. A secret has no {@link Default}, because that
 * is shown.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Secret {}
