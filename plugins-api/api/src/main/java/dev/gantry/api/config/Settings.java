package dev.gantry.api.config;

import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record the settings of its plugin; a plugin has at most one. Its components carry the
 * annotations of {@link dev.gantry.api.schema}, as parameters do.
 *
 * <pre>{@code
 * @Settings
 * public record Limits(
 *         @Doc("Folders that may be cleaned") List<Path> roots,
 *         @Doc("Largest number of files in one run") @Default("10000") @Range(min = 1) int files) {}
 * }</pre>
 *
 * <p>A plugin whose settings need a value that nobody gave yet, or do not fit, does not become
 * active, and its reason names the key; it is tried again when its configuration changes. Give a
 * {@link dev.gantry.api.schema.Default} wherever there is a sensible one.
 *
 * <p>A component of OSGi Declarative Services gets the same values, defaults filled in, in its
 * component property type, if its {@code configurationPid} is the plugin's id: at activation, and
 * on each change in its {@code @Modified} method. A value inside a record or a map has the name
 * {@code outer.inner} there. Without a {@code @Modified} method the component is activated anew,
 * under the work that it does.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = "gantry.config", attribute = "impl=${@class}")
public @interface Settings {

    /** A short name for people; by default the plugin's name. */
    @Attribute("title")
    String title() default "";

    /** What they are for, in a sentence or two. */
    @Attribute("description")
    String description() default "";
}
