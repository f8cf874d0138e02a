package dev.gantry.api.panel;

import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class that implements {@link Panel} a panel of the console. The class is public, not
 * abstract, and has a public constructor without parameters; each call gets an instance of its own.
 * A class that is also an OSGi component which provides {@code Panel} as a service is taken from
 * there instead.
 *
 * <pre>{@code
 * @PanelType(
 *         id = "disk",
 *         title = "Room on the disk",
 *         module = "panel/disk.js",
 *         place = Place.OVERVIEW,
 *         refresh = "PT10S")
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Capability(namespace = "gantry.panel", attribute = "impl=${@class}")
public @interface PanelType {

    /**
     * Its name, unique in the plugin: lower-case words of letters, digits and dashes, joined by
     * dots, at most 100 characters. With the plugin's id it is the panel's address.
     */
    @Attribute("id")
    String id();

    /** Its heading; by default the id. */
    @Attribute("title")
    String title() default "";

    /** What it shows, in a sentence. */
    @Attribute("description")
    String description() default "";

    /**
     * The JavaScript module in the JAR that draws it, as {@code panel/disk.js}; its default export
     * is the class of a custom element. The scripts, styles, pictures and fonts in the same folder
     * are served with it, to anybody who knows the address: nothing in there is secret.
     */
    String module();

    /** Where it is shown besides the plugin's page. */
    Place place() default Place.PLUGIN;

    /**
     * How soon the data are asked for again while somebody looks, as an ISO-8601 duration of a
     * second or more; empty means only when an event or the panel itself says so.
     */
    String refresh() default "PT30S";

    /**
     * Beginnings of names of events after which the data are asked for again, at most once a
     * second: {@code run.finished}, or {@code run.} for all events of runs.
     */
    String[] events() default {};
}
